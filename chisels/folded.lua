category = "Performance"
short_description = "Time in system calls as stacks, for flame graphs"
description = "Prints where the time of system calls goes, a line for each stack of process, file and call, with ns"
	.. " behind it: the form that flame graph tools read. Other fields make other stacks, such as"
	.. " \"container.name,proc.name,evt.type calls\". The chisel flame draws it."

local each = require("sonde.stacks").collect()

function on_capture_end()
	for stack, sum in each() do
		print(("%s %d"):format(stack, sum))
	end
end
