category = "I/O"
short_description = "Open files and connections, by any field"
description = "Counts the different fds that are used, by the values of a field: proc.name says how many files"
	.. " and connections each process uses."

local arguments = require "sonde.arguments"
local fields = require "sonde.fields"
local given = arguments {arguments.key}

local get
local seen = {}  -- by key, the fds that were met
local count = {} -- by key, how many they are

function on_init()
	get = fields {key = given.key, num = "fd.num", name = "fd.name"}
	return true
end

function on_event()
	local key, num, name = get.key(), get.num(), get.name()
	if key == nil or not num or num <= 0 or not name or name == "" then
		return
	end
	if not seen[key] then
		seen[key], count[key] = {}, 0
	end
	local fd = num .. name
	if not seen[key][fd] then
		seen[key][fd] = true
		count[key] = count[key] + 1
	end
end

function on_capture_end()
	local keys = {}
	for key in pairs(count) do
		keys[#keys + 1] = key
	end
	table.sort(keys, function(a, b)
		if count[a] ~= count[b] then
			return count[a] > count[b]
		end
		return tostring(a) < tostring(b)
	end)
	for _, key in ipairs(keys) do
		print(key, count[key])
	end
end
