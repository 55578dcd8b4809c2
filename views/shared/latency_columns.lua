-- Columns: how long calls take.
return {
	count = {
		name = "COUNT",
		description = "Calls that returned.",
		field = "evt.count",
		aggregation = "SUM",
		colsize = 9,
	},
	p50 = {
		name = "P50",
		description = "Half of the calls took no longer.",
		field = "evt.latency",
		aggregation = "P50",
		colsize = 9,
	},
	p95 = {
		name = "P95",
		description = "95 of 100 calls took no longer.",
		field = "evt.latency",
		aggregation = "P95",
		colsize = 9,
	},
	p99 = {
		name = "P99",
		description = "99 of 100 calls took no longer.",
		field = "evt.latency",
		aggregation = "P99",
		colsize = 9,
	},
	max = {
		name = "MAX",
		description = "The longest.",
		field = "evt.latency",
		aggregation = "MAX",
		colsize = 9,
	},
	total = {
		name = "TOTAL",
		description = "Time spent in all of them together.",
		field = "evt.latency",
		aggregation = "SUM",
		colsize = 9,
		is_sorting = true,
	},
}
