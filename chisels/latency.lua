category = "Performance"
short_description = "How long system calls take, as histograms by any field"
description = "Draws for each value of a field (evt.type, proc.name, fd.name ...) how long the system calls take: a line"
	.. " for each power of two of the time. The values with the longest time in all come first. A filter chooses"
	.. " calls: sonde print -r FILE -c latency \"proc.name 5\" evt.type=fsync."

local arguments = require "sonde.arguments"
local histogram = require "sonde.histogram"
local json = require "sonde.json"
local report = require "sonde.report"
local text = require "sonde.text"
local given = arguments {
	{
		name = "key",
		argtype = "string",
		description = "the field whose values get a histogram each, evt.type unless given",
		optional = true,
		default = "evt.type",
	},
	{
		name = "count",
		argtype = "int",
		description = "how many histograms are shown, 10 unless given; 0: all",
		optional = true,
		default = 10,
	},
}

local BAR = 40

local key, latency
local all, recent = {}, {} -- histograms by value of the field

function on_init()
	key = chisel.request_field(given.key)
	latency = chisel.request_field("evt.latency")
	chisel.set_filter("evt.dir=< and syscall.type exists")
	return true
end

local function add(histograms, name, ns)
	local h = histograms[name]
	if not h then
		h = histogram.new()
		histograms[name] = h
	end
	h:add(ns)
end

function on_event()
	local ns, name = evt.field(latency), evt.field(key)
	if ns and ns > 0 and name ~= nil then
		add(all, name, ns)
		if sysdig.is_live() then
			add(recent, name, ns)
		end
	end
end

-- Names with their histograms, the longest time in all first.
local function ordered(histograms)
	local names = {}
	for name in pairs(histograms) do
		names[#names + 1] = name
	end
	table.sort(names, function(a, b)
		if histograms[a].sum ~= histograms[b].sum then
			return histograms[a].sum > histograms[b].sum
		end
		return tostring(a) < tostring(b)
	end)
	local i, n = 0, given.count > 0 and given.count or #names
	return function()
		i = i + 1
		if i <= n and names[i] ~= nil then
			return names[i], histograms[names[i]]
		end
	end
end

local function draw(name, h)
	print(("%s: %d calls, %s in all; half within %s, 99%% within %s, at most %s"):format(tostring(name),
		h.count, text.interval(h.sum), text.interval(h:quantile(0.5)), text.interval(h:quantile(0.99)),
		text.interval(h.max)))
	local octaves, most = h:octaves(), 0
	for _, octave in ipairs(octaves) do
		most = math.max(most, octave[3])
	end
	for _, octave in ipairs(octaves) do
		local bar = ("#"):rep(math.ceil(octave[3] / most * BAR))
		print(("  %8s .. %-8s %8d  %s"):format(text.interval(octave[1]), text.interval(octave[2]), octave[3],
			bar))
	end
	print()
end

local function print_json(histograms)
	local list = json.array {}
	for name, h in ordered(histograms) do
		list[#list + 1] = {
			key = tostring(name), count = h.count, sum_ns = h.sum, min_ns = h.min, max_ns = h.max,
			p50_ns = math.floor(h:quantile(0.5)), p99_ns = math.floor(h:quantile(0.99)),
			histogram = json.array(h:octaves()),
		}
	end
	print(json.encode({field = given.key, latencies = list}))
end

report(function(everything, _, _, height)
	local histograms = everything and all or recent
	recent = {}
	if sysdig.get_output_format() == "json" then
		print_json(histograms)
		return
	end
	for name, h in ordered(histograms) do
		height = height - #h:octaves() - 2
		if height < 0 then
			break
		end
		draw(name, h)
	end
end)
