-- Save the events around those that a chisel points out, as a capture, when the run is over.
local colour = require "sonde.colour"

local export = {}

local points = {}

-- What chisels take that do so, before the arguments in the list.
function export.arguments(list, optional)
	table.insert(list, 1, {
		name = "dump_file_name",
		argtype = "string",
		description = "the capture to write the surrounding events to",
		optional = optional,
	})
	table.insert(list, 2, {
		name = "dump_range_ms",
		argtype = "int",
		description = "how many milliseconds before and after are saved, 1000 unless given",
		optional = true,
		default = 1000,
	})
	return list
end

-- Says no, for on_capture_start, where it cannot work.
function export.possible()
	if sysdig.is_live() then
		print("events can be exported from captures only; record first, then run the chisel on the file")
		return false
	end
	return true
end

-- The current event is one of them.
function export.add(tid)
	local seconds, ns = evt.get_ts()
	points[#points + 1] = {time = ("%d%09d"):format(seconds, ns), tid = tid}
end

function export.count()
	return #points
end

function export.write(file, range_ms)
	local filter = {}
	for i, point in ipairs(points) do
		filter[i] = ("(evt.around[%s]=%d and thread.tid=%d)"):format(point.time, range_ms, point.tid)
	end
	sysdig.run_app(('-F "-r%s" "-w%s" %s'):format(sysdig.get_evtsource_name(), file,
		table.concat(filter, " or ")))
end

-- For chisels that print the entries of a log, and save what is around them where a file is given.
-- Sets on_capture_start and on_capture_end; returns what to call at each entry, with its thread.
function export.entries(given)
	function on_capture_start()
		return not given.dump_file_name or export.possible()
	end
	function on_capture_end()
		if sysdig.is_tty() then
			print(colour.reset)
		end
		if given.dump_file_name then
			print(("Writing events for %d log entries"):format(export.count()))
			export.write(given.dump_file_name, given.dump_range_ms)
		end
	end
	return function(tid)
		if given.dump_file_name then
			export.add(tid)
		end
	end
end

return export
