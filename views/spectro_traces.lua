-- Traces Spectrogram: how long spans last, over time.
local place = shared "places"

view_info = {
	id = "spectro_traces",
	name = "Traces Spectrogram",
	description = "Time runs down, the time that spans last grows to the right; the colour "
		.. "says how many lasted so long then.",
	view_type = "spectrogram",
	applies_to = place.with_clusters {
		"", "span.tag", "span.id", "container.id", "proc.pid", "thread.nametid",
		"thread.tid", "proc.name", "evt.res", "fd.name", "fd.containername", "fd.directory",
		"fd.containerdirectory",
	},
	filter = "span.ntags=%depth+1",
	drilldown_target = "spans_list",
	propagate_filter = false,
	use_defaults = false,
	columns = {
		{name = "NA", field = "span.duration.quantized", is_key = true},
		{
			name = "LATENCY",
			description = "How long it lasted, in steps that grow by the same factor.",
			field = "span.duration.quantized",
		},
		{
			name = "COUNT",
			description = "How many lasted so long.",
			field = "evt.count",
			aggregation = "SUM",
		},
	},
}
