-- K8s Controllers: what each replication controller uses.
local usage = shared "usage_columns"
local kubernetes = shared "kubernetes_columns"
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
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		usage.cpu,
		usage.virtual,
		usage.resident,
		usage.file,
		usage.net,
		{name = "NA", field = "k8s.rc.id", is_groupby_key = true},
		{name = "ID", description = "Its unique id.", field = "k8s.rc.id", colsize = 38},
		{name = "NAME", description = "Its name.", field = "k8s.rc.name", colsize = 25},
		kubernetes.namespace,
		{
			name = "LABELS",
			description = "Its labels.",
			field = "k8s.rc.labels",
			colsize = 0,
		},
	},
	actions = {
		{
			hotkey = "d",
			command = "kubectl --namespace=%k8s.ns.name describe rc %k8s.rc.name",
			description = "describe it",
		},
		{
			hotkey = "x",
			command = "kubectl --namespace=%k8s.ns.name delete rc %k8s.rc.name",
			description = "delete it",
			ask_confirmation = true,
		},
	},
}
