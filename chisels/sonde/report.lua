-- A report that is printed at the end, and while live once a second: in place on a terminal, one after
-- the other elsewhere. Sets the callbacks on_capture_start, on_interval and on_capture_end.
--
--     report(function(everything, seconds, delta, height) ... end)
--
-- everything: at the end, of the whole capture; else since the last time. seconds: when; delta: how many
-- ns it is about. height: how many lines there is place for, math.huge when it does not matter.
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
		-- The line below the last one is where the cursor stands.
		local height = in_place and not everything and sysdig.get_terminal_info().height - 1
		print_report(everything, seconds, delta, height or math.huge)
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
