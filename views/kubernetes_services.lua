-- K8s Services: what each service uses.
local kubernetes = shared "kubernetes"
local tips = shared "tips"

view_info = {
	id = "kubernetes_services",
	name = "K8s Services",
	description = "One row a Kubernetes service: what the containers of all pods behind it "
		.. "use together.",
	tips = {tips.kubernetes},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.pod.id", "k8s.rc.id", "k8s.rs.id", "k8s.ns.id"},
	filter = "k8s.svc.id != ''",
	drilldown_target = "kubernetes_pods",
	use_defaults = true,
	columns = kubernetes.columns "svc",
	actions = {
		kubernetes.describe "services/%k8s.svc.name",
		kubernetes.delete "services %k8s.svc.name",
	},
}
