category = "Performance"
short_description = "Which threads are inside which system call"
description = "Lists the system calls that have begun and not returned, the longest first: at the end, or so many"
	.. " seconds after the start. Calls that began before the capture are not known. Servers at rest wait in"
	.. " epoll_wait, accept or futex: that is where they belong."

local arguments = require "sonde.arguments"
local calls = require "sonde.calls"
local text = require "sonde.text"
local given = arguments {
	{
		name = "at",
		argtype = "int",
		description = "look so many seconds after the first event, such as 2.5",
		optional = true,
	},
}

local first -- when the first event was: seconds and ns

function on_init()
	calls.init()
	return true
end

function on_capture_start()
	first = nil
	calls.forget()
	return true
end

local function since(seconds, ns, now_seconds, now_ns)
	return (now_seconds - seconds) * 1e9 + now_ns - ns
end

function on_event()
	local seconds, ns = evt.get_ts()
	first = first or {seconds, ns}
	if given.at and since(first[1], first[2], seconds, ns) > given.at * 1e9 then
		sysdig.end_capture()
		return
	end
	calls.event()
end

local function row(for_how_long, tid, pid, name, type, what)
	print(text.cell(for_how_long, 12) .. text.cell(tid, 9) .. text.cell(pid, 9) .. text.cell(name, 17)
		.. text.cell(type, 17) .. what)
end

function on_capture_end(seconds, ns)
	if not first then
		print("no event, no calls")
		return
	end
	row("FOR", "TID", "PID", "PROCESS", "CALL", "ARGUMENTS")
	for _, call in ipairs(calls.under_way()) do
		row(text.interval(since(call.seconds, call.ns, seconds, ns)), call.tid, call.pid or "<NA>",
			call.name or "<NA>", call.type, call.args or "")
	end
end
