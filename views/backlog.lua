-- Socket Queues: servers that are late to accept.
view_info = {
	id = "backlog",
	name = "Socket Queues",
	description = "One row a port that is listened on: how many connections waited for accept.",
	tips = {
		"At 100 percent, new clients are turned away.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = {"", "proc.pid", "proc.name", "fd.sport", "fd.sproto"},
	filter = "evt.type=accept",
	drilldown_target = "connections",
	use_defaults = true,
	columns = {
		{name = "NA", field = "fd.sport", is_key = true},
		{
			name = "PID",
			description = "Process id of the server.",
			field = "proc.pid",
			colsize = 15,
		},
		{name = "PORT", description = "The port.", field = "fd.sport", colsize = 15},
		{
			name = "BACKLOG",
			description = "Connections that waited, on average.",
			field = "evt.arg[3]",
			aggregation = "AVG",
			colsize = 15,
			is_sorting = true,
		},
		{
			name = "BACKLOG_PCT",
			description = "The same in percent of what may wait.",
			field = "evt.arg[2]",
			aggregation = "AVG",
			colsize = 15,
		},
		{
			name = "BACKLOG_MAX",
			description = "How many may wait.",
			field = "evt.arg[4]",
			colsize = 15,
		},
		{
			name = "PROC",
			description = "Name of the server.",
			field = "proc.name",
			colsize = 50,
		},
	},
}
