category = "System State"
short_description = "The open files and connections"
description = "Lists the fds of all processes at the moment of the first event. The filter of the command line chooses"
	.. " that event, the one in the argument the fds: sonde print -r FILE -c lsof \"fd.type=ipv4\" evt.num=5000."

local arguments = require "sonde.arguments"
local processes = require "sonde.processes"
local given = arguments {processes.filter}

require "sonde.moment" {
	columns = {
		{"COMMAND", 20}, {"PID", 8}, {"TID", 8}, {"USER", 8}, {"FD", 8}, {"TYPE", 12}, {"NAME"},
	},
	rows = function(add)
		for thread, fd, info in processes.fds(given.filter) do
			add(thread.comm, thread.pid, thread.tid, thread.username, fd, info.type, info.name)
		end
	end,
}
