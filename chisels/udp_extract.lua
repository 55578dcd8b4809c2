category = "I/O"
short_description = "Save what goes over UDP, a file a socket"
description = "Writes the data of each UDP socket of a capture to a file in the folder udp_dump_files, named after the"
	.. " two ends of the socket."
args = {}

local fields = require "sonde.fields"

local FOLDER = "udp_dump_files"

local get
local files = {} -- by name of the fd

function on_init()
	get = fields {data = "evt.rawarg.data", fd = "fd.name"}
	sysdig.set_snaplen(16384)
	chisel.set_filter("evt.dir=< and evt.rawres>=0 and fd.l4proto=udp and evt.is_io=true")
	return true
end

function on_capture_start()
	if sysdig.is_live() then
		print("UDP data can be extracted from captures only; record first, then run the chisel on the file")
		return false
	end
	os.execute("mkdir -p " .. FOLDER)
	return true
end

local function open(fd)
	local name = fd:gsub(":", "_"):gsub(">", "-"):gsub("[^%w._-]", "_")
	return assert(io.open(FOLDER .. "/" .. name, "w"))
end

function on_event()
	local data, fd = get.data(), get.fd()
	if data and fd then
		files[fd] = files[fd] or open(fd)
		files[fd]:write(data)
	end
end

function on_capture_end()
	for _, file in pairs(files) do
		file:close()
	end
	files = {}
end
