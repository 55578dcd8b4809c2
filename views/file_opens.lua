-- File Opens List: every open, one after the other.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "file_opens",
	name = "File Opens List",
	description = "One row a call of open: which file, by whom, and whether it worked.",
	tags = {"Default"},
	view_type = "list",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.name", "fd.containername", "fd.directory",
		"fd.containerdirectory", "evt.res",
	},
	filter = "evt.type=open and evt.dir=<",
	use_defaults = false,
	columns = {
		{
			name = "TIME",
			description = "When it returned.",
			field = "evt.time",
			colsize = 19,
		},
		{
			name = "RES",
			description = "SUCCESS, or the error.",
			field = "evt.res",
			colsize = 8,
		},
		{name = "FILE", description = "The file.", field = "fd.name", colsize = 40},
		process.container,
		process.command,
	},
	actions = {
		{
			hotkey = "l",
			command = "less %fd.name",
			description = "look into the file",
			wait_finish = false,
		},
	},
}
