category = "Performance"
short_description = "The slowest system calls"
description = "Shows the ten system calls that took longest: when each began, and when it ended. A filter"
	.. " restricts it to a process, thread or file."
args = {}

local fields = require "sonde.fields"

local HOW_MANY = 10

local get
local slowest = {} -- longest first
local began = {}   -- by thread, the line of its latest enter event

function on_init()
	get = fields {
		num = "evt.num", type = "evt.type", args = "evt.args", latency = "evt.latency",
		name = "proc.name", tid = "thread.tid",
	}
	return true
end

local function line(direction, ns)
	return ("%d) %d.%09d %s (%d) %s %s %s"):format(get.num(), ns / 1e9, ns % 1e9, get.name() or "",
		get.tid(), direction, get.type(), get.args())
end

function on_event()
	local latency = get.latency()
	if not latency or get.type() == "switch" then
		return
	elseif latency == 0 then
		began[get.tid()] = line(">", 0)
		return
	end
	local place = #slowest + 1
	while place > 1 and latency > slowest[place - 1].latency do
		place = place - 1
	end
	if place <= HOW_MANY then
		local call = {latency = latency, enter = began[get.tid()], exit = line("<", latency)}
		table.insert(slowest, place, call)
		slowest[HOW_MANY + 1] = nil
	end
end

function on_capture_end()
	for _, call in ipairs(slowest) do
		print(call.enter)
		print(call.exit)
	end
end
