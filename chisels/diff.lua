category = "Performance"
short_description = "What differs between two captures"
description = "Compares captures: sonde print -r BEFORE -r AFTER -c diff. Says which system calls became more or fewer,"
	.. " which take longer, which fail, and which files and connections move more data. Of more than two captures"
	.. " each is compared with the first. A filter chooses events of both."

local arguments = require "sonde.arguments"
local histogram = require "sonde.histogram"
local text = require "sonde.text"
local given = arguments {
	{
		name = "rows",
		argtype = "int",
		description = "how many rows a table has at most, 10 unless given; 0: all",
		optional = true,
		default = 10,
	},
	{
		name = "per",
		argtype = "string",
		description = "second: compare numbers a second, for captures that are not equally long",
		optional = true,
		take = function(value)
			return value == "second" or error("per takes the word second only, not " .. value, 0)
		end,
	},
}

local fields = require "sonde.fields"

local get
local before, now -- what is known of the first capture, and of the one that is read

function on_init()
	get = fields {
		type = "evt.type", latency = "evt.latency", failed = "evt.failed", res = "evt.res",
		fd = "fd.name", is_io = "evt.is_io", bytes = "evt.rawres", name = "proc.name",
	}
	chisel.set_filter("evt.dir=< and syscall.type exists")
	return true
end

function on_capture_start()
	if sysdig.is_live() or sysdig.get_evtsource_count() < 2 then
		error("it compares captures: give two of them, -r BEFORE -r AFTER", 0)
	end
	now = {
		path = sysdig.get_evtsource_name(), events = 0, calls = {}, latency = {}, errors = {}, bytes = {},
		processes = {},
	}
	return true
end

local function count(t, key, n)
	if key and key ~= "" then
		t[key] = (t[key] or 0) + n
	end
end

function on_event()
	local type, bytes, latency = get.type(), get.bytes(), get.latency()
	now.events = now.events + 1
	count(now.calls, type, 1)
	count(now.processes, get.name(), 1)
	if get.failed() then
		count(now.errors, ("%s %s"):format(type, get.res()), 1)
	elseif bytes and bytes > 0 and get.is_io() then
		count(now.bytes, get.fd(), bytes)
	end
	if latency and latency > 0 then
		now.latency[type] = now.latency[type] or histogram.new()
		now.latency[type]:add(latency)
	end
end

-- ---------------------------------------------------------------------------------- tables

-- How the second value relates to the first.
local function change(a, b)
	if a == 0 or b == 0 then
		return a == 0 and "new" or "gone"
	elseif b >= 2 * a or a >= 2 * b then
		return ("x %.3g"):format(b / a)
	end
	return ("%+.0f%%"):format((b - a) / a * 100)
end

-- Rows {key, a, b, weight} for which the values differ, the greatest difference first.
local function differing(a, b, weight)
	local rows, seen = {}, {}
	for _, t in ipairs {a, b} do
		for key in pairs(t) do
			local x, y = a[key] or 0, b[key] or 0
			if not seen[key] and x ~= y then
				rows[#rows + 1] = {key, x, y, weight and weight(key) or math.abs(x - y)}
			end
			seen[key] = true
		end
	end
	table.sort(rows, function(x, y)
		if x[4] ~= y[4] then
			return x[4] > y[4]
		end
		return x[1] < y[1]
	end)
	return rows
end

local function print_table(title, rows, unit)
	if #rows == 0 then
		return
	end
	print()
	print(text.cell("BEFORE", 14) .. text.cell("AFTER", 14) .. text.cell("CHANGE", 10) .. title)
	for i = 1, given.rows > 0 and math.min(given.rows, #rows) or #rows do
		local key, a, b = unpack(rows[i])
		print(text.cell(unit(a), 14) .. text.cell(unit(b), 14) .. text.cell(change(a, b), 10) .. key)
	end
	if given.rows > 0 and #rows > given.rows then
		print(("and %d more"):format(#rows - given.rows))
	end
end

local function number(n)
	return n == math.floor(n) and ("%d"):format(n) or ("%.2f"):format(n)
end

-- What is compared of counts: they themselves, or how many they are a second.
local function scaled(capture, counts)
	if not given.per then
		return counts
	end
	local rates = {}
	for key, n in pairs(counts) do
		rates[key] = capture.ns > 0 and n / capture.ns * 1e9 or n
	end
	return rates
end

local function compare_counts(title, what, unit)
	local a, b = scaled(before, before[what]), scaled(now, now[what])
	print_table(title .. (given.per and " A SECOND" or ""), differing(a, b), unit)
end

-- A quantile of the latency, of the calls that both captures have often enough; those first whose
-- change costs the most time.
local function compare_latency(title, share)
	local a, b = {}, {}
	for type, h in pairs(now.latency) do
		local old = before.latency[type]
		if old and old.count >= 5 and h.count >= 5 then
			a[type], b[type] = old:quantile(share), h:quantile(share)
		end
	end
	local rows = {}
	for _, row in ipairs(differing(a, b, function(type)
		return math.abs(a[type] - b[type]) * now.latency[type].count
	end)) do
		-- Less than a tenth is the width of a class.
		if math.abs(row[3] - row[2]) > 0.1 * row[2] then
			rows[#rows + 1] = row
		end
	end
	print_table(title, rows, text.interval)
end

local function compare()
	for _, capture in ipairs {{"before", before}, {"after", now}} do
		local label, of = unpack(capture)
		print(("%-8s%s: %d calls in %s"):format(label, of.path, of.events, text.interval(of.ns)))
	end
	compare_counts("SYSTEM CALLS", "calls", number)
	compare_latency("HALF OF THE CALLS WITHIN", 0.5)
	compare_latency("99% OF THE CALLS WITHIN", 0.99)
	compare_counts("ERRORS", "errors", number)
	compare_counts("BYTES OF FILES AND CONNECTIONS", "bytes", text.bytes)
	compare_counts("CALLS OF PROCESSES", "processes", number)
end

function on_capture_end(_, _, delta)
	if not now then
		return
	end
	now.ns = delta
	if before then
		compare()
	end
	before = before or now
	now = nil
end
