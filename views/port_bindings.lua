-- Port bindings: for programs; not offered in the explorer.
local process = shared "process_columns"

view_info = {
	id = "port_bindings",
	name = "Port bindings",
	description = "One row each time that a process binds an IP port, or closes a socket that "
		.. "was bound.",
	tags = {"default", "wsysdig", "nocsysdig"},
	view_type = "list",
	applies_to = {""},
	filter = "(evt.type=bind and evt.dir=< and (fd.type=ipv4 or fd.type=ipv6)) or "
		.. "(evt.type=close and evt.dir=> and fd.typechar=2 and fd.type=ipv4)",
	use_defaults = true,
	columns = {
		{name = "TIME", description = "When it was.", field = "evt.time", colsize = 12},
		{
			name = "OPERATION",
			description = "bind or close.",
			field = "evt.type",
			colsize = 24,
		},
		{name = "PORT", description = "The port.", field = "fd.sport", colsize = 24},
		process.command,
	},
}
