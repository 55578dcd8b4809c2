-- Spy Users by thread: for programs; not offered in the explorer.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "spy_users_wsysdig",
	name = "Spy Users",
	description = "One row a thread that started a program, or a shell that went to a "
		.. "directory.",
	tags = {"Default", "wsysdig", "nocsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
	},
	filter = "((evt.type=execve and evt.dir=<) or (evt.type=chdir and evt.dir=< and proc.name "
		.. "contains sh and not proc.name contains sshd)) and evt.failed=false",
	drilldown_target = "threads",
	propagate_filter = false,
	use_defaults = true,
	columns = {
		{name = "NA", field = "thread.nametid", is_key = true},
		{
			name = "TIME",
			description = "When it was.",
			field = "evt.time",
			colsize = 12,
			is_sorting = true,
		},
		{name = "USER", description = "Who did it.", field = "user.name", colsize = 12},
		{
			name = "SHELL",
			description = "Process id of the parent, which is the shell where a user "
				.. "typed it.",
			field = "proc.ppid",
			colsize = 8,
		},
		process.container,
		process.command,
	},
}
