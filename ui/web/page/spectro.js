// When calls took how long: time to the right, latency upwards, the brighter the more.
import { colour, context, h } from "./dom.js";
import { count, duration, plural, seconds } from "./format.js";
import { askUntilSettled } from "./api.js";
import * as P from "./place.js";

const LEFT = 56, BOTTOM = 18;
const RAMP_LIGHT = [[222, 235, 247], [158, 202, 225], [66, 146, 198], [8, 81, 156], [255, 170, 0], [217, 60, 20]];
const RAMP_DARK = [[24, 44, 62], [32, 84, 122], [44, 134, 180], [120, 190, 200], [250, 200, 80], [255, 110, 50]];

function ramp(f, dark) {
	const stops = dark ? RAMP_DARK : RAMP_LIGHT, at = Math.min(0.9999, Math.max(0, f)) * (stops.length - 1);
	const i = Math.floor(at), k = at - i;

	return `rgb(${stops[i].map((c, n) => Math.round(c + (stops[i + 1][n] - c) * k)).join(" ")})`;
}

export class SpectroPanel {
	constructor(app) {
		this.app = app;
		this.canvas = h("canvas", { role: "img", tabindex: "0" });
		this.said = h("div", { class: "said", role: "status" });
		this.element = h("div", { class: "picture", tabindex: "0", role: "group", "aria-label": "Spectrogram" }, this.said, this.canvas);
		this.title = h("h1");
		this.tools = [this.title, h("p", { class: "about" }, "Time to the right, how long calls took upwards; colours say how many. Drag over a region, then Enter shows its events."), ...app.ways()];
		this.canvas.addEventListener("pointerdown", (e) => this.down(e));
		this.canvas.addEventListener("pointermove", (e) => this.moved(e));
		this.canvas.addEventListener("pointerup", (e) => { if (this.from) this.select(this.from, this.cell(e)); this.from = null; });
		this.canvas.addEventListener("dblclick", () => this.open());
	}

	async show(place, again) {
		if (!again)
			this.cursor = null;
		this.place = place;
		return askUntilSettled("rows", "spectro", P.query(place, { cols: 180, rows: 80 }), (a) => {
			if (!P.sameQuery(place, this.place))
				return;
			this.data = a;
			this.app.arrived(a);
			this.title.textContent = a.title;
			this.canvas.setAttribute("aria-label", `${a.title}: how long ${plural(a.counts.reduce((n, c) => n + c, 0), "call")} took, over ${duration(a.width * a.cols)}`);
			this.region = this.regionOf(this.place.sel);
			this.draw();
		});
	}

	resize() {
		this.draw();
	}

	// The grid: columns are times, rows latencies, the shortest at the bottom.
	cell(e) {
		const d = this.data, w = this.canvas.clientWidth - LEFT, height = this.canvas.clientHeight - BOTTOM;
		const clamp = (n, most) => Math.max(0, Math.min(most - 1, n));

		return [clamp(Math.floor((e.offsetX - LEFT) / w * d.cols), d.cols), clamp(d.rows - 1 - Math.floor(e.offsetY / height * d.rows), d.rows)];
	}

	down(e) {
		if (!this.data?.cols)
			return;
		this.canvas.setPointerCapture(e.pointerId);
		this.from = this.cell(e);
		this.region = null;
		this.draw();
	}

	moved(e) {
		if (!this.data?.cols)
			return;
		const at = this.cell(e);

		if (this.from)
			this.region = this.between(this.from, at);
		this.hover = at;
		this.draw();
	}

	between(a, b) {
		return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
	}

	// The address has its times and latencies: another window has other cells.
	choose(region) {
		const { from, to, least, below } = this.bounds(region);

		this.region = region;
		this.app.replace({ sel: [from, to, least, below ?? ""].map((n) => n && Math.round(n)).join("-") });
		this.draw();
	}

	regionOf(text) {
		const d = this.data, [from, to, least, below] = (text || "").split("-").map(Number);
		const column = (ns) => Math.max(0, Math.min(d.cols - 1, Math.round((ns - d.start) / d.width)));
		const row = (ns) => d.latency.findIndex((n) => Math.round(n) >= ns);

		if (!(to > from) || !d.cols || row(least) < 0)
			return null;
		return [column(from), row(least), Math.max(column(from), column(to - d.width)), below ? Math.max(row(least), row(below) - 1) : d.rows - 1];
	}

	select(a, b) {
		this.cursor = b;
		this.choose(this.between(a, b));
		this.canvas.focus({ preventScroll: true });
	}

	total([t0, d0, t1, d1]) {
		let n = 0;

		for (let t = t0; t <= t1; t++)
			for (let d = d0; d <= d1; d++)
				n += this.data.counts[t * this.data.rows + d];
		return n;
	}

	draw() {
		const d = this.data;

		if (!d || !this.canvas.isConnected)
			return;
		const { g, w, height } = context(this.canvas), room = height - BOTTOM, wide = w - LEFT;
		const dark = document.documentElement.dataset.theme === "dark", most = Math.log1p(d.most || 1);
		const cw = wide / Math.max(1, d.cols), ch = room / d.rows;

		g.fillStyle = colour("bg");
		g.fillRect(LEFT, 0, wide, room);
		for (let t = 0; t < d.cols; t++)
			for (let k = 0; k < d.rows; k++) {
				const n = d.counts[t * d.rows + k];

				if (!n)
					continue;
				g.fillStyle = ramp(Math.log1p(n) / most, dark);
				g.fillRect(LEFT + t * cw, room - (k + 1) * ch, cw + 0.5, ch + 0.5);
			}
		this.axes(g, w, height, room);
		if (this.region) {
			const [t0, d0, t1, d1] = this.region;

			g.strokeStyle = colour("text");
			g.lineWidth = 1.5;
			g.strokeRect(LEFT + t0 * cw, room - (d1 + 1) * ch, (t1 - t0 + 1) * cw, (d1 - d0 + 1) * ch);
		}
		this.say();
	}

	axes(g, w, height, room) {
		const d = this.data;

		g.font = "10.5px system-ui, sans-serif";
		g.fillStyle = colour("dim");
		g.textAlign = "right";
		for (let p = 0; p <= 11; p++) {
			const at = d.latency.findIndex((ns) => ns >= 10 ** p * 0.999);

			if (at < 0)
				continue;
			const y = room - at / d.rows * room;

			g.fillStyle = colour("line");
			g.fillRect(LEFT - 4, Math.round(y), 4, 1);
			g.fillStyle = colour("dim");
			g.fillText(["1 ns", "10 ns", "100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s"][p], LEFT - 7, Math.min(room - 1, Math.max(9, y + 4)));
		}
		const n = Math.max(2, Math.floor((w - LEFT) / 130));

		for (let i = 0; i <= n; i++) {
			const t = d.start + d.width * d.cols * i / n;

			g.textAlign = i === n ? "right" : i ? "center" : "left";
			g.fillText(seconds(t, d.width * d.cols / 100), LEFT + (w - LEFT) * i / n, height - 4);
		}
		g.textAlign = "left";
	}

	bounds([t0, d0, t1, d1]) {
		const d = this.data;

		return { from: d.start + t0 * d.width, to: d.start + (t1 + 1) * d.width, least: d.latency[d0], below: d1 + 1 < d.rows ? d.latency[d1 + 1] : null };
	}

	say() {
		const region = this.region || (this.hover && [...this.hover, ...this.hover]);

		if (!this.data.cols) {
			this.said.textContent = "No call that took time is here.";
			return;
		}
		if (!region) {
			this.said.textContent = "Drag over a region, or move with h j k l; Space marks a corner.";
			return;
		}
		const b = this.bounds(region), n = this.total(region);

		this.said.replaceChildren(`${seconds(b.from, this.data.width)} to ${seconds(b.to, this.data.width)} · ${duration(b.least)} to ${b.below === null ? "more" : duration(b.below)} · ${count(n)} calls `,
			this.region && n ? h("button", { type: "button", onclick: () => this.open() }, "Events of the region") : "");
	}

	open() {
		if (!this.region || !this.total(this.region)) {
			this.app.say("Nothing happened there.");
			return;
		}
		const b = this.bounds(this.region), f = this.data.field;
		let condition = `evt.reltime>=${Math.round(b.from)} and evt.reltime<${Math.round(b.to)} and ${f}>=${Math.max(1, Math.ceil(b.least))}`;

		if (b.below !== null)
			condition += ` and ${f}<${Math.ceil(b.below)}`;
		this.app.go(P.below(this.place, "dig", condition));
	}

	key(e) {
		const moves = { h: [-1, 0], ArrowLeft: [-1, 0], l: [1, 0], ArrowRight: [1, 0], k: [0, 1], ArrowUp: [0, 1], j: [0, -1], ArrowDown: [0, -1] };

		if (e.ctrlKey || e.metaKey || e.altKey || !this.data?.cols)
			return false;
		if (e.key in moves) {
			const [c, r] = this.cursor || this.region?.slice(2) || [Math.floor(this.data.cols / 2), Math.floor(this.data.rows / 2)];
			const to = [Math.max(0, Math.min(this.data.cols - 1, c + moves[e.key][0])), Math.max(0, Math.min(this.data.rows - 1, r + moves[e.key][1]))];

			this.cursor = to;
			this.choose(this.between(this.mark || to, to));
		} else if (e.key === " " || e.key === "m") {
			this.mark = this.mark ? null : this.cursor;
		} else if (e.key === "Enter" && !e.target.closest("button, a")) {
			this.open();
		} else {
			return false;
		}
		return true;
	}
}
