// The system at a glance: a tile for each figure, with its course; chosen ones lie over the timeline.
import { colour, context, h } from "./dom.js";
import { count, short } from "./format.js";
import { askUntilSettled } from "./api.js";
import { colourOf } from "./curves.js";
import * as P from "./place.js";

export class OverviewPanel {
	constructor(app) {
		this.app = app;
		this.tiles = h("div", { class: "tiles", role: "list" });
		this.figures = h("tbody");
		this.element = h("div", { class: "overview", tabindex: "0", role: "group", "aria-label": "Overview" }, this.tiles,
			h("table", { class: "figures" }, h("caption", {}, "The same in figures"),
				h("thead", {}, h("tr", {}, ["Figure", "Last second", "Mean /s", "Peak /s", "Total", ""].map((t) => h("th", { scope: "col" }, t)))), this.figures));
		this.tools = [h("h1", {}, "Overview"), h("p", { class: "about" }, "What happened, a figure a tile. A name opens the view behind it; “curve” lays its course over the timeline.")];
		this.sel = 0;
	}

	async show(place) {
		this.place = place;
		return askUntilSettled("rows", "rows", P.query({ ...place, sort: undefined, q: undefined, tree: undefined }, { n: 100 }), (a) => {
			if (!P.sameQuery(place, this.place))
				return;
			this.answer = a;
			this.app.arrived(a);
			this.sel = Math.max(0, a.rows.findIndex((r) => r.k === this.place.sel));
			this.draw();
		});
	}

	draw() {
		const focused = document.activeElement?.dataset?.tile;

		this.tiles.replaceChildren(...this.answer.rows.map((row, i) => this.tile(row, i)));
		this.answer.rows.forEach((row, i) => this.spark(this.tiles.children[i].querySelector("canvas"), row));
		this.figures.replaceChildren(...this.answer.rows.map((row) => h("tr", {},
			h("th", { scope: "row" }, row.k), row.d.slice(1, 5).map((n) => h("td", {}, count(Math.round(Number(n))))), h("td", {}, row.about))));
		if (focused)
			this.tiles.querySelector(`button[data-tile="${CSS.escape(focused)}"]`)?.focus();
	}

	tile(row, i) {
		const [, last, mean, peak, total] = row.d;
		const on = this.place.tiles.includes(row.k);
		const to = this.below(row);

		return h("div", { class: "tile", role: "listitem", title: row.about, data: { i, sel: i === this.sel, k: row.k, total: JSON.stringify(total) },
			onclick: () => this.select(i), ondblclick: () => this.open(row) },
			h("header", {},
				to ? h("a", { href: P.format(to), onclick: (e) => this.follow(e, row) }, row.k) : h("b", {}, row.k),
				h("button", { type: "button", "aria-pressed": on, data: { tile: row.k }, "aria-label": `${row.k} over the timeline`, onclick: () => this.toggle(row) }, "curve")),
			h("div", { class: "big" }, row.k.includes("%") ? `${short(Number(mean))}` : short(Number(total))),
			h("div", { class: "small" }, row.k.includes("%") ? `mean · peak ${short(Number(peak))} · last ${short(Number(last))}` : `${short(Number(mean))}/s · peak ${short(Number(peak))}/s`),
			h("canvas", { role: "img", "aria-label": `Course of ${row.k}` }));
	}

	spark(canvas, row) {
		const { g, w, height } = context(canvas);
		const rates = row.course.rates, peak = Math.max(...rates, 0);
		const on = this.place.tiles.includes(row.k);

		if (!rates.length || !peak) {
			g.fillStyle = colour("line");
			g.fillRect(0, height - 1, w, 1);
			return;
		}
		const step = w / Math.max(1, rates.length);

		g.beginPath();
		g.moveTo(0, height);
		rates.forEach((r, i) => {
			const y = height - 1 - r / peak * (height - 3);

			g.lineTo(i * step, y);
			g.lineTo((i + 1) * step, y);
		});
		g.lineTo(w, height);
		g.closePath();
		g.globalAlpha = 0.35;
		g.fillStyle = on ? colourOf(this.answer.rows, row) : colour("accent");
		g.fill();
		g.globalAlpha = 1;
		g.strokeStyle = g.fillStyle;
		g.lineWidth = 1.2;
		g.stroke();
	}

	below(row) {
		return row.below ? P.below({ ...this.place }, row.below, "") : null;
	}

	follow(e, row) {
		if (e.ctrlKey || e.metaKey || e.shiftKey)
			return;
		e.preventDefault();
		this.open(row);
	}

	toggle(row) {
		const tiles = this.place.tiles.includes(row.k) ? this.place.tiles.filter((t) => t !== row.k) : [...this.place.tiles, row.k];

		this.app.replace({ tiles });
		this.draw();
		this.app.curves.load();
	}

	select(i) {
		const n = this.answer?.rows.length || 0;

		this.sel = Math.max(0, Math.min(i, n - 1));
		[...this.tiles.children].forEach((t, k) => { t.dataset.sel = k === this.sel; });
		this.tiles.children[this.sel]?.scrollIntoView({ block: "nearest" });
		if (this.answer.rows[this.sel])
			this.app.replace({ sel: this.answer.rows[this.sel].k });
	}

	open(row) {
		const to = row && this.below(row);

		if (to)
			this.app.go(to);
	}

	selected() {
		return this.answer?.rows[this.sel];
	}

	resize() {
		if (this.answer)
			this.draw();
	}

	key(e) {
		const across = Math.max(1, Math.round(this.tiles.clientWidth / (this.tiles.firstChild?.clientWidth + 10 || 230)));
		const moves = { l: 1, ArrowRight: 1, h: -1, ArrowLeft: -1, j: across, ArrowDown: across, k: -across, ArrowUp: -across, Home: -999, g: -999, End: 999, G: 999 };

		if (e.ctrlKey || e.metaKey || e.altKey)
			return false;
		if (e.key in moves)
			this.select(this.sel + moves[e.key]);
		else if (e.key === " " && !e.target.closest("button"))
			this.toggle(this.selected());
		else if (e.key === "Enter" && !e.target.closest("button, a"))
			this.open(this.selected());
		else
			return false;
		return true;
	}
}
