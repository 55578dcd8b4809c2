-- What adds up along a stack of fields: of which process, in which file, in which call the time went.
-- For flame graphs.
local arguments = require "sonde.arguments"
local text = require "sonde.text"

local stacks = {}

-- What can be added up, and which events have it.
local values = {
	time = {field = "evt.latency", filter = "evt.dir=< and syscall.type exists"},
	calls = {field = "evt.count", filter = "evt.dir=> and syscall.type exists"},
	bytes = {field = "evt.rawarg.res", filter = "evt.is_io=true and evt.dir=< and evt.rawres>0"},
}

stacks.arguments = {
	{
		name = "fields",
		argtype = "string",
		description = "what a stack is made of, from the bottom up: proc.name,fd.name,evt.type unless given",
		optional = true,
		default = "proc.name,fd.name,evt.type",
	},
	{
		name = "value",
		argtype = "string",
		description = "what is added up: time (in ns, as without), calls or bytes",
		optional = true,
		default = "time",
		take = function(name)
			return values[name] and name
				or error(("stacks add up time, calls or bytes, not %s"):format(name), 0)
		end,
	},
}

-- Sets on_init and on_event. Returns an iterator (for stack, sum in each() do) for the end, in order, a
-- stack being its frames with semicolons between them; and the arguments.
function stacks.collect()
	local given = arguments(stacks.arguments)
	local value
	local frames, sums = {}, {}

	function on_init()
		for i, name in ipairs(text.split(given.fields, ",")) do
			frames[i] = chisel.request_field(name)
		end
		value = chisel.request_field(values[given.value].field)
		chisel.set_filter(values[given.value].filter)
		return true
	end

	-- A field without a value, such as the file of a call that has none, is left out of the stack.
	function on_event()
		local v = evt.field(value)
		if not v or v <= 0 then
			return
		end
		local stack = {}
		for i = 1, #frames do
			local frame = evt.field(frames[i])
			if frame ~= nil and frame ~= "" then
				stack[#stack + 1] = (tostring(frame):gsub("[;%c]", "_"))
			end
		end
		local name = table.concat(stack, ";")
		sums[name] = (sums[name] or 0) + v
	end

	return function()
		local names, i = {}, 0
		for name in pairs(sums) do
			names[#names + 1] = name
		end
		table.sort(names)
		return function()
			i = i + 1
			return names[i], sums[names[i]]
		end
	end, given
end

return stacks
