-- Slow File I/O: calls on files that took long.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "slow_io",
	name = "Slow File I/O",
	description = "One row a call that reads or writes a file and took more than a "
		.. "millisecond.",
	tips = {
		"Devices (/dev) are left out: to wait is their nature.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
	},
	filter = "evt.is_io=true and fd.type=file and (not fd.name contains '/dev/') and "
		.. "evt.latency>1000000",
	use_defaults = true,
	columns = {
		{name = "NA", field = "evt.rawtime", is_key = true},
		{
			name = "TIME",
			description = "When it returned.",
			field = "evt.time",
			colsize = 12,
		},
		{
			name = "LATENCY",
			description = "How long it took.",
			field = "evt.latency",
			colsize = 8,
			is_sorting = true,
		},
		{name = "FILENAME", description = "The file.", field = "fd.name", colsize = 32},
		process.container,
		{
			name = "PID",
			description = "Process id, as the host sees it.",
			field = "proc.pid",
			colsize = 12,
		},
		process.command,
	},
}
