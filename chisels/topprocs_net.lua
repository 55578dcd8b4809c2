category = "Net"
short_description = "Processes that use the network most"
description = "Adds up the bytes that processes send and receive through IPv4 and IPv6 sockets."
args = {}

local top = require "sonde.top"

top.sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = top.processes,
	keys_pc = top.processes_in_containers,
	filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true",
	rows = 100,
}
