-- Columns: what a container is.
return {
	engine = {
		name = "ENGINE",
		description = "What runs it: docker, cri-o, lxc ...",
		field = "container.type",
		colsize = 8,
	},
	id = {
		name = "ID",
		description = "Id that its engine gave it.",
		field = "container.id",
		colsize = 13,
	},
}
