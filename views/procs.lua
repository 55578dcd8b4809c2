-- Processes: where to start.
local process = shared "process_columns"
local place = shared "places"
local actions = shared "process_actions"

for _, action in ipairs {
	{hotkey = "f", command = "lsof -p %proc.pid", description = "list open files"},
	{
		hotkey = "[",
		command = "renice $(expr $(ps -h -p %proc.pid -o nice) + 1) -p %proc.pid",
		description = "one step nicer",
		wait_finish = false,
	},
	{
		hotkey = "]",
		command = "renice $(expr $(ps -h -p %proc.pid -o nice) - 1) -p %proc.pid",
		description = "one step less nice",
		wait_finish = false,
	},
} do
	actions[#actions + 1] = action
end

view_info = {
	id = "procs",
	name = "Processes",
	description = "What runs, one row a process: how busy it is, how much memory it has, how much "
		.. "it reads and writes. The figures of all its threads are in one row.",
	tips = {
		"Enter on a process shows what it has open; v and Threads, its threads; d, its events.",
		"CPU and memory come from samples that the recorder writes once a second; a capture "
			.. "shorter than that may have none.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory", "fd.type",
	},
	is_root = true,
	filter = "evt.type!=switch",
	drilldown_target = "fds",
	use_defaults = true,
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		{name = "NA", field = "proc.pid", is_groupby_key = true},
		{
			name = "PID",
			description = "Process id, as the host sees it.",
			field = "proc.pid",
			colsize = 7,
		},
		{
			name = "PPID",
			description = "Process id of the parent.",
			field = "proc.ppid",
			colsize = 7,
		},
		process.vpid,
		{
			name = "CPU",
			description = "Share of one processor that the process used, in percent; above 100 when "
				.. "its threads ran on several.",
			field = "thread.cpu",
			aggregation = "AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
			is_sorting = true,
		},
		{
			name = "USER",
			description = "Name of the user that it runs as.",
			field = "user.name",
			colsize = 12,
		},
		{
			name = "TH",
			description = "Number of its threads.",
			field = "proc.nthreads",
			aggregation = "MAX",
			groupby_aggregation = "MAX",
			colsize = 5,
		},
		{
			name = "VIRT",
			description = "Virtual memory, bytes.",
			field = "thread.vmsize.b",
			aggregation = "MAX",
			groupby_aggregation = "MAX",
			colsize = 9,
		},
		{
			name = "RES",
			description = "Memory that is really in use and not swapped out, bytes.",
			field = "thread.vmrss.b",
			aggregation = "MAX",
			groupby_aggregation = "MAX",
			colsize = 9,
		},
		{
			name = "FILE",
			description = "Bytes a second that it reads from files and writes to them.",
			field = "evt.buflen.file",
			aggregation = "TIME_AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "NET",
			description = "Bytes a second that it receives from the network and sends.",
			field = "evt.buflen.net",
			aggregation = "TIME_AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "CONTAINER",
			description = "Name of the container that it runs in, host outside of containers.",
			field = "container.name",
			colsize = 20,
			tags = {"containers"},
		},
		process.command,
	},
	actions = actions,
}
