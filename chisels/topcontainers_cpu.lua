category = "CPU Usage"
short_description = "Containers that use the processors most"
description = "Adds up the processor time of the processes of a container, as a share of the time that passed."
	.. " It is read from the process table once a second."
args = {}


require("sonde.top").sum {
	-- Percent of a processor in the second that has gone by; the table is made of times.
	value = "thread.cpu", value_name = "thread.exectime",
	each = function(percent) return percent * 1e7 end,
	title = "CPU%", unit = "timepct",
	keys = {"container.name"},
	filter = "evt.type=procinfo",
	rows = 10,
}
