-- Actions on a process: those that its views have, in the order of their keys.
return {
	{
		hotkey = "9",
		command = "kill -9 %proc.pid",
		description = "kill -9",
		ask_confirmation = true,
		wait_finish = false,
	},
	{hotkey = "c", command = "gcore %proc.pid", description = "write a core file"},
	{
		hotkey = "g",
		command = "gdb -p %proc.pid",
		description = "attach the debugger",
		wait_finish = false,
	},
	{
		hotkey = "k",
		command = "kill %proc.pid",
		description = "kill",
		ask_confirmation = true,
		wait_finish = false,
	},
	{
		hotkey = "l",
		command = "ltrace -p %proc.pid",
		description = "trace library calls",
	},
	{
		hotkey = "s",
		command = 'gdb -p %proc.pid --batch --quiet -ex "thread apply all bt full" -ex "quit"',
		description = "print the stacks of all threads",
	},
}
