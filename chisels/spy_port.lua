category = "Net"
short_description = "What is exchanged through a port"
description = "Prints the data that goes through connections with a port at one of their ends. -A, -x and -X"
	.. " choose how."

local arguments = require "sonde.arguments"
local given = arguments {
	{name = "host_port", argtype = "int", description = "the number of the port"},
	arguments.colour,
}

require "sonde.talk"(function()
	return "fd.port=" .. given.host_port
end)
