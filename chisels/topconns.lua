category = "Net"
short_description = "Connections that carry the most bytes"
description = "Adds up the bytes that go over each network connection, in both directions."
args = {}

require("sonde.top").sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = {{"fd.l4proto", "Proto"}, {"fd.name", "Conn"}},
	keys_pc = {"container.name", {"fd.l4proto", "Proto"}, {"fd.name", "Conn"}},
	filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true",
	rows = 30,
}
