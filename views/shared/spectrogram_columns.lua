-- Columns of spectrograms of latency.
return {
	key = {name = "NA", field = "evt.latency.quantized", is_key = true},
	latency = {
		name = "LATENCY",
		description = "How long it took, in steps that grow by the same factor.",
		field = "evt.latency.quantized",
	},
	count = {
		name = "COUNT",
		description = "How many took so long.",
		field = "evt.count",
		aggregation = "SUM",
		colsize = 8,
	},
}
