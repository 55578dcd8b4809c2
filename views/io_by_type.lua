-- I/O by Type: files, sockets, pipes and the rest.
local place = shared "places"

view_info = {
	id = "io_by_type",
	name = "I/O by Type",
	description = "One row a kind of file descriptor: how much goes through it, and how long "
		.. "calls on it take.",
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "evt.res",
	},
	drilldown_target = "procs",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.type", is_key = true},
		{
			name = "BPS IN",
			description = "Bytes a second that come in.",
			field = "evt.buflen.in",
			aggregation = "TIME_AVG",
			colsize = 12,
		},
		{
			name = "BPS OUT",
			description = "Bytes a second that go out.",
			field = "evt.buflen.out",
			aggregation = "TIME_AVG",
			colsize = 12,
		},
		{
			name = "IOPS",
			description = "Calls a second, whatever they do.",
			field = "evt.count",
			aggregation = "TIME_AVG",
			colsize = 9,
			is_sorting = true,
		},
		{
			name = "TIME",
			description = "Time spent in calls.",
			field = "evt.latency",
			aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "I/O Type",
			description = "Kind of file descriptor; empty for calls that have none.",
			field = "fd.type",
			aggregation = "SUM",
			colsize = 0,
		},
	},
}
