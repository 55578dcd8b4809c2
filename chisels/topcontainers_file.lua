category = "I/O"
short_description = "Containers that read and write files most"
description = "Adds up the bytes that the processes of a container read from files and write to"
	.. " them."
args = {}

require("sonde.top").sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = {"container.name"},
	filter = "fd.type=file and evt.is_io=true and container.name!=host",
	rows = 10,
}
