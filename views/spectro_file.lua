-- Spectrogram-File: how long calls on files take, over time.
local spectrogram = shared "spectrogram_columns"

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
		spectrogram.key,
		spectrogram.latency,
		spectrogram.count,
	},
}
