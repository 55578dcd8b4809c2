-- Actions on a process.
return {
	kill_9 = {
		hotkey = "9",
		command = "kill -9 %proc.pid",
		description = "kill -9",
		ask_confirmation = true,
		wait_finish = false,
	},
	write_core = {hotkey = "c", command = "gcore %proc.pid", description = "write a core file"},
	debug = {
		hotkey = "g",
		command = "gdb -p %proc.pid",
		description = "attach the debugger",
		wait_finish = false,
	},
	kill = {
		hotkey = "k",
		command = "kill %proc.pid",
		description = "kill",
		ask_confirmation = true,
		wait_finish = false,
	},
	trace_library = {
		hotkey = "l",
		command = "ltrace -p %proc.pid",
		description = "trace library calls",
	},
	print_stacks = {
		hotkey = "s",
		command = 'gdb -p %proc.pid --batch --quiet -ex "thread apply all bt full" -ex "quit"',
		description = "print the stacks of all threads",
	},
}
