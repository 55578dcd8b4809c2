-- Directories: where on the file system the work is.
local process = shared "process_columns"
local file = shared "file_columns"
local place = shared "places"

view_info = {
	id = "directories",
	name = "Directories",
	description = "One row a directory: what was read and written in the files that are "
		.. "directly in it.",
	tips = {
		"The root (/) holds what was opened by a name that has no directory.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "evt.res",
	},
	filter = "(fd.type=file or fd.type=directory) and fd.name!=''",
	drilldown_target = "files",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.directory", tags = {"default"}, is_key = true},
		{
			name = "NA",
			field = "fd.containerdirectory",
			tags = {"containers"},
			is_key = true,
		},
		file.bytes_in,
		file.bytes_out,
		file.calls,
		file.opens,
		file.errors,
		process.container,
		{
			name = "DIRNAME",
			description = "The directory.",
			field = "fd.directory",
			colsize = 0,
		},
	},
	actions = {
		{hotkey = "l", command = "ls -al %fd.directory", description = "list it"},
	},
}
