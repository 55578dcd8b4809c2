-- Errors: what fails, by reason.
local place = shared "places"

view_info = {
	id = "errors",
	name = "Errors",
	description = "One row an error code: how many system calls ended with it.",
	tips = {
		"Enter shows which processes get it.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.sport", "fd.sproto", "fd.directory", "fd.containerdirectory",
	},
	filter = "evt.res != SUCCESS",
	drilldown_target = "procs_errors",
	use_defaults = true,
	columns = {
		{name = "NA", field = "evt.res", is_key = true},
		{
			name = "COUNT",
			description = "Calls that ended with it.",
			field = "evt.count",
			aggregation = "SUM",
			colsize = 12,
			is_sorting = true,
		},
		{
			name = "ERROR",
			description = "Its name; man 3 errno explains it.",
			field = "evt.res",
			colsize = 0,
		},
	},
}
