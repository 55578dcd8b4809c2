category = "Performance"
short_description = "The most frequent system calls"
description = "Counts events by type, enter and exit events alike. A filter restricts it to a"
	.. " process, thread or file."
args = {}

require("sonde.top").sum {
	value = "evt.count", title = "# Calls", unit = "none",
	keys = {{"evt.type", "Syscall"}},
	keys_pc = {{"evt.type", "Syscall"}, "container.name"},
	filter = "evt.type!=switch",
	rows = 30,
}
