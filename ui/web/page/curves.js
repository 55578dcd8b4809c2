// The course of chosen figures of the overview, over the timeline; they stay there whatever is shown
// below it.
import { askUntilSettled, isAbort } from "./api.js";
import * as P from "./place.js";

const COLOURS = ["#c2571a", "#2a7f62", "#8a4fb0", "#b8860b", "#c03d6a", "#3a6ea5", "#5f7d1f", "#7a5c44"];

export const colourOf = (rows, row) => COLOURS[rows.indexOf(row) % COLOURS.length];

// Those of the rows of an overview that somebody chose.
export const curvesOf = (rows, chosen) => rows.filter((r) => chosen.includes(r.k)).map((r) => ({ name: r.k, course: r.course, colour: colourOf(rows, r) }));

export class Curves {
	constructor(app) {
		this.app = app;
	}

	// Where the place does not show the overview, which has its own: that of its first level, or of
	// everything.
	query() {
		const place = this.app.place, id = this.app.info.views.find((v) => v.kind === "overview")?.id;
		const first = place.levels[0].v === id ? place.levels[0] : { v: id, c: "" };

		return P.query({ ...place, levels: [first], sort: undefined, q: undefined, tree: undefined }, { n: 100, beside: 1 });
	}

	async load() {
		const chosen = this.app.place.tiles, timeline = this.app.timeline;

		if (this.app.kind() === "overview")
			return;
		if (!chosen.length) {
			timeline.setCurves([]);
			return;
		}
		try {
			await askUntilSettled("curves", "rows", this.query(), (a) => {
				if (this.app.kind() !== "overview")
					timeline.setCurves(curvesOf(a.rows, this.app.place.tiles));
			});
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		}
	}
}
