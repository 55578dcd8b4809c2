category = "CPU Usage"
short_description = "How long system calls take, drawn as it goes"
description = "Draws a line twice a second: to the right calls that take longer, warmer where there are more. Needs a"
	.. " terminal with 256 colours. The explorer has the same with keys (F12)."

local text = require "sonde.text"

local DECADES = 11 -- from 1 ns to 100 s

require "sonde.heat" {
	filter = "evt.dir=<",
	field = "evt.latency",
	every_ms = 500,
	place = function(latency)
		return latency > 0 and math.log10(latency) / DECADES or nil
	end,
	labels = function()
		local labels = {}
		for decade = 0, DECADES - 1 do
			labels[#labels + 1] = {decade / DECADES, text.interval(10 ^ decade)}
		end
		return labels
	end,
}
