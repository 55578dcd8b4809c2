-- Functions that chisels written for sysdig expect as globals. Those of sonde use the modules below
-- sonde/ instead.
local text = require "sonde.text"
local top = require "sonde.top"

json = require "dkjson"

ONE_S_IN_NS = 1000000000
ONE_MS_IN_NS = 1000000
ONE_US_IN_NS = 1000

extend_string = text.cell
format_bytes = text.bytes
format_time_interval = text.interval

-- The pieces between delimiters; the delimiter is a pattern here.
function split(s, delimiter)
	local pieces = {}
	for piece in (s .. delimiter):gmatch("(.-)" .. delimiter) do
		pieces[#pieces + 1] = piece
	end
	return pieces
end

function starts_with(s, prefix)
	return s:sub(1, #prefix) == prefix
end

function ends_with(s, suffix)
	return suffix == "" or s:sub(-#suffix) == suffix
end

-- A value as text, tables with all that is in them.
function st(value, name, skip_newlines, depth)
	depth = depth or 0
	local margin, newline = (" "):rep(depth), skip_newlines and "" or "\n"
	local start = margin .. (name and name .. " = " or "")

	if type(value) == "table" then
		local items = {}
		for key, item in pairs(value) do
			items[#items + 1] = st(item, key, skip_newlines, depth + 1) .. "," .. newline
		end
		return start .. "{" .. newline .. table.concat(items) .. margin .. "}"
	elseif type(value) == "string" then
		return start .. ("%q"):format(value)
	elseif type(value) == "number" or type(value) == "boolean" then
		return start .. tostring(value)
	end
	return start .. ("%q"):format("[inserializeable datatype:" .. type(value) .. "]")
end

-- for key, value in the order of order(t, a, b); the first `number` of them, 0: all
function pairs_top_by_val(t, number, order)
	local keys = {}
	for key in pairs(t) do
		keys[#keys + 1] = key
	end
	table.sort(keys, function(a, b) return order(t, a, b) end)
	local i = 0
	return function()
		i = i + 1
		if keys[i] ~= nil and (number == 0 or i <= number) then
			return keys[i], t[keys[i]]
		end
	end
end

function ts_to_str(seconds, ns)
	return ("%d%09d"):format(seconds, ns)
end

-- Print {key = value}, where a key of several parts has "\1\1" between them.
function print_sorted_table(t, seconds, _, delta, info)
	local spec = {
		value = info.value_fld, title = info.value_desc, unit = info.value_units,
		rows = info.top_number, keys = {},
	}
	for i, name in ipairs(info.key_fld) do
		spec.keys[i] = {name, info.key_desc[i]}
	end
	local rows = {}
	for key, value in pairs(t) do
		rows[#rows + 1] = {keys = text.split(tostring(key), "\1\1"), value = value}
	end
	top.print(spec, rows, seconds, delta, info.output_format)
end

function parse_numeric_input(value, name)
	return tonumber(value) or error(("%s has to be a number, not %s"):format(name, value), 0)
end

function copytable(original)
	if type(original) ~= "table" then
		return original
	end
	local copy = {}
	for key, value in next, original do
		copy[copytable(key)] = copytable(value)
	end
	return setmetatable(copy, copytable(getmetatable(original)))
end

function concattable(into, from)
	for _, value in ipairs(from) do
		into[#into + 1] = value
	end
	return into
end

function typeof(value)
	local kind = type(value)
	local meta = (kind == "table" or kind == "userdata") and getmetatable(value)
	return meta and meta._NAME or kind
end
