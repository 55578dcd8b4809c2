-- New Connections: every accept, one after the other.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "incoming_connections",
	name = "New Connections",
	description = "One row a connection that a server accepted.",
	tags = {"Default"},
	view_type = "list",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
		"fd.name", "fd.containername", "fd.sport", "fd.sproto", "fd.dport", "fd.port",
		"fd.lport", "fd.rport",
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
