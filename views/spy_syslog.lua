-- Spy Syslog: what programs tell the log.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "spy_syslog",
	name = "Spy Syslog",
	description = "One row a message that is written to the socket of syslog.",
	tags = {"Default"},
	view_type = "list",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto",
	},
	filter = "fd.name contains /dev/log and evt.is_io_write=true and evt.dir=< and "
		.. "evt.failed=false",
	use_defaults = false,
	columns = {
		{
			name = "PID",
			description = "Process id of who writes.",
			field = "proc.pid",
			colsize = 8,
		},
		{name = "PROC", description = "Its name.", field = "proc.name", colsize = 8},
		{
			name = "FAC",
			description = "Facility: what kind of program it says it is.",
			field = "syslog.facility.str",
			colsize = 8,
		},
		{
			name = "SEV",
			description = "Severity: how grave it says it is.",
			field = "syslog.severity.str",
			colsize = 8,
		},
		process.container,
		{
			name = "MESSAGE",
			description = "The text.",
			field = "syslog.message",
			colsize = 0,
		},
	},
}
