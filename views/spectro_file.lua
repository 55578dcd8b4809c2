-- Spectrogram-File: how long calls on files take, over time.
local spectrogram = shared "spectrogram_columns"
local place = shared "places"

view_info = {
	id = "spectro_file",
	name = "Spectrogram-File",
	description = "Time runs down, the time that calls on files take grows to the right; the "
		.. "colour says how many took so long then.",
	view_type = "spectrogram",
	applies_to = place.with_clusters {
		"", "container.id", "proc.pid", "thread.nametid", "thread.tid", "proc.name",
		"evt.res", "fd.name", "fd.containername", "fd.directory", "fd.containerdirectory",
	},
	filter = "evt.dir=< and fd.type=file",
	use_defaults = false,
	columns = {
		spectrogram.key,
		spectrogram.latency,
		spectrogram.count,
	},
}
