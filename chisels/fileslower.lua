category = "Performance"
short_description = "Reads and writes of files that are slow"
description = "Prints each read and write of a file that takes longer than a number of milliseconds; those below"
	.. " /dev are left out. With -pc the container is named."

require "sonde.slow" {
	filter = "evt.is_io=true and fd.type=file",
	skip = function(name) return name:sub(1, 5) == "/dev/" end,
}
