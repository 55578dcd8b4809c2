-- Fields by names of your own:
--
--     local fields = require "sonde.fields"
--     local get
--     function on_init()
--             get = fields {name = "proc.name", bytes = "evt.rawarg.res"}
--             return true
--     end
--
-- In on_event, get.name() is the value for that event, nil where it has none.
return function(names)
	local get = {}
	for key, name in pairs(names) do
		local handle = chisel.request_field(name)
		get[key] = function()
			return evt.field(handle)
		end
	end
	return get
end
