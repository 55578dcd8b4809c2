-- Columns: what processes use together.
return {
	cpu = {
		name = "CPU",
		description = "Share of one processor, in percent; the sum of all its "
			.. "threads.",
		field = "thread.cpu",
		aggregation = "AVG",
		groupby_aggregation = "SUM",
		colsize = 8,
		is_sorting = true,
	},
	virtual = {
		name = "VIRT",
		description = "Virtual memory of its processes, bytes.",
		field = "thread.vmsize.b",
		aggregation = "MAX",
		groupby_aggregation = "SUM",
		colsize = 9,
	},
	resident = {
		name = "RES",
		description = "Memory of its processes that is really in use, bytes.",
		field = "thread.vmrss.b",
		aggregation = "MAX",
		groupby_aggregation = "SUM",
		colsize = 9,
	},
	file = {
		name = "FILE",
		description = "Bytes a second read from files and written to them.",
		field = "evt.buflen.file",
		aggregation = "TIME_AVG",
		groupby_aggregation = "SUM",
		colsize = 8,
	},
	net = {
		name = "NET",
		description = "Bytes a second received from the network and sent.",
		field = "evt.buflen.net",
		aggregation = "TIME_AVG",
		groupby_aggregation = "SUM",
		colsize = 8,
	},
}
