category = "I/O"
short_description = "Bytes read and written, by any field"
description = "Adds up the bytes that are read and written, by the values of a field: proc.name says which"
	.. " processes move the most data, fd.name between which files and connections."

local arguments = require "sonde.arguments"
local given = arguments {arguments.key}

require("sonde.top").sum {
	value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
	keys = function() return {given.key} end,
	filter = "evt.is_io=true and evt.failed=false",
	rows = 30,
}
