-- Traces List: the outermost spans.
view_info = {
	id = "traces_list",
	name = "Traces List",
	description = "One row a span that is in no other: when it ended and how long it lasted.",
	tips = {
		'A program makes spans by writing lines such as ">:t:work::" and "<:t:work::" to '
			.. "/dev/null.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.directory", "fd.containerdirectory", "evt.res", "k8s.pod.id", "k8s.rc.id",
		"k8s.rs.id", "k8s.svc.id", "k8s.ns.id", "marathon.app.id", "marathon.group.name",
		"mesos.task.id", "mesos.framework.name",
	},
	filter = "span.ntags>=%depth+1",
	drilldown_target = "spans_list",
	drilldown_increase_depth = true,
	use_defaults = false,
	columns = {
		{
			name = "NA",
			field = "span.rawtime",
			filterfield = "span.rawparenttime",
			is_key = true,
			filter_in_child_only = true,
		},
		{name = "ID", description = "Id of the span.", field = "span.id", colsize = 10},
		{name = "TIME", description = "When it ended.", field = "span.time", colsize = 19},
		{
			name = "DURATION",
			description = "How long it lasted.",
			field = "span.duration.fortag[%depth]",
			aggregation = "AVG",
			colsize = 10,
			is_sorting = true,
		},
		{
			name = "TAG",
			description = "Its tag at this depth.",
			field = "span.tag[%depth]",
			aggregation = "SUM",
			colsize = 32,
		},
		{
			name = "ARGS",
			description = "Arguments that it began with.",
			field = "span.enterargs",
			aggregation = "SUM",
			colsize = 256,
		},
	},
}
