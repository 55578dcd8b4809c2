// The keys: those of the terminal, where a page can have them.
import { dialog, h } from "./dom.js";

const KEYS = [
	["j k  ↑ ↓", "one row down, up"], ["PgDn PgUp  Space", "a page"], ["g G  Home End", "first, last"],
	["Enter", "open the selected row; fields of an event"], ["Backspace", "up one level"],
	["d", "events of what is selected"], ["e", "data read and written"], ["S", "spectrogram"], ["F", "flame graph"],
	["f", "go on with the filter, or edit it: Backspace takes the “and” away, Tab completes, Enter applies, Esc gives up"], ["/", "only rows that contain a text"],
	["v  F2", "to the list of views: j k g G choose, / finds one, Enter opens it, Esc leaves"], ["s  >", "choose the sort column"], ["! @ # … (", "sort by the first to the ninth column; again: the other way round"],
	["C", "choose columns and move them; they are remembered"], ["h l  ← →", "choose a cell of the row; Esc gives it up"],
	["= !", "only, and no, events with the value of the chosen cell"], [":", "go to a row, or an event, by its number"], ["P", "processes as a tree"], ["L", "what the view and its columns mean"],
	["t", "to the timeline: h l move the cursor, [ ] select from and to, r all, + − 0 zoom, Esc leaves"],
	["n p", "next, previous event while one is open"], ["x", "I/O: text, hex, dots"],
	["p", "live: hold the picture"], ["i", "live: add up, or show an interval at a time"], ["c u", "live: hide what is there; bring it back"], ["r", "no range of time any more"], ["w", "save"], ["T", "light or dark"], ["?", "this help"],
];

export function showHelp() {
	dialog("Keys", h("table", {}, h("tbody", {}, KEYS.map(([keys, what]) =>
		h("tr", {}, h("th", { scope: "row" }, keys.split(/ +/).flatMap((k) => [h("kbd", {}, k), " "])), h("td", {}, what))))),
	h("p", {}, "Dragging over the timeline selects a range; its ends and its middle can be dragged, the wheel zooms, a double click clears it. The right button has a menu for a cell, with Shift the browser's own. The address holds the whole place: back, forward, reload and bookmarks work."));
}
