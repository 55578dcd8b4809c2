-- K8s ReplicaSets: what each replica set uses.
local kubernetes = shared "kubernetes"
local tips = shared "tips"

view_info = {
	id = "kubernetes_replicasets",
	name = "K8s ReplicaSets",
	description = "One row a Kubernetes replica set: what the containers of all its pods use "
		.. "together.",
	tips = {tips.kubernetes},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.pod.id", "k8s.svc.id", "k8s.ns.id"},
	filter = "k8s.rs.id != ''",
	drilldown_target = "kubernetes_pods",
	use_defaults = true,
	columns = kubernetes.columns "rs",
	actions = {
		kubernetes.describe "rs %k8s.rs.name",
		kubernetes.delete "rs %k8s.rs.name",
	},
}
