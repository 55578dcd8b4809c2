-- The table of threads, in order.
local processes = {}

local function sorted(t)
	local keys = {}
	for key in pairs(t) do
		keys[#keys + 1] = key
	end
	table.sort(keys)
	local i = 0
	return function()
		i = i + 1
		return keys[i], t[keys[i]]
	end
end

-- What those chisels take that show all, or what matches.
processes.filter = {
	name = "filter",
	argtype = "filter",
	description = "which of them are shown, such as 'proc.name=cat' or 'fd.port=80'",
	optional = true,
}

-- for tid, thread in processes.threads(filter)
function processes.threads(filter)
	return sorted(sysdig.get_thread_table(filter))
end

-- for thread, fd, info in processes.fds(filter)
function processes.fds(filter)
	return coroutine.wrap(function()
		for _, thread in processes.threads(filter) do
			for fd, info in sorted(thread.fdtable) do
				coroutine.yield(thread, fd, info)
			end
		end
	end)
end

return processes
