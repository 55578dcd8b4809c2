-- Notifications: for programs; not offered in the explorer.
view_info = {
	id = "notifications",
	name = "Notifications",
	description = "Notification events, as tools that watch for conditions write them into a "
		.. "capture.",
	tags = {"nocsysdig"},
	view_type = "list",
	applies_to = {""},
	filter = "evt.type=notification",
	use_defaults = true,
	columns = {
		{
			name = "TIME",
			description = "When it was written.",
			field = "evt.time",
			colsize = 12,
		},
		{name = "ID", description = "Its id.", field = "evt.arg.id", colsize = 24},
		{
			name = "Container",
			description = "Name of the container, host outside of containers.",
			field = "container.name",
			colsize = 20,
			tags = {"containers"},
		},
		{
			name = "DESCRIPTION",
			description = "Its text.",
			field = "evt.arg.desc",
			colsize = 0,
		},
	},
}
