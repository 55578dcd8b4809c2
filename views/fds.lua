-- FDs: what is open.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "fds",
	name = "FDs",
	description = "One row a file descriptor of a process: what it is, who is at the other "
		.. "end, and what went through it.",
	tips = {
		"Descriptors that nobody used are there, too. One number has several rows when "
			.. "different things were open under it.",
		"Enter shows the events of a descriptor.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
	},
	filter = "fd.num>=0 and not (fd.type in (ipv4,ipv6,unix) and fd.name='')",
	drilldown_target = "dig",
	use_defaults = true,
	rows_of = "fds",
	columns = {
		{name = "NA", field = "fd.handle", is_key = true},
		process.pid,
		{name = "FD", description = "Its number.", field = "fd.num", colsize = 6},
		{
			name = "TYPE",
			description = "File, ipv4, unix, pipe ...",
			field = "fd.type",
			aggregation = "MAX",
			colsize = 10,
		},
		{
			name = "IN",
			description = "Bytes that came in.",
			field = "evt.buflen.in",
			aggregation = "SUM",
			colsize = 9,
			is_sorting = true,
		},
		{
			name = "OUT",
			description = "Bytes that went out.",
			field = "evt.buflen.out",
			aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "OPS",
			description = "Calls on it.",
			field = "evt.count.exit",
			aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "TIME",
			description = "Time spent in calls on it.",
			field = "evt.latency",
			aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "ERRORS",
			description = "Calls on it that failed.",
			field = "evt.count.error",
			aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "PEER",
			description = "The processes that have the other end open at the end of "
				.. "what was recorded, or had, where it is on this machine.",
			field = "fd.peer",
			aggregation = "MAX",
			colsize = 20,
		},
		{
			name = "NAME",
			description = "Path of the file, or both ends of the socket.",
			field = "fd.name",
			aggregation = "MAX",
			colsize = 0,
		},
	},
}
