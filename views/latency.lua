-- Latency: how long calls take, by call.
local latency = shared "latency_columns"
local tips = shared "tips"
local place = shared "places"

view_info = {
	id = "latency",
	name = "Latency",
	description = "One row a system call: how long it takes, usually and at worst.",
	tips = {
		tips.percentiles,
		"F2 has the same by file and by peer.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.name", "fd.containername", "fd.directory",
		"fd.containerdirectory", "evt.res",
	},
	filter = "evt.dir=< and syscall.type exists",
	drilldown_target = "syscall_procs",
	use_defaults = true,
	columns = {
		{name = "NA", field = "evt.type", is_key = true},
		latency.count,
		latency.p50,
		latency.p95,
		latency.p99,
		latency.max,
		latency.total,
		{name = "CALL", description = "Name of the call.", field = "evt.type", colsize = 0},
	},
}
