-- Files: which are read and written.
local process = shared "process_columns"
local file = shared "file_columns"
local place = shared "places"

view_info = {
	id = "files",
	name = "Files",
	description = "One row a file: how much was read from it and written to it, and how often "
		.. "it was touched.",
	tips = {
		"Enter shows which processes use the file; e shows what they read and write.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.directory", "fd.containerdirectory", "evt.res",
	},
	filter = "(fd.type=file or fd.type=directory) and fd.name!=''",
	drilldown_target = "procs",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.name", tags = {"default"}, is_key = true},
		{name = "NA", field = "fd.containername", tags = {"containers"}, is_key = true},
		file.bytes_in,
		file.bytes_out,
		file.calls,
		file.opens,
		file.errors,
		process.container,
		{
			name = "FILENAME",
			description = "The file, with its path.",
			field = "fd.name",
			colsize = 0,
		},
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
