category = "I/O"
short_description = "What is read from files and written to them"
description = "Prints the data that processes read from files and write to them, with time, process and file; of"
	.. " one file only where it is named."

local arguments = require "sonde.arguments"
local fields = require "sonde.fields"
local text = require "sonde.text"
local given = arguments {
	{
		name = "read_or_write",
		argtype = "string",
		description = "R: what is read, W: what is written; both otherwise",
		optional = true,
	},
	{
		name = "spy_on_file_name",
		argtype = "string",
		description = "the file; all but terminals otherwise",
		optional = true,
	},
}

local get

function on_init()
	local file, ways = given.spy_on_file_name, {R = "evt.is_io_read", W = "evt.is_io_write"}
	local way = ways[(given.read_or_write or ""):upper()] or "evt.is_io"

	get = fields {
		data = "evt.arg.data", fd = "fd.name", write = "evt.is_io_write", pid = "proc.pid",
		name = "proc.name", bytes = "evt.rawarg.res", time = "evt.time",
	}
	sysdig.set_snaplen(2000)
	sysdig.set_output_format("ascii")
	-- What this chisel prints to a terminal would be printed again.
	chisel.set_filter(
		(file and file ~= "" and ("(fd.name=%s)"):format(file)
			or "(not fd.name contains /dev/pt and not fd.name contains /dev/tty)")
		.. " and " .. way .. "=true and fd.type=file and evt.dir=< and evt.failed=false"
	)
	return true
end

function on_event()
	print(("%s %s(%s) %s %s %s %s"):format(get.time(), get.name(), get.pid(),
		get.write() and "W" or "R", text.bytes(get.bytes()), get.fd(), get.data()))
end
