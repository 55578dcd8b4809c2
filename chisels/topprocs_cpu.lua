category = "CPU Usage"
short_description = "Processes that use the processors most"
description = "Adds up the processor time of processes, as a share of the time that passed. It is read from the"
	.. " process table once a second."
args = {}

local top = require "sonde.top"

top.sum {
	-- Percent of a processor in the second that has gone by; the table is made of times.
	value = "thread.cpu", value_name = "thread.exectime",
	each = function(percent) return percent * 1e7 end,
	title = "CPU%", unit = "timepct",
	keys = top.processes,
	keys_pc = {
		{"proc.name", "Process"}, {"proc.pid", "Host_pid"}, {"proc.vpid", "Container_pid"},
		"container.name",
	},
	filter = "evt.type=procinfo",
	rows = 10,
}
