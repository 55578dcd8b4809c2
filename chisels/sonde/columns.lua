-- Lines of columns, with two lines of headings above:
--
--     local columns = require "sonde.columns" {
--             {"proc.name", "%-12.12s"}, {"container.name", "%-20.20s", only = "-pc"}, {"evt.type", "%s"},
--     }
--     columns.headings()
--     print(columns.line {["proc.name"] = "cat", ["evt.type"] = "read"})
--
-- A column is its heading, which is also the name of its value, and its format; dashes: how many of
-- them stand below a heading that has no width of its own.
return function(list)
	local columns = {}

	local function shown()
		local all = {}
		for _, column in ipairs(list) do
			if column.only ~= "-pc" or sysdig.is_print_container_data() then
				all[#all + 1] = column
			end
		end
		return all
	end

	local function join(cell)
		local cells = {}
		for i, column in ipairs(shown()) do
			cells[i] = cell(column)
		end
		return table.concat(cells, " ")
	end

	-- Numbers are text in a heading.
	local function as_text(column)
		return (column[2]:gsub("%%(%d+)d", "%%-%1s"))
	end

	function columns.headings()
		print(join(function(column) return as_text(column):format(column[1]) end))
		print(join(function(column)
			local width = column.dashes or tonumber(column[2]:match("%d+"))
			return as_text(column):format(("-"):rep(width))
		end))
	end

	function columns.line(values)
		return join(function(column)
			local value = values[column[1]]
			return column[2]:format(value == nil and "<NA>" or value)
		end)
	end

	return columns
end
