-- Processes CPU: where processor time goes.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "procs_cpu",
	name = "Processes CPU",
	description = "One row a process: processor time in its own code and in the kernel, and "
		.. "how often it calls the kernel.",
	tips = {
		"A high SYS with many calls says that the process makes too many small ones.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory", "fd.type",
	},
	is_root = true,
	filter = "evt.type!=switch",
	drilldown_target = "threads",
	use_defaults = true,
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		{name = "NA", field = "proc.pid", is_groupby_key = true},
		process.pid,
		process.vpid,
		{
			name = "TOT",
			description = "Share of one processor, in percent.",
			field = "thread.cpu",
			aggregation = "AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
			is_sorting = true,
		},
		{
			name = "USER",
			description = "Part of it in the code of the process.",
			field = "thread.cpu.user",
			aggregation = "AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "SYS",
			description = "Part of it in the kernel, working for the process.",
			field = "thread.cpu.system",
			aggregation = "AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "SYSCALLS",
			description = "Events a second.",
			field = "evt.count",
			aggregation = "TIME_AVG",
			groupby_aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "CONTAINER",
			description = "Name of the container, host outside of containers.",
			field = "container.name",
			colsize = 20,
			tags = {"containers"},
		},
		process.command,
	},
	actions = shared "process_actions",
}
