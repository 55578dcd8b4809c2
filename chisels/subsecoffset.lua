category = "CPU Usage"
short_description = "When within a second things happen"
description = "Draws a line a second: to the right events that come later in it, warmer where there are more. What"
	.. " happens at fixed times of each second makes a column. Needs a terminal with 256 colours."

require "sonde.heat" {
	filter = "evt.dir=>",
	field = "evt.rawtime",
	every_ms = 1000,
	place = function(time, slice_ns)
		return time % slice_ns / slice_ns
	end,
	labels = function(slice_ns)
		local labels = {}
		for tenth = 0, 9 do
			labels[#labels + 1] = {tenth / 10, ("%gms"):format(tenth * slice_ns / 1e7)}
		end
		return labels
	end,
}
