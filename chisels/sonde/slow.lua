-- Calls that take longer than a number of milliseconds, as they return.
--
--     filter    which calls, none: all
--     skip      a function that leaves out files by their name
--     columns   see sonde.columns; those of reads and writes where there are none. Their values are
--               the fields of the same name, and LATENCY(ms)
local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local fields = require "sonde.fields"

local io_columns = {
	{"evt.datetime", "%-23.23s"},
	{"container.id", "%-20.20s", only = "-pc"},
	{"container.name", "%-20.20s", only = "-pc"},
	{"proc.name", "%-12.12s"},
	{"evt.type", "%-8s"},
	{"LATENCY(ms)", "%12d"},
	{"fd.name", "%s", dashes = 41},
}

return function(spec)
	local list = spec.columns or io_columns
	local given = arguments {
		{name = "min_ms", argtype = "int", description = "how many milliseconds are slow"},
		arguments.colour,
	}
	local columns = require "sonde.columns"(list)
	local get

	function on_init()
		local names = {latency = "evt.latency", container = "container.name"}
		for _, column in ipairs(list) do
			if column[1]:find(".", 1, true) then
				names[column[1]] = column[1]
			end
		end
		get = fields(names)
		if spec.filter then
			chisel.set_filter(spec.filter)
		end
		columns.headings()
		return true
	end

	function on_event()
		local latency = get.latency()
		if not latency or latency / 1e6 <= given.min_ms then
			return
		elseif spec.skip and spec.skip(get["fd.name"]() or "") then
			return
		end
		local values = {["LATENCY(ms)"] = latency / 1e6}
		for name, value in pairs(get) do
			values[name] = value()
		end
		print(colour.of_container(get.container(), "blue") .. columns.line(values))
	end
end
