-- Notifications: for programs; not offered in the explorer.
local process = shared "process_columns"

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
		process.container,
		{
			name = "DESCRIPTION",
			description = "Its text.",
			field = "evt.arg.desc",
			colsize = 0,
		},
	},
}
