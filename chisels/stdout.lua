category = "I/O"
short_description = "What processes write to standard output"
description = "Prints the data that processes write to standard output. A filter, such as proc.name=cat, chooses them."
args = {}

require "sonde.stream"(1)
