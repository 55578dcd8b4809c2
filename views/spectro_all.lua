-- Spectrogram-All: how long calls take, over time.
view_info = {
	id = "spectro_all",
	name = "Spectrogram-All",
	description = "Time runs down, the time that calls take grows to the right; the colour "
		.. "says how many took so long then.",
	view_type = "spectrogram",
	applies_to = {"evt.type"},
	filter = "evt.dir=<",
	use_defaults = false,
	columns = {
		{name = "NA", field = "evt.latency.quantized", is_key = true},
		{
			name = "LATENCY",
			description = "How long it took, in steps that grow by the same factor.",
			field = "evt.latency.quantized",
		},
		{
			name = "COUNT",
			description = "How many took so long.",
			field = "evt.count",
			aggregation = "SUM",
			colsize = 8,
		},
	},
}
