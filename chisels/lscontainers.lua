category = "System State"
short_description = "The containers that run"
description = "Lists the containers at the moment of the first event."

local arguments = require "sonde.arguments"
local given = arguments {
	{
		name = "desc",
		argtype = "string",
		description = "the word desc: everything that is known, as a Lua table",
		optional = true,
		take = function(value)
			return value == "desc" or error("the only word that is understood here is desc", 0)
		end,
	},
}

require "sonde.moment" {
	silent = true,
	columns = {
		{"container.type", 15}, {"container.image", 16}, {"container.name", 20}, {"container.id", 13},
	},
	dashes = true,
	instead = function()
		if given.desc then
			require "common"
			print(st(sysdig.get_container_table()))
		end
		return given.desc
	end,
	rows = function(add)
		for _, container in ipairs(sysdig.get_container_table()) do
			add(container.type, container.image, container.name, container.id)
		end
	end,
}
