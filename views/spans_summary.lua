-- Spans Summary: what is below a tag.
local tag = shared "tag_columns"
local tips = shared "tips"
local place = shared "places"

view_info = {
	id = "spans_summary",
	name = "Spans Summary",
	description = "One row a tag below the one that was selected: how many spans have it and "
		.. "how long they lasted.",
	tips = {tips.tracers},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"span.tag", "span.id", "span.time", "span.parenttime", "container.id", "proc.pid",
		"thread.nametid", "proc.name", "thread.tid", "fd.directory",
		"fd.containerdirectory", "evt.res",
	},
	filter = "span.ntags>=%depth+1",
	drilldown_target = "spans_summary",
	spectro_type = "tracers",
	drilldown_increase_depth = true,
	use_defaults = true,
	columns = {
		tag.key,
		tag.hits,
		tag.average,
		tag.shortest,
		tag.longest,
		tag.below,
		tag.name,
	},
}
