-- Columns of spans, one row a span.
return {
	key = {
		name = "NA",
		field = "span.rawtime",
		filterfield = "span.rawparenttime",
		is_key = true,
		filter_in_child_only = true,
	},
	id = {name = "ID", description = "Id of the span.", field = "span.id", colsize = 10},
	ended = {name = "TIME", description = "When it ended.", field = "span.time", colsize = 19},
	duration = {
		name = "DURATION",
		description = "How long it lasted.",
		field = "span.duration.fortag[%depth]",
		aggregation = "AVG",
		colsize = 10,
		is_sorting = true,
	},
	tag = {
		name = "TAG",
		description = "Its tag at this depth.",
		field = "span.tag[%depth]",
		aggregation = "SUM",
		colsize = 32,
	},
	arguments = {
		name = "ARGS",
		description = "Arguments that it began with.",
		field = "span.enterargs",
		aggregation = "SUM",
		colsize = 256,
	},
}
