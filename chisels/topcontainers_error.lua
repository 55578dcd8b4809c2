category = "Errors"
short_description = "Containers whose system calls fail most"
description = "Counts the system calls that fail, by container."
args = {}

require("sonde.top").sum {
	value = "evt.count", title = "#Errors", unit = "none",
	keys = {"container.name"},
	filter = "evt.failed=true and container.name!=host",
	rows = 100,
}
