-- Lists of what there is at a moment: that of the first event that passes the filter.
--
--     require "sonde.moment" {
--             columns = {{"TID", 8}, {"CMD"}},
--             rows = function(add) ... add(tid, name) ... end,
--     }
--
--     columns   headings and widths; the last may go without, or be whole = true: only its heading
--               has that width
--     rows      gives each row to add(); called at that moment
--     silent    say nothing when there is no such event
--     dashes    a line of them below the headings
--     instead   a function that prints something else; it says true when it has
local text = require "sonde.text"

local function print_row(columns, cells, is_heading)
	local line = {}
	for i, column in ipairs(columns) do
		local width = (is_heading or not column.whole) and column[2]
		line[i] = width and text.cell(cells[i], width) or tostring(cells[i])
	end
	print(table.concat(line))
end

local function print_headings(columns)
	local cells = {}
	for i, column in ipairs(columns) do
		cells[i] = column[1]
	end
	print_row(columns, cells, true)
end

return function(spec)
	local started, met

	function on_capture_start()
		started, met = true, false
		return true
	end

	function on_event()
		met = true
		sysdig.end_capture()
	end

	function on_capture_end()
		if not started then
			return
		elseif not met and not spec.silent then
			print("empty capture or no event matching the filter")
			return
		elseif spec.instead and spec.instead() then
			return
		end
		print_headings(spec.columns)
		if spec.dashes then
			local cells = {}
			for i, column in ipairs(spec.columns) do
				cells[i] = ("-"):rep(column[2])
			end
			print_row(spec.columns, cells)
		end
		spec.rows(function(...)
			print_row(spec.columns, {...})
		end)
	end
end
