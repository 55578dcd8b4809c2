-- A line a second: how many bytes went in and out through the fds of a filter.
local fields = require "sonde.fields"

return function(filter)
	local into, out = 0, 0
	local get

	function on_init()
		get = fields {bytes = "evt.rawarg.res", read = "evt.is_io_read", time = "evt.time.s"}
		chisel.set_filter(filter)
		chisel.set_interval_s(1)
		return true
	end

	function on_event()
		local bytes = get.bytes()
		if not bytes or bytes <= 0 then
			return
		elseif get.read() then
			into = into + bytes
		else
			out = out + bytes
		end
	end

	function on_interval(seconds)
		local time = get.time() or os.date("%H:%M:%S", seconds)
		print(("%s in:%d out:%d tot:%d"):format(time, into, out, into + out))
		into, out = 0, 0
		return true
	end
end
