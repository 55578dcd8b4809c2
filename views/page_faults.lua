-- Page Faults: who waits for memory.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "page_faults",
	name = "Page Faults",
	description = "One row a process: page faults of its threads since they began, the "
		.. "largest figure that was seen.",
	tips = {
		"Major faults cost a read from disk each; a growing figure says that memory is "
			.. "short or a program has just started.",
	},
	tags = {"Default", "wsysdig"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory",
	},
	filter = "evt.type!=switch",
	drilldown_target = "errors",
	use_defaults = true,
	columns = {
		{name = "NA", field = "proc.pid", is_key = true},
		{
			name = "MAJOR",
			description = "Faults for which the page had to be read from disk.",
			field = "thread.pfmajor",
			aggregation = "MAX",
			colsize = 9,
			is_sorting = true,
		},
		{
			name = "MINOR",
			description = "Faults that memory alone could serve.",
			field = "thread.pfminor",
			aggregation = "MAX",
			colsize = 9,
		},
		process.pid,
		process.vpid,
		process.container,
		process.command,
	},
}
