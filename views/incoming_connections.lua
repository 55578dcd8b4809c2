-- New Connections: every accept, one after the other.
local process = shared "process_columns"

view_info = {
	id = "incoming_connections",
	name = "New Connections",
	description = "One row a connection that a server accepted.",
	tags = {"Default"},
	view_type = "list",
	applies_to = {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
		"fd.name", "fd.containername", "fd.sport", "fd.sproto", "fd.dport", "fd.port",
		"fd.lport", "fd.rport", "k8s.pod.id", "k8s.rc.id", "k8s.rs.id", "k8s.svc.id",
		"k8s.ns.id", "marathon.app.id", "marathon.group.name", "mesos.task.id",
		"mesos.framework.name",
	},
	filter = "evt.type=accept and evt.dir=< and evt.failed=false",
	use_defaults = false,
	columns = {
		{
			name = "TIME",
			description = "When it was accepted.",
			field = "evt.time",
			colsize = 19,
		},
		{
			name = "Connection",
			description = "Both ends: client and server.",
			field = "fd.name",
			colsize = 40,
		},
		process.container,
		process.command,
	},
}
