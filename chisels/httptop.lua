category = "Application"
short_description = "HTTP requests by number, time or size"
description = "Adds up HTTP requests by method and URL: how many there were, how long they took on average, or how"
	.. " many bytes the responses had. With -pc by container, too."

local arguments = require "sonde.arguments"
local http = require "sonde.http"
local top = require "sonde.top"

-- What is added up of a call, and what it is.
local values = {
	ncalls = {unit = "none", of = function() return 1 end},
	bytes = {unit = "bytes", of = function(call) return call.length end},
	time = {unit = "time", of = function(call) return call.latency end, average = true},
}

local given = arguments {
	{
		name = "by",
		argtype = "string",
		description = "ncalls (as without), time or bytes",
		optional = true,
		default = "ncalls",
		take = function(value)
			return values[value] and value
				or error(("calls can be ordered by ncalls, time or bytes, not by %s"):format(value), 0)
		end,
	},
}

local spec = {keys = {{"method", "method"}, {"url", "url"}}, rows = 30}
local sums, counts = top.tally(spec), top.tally(spec)

function on_init()
	http.init()
	spec.value, spec.title, spec.unit = given.by, given.by, values[given.by].unit
	if sysdig.is_print_container_data() then
		spec.keys = {{"container", "container"}, unpack(spec.keys)}
	end
	return true
end

local function add(call)
	local keys = {call.method, call.url}
	if #spec.keys == 3 then
		table.insert(keys, 1, call.container)
	end
	sums.add(keys, values[given.by].of(call))
	counts.add(keys, 1)
end

function on_event()
	http.event(add)
end

local function divide(sum, count)
	if type(sum) == "number" then
		return sum / count
	end
	local average = {}
	for key, below in pairs(sum) do
		average[key] = divide(below, count[key])
	end
	return average
end

top.show(spec, function(everything)
	local sum, count = sums.take(everything), counts.take(everything)
	return values[given.by].average and divide(sum, count) or sum
end)
