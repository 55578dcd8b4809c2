-- Figures and cells as chisels print them.
local text = {}

-- A cell of a table, exactly as wide: filled up, or cut so that a blank remains at its end.
function text.cell(value, width)
	local s = tostring(value)
	if #s < width then
		return s .. (" "):rep(width - #s)
	end
	return width > 0 and s:sub(1, width - 1) .. " " or ""
end

-- 504B, 7.19KB, 2.10M
function text.bytes(n)
	local units = {"KB", "M", "G", "T", "P"}
	for power = #units, 1, -1 do
		local size = 1024 ^ power
		if n > size then
			return ("%.2f%s"):format(n / size, units[power])
		end
	end
	return ("%dB"):format(n)
end

-- A time in ns: 180us, 3.61ms, 22.03s
function text.interval(ns)
	for _, unit in ipairs {{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}} do
		local size, name = unit[1], unit[2]
		if ns >= size then
			local whole = math.floor(ns / size)
			if whole >= 10 and name ~= "s" then
				return ("%d%s"):format(whole, name)
			end
			return ("%d.%02d%s"):format(whole, ns % size / (size / 100), name)
		end
	end
	return ("%dns"):format(ns)
end

-- The pieces between separators (a plain text, no pattern).
function text.split(s, separator)
	local pieces, from = {}, 1
	while true do
		local at, to = s:find(separator, from, true)
		pieces[#pieces + 1] = s:sub(from, at and at - 1)
		if not at then
			return pieces
		end
		from = to + 1
	end
end

return text
