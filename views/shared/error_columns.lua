-- Columns: how many calls failed, by what they were about.
return {
	file = {
		name = "FILE",
		description = "Failed calls on files and directories, failed opens "
			.. "included.",
		field = "evt.count.error.file",
		aggregation = "SUM",
		groupby_aggregation = "SUM",
		colsize = 8,
	},
	net = {
		name = "NET",
		description = "Failed calls on sockets, failed accept and connect "
			.. "included.",
		field = "evt.count.error.net",
		aggregation = "SUM",
		groupby_aggregation = "SUM",
		colsize = 8,
	},
	memory = {
		name = "MEMORY",
		description = "Failed calls that ask for memory.",
		field = "evt.count.error.memory",
		aggregation = "SUM",
		groupby_aggregation = "SUM",
		colsize = 8,
	},
	other = {
		name = "OTHER",
		description = "All other calls that failed.",
		field = "evt.count.error.other",
		aggregation = "SUM",
		groupby_aggregation = "SUM",
		colsize = 8,
	},
}
