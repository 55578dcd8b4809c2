-- Overview: the system at a glance.
view_info = {
	id = "overview",
	name = "Overview",
	description = "The system at a glance: one row a figure, with its course over time. Enter opens "
		.. "the view that says more.",
	tips = {
		"Look for what goes up when things are slow, and go there.",
	},
	tags = {"Default"},
	view_type = "overview",
	applies_to = {"", "container.id", "proc.pid", "proc.name"},
	rows = {
		{name = "Events", description = "All events.", target = "syscalls"},
		{
			name = "CPU %",
			description = "Processor time of all threads, in percent of one processor.",
			field = "thread.cpu",
			target = "procs_cpu",
		},
		{
			name = "File bytes",
			description = "Bytes read from files and written to them.",
			field = "evt.buflen.file",
			target = "files",
		},
		{
			name = "Network bytes",
			description = "Bytes received from the network and sent.",
			field = "evt.buflen.net",
			target = "connections",
		},
		{
			name = "Errors",
			description = "Calls that failed.",
			filter = "evt.failed=true",
			target = "errors",
		},
		{
			name = "New processes",
			description = "Processes that began, and programs that they became.",
			filter = "evt.dir=< and (evt.type in (execve, execveat) and evt.failed=false or "
				.. "evt.type in (clone, clone3, fork, vfork) and evt.rawres=0)",
			target = "spy_users",
		},
		{
			name = "Connections",
			description = "Connections made and accepted.",
			filter = "evt.dir=< and evt.failed=false and evt.type in (connect, accept, accept4) and "
				.. "fd.type in (ipv4, ipv6)",
			target = "connections",
		},
		{
			name = "Slow file I/O",
			description = "Calls on files that took more than a millisecond.",
			filter = "evt.is_io=true and fd.type=file and evt.latency>1000000",
			target = "slow_io",
		},
	},
}
