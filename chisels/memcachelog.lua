category = "Application"
short_description = "memcached requests as they come"
description = "Prints the get and set requests that memcached is sent: method, size of the object, key."

local arguments = require "sonde.arguments"
local fields = require "sonde.fields"
local text = require "sonde.text"
local given = arguments {
	{name = "method", argtype = "string", description = "get or set: only these", optional = true},
	{
		name = "size",
		argtype = "int",
		description = "of set, only those of so many bytes at least",
		optional = true,
		default = 0,
	},
}

local get

function on_init()
	get = fields {data = "evt.arg[1]", time = "evt.datetime"}
	sysdig.set_snaplen(4096)
	chisel.set_filter("(fd.sport=11211 or proc.name=memcached) and evt.is_io=true")
	return true
end

function on_event()
	local words = text.split(get.data() or "", " ")
	local method, key, size = words[1], words[2], tonumber(words[5]) or 0

	if not key or not method:match("^[gs]et") or given.method and method ~= given.method then
		return
	elseif given.method == "set" and size < given.size then
		return
	end
	print(("%s method=%s size=%dB key=%s"):format(get.time(), method, size, key))
end
