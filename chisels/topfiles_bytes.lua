category = "I/O"
short_description = "Files that are read and written most"
description = "Adds up the bytes read from each file and written to it."
args = {}

require("sonde.top").sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = {{"fd.name", "Filename"}},
	keys_pc = {"container.name", {"fd.name", "Filename"}},
	filter = "fd.type=file and evt.is_io=true",
	rows = 10,
}
