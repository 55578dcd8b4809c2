-- K8s Namespaces: what each namespace uses.
local usage = shared "usage_columns"
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
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		usage.cpu,
		usage.virtual,
		usage.resident,
		usage.file,
		usage.net,
		{name = "NA", field = "k8s.ns.id", is_groupby_key = true},
		{name = "ID", description = "Its unique id.", field = "k8s.ns.id", colsize = 38},
		{name = "NAME", description = "Its name.", field = "k8s.ns.name", colsize = 25},
		{
			name = "LABELS",
			description = "Its labels.",
			field = "k8s.ns.labels",
			colsize = 0,
		},
	},
	actions = {
		{
			hotkey = "d",
			command = "kubectl --namespace=%k8s.ns.name describe namespaces %k8s.ns.name",
			description = "describe it",
		},
		{
			hotkey = "x",
			command = "kubectl --namespace=%k8s.ns.name delete namespaces %k8s.ns.name",
			description = "delete it and all in it",
			ask_confirmation = true,
		},
	},
}
