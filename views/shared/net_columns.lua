-- Columns: how much comes and goes.
return {
	bps_in = {
		name = "BPS IN",
		description = "Bytes a second that come in.",
		field = "evt.buflen.net.in",
		aggregation = "TIME_AVG",
		colsize = 12,
		is_sorting = true,
	},
	bps_out = {
		name = "BPS OUT",
		description = "Bytes a second that go out.",
		field = "evt.buflen.net.out",
		aggregation = "TIME_AVG",
		colsize = 12,
	},
}
