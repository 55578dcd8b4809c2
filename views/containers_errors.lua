-- Containers Errors: where calls fail.
local container = shared "container_columns"
local docker = shared "container_actions"
local failed = shared "error_columns"
local place = shared "places"

view_info = {
	id = "containers_errors",
	name = "Containers Errors",
	description = "One row a container: how many of its system calls failed, by what they "
		.. "were about.",
	tips = {
		"Many errors are no trouble: EAGAIN, for instance, only says that there is "
			.. "nothing to read yet. Enter tells them apart.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory",
	},
	filter = "container.name != host",
	drilldown_target = "errors",
	use_defaults = true,
	columns = {
		{name = "NA", field = "proc.pid", is_key = true},
		{name = "ID", field = "container.id", is_groupby_key = true},
		failed.file,
		failed.net,
		failed.memory,
		failed.other,
		container.engine,
		container.id,
		{
			name = "CONTAINER",
			description = "Its name.",
			field = "container.name",
			colsize = 0,
		},
	},
	actions = {
		docker.attach,
		docker.shell,
		docker.follow_log,
		docker.history,
		docker.inspect,
		docker.kill,
		docker.log,
		{
			hotkey = "s",
			command = "docker stats %container.id",
			description = "its figures as docker sees them",
		},
		docker.pause,
		docker.unpause,
		docker.wait,
	},
}
