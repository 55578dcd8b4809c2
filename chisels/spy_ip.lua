category = "Net"
short_description = "What is exchanged with an IP address"
description = "Prints the data that processes exchange with an IP address. -A, -x and -X choose how."

local arguments = require "sonde.arguments"
local given = arguments {
	{name = "host_ip", argtype = "ipv4", description = "the address of the other end"},
	arguments.colour,
}

require "sonde.talk"(function()
	return "fd.ip=" .. given.host_ip
end)
