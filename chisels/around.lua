category = "Misc"
short_description = "Save the events around those that match a filter"
description = "Prints when the filter of the command line matches, and by which process; then saves what the same"
	.. " threads did around these moments as a capture: sonde print -r FILE -c around part.scap evt.failed=true."

local arguments = require "sonde.arguments"
local colour = require "sonde.colour"
local export = require "sonde.export"
local fields = require "sonde.fields"
local given = arguments(export.arguments({}))

local get, started

function on_init()
	get = fields {name = "proc.name", tid = "thread.tid", time = "evt.time"}
	if sysdig.get_filter() == "" then
		print("no filter specified")
		return false
	end
	return true
end

function on_capture_start()
	started = export.possible()
	return started
end

function on_event()
	print(("%s %s(%d)"):format(get.time(), get.name() or "<NA>", get.tid()))
	export.add(get.tid())
end

function on_capture_end()
	if sysdig.is_tty() then
		print(colour.reset)
	end
	if started then
		print(("\nSaving events around %d syslog entries to %s"):format(export.count(), given.dump_file_name))
		export.write(given.dump_file_name, given.dump_range_ms)
	end
end
