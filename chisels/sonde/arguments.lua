-- Declares what a chisel takes, and collects what it is given:
--
--     local arguments = require "sonde.arguments"
--     local given = arguments {
--             {name = "min_ms", argtype = "int", description = "..."},
--             arguments.colour,
--     }
--
-- From on_init on, given.min_ms is a number; values of other types than int are texts. An entry may
-- have a default. Sets the globals args and on_set_arg.
local colour = require "sonde.colour"

local arguments = {
	-- Colours are on unless the word disable_color is given; it may stand in any place.
	colour = {
		name = "disable_color",
		argtype = "string",
		description = "the word disable_color: without colours",
		optional = true,
		take = function(value)
			error("the only word that is understood here is disable_color, not " .. value, 0)
		end,
	},
	-- For chisels that group by whatever they are told to.
	key = {
		name = "key",
		argtype = "string",
		description = "the field whose values make up the rows, such as proc.name",
	},
}

local function convert(entry, value)
	if entry.take then
		return entry.take(value)
	end
	if entry.argtype ~= "int" then
		return value
	end
	return tonumber(value) or error(("%s has to be a number, not %s"):format(entry.name, value), 0)
end

local function declare(_, list)
	local given, by_name = {}, {}
	for _, entry in ipairs(list) do
		by_name[entry.name] = entry
		given[entry.name] = entry.default
	end
	args = list
	function on_set_arg(name, value)
		if by_name.disable_color and value:match("^disable_colors?$") then
			colour.off()
		else
			given[name] = convert(by_name[name], value)
		end
		return true
	end
	return given
end

return setmetatable(arguments, {__call = declare})
