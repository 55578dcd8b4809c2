category = "I/O"
short_description = "The data that processes read and write"
description = "Prints all data that is read and written, each chunk below a line that says how much it is, by whom"
	.. " and from or to what. -A, -x and -X choose how the data is printed; a filter, such as fd.cip=10.0.0.7,"
	.. " whose it is. With -pc the container is named."

local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local fields = require "sonde.fields"
local text = require "sonde.text"
arguments {arguments.colour}

local get

function on_init()
	get = fields {
		read = "evt.is_io_read", bytes = "evt.rawarg.res", fd = "fd.name", process = "proc.name",
		container = "container.name", container_id = "container.id",
	}
	sysdig.set_snaplen(2000)
	chisel.set_filter("evt.is_io=true and evt.dir=< and evt.rawres>0")
	chisel.set_event_formatter("%evt.arg.data")
	return true
end

local function container()
	if not sysdig.is_print_container_data() then
		return ""
	end
	local name = get.container()
	return ("%s [%s] [%s]"):format(colour.of_container(name, "cyan"), name, get.container_id())
end

-- The data follows, by the formatter.
function on_event()
	local read = get.read()
	local line = read and colour.red or colour.blue
	print(("%s------ %s %s %s %s %s %s (%s)"):format(line, read and "Read" or "Write",
		text.bytes(get.bytes()), read and "from" or "to", container(), line, get.fd() or "<NA>",
		get.process()))
	return true
end

function on_capture_end()
	print(colour.reset)
end
