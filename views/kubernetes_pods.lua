-- K8s Pods: what each pod uses.
view_info = {
	id = "kubernetes_pods",
	name = "K8s Pods",
	description = "One row a Kubernetes pod: what its containers use together.",
	tips = {
		"The labels that the container runtime gives its containers tell what belongs to "
			.. "what; without them the view is empty.",
	},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.rc.id", "k8s.rs.id", "k8s.svc.id", "k8s.ns.id"},
	filter = "k8s.pod.id != ''",
	drilldown_target = "containers",
	use_defaults = true,
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		{
			name = "CPU",
			description = "Share of one processor, in percent; the sum of all its "
				.. "threads.",
			field = "thread.cpu",
			aggregation = "AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
			is_sorting = true,
		},
		{
			name = "VIRT",
			description = "Virtual memory of its processes, bytes.",
			field = "thread.vmsize.b",
			aggregation = "MAX",
			groupby_aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "RES",
			description = "Memory of its processes that is really in use, bytes.",
			field = "thread.vmrss.b",
			aggregation = "MAX",
			groupby_aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "FILE",
			description = "Bytes a second read from files and written to them.",
			field = "evt.buflen.file",
			aggregation = "TIME_AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "NET",
			description = "Bytes a second received from the network and sent.",
			field = "evt.buflen.net",
			aggregation = "TIME_AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{name = "NA", field = "k8s.pod.id", is_groupby_key = true},
		{name = "ID", description = "Its unique id.", field = "k8s.pod.id", colsize = 38},
		{name = "NAME", description = "Its name.", field = "k8s.pod.name", colsize = 25},
		{
			name = "NAMESPACE",
			description = "Namespace that it is in.",
			field = "k8s.ns.name",
			colsize = 20,
		},
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
