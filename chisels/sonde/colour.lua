-- Colours of a terminal: colour.red .. "text" .. colour.reset. Empty texts after colour.off(), and
-- where the user wants none.
local colour = {}

local codes = {
	reset = 0, bright = 1, dim = 2, underscore = 4, blink = 5, reverse = 7, hidden = 8,
	black = 30, red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36, white = 37,
	onblack = 40, onred = 41, ongreen = 42, onyellow = 43, onblue = 44, onmagenta = 45,
	oncyan = 46, onwhite = 47,
}

function colour.on()
	for name, code in pairs(codes) do
		colour[name] = ("\27[%dm"):format(code)
	end
end

function colour.off()
	for name in pairs(codes) do
		colour[name] = ""
	end
end

-- The name of a colour that tells processes of containers from others.
function colour.of_container(name, inside, outside)
	return name ~= "host" and colour[inside] or colour[outside or "green"]
end

if (os.getenv "NO_COLOR" or "") == "" then
	colour.on()
else
	colour.off()
end
return colour
