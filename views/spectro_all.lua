-- Spectrogram-All: how long calls take, over time.
local spectrogram = shared "spectrogram_columns"

view_info = {
	id = "spectro_all",
	name = "Spectrogram-All",
	description = "Time runs down, the time that calls take grows to the right; the colour "
		.. "says how many took so long then.",
	view_type = "spectrogram",
	applies_to = {"evt.type"},
	filter = "evt.dir=<",
	use_defaults = false,
	columns = {
		spectrogram.key,
		spectrogram.latency,
		spectrogram.count,
	},
}
