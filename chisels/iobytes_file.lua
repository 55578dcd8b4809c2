category = "I/O"
short_description = "Bytes of files read and written, every second"
description = "Prints every second how many bytes were read from files and written to them."
args = {}

require "sonde.rate" "evt.is_io=true and fd.type=file"
