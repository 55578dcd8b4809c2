category = "Filter"
short_description = "A table of any field by any others"
description = "Makes the table that its arguments describe. Other chisels become this one with chisel.exec."
hidden = true

local arguments = require "sonde.arguments"
local top = require "sonde.top"
local text = require "sonde.text"

local spec = {}

-- Each argument is a part of what sonde.top takes.
local function part(name, key, description, convert)
	return {
		name = name,
		argtype = "string",
		description = description,
		take = function(value)
			spec[key] = convert and convert(value) or value
		end,
	}
end

local function list(value)
	return text.split(value, ",")
end

arguments {
	part("keys", "fields", "the fields to group by, with commas between them", list),
	part("keydescs", "headings", "their headings, with commas between them", list),
	part("value", "value", "the field that is added up"),
	part("valuedesc", "title", "its heading"),
	part("filter", "filter", "which events count; an empty text: all"),
	part("top_number", "rows", "how many rows are shown, 0: all", tonumber),
	part("value_units", "unit", "what the value is: bytes, time, timepct or none"),
}

function spec.keys()
	local keys = {}
	if #spec.fields ~= #spec.headings then
		error(("there are %d keys, but %d headings for them"):format(#spec.fields, #spec.headings), 0)
	end
	for i, field in ipairs(spec.fields) do
		keys[i] = {field, spec.headings[i]}
	end
	return keys
end

top.sum(spec)
