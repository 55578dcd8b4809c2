-- Files: which are read and written.
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
	applies_to = {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.directory", "fd.containerdirectory", "evt.res",
		"k8s.pod.id", "k8s.rc.id", "k8s.rs.id", "k8s.svc.id", "k8s.ns.id",
		"marathon.app.id", "marathon.group.name", "mesos.task.id", "mesos.framework.name",
	},
	filter = "(fd.type=file or fd.type=directory) and fd.name!=''",
	drilldown_target = "procs",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.name", tags = {"default"}, is_key = true},
		{name = "NA", field = "fd.containername", tags = {"containers"}, is_key = true},
		{
			name = "BYTES IN",
			description = "Bytes read.",
			field = "evt.buflen.file.in",
			aggregation = "SUM",
			colsize = 12,
		},
		{
			name = "BYTES OUT",
			description = "Bytes written.",
			field = "evt.buflen.file.out",
			aggregation = "SUM",
			colsize = 12,
		},
		{
			name = "OPS",
			description = "Calls of all kinds.",
			field = "evt.count.exit",
			aggregation = "SUM",
			colsize = 9,
			is_sorting = true,
		},
		{
			name = "OPENS",
			description = "Calls of open. Newer programs call openat, which does not "
				.. "count here.",
			field = "evt.type.is.3",
			aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "ERRORS",
			description = "Calls that failed.",
			field = "evt.count.error",
			aggregation = "SUM",
			colsize = 9,
		},
		{
			name = "Container",
			description = "Name of the container, host outside of containers.",
			field = "container.name",
			colsize = 20,
			tags = {"containers"},
		},
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
