category = "I/O"
short_description = "Bytes read and written, every second"
description = "Prints every second how many bytes were read and written, through fds of any kind."
args = {}

require "sonde.rate" "evt.is_io=true"
