-- K8s Deployments: what each deployment uses.
local kubernetes = shared "kubernetes"
local tips = shared "tips"

view_info = {
	id = "kubernetes_deployments",
	name = "K8s Deployments",
	description = "One row a Kubernetes deployment: what the containers of all its pods use "
		.. "together.",
	tips = {tips.kubernetes},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.pod.id", "k8s.svc.id", "k8s.ns.id"},
	filter = "k8s.deployment.id != ''",
	drilldown_target = "kubernetes_pods",
	use_defaults = true,
	columns = kubernetes.columns "deployment",
	actions = {
		kubernetes.describe "deployment %k8s.deployment.name",
		kubernetes.delete "deployment %k8s.deployment.name",
	},
}
