-- Tables of the largest values by key.
--
--     require("sonde.top").sum {
--             value = "evt.rawarg.res", title = "Bytes", unit = "bytes",
--             keys = {{"proc.name", "Process"}, {"proc.pid", "PID"}},
--             filter = "fd.type=file and evt.is_io=true",
--             rows = 10,
--     }
--
-- adds up the value of all events by the keys, and prints one table at the end of a capture, or one a
-- second while live and the sum of all of them at the end. What a table is made of:
--
--     value, title   the field that is added up, and its heading
--     unit           bytes, time (ns), timepct (ns, as a share of the time covered), none
--     keys           fields and their headings (a field alone is its own), or a function that
--                    says them once the arguments are known
--     keys_pc        with -pc these instead
--     filter         of the events, "" or none: all
--     rows           how many there are at most, 0: all
--     each           a function of the value that makes another of it; 0 counts then, too
--     value_name     what -j calls the value, when not as the field
local text = require "sonde.text"
local json = require "sonde.json"
local report = require "sonde.report"

local top = {}

local WIDTH = 20   -- of a column
local HEADINGS = 2 -- lines

-- Keys that several chisels have.
top.processes = {{"proc.name", "Process"}, {"proc.pid", "PID"}}
top.processes_in_containers = {
	{"proc.name", "Process"}, {"proc.pid", "Host_pid"}, {"thread.vtid", "Container_pid"},
	"container.name",
}

local units = {
	bytes = text.bytes,
	time = text.interval,
	none = tostring,
	timepct = function(ns, delta)
		return ("%.2f%%"):format(delta > 0 and ns / delta * 100 or 0)
	end,
}

-- ---------------------------------------------------------------------------------- sums

-- Sums are kept in tables within tables, one level a key: no text has to be made for an event.
local function add(sums, keys, value)
	local node = sums
	for i = 1, #keys - 1 do
		local key = keys[i]
		local below = node[key]
		if not below then
			below = {}
			node[key] = below
		end
		node = below
	end
	local last = keys[#keys]
	node[last] = (node[last] or 0) + value
end

-- All of them as rows {keys = {...}, value = N}.
local function collect(node, depth, keys, rows)
	for key, below in pairs(node) do
		keys[#keys + 1] = tostring(key)
		if depth > 1 then
			collect(below, depth - 1, keys, rows)
		else
			rows[#rows + 1] = {keys = {unpack(keys)}, value = below}
		end
		keys[#keys] = nil
	end
	return rows
end

local function merge(sums, depth, into)
	for key, below in pairs(sums) do
		if depth > 1 then
			into[key] = merge(below, depth - 1, into[key] or {})
		else
			into[key] = (into[key] or 0) + below
		end
	end
	return into
end

-- Sums by the keys of a table: t.add({"cat", 4711}, 512). t.take() gives those since the last call,
-- t.take(true) all of them.
function top.tally(spec)
	local recent, all = {}, {}
	local tally = {}

	function tally.add(keys, value)
		add(recent, keys, value)
	end

	function tally.take(everything)
		local taken = recent
		merge(recent, #spec.keys, all)
		recent = {}
		return everything and all or taken
	end

	return tally
end

local function larger(a, b)
	if a.value ~= b.value then
		return a.value > b.value
	end
	for i, key in ipairs(a.keys) do
		if key ~= b.keys[i] then
			return key < b.keys[i]
		end
	end
	return false
end

-- ---------------------------------------------------------------------------------- tables

local function print_text(spec, rows, delta)
	local unit = units[spec.unit]
	local line = {text.cell(spec.title, WIDTH)}
	for _, key in ipairs(spec.keys) do
		line[#line + 1] = text.cell(key[2], WIDTH)
	end
	print(table.concat(line))
	print(("-"):rep(80))
	for _, row in ipairs(rows) do
		line = {text.cell(unit(row.value, delta), WIDTH)}
		for i, key in ipairs(row.keys) do
			line[#line + 1] = i < #row.keys and text.cell(key, WIDTH) or key
		end
		print(table.concat(line))
	end
end

local function print_json(spec, rows, seconds)
	local data, info = {}, {}
	for i, row in ipairs(rows) do
		data[i] = row.keys
		table.insert(data[i], row.value)
	end
	for i, key in ipairs(spec.keys) do
		info[i] = {name = key[1], desc = key[2], is_key = true}
	end
	-- The value comes third, also where there is but one key.
	info[math.max(#info + 1, 3)] =
		{name = spec.value_name or spec.value, desc = spec.title, is_key = false}
	print(json.encode(
		{ts = sysdig.make_ts(seconds, 0), data = json.array(data), info = json.array(info)},
		{indent = true, keyorder = {"ts", "data", "info"}}
	))
end

-- Print rows {keys = {...}, value = N}; format: "json", or text; most: of the rows, when it is less than
-- what the table has.
function top.print(spec, rows, seconds, delta, format, most)
	table.sort(rows, larger)
	most = math.min(most or math.huge, spec.rows > 0 and spec.rows or math.huge)
	for i = #rows, most + 1, -1 do
		rows[i] = nil
	end
	if format == "json" then
		print_json(spec, rows, seconds)
	else
		print_text(spec, rows, delta)
	end
end

-- Print at the end, and while live every second, too. take is that of a tally.
function top.show(spec, take)
	report(function(everything, seconds, delta, height)
		local rows = collect(take(everything), #spec.keys, {}, {})
		top.print(spec, rows, seconds, delta, sysdig.get_output_format(), height - HEADINGS)
	end)
end

-- ---------------------------------------------------------------------------------- adding up

local function with_headings(keys)
	local full = {}
	keys = type(keys) == "function" and keys() or keys
	for i, key in ipairs(keys) do
		full[i] = type(key) == "table" and key or {key, key}
	end
	return full
end

function top.sum(spec)
	local tally, handles, value = top.tally(spec), {}, nil
	local field, each = evt.field, spec.each

	function on_init()
		if spec.keys_pc and sysdig.is_print_container_data() then
			spec.keys = spec.keys_pc
		end
		spec.keys = with_headings(spec.keys)
		for i, key in ipairs(spec.keys) do
			handles[i] = chisel.request_field(key[1])
		end
		value = chisel.request_field(spec.value)
		if (spec.filter or "") ~= "" then
			chisel.set_filter(spec.filter)
		end
		return true
	end

	local keys = {}
	function on_event()
		local v = field(value)
		if v == nil then
			return
		end
		if each then
			v = each(v)
		elseif v <= 0 then
			return
		end
		for i = 1, #handles do
			local key = field(handles[i])
			if key == nil then
				return
			end
			keys[i] = key
		end
		tally.add(keys, v)
	end

	top.show(spec, tally.take)
end

return top
