category = "Net"
short_description = "Bytes received and sent, every second"
description = "Prints every second how many bytes were received and sent through IPv4 and IPv6 sockets."
args = {}

require "sonde.rate" "evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6)"
