-- Processes Errors: whose calls fail.
local process = shared "process_columns"
local failed = shared "error_columns"
local place = shared "places"

view_info = {
	id = "procs_errors",
	name = "Processes Errors",
	description = "One row a process: how many of its system calls failed, by what they were "
		.. "about.",
	tips = {
		"Enter shows which errors a process gets.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory",
	},
	filter = "evt.type!=switch",
	drilldown_target = "errors",
	use_defaults = true,
	columns = {
		{name = "NA", field = "proc.pid", is_key = true},
		failed.file,
		failed.net,
		failed.memory,
		failed.other,
		process.pid,
		process.container,
		process.command,
	},
	actions = shared "process_actions",
}
