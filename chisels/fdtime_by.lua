category = "I/O"
short_description = "Time spent reading and writing, by any field"
description = "Adds up the time that reading and writing take, by the values of a field, such as proc.name or"
	.. " fd.name."

local arguments = require "sonde.arguments"
local given = arguments {arguments.key}

require("sonde.top").sum {
	value = "evt.latency", title = "Time", unit = "time",
	keys = function() return {given.key} end,
	filter = "evt.is_io=true",
	rows = 10,
}
