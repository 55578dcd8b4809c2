-- Processes FD Usage: who runs out of file descriptors.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "procs_fd_usage",
	name = "Processes FD Usage",
	description = "One row a process: how many file descriptors it has open, and how many it "
		.. "may.",
	tips = {
		"At 100 percent, open, socket and accept fail with EMFILE.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory", "fd.type",
	},
	is_root = true,
	filter = "evt.type!=switch",
	drilldown_target = "io_by_type",
	use_defaults = true,
	columns = {
		{name = "NA", field = "proc.pid", is_key = true},
		process.pid,
		process.vpid,
		{
			name = "OPEN",
			description = "Descriptors open; the most that was seen.",
			field = "proc.fdopencount",
			aggregation = "MAX",
			colsize = 8,
			is_sorting = true,
		},
		{
			name = "MAX",
			description = "How many it may have open; -1 not known.",
			field = "proc.fdlimit",
			aggregation = "MAX",
			colsize = 8,
		},
		{
			name = "PCT",
			description = "OPEN in percent of MAX.",
			field = "proc.fdusage",
			aggregation = "MAX",
			colsize = 8,
		},
		{
			name = "CONTAINER",
			description = "Name of the container, host outside of containers.",
			field = "container.name",
			colsize = 20,
			tags = {"containers"},
		},
		process.command,
	},
	actions = shared "process_actions",
}
