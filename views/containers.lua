-- Containers: what each of them uses.
local usage = shared "usage_columns"
local container = shared "container_columns"
local docker = shared "container_actions"
local place = shared "places"

view_info = {
	id = "containers",
	name = "Containers",
	description = "One row a container: processor, memory, and what it reads and writes on "
		.. "files and the network.",
	tips = {
		"Start with -pc, and the views below show container columns, too.",
		"Processors and memory come from samples that the recorder writes about once a "
			.. "second.",
	},
	tags = {"wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {"", "evt.res"},
	filter = "container.name != host",
	drilldown_target = "procs",
	use_defaults = true,
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		usage.cpu,
		{
			name = "PROCS",
			description = "Number of its processes.",
			field = "evt.count.procinfo",
			aggregation = "AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "THREADS",
			description = "Number of its threads.",
			field = "evt.count.threadinfo",
			aggregation = "AVG",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		usage.virtual,
		usage.resident,
		usage.file,
		usage.net,
		{name = "NA", field = "container.id", is_groupby_key = true},
		container.engine,
		{
			name = "IMAGE",
			description = "The image that it was made of.",
			field = "container.image",
			colsize = 30,
		},
		container.id,
		{name = "NAME", description = "Its name.", field = "container.name", colsize = 0},
	},
	actions = {
		docker.attach,
		docker.shell,
		docker.follow_log,
		docker.history,
		docker.inspect,
		docker.kill,
		docker.log,
		{hotkey = "s", command = "docker stop %container.id", description = "stop it"},
		docker.pause,
		docker.unpause,
		docker.wait,
	},
}
