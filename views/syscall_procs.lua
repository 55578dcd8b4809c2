-- Syscall Callers: who makes a call.
local process = shared "process_columns"

view_info = {
	id = "syscall_procs",
	name = "Syscall Callers",
	description = "One row a process: how often it makes the selected call, and how long that "
		.. "takes.",
	tags = {"Default"},
	view_type = "table",
	applies_to = {"evt.type"},
	filter = "syscall.type exists",
	use_defaults = true,
	columns = {
		{name = "NA", field = "proc.pid", is_key = true},
		{
			name = "CALLS/S",
			description = "Events a second; a call has two, enter and exit.",
			field = "evt.count",
			aggregation = "TIME_AVG",
			colsize = 10,
			is_sorting = true,
		},
		{
			name = "TIME",
			description = "Time spent in the call.",
			field = "evt.latency",
			aggregation = "SUM",
			colsize = 10,
		},
		process.container,
		process.command,
	},
}
