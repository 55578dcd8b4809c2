-- The data of one fd number, such as 1 for standard output, as it goes by.
--
-- line: a function of the data and the fields that makes a line of them; without, the data is printed.
local fields = require "sonde.fields"

return function(number, line)
	local get

	function on_init()
		get = fields {
			data = "evt.rawarg.data", container = "container.name", container_id = "container.id",
		}
		sysdig.set_snaplen(2000)
		chisel.set_filter(("fd.num=%d and evt.is_io=true"):format(number))
		return true
	end

	function on_event()
		local data = get.data()
		if data then
			print(line and line(data, get) or data)
		end
	end
end
