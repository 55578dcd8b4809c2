-- K8s Pods: what each pod uses.
local usage = shared "usage_columns"
local kubernetes = shared "kubernetes_columns"
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
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		usage.cpu,
		usage.virtual,
		usage.resident,
		usage.file,
		usage.net,
		{name = "NA", field = "k8s.pod.id", is_groupby_key = true},
		{name = "ID", description = "Its unique id.", field = "k8s.pod.id", colsize = 38},
		{name = "NAME", description = "Its name.", field = "k8s.pod.name", colsize = 25},
		kubernetes.namespace,
		{
			name = "LABELS",
			description = "Its labels.",
			field = "k8s.pod.labels",
			colsize = 0,
		},
	},
	actions = {
		{
			hotkey = "b",
			command = "kubectl --namespace=%k8s.ns.name exec -i -t %k8s.pod.name -- /bin/bash",
			description = "a shell in it",
		},
		{
			hotkey = "d",
			command = "kubectl --namespace=%k8s.ns.name describe pods %k8s.pod.name",
			description = "describe it",
		},
		{
			hotkey = "f",
			command = "kubectl --namespace=%k8s.ns.name logs -f %k8s.pod.name",
			description = "follow its log",
		},
		{
			hotkey = "l",
			command = "kubectl --namespace=%k8s.ns.name logs %k8s.pod.name",
			description = "its log",
		},
		{
			hotkey = "o",
			command = "kubectl --namespace=%k8s.ns.name logs -p %k8s.pod.name",
			description = "the log of its run before",
		},
		{
			hotkey = "x",
			command = "kubectl --namespace=%k8s.ns.name delete pods %k8s.pod.name",
			description = "delete it",
			ask_confirmation = true,
		},
	},
}
