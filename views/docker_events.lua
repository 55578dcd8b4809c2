-- Docker Events: for programs; not offered in the explorer.
view_info = {
	id = "docker_events",
	name = "Docker Events",
	description = "What the docker daemon reported while it was recorded: containers that "
		.. "start and stop, images that are pulled.",
	tags = {"Default", "nocsysdig"},
	view_type = "list",
	applies_to = {""},
	filter = "evt.type=infra",
	use_defaults = true,
	columns = {
		{
			name = "TIME",
			description = "When it was reported.",
			field = "evt.time",
			colsize = 18,
		},
		{
			name = "EVENT TYPE",
			description = "What happened.",
			field = "evt.arg.name",
			colsize = 20,
		},
		{
			name = "CONTAINER ID",
			description = "Id of the container.",
			field = "evt.infra.docker.container.id",
			colsize = 20,
		},
		{
			name = "CONTAINER IMAGE",
			description = "Image of the container.",
			field = "evt.infra.docker.container.image",
			colsize = 20,
		},
		{
			name = "CONTAINER NAME",
			description = "Name of the container.",
			field = "evt.infra.docker.container.name",
			colsize = 0,
		},
	},
}
