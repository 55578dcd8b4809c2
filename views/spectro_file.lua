-- Spectrogram-File: how long calls on files take, over time.
view_info = {
	id = "spectro_file",
	name = "Spectrogram-File",
	description = "Time runs down, the time that calls on files take grows to the right; the "
		.. "colour says how many took so long then.",
	view_type = "spectrogram",
	applies_to = {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
		"evt.res", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
		"k8s.pod.id", "k8s.rc.id", "k8s.rs.id", "k8s.svc.id", "k8s.ns.id",
		"marathon.app.id", "marathon.group.name", "mesos.task.id", "mesos.framework.name",
	},
	filter = "evt.dir=< and fd.type=file",
	use_defaults = false,
	columns = {
		{name = "NA", field = "evt.latency.quantized", is_key = true},
		{
			name = "LATENCY",
			description = "How long it took, in steps that grow by the same factor.",
			field = "evt.latency.quantized",
		},
		{
			name = "COUNT",
			description = "How many took so long.",
			field = "evt.count",
			aggregation = "SUM",
			colsize = 8,
		},
	},
}
