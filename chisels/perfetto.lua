category = "Performance"
short_description = "A trace for the Perfetto viewer"
description = "Prints a JSON trace that ui.perfetto.dev and chrome://tracing open: a track for each thread with its"
	.. " system calls, one for each processor with what ran on it, where the capture has switch events."
	.. " sonde print -r FILE -c perfetto > trace.json."
args = {}

local calls = require "sonde.calls"
local fields = require "sonde.fields"
local json = require "sonde.json"

-- Processors are shown as threads of a process of this number, which no process has.
local PROCESSORS = 0

local get
local started, any, start
local named = {}   -- threads, processes and processors that have been given names
local running = {} -- by processor, what was switched to, and when

function on_init()
	calls.init {res = "evt.res"}
	get = fields {type = "evt.type", cpu = "evt.cpu", name = "proc.name", tid = "thread.tid", pid = "proc.pid"}
	chisel.set_filter(calls.filter .. " or evt.type in (switch, signaldeliver)")
	return true
end

function on_capture_start()
	if not started then
		io.write('{"displayTimeUnit":"ns","traceEvents":[')
	end
	started = true
	calls.forget()
	running = {}
	return true
end

-- The format wants microseconds.
local function put(event)
	event.ts = event.ts and event.ts / 1e3
	event.dur = event.dur and event.dur / 1e3
	io.write(any and ",\n" or "\n", json.encode(event, {keyorder = {"ph", "name", "pid", "tid", "ts", "dur"}}))
	any = true
end

-- In ns since the first event: numbers of JSON hold no absolute time to the ns.
local function time(seconds, ns)
	return (seconds - start[1]) * 1e9 + ns - start[2]
end

local function name_once(what, pid, tid, name)
	local id = what .. pid .. "/" .. tid
	if name and named[id] ~= name then
		named[id] = name
		put {ph = "M", name = what, pid = pid, tid = tid, args = {name = name}}
	end
end

local function name_thread(pid, tid, name)
	if pid == tid or not named["process_name" .. pid .. "/" .. pid] then
		name_once("process_name", pid, pid, name)
	end
	name_once("thread_name", pid, tid, name)
end

local function leave(call, latency, exit)
	local pid = call.pid or call.tid
	name_thread(pid, call.tid, exit.name() or call.name)
	put {
		ph = "X", name = call.type, cat = "syscall", pid = pid, tid = call.tid,
		ts = time(call.seconds, call.ns), dur = latency,
		args = {enter = call.args, exit = exit.args(), fd = call.fd or exit.fd(), result = exit.res()},
	}
end

-- The thread of the event leaves the processor: it has run since the switch before.
local function switch(now)
	local cpu, idle = get.cpu(), get.tid() == 0
	if running[cpu] and not idle then
		name_once("process_name", PROCESSORS, 0, "processors")
		name_once("thread_name", PROCESSORS, cpu, "CPU " .. cpu)
		put {
			ph = "X", name = get.name() or "thread " .. get.tid(), cat = "running", pid = PROCESSORS,
			tid = cpu, ts = running[cpu], dur = now - running[cpu], args = {tid = get.tid()},
		}
	end
	running[cpu] = now
end

function on_event()
	local seconds, ns = evt.get_ts()
	start = start or {seconds, ns}
	local kind = get.type()
	if kind == "switch" then
		switch(time(seconds, ns))
	elseif kind == "signaldeliver" then
		put {
			ph = "i", name = "signal", cat = "signal", s = "t", pid = get.pid() or get.tid(),
			tid = get.tid(), ts = time(seconds, ns),
		}
	else
		calls.event(nil, leave)
	end
end

function on_capture_end()
	if not started then
		return
	end
	-- What has not returned has a beginning only.
	for _, call in ipairs(calls.under_way()) do
		local pid = call.pid or call.tid
		name_thread(pid, call.tid, call.name)
		put {
			ph = "B", name = call.type, cat = "syscall", pid = pid, tid = call.tid,
			ts = time(call.seconds, call.ns), args = {enter = call.args, fd = call.fd},
		}
	end
	io.write("\n]}\n")
	started = false
end
