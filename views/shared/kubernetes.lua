-- Views of what runs in Kubernetes: what the containers of each thing use together. A kind is what
-- fields call it: pod, rc, ns ...
local usage = shared "usage_columns"

local namespace = {
	name = "NAMESPACE",
	description = "Namespace that it is in.",
	field = "k8s.ns.name",
	colsize = 20,
}

local function kubectl(hotkey, words, description)
	return {
		hotkey = hotkey,
		command = "kubectl --namespace=%k8s.ns.name " .. words,
		description = description,
	}
end

return {
	columns = function(kind)
		local thing = "k8s." .. kind
		local columns = {
			{name = "NA", field = "thread.tid", is_key = true},
			usage.cpu,
			usage.virtual,
			usage.resident,
			usage.file,
			usage.net,
			{name = "NA", field = thing .. ".id", is_groupby_key = true},
			{name = "ID", description = "Its unique id.", field = thing .. ".id", colsize = 38},
			{name = "NAME", description = "Its name.", field = thing .. ".name", colsize = 25},
		}

		if kind ~= "ns" then
			columns[#columns + 1] = namespace
		end
		columns[#columns + 1] = {
			name = "LABELS",
			description = "Its labels.",
			field = thing .. ".labels",
			colsize = 0,
		}
		return columns
	end,

	-- What kubectl does to the thing of a row, by the words that it has for it.
	action = kubectl,
	describe = function(words)
		return kubectl("d", "describe " .. words, "describe it")
	end,
	delete = function(words, description)
		local action = kubectl("x", "delete " .. words, description or "delete it")

		action.ask_confirmation = true
		return action
	end,
}
