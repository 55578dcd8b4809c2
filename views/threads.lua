-- Threads of a process, or of everything.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "threads",
	name = "Threads",
	description = "One row a thread: how busy it is, how much it reads and writes.",
	tips = {
		"Opened from a process it shows which of its threads does the work.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "proc.pid", "thread.nametid", "proc.name", "container.id", "fd.sport",
		"fd.sproto", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
		"evt.res",
	},
	is_root = true,
	filter = "evt.type!=switch",
	drilldown_target = "files",
	use_defaults = true,
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		{
			name = "PID",
			description = "Id of the process that the thread belongs to.",
			field = "proc.pid",
			colsize = 8,
		},
		{
			name = "TID",
			description = "Thread id, as the host sees it.",
			field = "thread.tid",
			colsize = 8,
		},
		process.vpid,
		{
			name = "VTID",
			description = "Thread id inside the container.",
			field = "thread.vtid",
			colsize = 8,
			tags = {"containers"},
		},
		{
			name = "CPU",
			description = "Share of one processor that the thread used, in percent.",
			field = "thread.cpu",
			aggregation = "AVG",
			colsize = 8,
			is_sorting = true,
		},
		{
			name = "FILE",
			description = "Bytes a second that it reads from files and writes to them.",
			field = "evt.buflen.file",
			aggregation = "TIME_AVG",
			colsize = 8,
		},
		{
			name = "NET",
			description = "Bytes a second that it receives from the network and sends.",
			field = "evt.buflen.net",
			aggregation = "TIME_AVG",
			colsize = 8,
		},
		{
			name = "Container",
			description = "Name of the container that it runs in, host outside of containers.",
			field = "container.name",
			colsize = 20,
			tags = {"containers"},
		},
		{
			name = "Command",
			description = "The command line of its process.",
			field = "proc.exeline",
			aggregation = "MAX",
			colsize = 0,
		},
	},
}
