category = "Errors"
short_description = "Processes whose system calls fail most"
description = "Counts the system calls that fail, by process."
args = {}

local top = require "sonde.top"

top.sum {
	value = "evt.count", title = "#Errors", unit = "none",
	keys = top.processes,
	keys_pc = top.processes_in_containers,
	filter = "evt.failed=true",
	rows = 100,
}
