category = "Performance"
short_description = "The system calls that take the most time"
description = "Adds up the time spent in system calls, by type. A filter restricts it to a"
	.. " process, thread or file."
args = {}

require("sonde.top").sum {
	value = "evt.latency", title = "Time", unit = "time",
	keys = {{"evt.type", "Syscall"}},
	keys_pc = {{"evt.type", "Syscall"}, "container.name"},
	rows = 30,
}
