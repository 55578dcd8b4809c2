// The course of chosen figures of the overview, over the timeline; they stay there whatever is shown
// below it.
import { askUntilSettled, isAbort } from "./api.js";
import * as P from "./place.js";

const COLOURS = ["#c2571a", "#2a7f62", "#8a4fb0", "#b8860b", "#c03d6a", "#3a6ea5", "#5f7d1f", "#7a5c44"];

export const colourOf = (rows, row) => COLOURS[rows.indexOf(row) % COLOURS.length];

export class Curves {
	constructor(app) {
		this.app = app;
		this.known = { what: "", rows: [] };
	}

	// They are about the whole time, whatever range is selected in it: that of the overview of the
	// first level, or of everything.
	query() {
		const place = this.app.place, id = this.app.info.views.find((v) => v.kind === "overview")?.id;
		const first = place.levels[0].v === id ? place.levels[0] : { v: id, c: "" };

		return P.query({ ...place, levels: [first], from: undefined, to: undefined, sort: undefined, q: undefined, tree: undefined }, { n: 100, beside: 1 });
	}

	async load() {
		if (!this.app.place.tiles.length) {
			this.app.timeline.setCurves([]);
			return;
		}
		const query = this.query(), what = `${query} of ${this.app.status.count}`;

		this.draw();
		if (what === this.known.what)
			return;
		try {
			if (await askUntilSettled("curves", "rows", query, (a) => { this.known = { what: "", rows: a.rows }; this.draw(); }))
				this.known.what = what;
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		}
	}

	// Those of the figures that somebody chose.
	draw() {
		const { rows } = this.known, chosen = rows.filter((r) => this.app.place.tiles.includes(r.k));

		this.app.timeline.setCurves(chosen.map((r) => ({ name: r.k, course: r.course, colour: colourOf(rows, r) })));
	}
}
