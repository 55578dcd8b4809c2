-- Moving about on a terminal.
local screen = {}

local function send(sequence)
	return function(...)
		io.write("\27[", sequence:format(...))
	end
end

screen.clear = send "2J"
screen.clear_line = send "2K"
screen.move = send "%d;%dH" -- line, column
screen.up = send "%dF"
screen.hide_cursor = send "?25l"
screen.show_cursor = send "?25h"
screen.foreground = send "38;5;%dm" -- one of 256 colours
screen.background = send "48;5;%dm"

function screen.home()
	screen.move(0, 0)
end

return screen
