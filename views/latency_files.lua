-- Latency by File: how long calls take, by file.
local process = shared "process_columns"
local latency = shared "latency_columns"
local tips = shared "tips"
local place = shared "places"

view_info = {
	id = "latency_files",
	name = "Latency by File",
	description = "One row a file: how long calls on it take, usually and at worst.",
	tips = {tips.percentiles},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.directory", "fd.containerdirectory", "evt.res",
		"evt.type",
	},
	filter = "evt.dir=< and (fd.type=file or fd.type=directory) and fd.name!=''",
	drilldown_target = "procs",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.name", tags = {"default"}, is_key = true},
		{name = "NA", field = "fd.containername", tags = {"containers"}, is_key = true},
		latency.count,
		latency.p50,
		latency.p95,
		latency.p99,
		latency.max,
		latency.total,
		process.container,
		{
			name = "FILE",
			description = "The file, with its path.",
			field = "fd.name",
			colsize = 0,
		},
	},
}
