-- Spy Users: what is typed.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "spy_users",
	name = "Spy Users",
	description = "One row a program that is started, and a directory that a shell goes to.",
	tips = {
		"Programs that other programs start are there, too; a filter on SHELL (proc.ppid) "
			.. "leaves those of one shell.",
	},
	tags = {"Default"},
	view_type = "list",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
	},
	filter = "((evt.type=execve and evt.dir=<) or (evt.type=chdir and evt.dir=< and proc.name "
		.. "contains sh and not proc.name contains sshd)) and evt.failed=false",
	use_defaults = true,
	columns = {
		{name = "TIME", description = "When it was.", field = "evt.time", colsize = 12},
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
