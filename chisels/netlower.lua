category = "Performance"
short_description = "Network reads and writes that are slow"
description = "Prints each read and write of an IPv4 or IPv6 socket that takes longer than a number of"
	.. " milliseconds. With -pc the container is named."

require "sonde.slow" {
	filter = "evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6)",
}
