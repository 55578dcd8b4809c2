-- A picture of where events fall, on a terminal: a line of cells for each slice of time, warmer where
-- there are more, and a line of labels below that moves down with it.
--
--     filter      of the events
--     field       what the place comes from
--     place       a function of the field's value: 0 (left) up to 1 (right), nil nowhere
--     labels      a function of the slice's length in ns: {{place, text}, ...}
--     every_ms    length of a slice, unless the argument says otherwise
local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local screen = require "sonde.screen"

-- From few to many, of the 256 colours: green, yellow, red. Without colours: letters that get darker.
local PALETTE = {22, 28, 34, 40, 46, 82, 118, 154, 190, 226, 220, 214, 208, 202, 196, 160}
local MARKS = ".,:;-=+*oxXO%#&@"

-- So many times more a second make the next colour.
local STEP = 1.7

local function warmth(per_second)
	local step = 1 + math.floor(math.log(per_second + 1) / math.log(STEP))
	return math.min(math.max(step, 1), #PALETTE)
end

return function(spec)
	local given = arguments {
		{
			name = "refresh_time",
			argtype = "int",
			description = ("milliseconds of a line, %d unless given"):format(spec.every_ms),
			optional = true,
			default = spec.every_ms,
		},
	}
	local width, slice_ns, value
	local counts = {}

	function on_init()
		if not sysdig.is_tty() then
			error("draws on a terminal, and standard output is none", 0)
		end
		if given.refresh_time <= 0 then
			error("refresh_time has to be more than 0", 0)
		end
		width = sysdig.get_terminal_info().width
		slice_ns = given.refresh_time * 1e6
		value = chisel.request_field(spec.field)
		chisel.set_filter(spec.filter)
		return true
	end

	function on_capture_start()
		chisel.set_interval_ns(slice_ns)
		screen.hide_cursor()
		print()
		return true
	end

	function on_event()
		local v = evt.field(value)
		local place = v and spec.place(v, slice_ns)
		if place then
			local column = math.min(math.floor(place * width), width - 1)
			counts[column] = (counts[column] or 0) + 1
		end
	end

	local function draw_cell(count)
		local step = warmth(count / slice_ns * 1e9)
		if colour.reset == "" then
			io.write(MARKS:sub(step, step))
		else
			screen.background(PALETTE[step])
			io.write " "
		end
	end

	local function draw_cells()
		for column = 0, width - 1 do
			if counts[column] then
				draw_cell(counts[column])
			else
				io.write(colour.reset, " ")
			end
		end
		io.write(colour.reset, "\n")
		counts = {}
	end

	-- Those that do not fit behind the one before are left out.
	local function draw_labels()
		local at = 0
		for _, label in ipairs(spec.labels(slice_ns)) do
			local column, text = math.floor(label[1] * width), "|" .. label[2]
			if column >= at and column + #text <= width then
				io.write((" "):rep(column - at), text)
				at = column + #text
			end
		end
		io.write("\n")
	end

	function on_interval()
		screen.up(1)
		screen.clear_line()
		draw_cells()
		draw_labels()
		io.flush()
		return true
	end

	function on_capture_end()
		if width then
			on_interval()
			io.write(colour.reset)
			screen.show_cursor()
		end
	end
end
