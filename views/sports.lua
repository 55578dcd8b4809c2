-- Server Ports: traffic by service.
local net = shared "net_columns"
local place = shared "places"

view_info = {
	id = "sports",
	name = "Server Ports",
	description = "One row a port on the server side of connections, whichever side this "
		.. "machine is: what goes in and out.",
	tips = {
		"Start with -R to see names of services.",
	},
	tags = {"wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
		"evt.res",
	},
	filter = "(fd.type=ipv4 or fd.type=ipv6) and fd.name!=''",
	drilldown_target = "connections",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.sport", is_key = true},
		{name = "SPORT", description = "The port.", field = "fd.sport", colsize = 8},
		net.bps_in,
		net.bps_out,
		{
			name = "IO CALLS",
			description = "Calls of all kinds.",
			field = "evt.count",
			aggregation = "SUM",
			colsize = 12,
		},
	},
	actions = {
		{
			hotkey = "t",
			command = "tcpdump -niany port %fd.sport",
			description = "packets of this port",
			wait_finish = false,
		},
	},
}
