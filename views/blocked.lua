-- Blocked now: who waits for what.
local process = shared "process_columns"
local place = shared "places"

view_info = {
	id = "blocked",
	name = "Blocked now",
	description = "One row a thread that is inside a system call: which, since when, and on "
		.. "what. The longest first.",
	tips = {
		"Live, a call that had begun before sonde did is here, too: SINCE says before, and FOR "
			.. "is the least that it can be.",
		"In a recording, calls that began before it are not known, and not here.",
		"Servers at rest wait in epoll_wait, accept or futex: that is where they belong.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "proc.name", "thread.tid",
		"fd.name", "fd.containername", "fd.sport", "fd.sproto", "evt.type",
	},
	filter = "evt.dir=> and syscall.type exists",
	drilldown_target = "dig",
	propagate_filter = false, -- it is about where calls begin
	use_defaults = true,
	rows_of = "calls",
	columns = {
		{name = "NA", field = "thread.tid", is_key = true},
		{
			name = "FOR",
			description = "How long it has been in the call; at least, when it began before "
				.. "the capture.",
			field = "evt.waiting",
			colsize = 9,
			is_sorting = true,
		},
		process.pid,
		{name = "CALL", description = "The call.", field = "evt.type", colsize = 16},
		{
			name = "FD",
			description = "Number of the descriptor that it is about.",
			field = "fd.num",
			colsize = 6,
			optional = true,
		},
		{
			name = "PEER",
			description = "The processes that have the other end open, where it is on "
				.. "this machine; the child that is waited for, if there is one only.",
			field = "fd.peer",
			colsize = 20,
		},
		{
			name = "ON",
			description = "File or connection that it is about, or asks for.",
			field = "fd.wanted",
			colsize = 32,
		},
		{
			name = "TID",
			description = "Id of the thread.",
			field = "thread.tid",
			colsize = 8,
		},
		{
			name = "SINCE",
			description = "When the call began, or before when.",
			field = "evt.since",
			colsize = 19,
		},
		process.container,
		{
			name = "Command",
			description = "The command line.",
			field = "proc.exeline",
			colsize = 0,
		},
	},
}
