category = "Tracers"
short_description = "Send the durations of tracer spans to statsd"
description = "Sends how long each tracer span took to a statsd server, under the span's tags."

local arguments = require "sonde.arguments"
local fields = require "sonde.fields"
local given = arguments {
	{
		name = "server_addr",
		argtype = "ipv4",
		description = "address of the server, 127.0.0.1 unless given",
		optional = true,
		default = "127.0.0.1",
	},
	{
		name = "server_port",
		argtype = "int",
		description = "its UDP port, 8125 unless given",
		optional = true,
		default = 8125,
	},
}

local get, server

function on_init()
	server = require "statsd" {host = given.server_addr, port = given.server_port}
	get = fields {tags = "span.tags", duration = "span.duration"}
	chisel.set_filter("evt.type=tracer and evt.dir=<")
	return true
end

function on_event()
	local duration = get.duration()
	if duration then
		server:timer(get.tags(), duration / 1e6)
	end
end
