category = "System State"
short_description = "The network connections and servers"
description = "Lists the IPv4 and IPv6 sockets at the moment of the first event. The filter of the command line chooses"
	.. " that event, the one in the argument the sockets."

local arguments = require "sonde.arguments"
local processes = require "sonde.processes"
local given = arguments {processes.filter}

require "sonde.moment" {
	columns = {
		{"Proto", 6}, {"Server Address", 25}, {"Client Address", 25}, {"State", 15},
		{"TID/PID/Program Name"},
	},
	rows = function(add)
		local filter = "(fd.type=ipv4 or fd.type=ipv6)"
		if given.filter then
			filter = filter .. " and (" .. given.filter .. ")"
		end
		for thread, _, socket in processes.fds(filter) do
			local server = socket.sip .. ":" .. socket.sport
			local client = socket.cip and socket.cip .. ":" .. socket.cport or "0.0.0.0:*"
			add(socket.l4proto, server, client, socket.cip and "ESTABLISHED" or "LISTEN",
				thread.tid .. "/" .. thread.pid .. "/" .. thread.comm)
		end
	end,
}
