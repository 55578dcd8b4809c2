-- K8s Namespaces: what each namespace uses.
local kubernetes = shared "kubernetes"
local tips = shared "tips"

view_info = {
	id = "kubernetes_namespaces",
	name = "K8s Namespaces",
	description = "One row a Kubernetes namespace: what the containers of all its pods use "
		.. "together.",
	tips = {tips.kubernetes},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.pod.id", "k8s.rc.id", "k8s.rs.id", "k8s.svc.id"},
	filter = "k8s.ns.id != ''",
	drilldown_target = "kubernetes_pods",
	use_defaults = true,
	columns = kubernetes.columns "ns",
	actions = {
		kubernetes.describe "namespaces %k8s.ns.name",
		kubernetes.delete("namespaces %k8s.ns.name", "delete it and all in it"),
	},
}
