-- Calls that are under way, by thread.
--
--     local calls = require "sonde.calls"
--     calls.init {path = "evt.arg.path"}        in on_init, with the fields that you want besides
--     calls.event(enter, leave)                 in on_event
--
-- A call is a table: type, args, dir, tid, pid, name (of the process), fd, seconds and ns (when it began),
-- and what else was asked for. enter(call) is called when one begins, leave(call, latency, get) when it
-- returns: get has the same fields for the exit event.
local fields = require "sonde.fields"

local calls = {}

local get
local under_way = {} -- by thread

-- What to look at: system calls, and the end of threads, which ends their calls, too.
calls.filter = "syscall.type exists or evt.type=procexit"

function calls.init(more)
	local names = {
		type = "evt.type", args = "evt.args", dir = "evt.dir", latency = "evt.latency",
		tid = "thread.tid", pid = "proc.pid", name = "proc.name", fd = "fd.name",
	}
	for key, name in pairs(more or {}) do
		names[key] = name
	end
	get = fields(names)
	chisel.set_filter(calls.filter)
end

local function note(tid)
	local call = {tid = tid}
	for key, value in pairs(get) do
		call[key] = value()
	end
	call.seconds, call.ns = evt.get_ts()
	return call
end

function calls.event(enter, leave)
	local tid, dir = get.tid(), get.dir()
	if not tid then
		return
	elseif get.type() == "procexit" then
		under_way[tid] = nil
	elseif dir == ">" then
		local call = note(tid)
		under_way[tid] = call
		if enter then
			enter(call)
		end
	else
		local call = under_way[tid]
		under_way[tid] = nil
		if leave and call then
			leave(call, get.latency() or 0, get)
		end
	end
end

-- Those that have not returned, the oldest first.
function calls.under_way()
	local list = {}
	for _, call in pairs(under_way) do
		list[#list + 1] = call
	end
	table.sort(list, function(a, b)
		if a.seconds ~= b.seconds then
			return a.seconds < b.seconds
		elseif a.ns ~= b.ns then
			return a.ns < b.ns
		end
		return a.tid < b.tid
	end)
	return list
end

-- For the next capture.
function calls.forget()
	under_way = {}
end

return calls
