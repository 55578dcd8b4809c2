category = "Security"
short_description = "The login shells in which something ran"
description = "Lists the ids of the login shells below which commands were run. They serve as filter for other"
	.. " chisels: proc.loginshellid=25754. With -pc the container is named."

local arguments = require "sonde.arguments"
local fields = require "sonde.fields"
local given = arguments {
	{
		name = "command",
		argtype = "string",
		description = "only shells that ran a command with this in its name; * stands for any",
		optional = true,
	},
	{
		name = "arguments",
		argtype = "string",
		description = "only shells that ran a command with this in its arguments",
		optional = true,
	},
}

local get
local shells = {} -- what to print, in the order in which they were met; and by id, true

function on_init()
	if given.command == "*" then
		given.command = nil
	end
	get = fields {
		id = "proc.loginshellid", exe = "evt.arg.exe", args = "evt.arg.args",
		container = "container.name", container_id = "container.id",
	}
	chisel.set_filter("evt.type=execve")
	return true
end

local function contains(s, part)
	return not part or s and s:find(part, 1, true)
end

function on_event()
	local id, exe = get.id(), get.exe()
	if not id or not exe or shells["id" .. id] or not contains(exe, given.command)
		or not contains(get.args(), given.arguments) then
		return
	end
	shells["id" .. id] = true
	if sysdig.is_print_container_data() then
		id = ("%s %s %s"):format(id, get.container(), get.container_id())
	end
	shells[#shells + 1] = id
end

function on_capture_end()
	print(given.command and "Shells containing " .. given.command .. ":" or "All shells:")
	for _, shell in ipairs(shells) do
		print(shell)
	end
end
