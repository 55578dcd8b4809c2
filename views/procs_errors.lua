-- Processes Errors: whose calls fail.
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
	applies_to = {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory", "k8s.pod.id", "k8s.rc.id",
		"k8s.rs.id", "k8s.svc.id", "k8s.ns.id", "marathon.app.id", "marathon.group.name",
		"mesos.task.id", "mesos.framework.name",
	},
	filter = "evt.type!=switch",
	drilldown_target = "errors",
	use_defaults = true,
	columns = {
		{name = "NA", field = "proc.pid", is_key = true},
		{
			name = "FILE",
			description = "Failed calls on files and directories, failed opens "
				.. "included.",
			field = "evt.count.error.file",
			aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "NET",
			description = "Failed calls on sockets, failed accept and connect "
				.. "included.",
			field = "evt.count.error.net",
			aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "MEMORY",
			description = "Failed calls that ask for memory.",
			field = "evt.count.error.memory",
			aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "OTHER",
			description = "All other calls that failed.",
			field = "evt.count.error.other",
			aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "PID",
			description = "Process id, as the host sees it.",
			field = "proc.pid",
			colsize = 8,
		},
		{
			name = "Container",
			description = "Name of the container, host outside of containers.",
			field = "container.name",
			colsize = 20,
			tags = {"containers"},
		},
		{
			name = "Command",
			description = "The command line.",
			field = "proc.exeline",
			aggregation = "MAX",
			colsize = 0,
		},
	},
	actions = {
		{
			hotkey = "9",
			command = "kill -9 %proc.pid",
			description = "kill -9",
			ask_confirmation = true,
			wait_finish = false,
		},
		{hotkey = "c", command = "gcore %proc.pid", description = "write a core file"},
		{
			hotkey = "g",
			command = "gdb -p %proc.pid",
			description = "attach the debugger",
			wait_finish = false,
		},
		{
			hotkey = "k",
			command = "kill %proc.pid",
			description = "kill",
			ask_confirmation = true,
			wait_finish = false,
		},
		{
			hotkey = "l",
			command = "ltrace -p %proc.pid",
			description = "trace library calls",
		},
		{
			hotkey = "s",
			command = 'gdb -p %proc.pid --batch --quiet -ex "thread apply all bt full" -ex "quit"',
			description = "print the stacks of all threads",
		},
	},
}
