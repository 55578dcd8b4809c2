category = "I/O"
short_description = "What processes write to standard error"
description = "Prints the data that processes write to standard error. A filter, such as proc.name=cat, chooses"
	.. " them. With -pc the container stands before it."

local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
arguments {arguments.colour}

require "sonde.stream"(2, function(data, get)
	if not sysdig.is_print_container_data() then
		return data
	end
	return ("%s%-20.20s %-20.20s %s"):format(colour.of_container(get.container(), "blue"),
		get.container_id(), get.container(), data)
end)
