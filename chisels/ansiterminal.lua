-- The module of this name that chisels written for sysdig use: sonde.colour and sonde.screen in one.
local colour = require "sonde.colour"
local screen = require "sonde.screen"

local terminal = {
	clearscreen = screen.clear, moveto = screen.move, moveup = screen.up, clearline = screen.clear_line,
	hidecursor = screen.hide_cursor, showcursor = screen.show_cursor, setfgcol = screen.foreground,
	setbgcol = screen.background,
}

-- Before it is called, there are no colours at all.
function terminal.enable_color(yes)
	if yes then
		colour.on()
	else
		colour.off()
	end
	for name, sequence in pairs(colour) do
		if type(sequence) == "string" then
			terminal[name] = sequence
		end
	end
end

return terminal
