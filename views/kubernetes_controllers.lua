-- K8s Controllers: what each replication controller uses.
local kubernetes = shared "kubernetes"
local tips = shared "tips"

view_info = {
	id = "kubernetes_controllers",
	name = "K8s Controllers",
	description = "One row a Kubernetes replication controller: what the containers of all "
		.. "its pods use together.",
	tips = {tips.kubernetes},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.pod.id", "k8s.svc.id", "k8s.ns.id"},
	filter = "k8s.rc.id != ''",
	drilldown_target = "kubernetes_pods",
	use_defaults = true,
	columns = kubernetes.columns "rc",
	actions = {
		kubernetes.describe "rc %k8s.rc.name",
		kubernetes.delete "rc %k8s.rc.name",
	},
}
