-- K8s Pods: what each pod uses.
local kubernetes = shared "kubernetes"
local tips = shared "tips"

view_info = {
	id = "kubernetes_pods",
	name = "K8s Pods",
	description = "One row a Kubernetes pod: what its containers use together.",
	tips = {tips.kubernetes},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.rc.id", "k8s.rs.id", "k8s.svc.id", "k8s.ns.id"},
	filter = "k8s.pod.id != ''",
	drilldown_target = "containers",
	use_defaults = true,
	columns = kubernetes.columns "pod",
	actions = {
		kubernetes.action("b", "exec -i -t %k8s.pod.name -- /bin/bash", "a shell in it"),
		kubernetes.describe "pods %k8s.pod.name",
		kubernetes.action("f", "logs -f %k8s.pod.name", "follow its log"),
		kubernetes.action("l", "logs %k8s.pod.name", "its log"),
		kubernetes.action("o", "logs -p %k8s.pod.name", "the log of its run before"),
		kubernetes.delete "pods %k8s.pod.name",
	},
}
