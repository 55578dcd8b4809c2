-- Columns about the process of an event.
return {
	pid = {
		name = "PID",
		description = "Process id, as the host sees it.",
		field = "proc.pid",
		colsize = 8,
	},
	vpid = {
		name = "VPID",
		description = "Process id inside the container.",
		field = "proc.vpid",
		colsize = 8,
		tags = {"containers"},
	},
	container = {
		name = "Container",
		description = "Name of the container, host outside of containers.",
		field = "container.name",
		colsize = 20,
		tags = {"containers"},
	},
	command = {
		name = "Command",
		description = "The command line.",
		field = "proc.exeline",
		aggregation = "MAX",
		colsize = 0,
	},
}
