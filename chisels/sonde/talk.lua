-- What is exchanged with the other end of connections, each chunk below a line that says which way it
-- went. filter: a function that says which connections.
local colour = require "sonde.colour"
local fields = require "sonde.fields"
local text = require "sonde.text"

return function(filter)
	local get

	function on_init()
		get = fields {data = "evt.arg.data", read = "evt.is_io_read", bytes = "evt.rawarg.res"}
		sysdig.set_snaplen(1000)
		local passes, why = pcall(chisel.set_filter,
			"evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6) and " .. filter())
		if not passes then
			error(why:gsub("^.*column %d+: ", ""), 0)
		end
		return true
	end

	function on_event()
		local bytes, data = get.bytes(), get.data()
		if not bytes or bytes <= 0 or not data then
			return
		end
		local read = get.read()
		print(("%s------ %s %s"):format(read and colour.red or colour.blue, read and "Read" or "Write",
			text.bytes(bytes)))
		print(data)
	end

	function on_capture_end()
		print(colour.reset)
	end
end
