-- Spans Summary: what is below a tag.
view_info = {
	id = "spans_summary",
	name = "Spans Summary",
	description = "One row a tag below the one that was selected: how many spans have it and "
		.. "how long they lasted.",
	tips = {
		'A program makes spans by writing lines such as ">:t:work::" and "<:t:work::" to '
			.. "/dev/null.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = {
		"span.tag", "span.id", "span.time", "span.parenttime", "container.id", "proc.pid",
		"thread.nametid", "proc.name", "thread.tid", "fd.directory",
		"fd.containerdirectory", "evt.res", "k8s.pod.id", "k8s.rc.id", "k8s.rs.id",
		"k8s.svc.id", "k8s.ns.id", "marathon.app.id", "marathon.group.name",
		"mesos.task.id", "mesos.framework.name",
	},
	filter = "span.ntags>=%depth+1",
	drilldown_target = "spans_summary",
	spectro_type = "tracers",
	drilldown_increase_depth = true,
	use_defaults = true,
	columns = {
		{name = "NA", field = "span.tag[%depth]", is_key = true},
		{
			name = "HITS",
			description = "Spans with the tag.",
			field = "span.count.fortag[%depth]",
			aggregation = "SUM",
			colsize = 10,
			is_sorting = true,
		},
		{
			name = "AVG TIME",
			description = "How long they lasted on average.",
			field = "span.duration.fortag[%depth]",
			aggregation = "AVG",
			colsize = 10,
		},
		{
			name = "MIN TIME",
			description = "The shortest.",
			field = "span.duration.fortag[%depth]",
			aggregation = "MIN",
			colsize = 10,
		},
		{
			name = "MAX TIME",
			description = "The longest.",
			field = "span.duration.fortag[%depth]",
			aggregation = "MAX",
			colsize = 10,
		},
		{
			name = "CHD HITS",
			description = "Spans directly below them.",
			field = "span.childcount.fortag[%depth]",
			aggregation = "SUM",
			colsize = 10,
		},
		{
			name = "TAG",
			description = "The tag.",
			field = "span.tag[%depth]",
			aggregation = "SUM",
			colsize = 256,
		},
	},
}
