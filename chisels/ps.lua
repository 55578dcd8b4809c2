category = "System State"
short_description = "The threads that run"
description = "Lists the threads at the moment of the first event. The filter of the command line chooses that event,"
	.. " the one in the argument the threads."

local arguments = require "sonde.arguments"
local processes = require "sonde.processes"
local text = require "sonde.text"
local given = arguments {processes.filter}

require "sonde.moment" {
	columns = {
		{"TID", 8}, {"PID", 8}, {"USER", 12}, {"VIRT", 11}, {"RES", 11}, {"FDLIMIT", 10},
		{"CMD", 20, whole = true},
	},
	rows = function(add)
		for tid, thread in processes.threads(given.filter) do
			add(tid, thread.pid, thread.username, text.bytes(thread.vmsize_kb * 1024),
				text.bytes(thread.vmrss_kb * 1024), thread.fdlimit, thread.comm)
		end
	end,
}
