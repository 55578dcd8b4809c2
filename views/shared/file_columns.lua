-- Columns: what was done with files.
return {
	bytes_in = {
		name = "BYTES IN",
		description = "Bytes read.",
		field = "evt.buflen.file.in",
		aggregation = "SUM",
		colsize = 12,
	},
	bytes_out = {
		name = "BYTES OUT",
		description = "Bytes written.",
		field = "evt.buflen.file.out",
		aggregation = "SUM",
		colsize = 12,
	},
	calls = {
		name = "OPS",
		description = "Calls of all kinds.",
		field = "evt.count.exit",
		aggregation = "SUM",
		colsize = 9,
		is_sorting = true,
	},
	opens = {
		name = "OPENS",
		description = "Calls of open. Newer programs call openat, which does not "
			.. "count here.",
		field = "evt.type.is.3",
		aggregation = "SUM",
		colsize = 9,
	},
	errors = {
		name = "ERRORS",
		description = "Calls that failed.",
		field = "evt.count.error",
		aggregation = "SUM",
		colsize = 9,
	},
}
