category = "Logs"
short_description = "What is written to log files"
description = "Prints every line that a process writes to a file with .log or _log in its name, or below /var/log. A"
	.. " filter chooses processes (proc.name=nginx) or messages (evt.buffer contains refused). The events around"
	.. " each message can be saved as a capture. On a terminal warnings are yellow and errors red; with -pc the"
	.. " container is named."

local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local export = require "sonde.export"
local fields = require "sonde.fields"
local text = require "sonde.text"
local add_entry = export.entries(arguments(export.arguments({arguments.colour}, true)))

local get, tty

function on_init()
	get = fields {
		data = "evt.buffer", tid = "thread.tid", name = "proc.name", fd = "fd.name",
		container = "container.name",
	}
	sysdig.set_snaplen(2000)
	sysdig.set_output_format("ascii")
	chisel.set_filter("(fd.name contains .log or fd.name contains _log or fd.name contains /var/log) "
		.. "and not (fd.name contains .gz or fd.name contains .tgz) "
		.. "and evt.is_io_write=true and evt.dir=< and evt.failed=false")
	tty = sysdig.is_tty()
	return true
end

local function paint(line)
	if not tty then
		return ""
	end
	line = line:lower()
	return line:find("warn", 1, true) and colour.yellow or line:find("err", 1, true) and colour.red
		or colour.green
end

function on_event()
	local container = sysdig.is_print_container_data() and get.container() .. " " or ""
	for _, line in ipairs(text.split(get.data() or "", "\n")) do
		if line ~= "" then
			print(("%s%s%s %s %s"):format(paint(line), container, get.name(), get.fd(), line))
		end
	end
	add_entry(get.tid())
end
