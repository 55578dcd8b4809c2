-- Containers Errors: where calls fail.
view_info = {
	id = "containers_errors",
	name = "Containers Errors",
	description = "One row a container: how many of its system calls failed, by what they "
		.. "were about.",
	tips = {
		"Many errors are no trouble: EAGAIN, for instance, only says that there is "
			.. "nothing to read yet. Enter tells them apart.",
	},
	tags = {"Default"},
	view_type = "table",
	applies_to = {
		"", "container.id", "fd.name", "fd.containername", "fd.sport", "fd.sproto",
		"evt.type", "fd.directory", "fd.containerdirectory", "k8s.pod.id", "k8s.rc.id",
		"k8s.rs.id", "k8s.svc.id", "k8s.ns.id", "marathon.app.id", "marathon.group.name",
		"mesos.task.id", "mesos.framework.name",
	},
	filter = "container.name != host",
	drilldown_target = "errors",
	use_defaults = true,
	columns = {
		{name = "NA", field = "proc.pid", is_key = true},
		{name = "ID", field = "container.id", is_groupby_key = true},
		{
			name = "FILE",
			description = "Failed calls on files and directories, failed opens "
				.. "included.",
			field = "evt.count.error.file",
			aggregation = "SUM",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "NET",
			description = "Failed calls on sockets, failed accept and connect "
				.. "included.",
			field = "evt.count.error.net",
			aggregation = "SUM",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "MEMORY",
			description = "Failed calls that ask for memory.",
			field = "evt.count.error.memory",
			aggregation = "SUM",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "OTHER",
			description = "All other calls that failed.",
			field = "evt.count.error.other",
			aggregation = "SUM",
			groupby_aggregation = "SUM",
			colsize = 8,
		},
		{
			name = "ENGINE",
			description = "What runs it: docker, cri-o, lxc ...",
			field = "container.type",
			colsize = 8,
		},
		{
			name = "ID",
			description = "Id that its engine gave it.",
			field = "container.id",
			colsize = 13,
		},
		{
			name = "CONTAINER",
			description = "Its name.",
			field = "container.name",
			colsize = 0,
		},
	},
	actions = {
		{
			hotkey = "a",
			command = "docker attach %container.id",
			description = "attach to it",
		},
		{
			hotkey = "b",
			command = "docker exec -i -t %container.id /bin/bash",
			description = "a shell in it",
			wait_finish = false,
		},
		{
			hotkey = "f",
			command = "docker logs -f %container.id",
			description = "follow its log",
		},
		{
			hotkey = "h",
			command = "docker history %container.image",
			description = "layers of its image",
		},
		{
			hotkey = "i",
			command = "docker inspect %container.id",
			description = "all that docker knows of it",
		},
		{
			hotkey = "k",
			command = "docker kill %container.id",
			description = "kill it",
			ask_confirmation = true,
		},
		{hotkey = "l", command = "docker logs %container.id", description = "its log"},
		{
			hotkey = "s",
			command = "docker stats %container.id",
			description = "its figures as docker sees them",
		},
		{hotkey = "z", command = "docker pause %container.id", description = "freeze it"},
		{hotkey = "u", command = "docker unpause %container.id", description = "thaw it"},
		{
			hotkey = "w",
			command = "docker wait %container.id",
			description = "wait until it ends",
		},
	},
}
