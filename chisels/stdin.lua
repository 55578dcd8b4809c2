category = "I/O"
short_description = "What processes read from standard input"
description = "Prints the data that processes read from standard input. A filter, such as proc.name=cat, chooses them."
args = {}

require "sonde.stream"(0)
