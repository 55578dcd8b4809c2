category = "Net"
short_description = "Containers that use the network most"
description = "Adds up the bytes that the processes of a container send and receive through IPv4"
	.. " and IPv6 sockets."
args = {}

require("sonde.top").sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = {"container.name"},
	filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true and container.name!=host",
	rows = 100,
}
