-- Actions of docker on a container.
return {
	attach = {
		hotkey = "a",
		command = "docker attach %container.id",
		description = "attach to it",
	},
	shell = {
		hotkey = "b",
		command = "docker exec -i -t %container.id /bin/bash",
		description = "a shell in it",
		wait_finish = false,
	},
	follow_log = {
		hotkey = "f",
		command = "docker logs -f %container.id",
		description = "follow its log",
	},
	history = {
		hotkey = "h",
		command = "docker history %container.image",
		description = "layers of its image",
	},
	inspect = {
		hotkey = "i",
		command = "docker inspect %container.id",
		description = "all that docker knows of it",
	},
	kill = {
		hotkey = "k",
		command = "docker kill %container.id",
		description = "kill it",
		ask_confirmation = true,
	},
	log = {hotkey = "l", command = "docker logs %container.id", description = "its log"},
	pause = {hotkey = "z", command = "docker pause %container.id", description = "freeze it"},
	unpause = {hotkey = "u", command = "docker unpause %container.id", description = "thaw it"},
	wait = {
		hotkey = "w",
		command = "docker wait %container.id",
		description = "wait until it ends",
	},
}
