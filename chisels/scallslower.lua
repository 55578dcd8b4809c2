category = "Performance"
short_description = "System calls that are slow"
description = "Prints each system call that takes longer than a number of milliseconds. With -pc the container is"
	.. " named."

require "sonde.slow" {
	columns = {
		{"evt.datetime", "%-23.23s"},
		{"container.id", "%-20.20s", only = "-pc"},
		{"container.name", "%-20.20s", only = "-pc"},
		{"proc.name", "%-23.23s"},
		{"LATENCY(ms)", "%-20s"},
		{"evt.type", "%s", dashes = 20},
	},
}
