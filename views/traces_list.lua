-- Traces List: the outermost spans.
local span = shared "span_columns"
local tips = shared "tips"
local place = shared "places"

view_info = {
	id = "traces_list",
	name = "Traces List",
	description = "One row a span that is in no other: when it ended and how long it lasted.",
	tips = {tips.tracers},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.directory", "fd.containerdirectory", "evt.res",
	},
	filter = "span.ntags>=%depth+1",
	drilldown_target = "spans_list",
	drilldown_increase_depth = true,
	use_defaults = false,
	columns = {
		span.key,
		span.id,
		span.ended,
		span.duration,
		span.tag,
		span.arguments,
	},
}
