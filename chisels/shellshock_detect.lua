category = "Security"
short_description = "Attempts at the shellshock hole of bash"
description = "Prints commands that a shell runs with a function in their environment, as attacks on bash of the year"
	.. " 2014 do: when, by which process, and the function."
args = {}

local fields = require "sonde.fields"
local text = require "sonde.text"

local FUNCTION = "%(%) ?{.+"

local get

local function row(time, name, pid, what)
	print(text.cell(time, 22) .. text.cell(name, 22) .. text.cell(pid, 8) .. what)
end

function on_init()
	get = fields {
		time = "evt.time", parent = "proc.pname", parent_pid = "proc.ppid",
		pid = "proc.pid", environment = "evt.arg.env",
	}
	chisel.set_filter("(proc.name=bash or proc.name=sh) and evt.type=execve and evt.dir=<")
	row("TIME", "PROCNAME", "PID", "FUNCTION")
	return true
end

function on_event()
	if not (get.environment() or ""):find(FUNCTION) then
		return
	end
	local process = sysdig.get_thread_table_nofds()[get.pid()]
	for _, variable in ipairs(process and process.env or {}) do
		if variable:find(FUNCTION) then
			row(get.time(), get.parent() or "<NA>", get.parent_pid() or "<NA>", variable:match("%(%).+"))
			return
		end
	end
end
