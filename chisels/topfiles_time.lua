category = "I/O"
short_description = "Files on which the most time is spent"
description = "Adds up the time that processes spend in reading and writing each file."
args = {}

require("sonde.top").sum {
	value = "evt.latency", title = "Time", unit = "time",
	keys = {{"fd.name", "Filename"}},
	keys_pc = {{"fd.name", "Filename"}, "container.name"},
	filter = "fd.type=file and evt.is_io=true",
	rows = 10,
}
