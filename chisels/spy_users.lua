category = "Security"
short_description = "What users do in their shells"
description = "Prints every command that is run below a shell, and every change of folder in one, as a tree: the id of"
	.. " the shell, the time, the user, the command. A filter such as proc.loginshellid=25754 chooses a session."
	.. " With -pc the container is named."

local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local fields = require "sonde.fields"
local given = arguments {
	{
		name = "max_depth",
		argtype = "int",
		description = "how deep below the shell commands are shown",
		optional = true,
	},
	arguments.colour,
}

local ANCESTORS = 16

local get
local ancestor = {} -- by how far above: functions that give name and pid
local processes = {} -- by pid: {depth = N, shell = PID}, false for those below no shell

function on_init()
	get = fields {
		type = "evt.type", exe = "proc.exe", args = "proc.args", dir = "evt.arg.path", user = "user.name",
		time = "evt.time.s", pid = "proc.pid", parent = "proc.ppid", container = "container.name",
	}
	for i = 0, ANCESTORS do
		ancestor[i] = fields {name = ("proc.aname[%d]"):format(i), pid = ("proc.apid[%d]"):format(i)}
	end
	chisel.set_filter("((evt.type=execve and evt.dir=<) or (evt.type=chdir and evt.dir=< and "
		.. "proc.name contains sh and not proc.name contains sshd)) and evt.failed=false")
	return true
end

-- Where the process that many generations above stands: below the topmost shell there is.
local function find_place(above)
	local place = false
	for i = above, above + ANCESTORS - 1 do
		local name = ancestor[i] and ancestor[i].name()
		local pid = ancestor[i] and ancestor[i].pid()
		if not name and not pid then
			break
		elseif name and name:match(".+sh$") or name == "sh" then
			place = {depth = processes[pid] and i - above or 0, shell = pid}
		end
	end
	return place
end

local function put(place, depth, what)
	local user, container = get.user() or "<NA>", ""
	local paint, step = "", 3

	if sysdig.is_print_container_data() then
		container = "@" .. get.container()
		paint, step = colour.of_container(get.container(), "blue"), 4
	end
	if not given.max_depth or depth <= given.max_depth then
		if get.type() == "chdir" then
			step = 4
		end
		print(("%s%s%s %s %s%s) %s"):format(paint, (" "):rep(step * depth), place.shell, get.time(), user,
			container, what))
	end
end

-- A command stands one level below its parent, a change of folder is the shell's own doing.
function on_event()
	local changed_dir = get.type() == "chdir"
	local pid = get.pid()
	local parent = changed_dir and pid or get.parent()

	if processes[parent] == nil then
		processes[parent] = find_place(changed_dir and 0 or 1)
	end
	local above = processes[parent]
	if not above then
		return
	elseif changed_dir then
		put(above, above.depth, "cd " .. get.dir())
		return
	end
	processes[pid] = processes[pid] or {depth = above.depth + 1, shell = above.shell}
	put(processes[pid], processes[pid].depth - 1, get.exe() .. " " .. get.args())
end

function on_capture_end()
	print(colour.reset)
end
