-- System Calls: which are made, and how long they take.
local place = shared "places"

view_info = {
	id = "syscalls",
	name = "System Calls",
	description = "One row a system call: how often it is made, and how long it takes.",
	tips = {
		"Calls that wait, such as poll and futex, take long by nature: look at who makes "
			.. "them.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.name", "fd.containername", "fd.directory",
		"fd.containerdirectory", "evt.res",
	},
	filter = "syscall.type exists",
	drilldown_target = "syscall_procs",
	use_defaults = true,
	columns = {
		{name = "NA", field = "evt.type", is_key = true},
		{
			name = "CALLS/S",
			description = "Events a second; a call has two, enter and exit.",
			field = "evt.count",
			aggregation = "TIME_AVG",
			colsize = 10,
			is_sorting = true,
		},
		{
			name = "TOT TIME",
			description = "Time spent in the call, all threads together.",
			field = "evt.latency",
			aggregation = "SUM",
			colsize = 10,
		},
		{
			name = "AVG TIME",
			description = "The same as an average of all its events.",
			field = "evt.latency",
			aggregation = "AVG",
			colsize = 10,
		},
		{
			name = "SYSCALL",
			description = "Name of the call.",
			field = "evt.type",
			aggregation = "SUM",
			colsize = 32,
		},
	},
}
