category = "Performance"
short_description = "How long processes lived"
description = "Prints each process that ends, with how long it lived and its arguments: yellow after 3 seconds, red"
	.. " after 10. With -pc the container is named."

local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local fields = require "sonde.fields"
local text = require "sonde.text"
arguments {arguments.colour}

local columns = require "sonde.columns" {
	{"proc.duration", "%-13.13s"},
	{"container.id", "%-20.20s", only = "-pc"},
	{"container.name", "%-20.20s", only = "-pc"},
	{"proc.name", "%-12.12s"},
	{"proc.args", "%s", dashes = 20},
}
local get

function on_init()
	get = fields {
		duration = "proc.duration", name = "proc.name", args = "proc.args",
		container = "container.name", container_id = "container.id",
	}
	chisel.set_filter("evt.type=procexit")
	columns.headings()
	return true
end

function on_event()
	local ns = get.duration()
	if not ns then
		return
	end
	local paint = ns > 10e9 and colour.red or ns > 3e9 and colour.yellow
		or colour.of_container(get.container(), "blue")
	print(paint .. columns.line {
		["proc.duration"] = text.interval(ns),
		["container.id"] = get.container_id(),
		["container.name"] = get.container(),
		["proc.name"] = get.name(),
		["proc.args"] = get.args(),
	})
end

function on_capture_end()
	print(colour.reset)
end
