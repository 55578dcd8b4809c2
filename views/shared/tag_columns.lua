-- Columns of spans, one row a tag.
return {
	key = {name = "NA", field = "span.tag[%depth]", is_key = true},
	hits = {
		name = "HITS",
		description = "Spans with the tag.",
		field = "span.count.fortag[%depth]",
		aggregation = "SUM",
		colsize = 10,
		is_sorting = true,
	},
	average = {
		name = "AVG TIME",
		description = "How long they lasted on average.",
		field = "span.duration.fortag[%depth]",
		aggregation = "AVG",
		colsize = 10,
	},
	shortest = {
		name = "MIN TIME",
		description = "The shortest.",
		field = "span.duration.fortag[%depth]",
		aggregation = "MIN",
		colsize = 10,
	},
	longest = {
		name = "MAX TIME",
		description = "The longest.",
		field = "span.duration.fortag[%depth]",
		aggregation = "MAX",
		colsize = 10,
	},
	below = {
		name = "CHD HITS",
		description = "Spans directly below them.",
		field = "span.childcount.fortag[%depth]",
		aggregation = "SUM",
		colsize = 10,
	},
	name = {
		name = "TAG",
		description = "The tag.",
		field = "span.tag[%depth]",
		aggregation = "SUM",
		colsize = 256,
	},
}
