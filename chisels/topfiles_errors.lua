category = "Errors"
short_description = "Files with the most failed calls"
description = "Counts the system calls that fail, by the file they are about."
args = {}

require("sonde.top").sum {
	value = "evt.count", title = "#Errors", unit = "none",
	keys = {{"fd.name", "Filename"}},
	keys_pc = {{"fd.name", "Filename"}, "container.name"},
	filter = "fd.type=file and evt.failed=true",
	rows = 100,
}
