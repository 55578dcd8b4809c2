category = "Net"
short_description = "Server ports that carry the most bytes"
description = "Adds up the bytes that go over each TCP and UDP port on which there is a server,"
	.. " in both directions."
args = {}

require("sonde.top").sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = {{"fd.sport", "Srv Port"}},
	keys_pc = {{"fd.sport", "Srv Port"}, "container.name"},
	filter = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true",
	rows = 100,
}
