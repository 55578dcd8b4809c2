category = "Logs"
short_description = "What is written to syslog"
description = "Prints every message that a process sends to syslog. A filter chooses processes (proc.name=cron) or"
	.. " messages (syslog.message contains refused). The events around each message can be saved as a capture."
	.. " On a terminal warnings are yellow and errors red; with -pc the container is named."

local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local export = require "sonde.export"
local fields = require "sonde.fields"
local add_entry = export.entries(arguments(export.arguments({arguments.colour}, true)))

local WARNING = 4 -- what is graver has a smaller number

local get, tty

function on_init()
	get = fields {
		facility = "syslog.facility.str", severity = "syslog.severity.str", level = "syslog.severity",
		message = "syslog.message", tid = "thread.tid", name = "proc.name",
		container = "container.name", container_id = "container.id",
	}
	sysdig.set_snaplen(1000)
	chisel.set_filter("fd.name contains /dev/log and evt.is_io_write=true and evt.dir=< and evt.failed=false")
	tty = sysdig.is_tty()
	return true
end

local function paint()
	local level = get.level()
	if not tty then
		return ""
	elseif level == WARNING then
		return colour.yellow
	end
	return level and level < WARNING and colour.red or colour.of_container(get.container(), "blue")
end

function on_event()
	local container = ""
	if sysdig.is_print_container_data() then
		container = ("%-20s %-20s "):format(get.container_id(), get.container())
	end
	print(("%s%s%s.%s %s[%d] %s"):format(paint(), container, get.facility(), get.severity(), get.name(),
		get.tid(), get.message()))
	add_entry(get.tid())
end
