-- Connections: who talks to whom over the network.
local process = shared "process_columns"
local net = shared "net_columns"
local place = shared "places"

view_info = {
	id = "connections",
	name = "Connections",
	description = "One row a network connection (IPv4 and IPv6): both ends, and how much goes "
		.. "over it in each direction.",
	tips = {
		"Enter lists the connections that were accepted on the same socket; d shows what "
			.. "was called, e the data.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.dport", "fd.dproto", "fd.port", "fd.proto", "fd.lport",
		"fd.rport", "evt.res",
	},
	filter = "(fd.type=ipv4 or fd.type=ipv6) and fd.name!=''",
	drilldown_target = "incoming_connections",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.name", tags = {"default"}, is_key = true},
		{name = "NA", field = "fd.containername", tags = {"containers"}, is_key = true},
		{
			name = "L4PROTO",
			description = "Transport protocol: tcp, udp, icmp or raw.",
			field = "fd.l4proto",
			colsize = 8,
		},
		{
			name = "LIP",
			description = "Address of this end.",
			field = "fd.lip",
			colsize = 17,
		},
		{
			name = "LPORT",
			description = "Port of this end.",
			field = "fd.lport",
			colsize = 8,
		},
		{
			name = "RIP",
			description = "Address of the other end.",
			field = "fd.rip",
			colsize = 17,
		},
		{
			name = "RPORT",
			description = "Port of the other end.",
			field = "fd.rport",
			colsize = 8,
		},
		net.bps_in,
		net.bps_out,
		{
			name = "IOPS",
			description = "Calls a second on the connection, whatever they do.",
			field = "evt.count",
			aggregation = "TIME_AVG",
			colsize = 12,
		},
		process.container,
		process.command,
	},
	actions = {
		{
			hotkey = "c",
			command = "tcpdump -niany host %fd.lip and host %fd.rip and port %fd.lport and port %fd.rport",
			description = "packets of this connection",
		},
		{
			hotkey = "l",
			command = "tcpdump -niany host %fd.lip",
			description = "packets of the local address",
		},
		{hotkey = "n", command = "nslookup %fd.rip", description = "name of the other end"},
		{
			hotkey = "P",
			command = "ping %fd.rip",
			description = "ping the other end",
			wait_finish = false,
		},
		{
			hotkey = "r",
			command = "tcpdump -niany host %fd.rip",
			description = "packets of the other end",
		},
		{
			hotkey = "t",
			command = "traceroute %fd.rip",
			description = "route to the other end",
		},
	},
}
