category = "I/O"
short_description = "Processes that read and write files most"
description = "Adds up the bytes that processes read from files and write to them."
args = {}

local top = require "sonde.top"

top.sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = top.processes,
	keys_pc = top.processes_in_containers,
	filter = "fd.type=file and evt.is_io=true",
	rows = 10,
}
