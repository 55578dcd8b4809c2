-- A report that is printed at the end, and while live once a second: in place on a terminal, one after
-- the other elsewhere. Sets the callbacks on_capture_start, on_interval and on_capture_end.
--
--     report(function(everything, seconds, delta) ... end)
--
-- everything: at the end, of the whole capture; else since the last time. seconds: when; delta: how many
-- ns it is about.
local screen = require "sonde.screen"

return function(print_report)
	local started, in_place

	function on_capture_start()
		local live = sysdig.is_live()
		started = true
		in_place = live and sysdig.is_tty() and sysdig.get_output_format() ~= "json"
		if live then
			chisel.set_interval_s(1)
		end
		if in_place then
			screen.clear()
			screen.hide_cursor()
		end
		return true
	end

	local function put(everything, seconds, delta)
		if in_place then
			screen.clear()
			screen.home()
		end
		print_report(everything, seconds, delta)
		io.flush()
	end

	function on_interval(seconds, _, delta)
		put(false, seconds, delta)
		return true
	end

	function on_capture_end(seconds, _, delta)
		if started then
			put(true, seconds, delta)
		end
		if in_place then
			screen.show_cursor()
		end
	end
end
