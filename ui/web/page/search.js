// A field of a panel that leaves only rows with a text, while it is typed.
import { h } from "./dom.js";

// changed: what else of the place is about the rows of before
export class SearchField {
	constructor(app, panel, what, delay, changed = {}) {
		this.input = h("input", { type: "search", placeholder: `${what} that contain …  /`, "aria-label": `Only ${what} that contain` });
		this.input.addEventListener("input", () => {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => app.panel === panel && app.replace({ ...changed, q: this.input.value }, true), delay);
		});
	}

	// What was typed a moment ago was not meant for another place.
	show(text, again) {
		if (!again)
			clearTimeout(this.timer);
		if (this.input !== document.activeElement)
			this.input.value = text || "";
	}
}
