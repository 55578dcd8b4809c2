-- K8s Deployments: what each deployment uses.
view_info = {
	id = "kubernetes_deployments",
	name = "K8s Deployments",
	description = "One row a Kubernetes deployment: what the containers of all its pods use "
		.. "together.",
	tips = {
		"The labels that the container runtime gives its containers tell what belongs to "
			.. "what; without them the view is empty.",
	},
	view_type = "table",
	applies_to = {"", "evt.res", "k8s.pod.id", "k8s.svc.id", "k8s.ns.id"},
	filter = "k8s.deployment.id != ''",
	drilldown_target = "kubernetes_pods",
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
		{name = "NA", field = "k8s.deployment.id", is_groupby_key = true},
		{
			name = "ID",
			description = "Its unique id.",
			field = "k8s.deployment.id",
			colsize = 38,
		},
		{
			name = "NAME",
			description = "Its name.",
			field = "k8s.deployment.name",
			colsize = 25,
		},
		{
			name = "NAMESPACE",
			description = "Namespace that it is in.",
			field = "k8s.ns.name",
			colsize = 20,
		},
		{
			name = "LABELS",
			description = "Its labels.",
			field = "k8s.deployment.labels",
			colsize = 0,
		},
	},
	actions = {
		{
			hotkey = "d",
			command = "kubectl --namespace=%k8s.ns.name describe deployment %k8s.deployment.name",
			description = "describe it",
		},
		{
			hotkey = "x",
			command = "kubectl --namespace=%k8s.ns.name delete deployment %k8s.deployment.name",
			description = "delete it",
			ask_confirmation = true,
		},
	},
}
