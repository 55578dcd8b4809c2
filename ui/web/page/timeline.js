// Events and errors over time. Dragging selects a range that every view follows; the wheel zooms.
import { $, colour, context, h } from "./dom.js";
import { count, duration, seconds, short } from "./format.js";
import { askUntilSettled, isAbort } from "./api.js";

const AXIS = 15, LANE = 30, BASE = 76, BASE_NARROW = 60;

export class Timeline {
	constructor(app) {
		this.app = app;
		this.canvas = $("timeline");
		this.curves = [];
		this.at = null; // where the pointer is, or the cursor of the keyboard: ns
		this.canvas.addEventListener("pointerdown", (e) => this.down(e));
		this.canvas.addEventListener("pointermove", (e) => this.moved(e));
		this.canvas.addEventListener("pointerup", (e) => this.released(e));
		this.canvas.addEventListener("pointercancel", () => { this.drag = null; this.draw(); });
		this.canvas.addEventListener("pointerleave", () => { if (!this.drag) { this.at = null; this.draw(); } });
		this.canvas.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
		this.canvas.addEventListener("dblclick", () => this.setRange(null));
		$("zoom-in").addEventListener("click", () => this.zoom(0.5));
		$("zoom-out").addEventListener("click", () => this.zoom(2));
		$("zoom-all").addEventListener("click", () => this.all());
		new ResizeObserver(() => { if (this.canvas.clientWidth !== this.width) this.load(); else this.draw(); }).observe(this.canvas);
	}

	last() {
		return Math.max(1, this.app.status.last);
	}

	window() {
		const z = this.app.place.z?.match(/^(\d+)-(\d+)$/);

		if (z && Number(z[2]) > Number(z[1]))
			return [Number(z[1]), Number(z[2])];
		return this.app.info.live ? this.kept() : [0, this.last()];
	}

	// Live: what is kept, in steps, so that the errors of a window are not counted anew all the time.
	kept() {
		const since = this.app.status.since || 0, last = this.last();
		const step = 10 ** Math.ceil(Math.log10(Math.max(8e9, last - since) / 8));

		return [Math.floor(since / step) * step, Math.ceil((last + 1) / step) * step];
	}

	range() {
		const { from, to } = this.app.place;

		return from === undefined && to === undefined ? null : [Number(from || 0), Number(to ?? this.last())];
	}

	// What of the place the picture is about.
	about() {
		return `${this.range()} ${this.window()}`;
	}

	async load() {
		const [from, to] = this.window();
		const part = this.app.info.live || this.app.place.z !== undefined;

		this.width = this.canvas.clientWidth;
		const n = Math.max(20, Math.floor(this.width / 2));
		const params = new URLSearchParams(part ? { n, from, to } : { n });
		const what = `${params} of ${this.app.status.count}`;

		this.draw();
		if (what === this.loaded)
			return;
		try {
			if (await askUntilSettled("timeline", "timeline", params, (a) => { this.data = a; this.draw(); }))
				this.loaded = what;
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		}
	}

	setCurves(curves) {
		const lanes = this.curves.length !== curves.length;

		// Another view over the same time: the picture stays.
		if (!lanes && !curves.length && this.about() === this.painted)
			return;
		this.curves = curves;
		if (lanes)
			this.canvas.style.height = curves.length ? `${this.base() + curves.length * LANE}px` : "";
		this.draw();
	}

	base() {
		return window.innerWidth <= 700 ? BASE_NARROW : BASE;
	}

	x(ns) {
		const [from, to] = this.window();

		return (ns - from) / (to - from) * this.canvas.clientWidth;
	}

	ns(x) {
		const [from, to] = this.window();

		return Math.max(0, Math.min(this.last(), Math.round(from + x / this.canvas.clientWidth * (to - from))));
	}

	// ------------------------------------------------------------------------ drawing

	// Several changes are one picture.
	draw() {
		this.frame ??= requestAnimationFrame(() => {
			this.frame = null;
			this.paint();
		});
	}

	paint() {
		const { g, w, height } = context(this.canvas);
		const top = this.curves.length * LANE, bottom = height - AXIS;

		this.painted = this.about();
		g.clearRect(0, 0, w, height);
		g.fillStyle = colour("bg");
		g.fillRect(0, 0, w, bottom);
		if (this.data)
			this.drawRates(g, w, top, bottom);
		this.curves.forEach((c, i) => this.drawCurve(g, w, i * LANE, c));
		this.drawRange(g, w, bottom);
		this.curves.forEach((c, i) => this.drawName(g, i * LANE, c));
		this.drawAxis(g, w, bottom, height);
		if (this.at !== null && !this.drag) {
			g.fillStyle = colour("dim");
			g.fillRect(Math.round(this.x(this.at)), 0, 1, bottom);
		}
		this.say();
	}

	drawRates(g, w, top, bottom) {
		const { events, errors } = this.data;
		const most = Math.max(1, ...events), step = w / events.length, room = bottom - top - 4;

		events.forEach((n, i) => {
			if (!n)
				return;
			const y = Math.max(1, n / most * room);

			g.fillStyle = colour.area ??= colour("area");
			g.fillRect(i * step, bottom - y, Math.max(1, step - 0.35), y);
		});
		g.fillStyle = colour("error");
		errors.forEach((n, i) => {
			if (n)
				g.fillRect(i * step, bottom - Math.max(2, n / most * room), Math.max(1, step - 0.35), Math.max(2, n / most * room));
		});
		colour.area = undefined;
	}

	drawCurve(g, w, y, curve) {
		const { start, step, rates } = curve.course, peak = Math.max(...rates, 0) || 1;

		g.beginPath();
		rates.forEach((r, i) => {
			const level = y + LANE - 3 - r / peak * (LANE - 8);

			g.lineTo(this.x(start + i * step), level);
			g.lineTo(this.x(start + (i + 1) * step), level);
		});
		g.strokeStyle = curve.colour;
		g.lineWidth = 1.4;
		g.stroke();
		g.lineTo(this.x(start + rates.length * step), y + LANE - 3);
		g.lineTo(this.x(start), y + LANE - 3);
		g.globalAlpha = 0.18;
		g.fillStyle = curve.colour;
		g.fill();
		g.globalAlpha = 1;
		g.fillStyle = colour("line");
		g.fillRect(0, y + LANE - 2, w, 1);
	}

	drawName(g, y, curve) {
		const peak = Math.max(...curve.course.rates, 0);
		const text = `${curve.name}  peak ${short(peak)}${curve.name.includes("%") ? "" : "/s"}`;

		g.font = "11px system-ui, sans-serif";
		g.globalAlpha = 0.8;
		g.fillStyle = colour("surface");
		g.fillRect(2, y + 2, g.measureText(text).width + 8, 14);
		g.globalAlpha = 1;
		g.fillStyle = colour("text");
		g.fillText(text, 6, y + 13);
	}

	drawRange(g, w, bottom) {
		const range = this.drag?.range || this.range();

		if (!range)
			return;
		const a = Math.max(0, this.x(range[0])), b = Math.min(w, Math.max(this.x(range[1]), a + 1));

		g.fillStyle = colour("surface");
		g.globalAlpha = 0.68;
		g.fillRect(0, 0, a, bottom);
		g.fillRect(b, 0, w - b, bottom);
		g.globalAlpha = 1;
		g.fillStyle = colour("accent");
		g.fillRect(a - 1, 0, 2, bottom);
		g.fillRect(b - 1, 0, 2, bottom);
		g.fillRect(a - 3, bottom / 2 - 8, 5, 16);
		g.fillRect(b - 2, bottom / 2 - 8, 5, 16);
	}

	drawAxis(g, w, bottom, height) {
		const [from, to] = this.window();
		let step = 10 ** Math.floor(Math.log10((to - from) / (w / 90)));

		while ((to - from) / step > w / 80)
			step *= step.toPrecision(1)[0] === "2" ? 2.5 : 2;
		g.fillStyle = colour("line");
		g.fillRect(0, bottom, w, 1);
		g.font = "10.5px system-ui, sans-serif";
		for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
			const x = this.x(t);

			g.fillStyle = colour("line");
			g.fillRect(Math.round(x), bottom, 1, 4);
			g.fillStyle = colour("dim");
			g.textAlign = x > w - 30 ? "right" : x < 20 ? "left" : "center";
			g.fillText(seconds(t, step), x, height - 2);
		}
		g.textAlign = "left";
	}

	say() {
		const range = this.drag?.range || this.range(), [from, to] = this.window();
		const step = (to - from) / 300;
		const text = range ? `${seconds(range[0], step)} to ${seconds(range[1], step)}` : this.app.place.z ? `${seconds(from, step)} to ${seconds(to, step)} shown` : "";
		const what = `${text} ${range ? range[1] - range[0] : 0} ${document.documentElement.dataset.theme}`;

		// A button that is made anew while somebody presses it does nothing.
		if (what !== this.said)
			this.sayRange(range, text);
		this.said = what;
		$("pointer").textContent = this.at === null || !this.data ? "" : this.pointerText();
		this.canvas.setAttribute("aria-label", `Events and errors over ${duration(to - from)}${range ? `, from ${seconds(range[0])} to ${seconds(range[1])} selected` : ""}`);
	}

	sayRange(range, text) {
		$("range").replaceChildren(...(range ? [
			h("b", {}, text), ` · ${duration(range[1] - range[0])} `,
			h("button", { type: "button", id: "range-clear", title: "The whole time again (r)", onclick: () => this.setRange(null) }, "Clear"), " ",
			h("button", { type: "button", id: "range-zoom", onclick: () => this.zoomTo(this.range()) }, "Zoom here"),
		] : text ? [text] : ["Drag to select a range", h("span", { class: "wheel" }, "; the wheel zooms")]));
		$("legend").replaceChildren(...[["events", "area"], ["errors", "error"]].map(([name, c]) => {
			const i = h("i");

			i.style.background = colour(c);
			return h("span", {}, i, name);
		}));
	}

	pointerText() {
		const { events, errors } = this.data, [from, to] = this.window();
		const i = Math.max(0, Math.min(events.length - 1, Math.floor((this.at - from) / (to - from) * events.length)));
		const s = (to - from) / events.length / 1e9;

		return `${seconds(this.at, (to - from) / 300)} · ${short(Math.round(events[i] / s))} events/s · ${count(errors[i])} errors`;
	}

	// ------------------------------------------------------------------------ the mouse

	down(e) {
		if (e.button)
			return;
		this.canvas.setPointerCapture(e.pointerId);
		const x = e.offsetX, range = this.range();

		this.drag = { x, kind: "new" };
		if (range && e.shiftKey)
			this.drag.kind = "pan";
		else if (range && Math.abs(x - this.x(range[0])) < 6)
			this.drag = { x, kind: "from", range };
		else if (range && Math.abs(x - this.x(range[1])) < 6)
			this.drag = { x, kind: "to", range };
		else if (range && x > this.x(range[0]) && x < this.x(range[1]))
			this.drag = { x, kind: "move", base: range };
		else if (e.shiftKey)
			this.drag.kind = "pan";
		this.drag.window = this.window();
	}

	moved(e) {
		const d = this.drag, x = e.offsetX, t = this.ns(x);

		this.at = t;
		if (d && (d.moving || Math.abs(x - d.x) > 3)) {
			d.moving = true;
			if (d.kind === "new")
				d.range = [this.ns(d.x), t].sort((a, b) => a - b);
			else if (d.kind === "from")
				d.range = [Math.min(t, d.range[1]), d.range[1]];
			else if (d.kind === "to")
				d.range = [d.range[0], Math.max(t, d.range[0])];
			else if (d.kind === "move")
				this.slide(d, t - this.ns(d.x));
			else
				this.pan(d, x);
		}
		this.draw();
	}

	slide(d, by) {
		const [a, b] = d.base, shift = Math.max(-a, Math.min(by, this.last() - b));

		d.range = [a + shift, b + shift];
	}

	pan(d, x) {
		const [from, to] = d.window, shift = Math.round((d.x - x) / this.canvas.clientWidth * (to - from));
		const by = Math.max(-from, Math.min(shift, this.last() - to));

		this.app.replace({ z: `${from + by}-${to + by}` });
	}

	released() {
		const d = this.drag;

		this.drag = null;
		if (d?.moving && d.range)
			this.setRange(d.range);
		else if (d?.moving)
			this.load();
		else
			this.draw();
	}

	wheel(e) {
		e.preventDefault();
		if (Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
			this.pan({ x: 0, window: this.window() }, -e.deltaX);
			this.loadSoon();
			return;
		}
		this.zoom(e.deltaY > 0 ? 1.25 : 0.8, this.ns(e.offsetX));
	}

	loadSoon() {
		clearTimeout(this.soon);
		this.soon = setTimeout(() => this.load(), 60);
		this.draw();
	}

	// ------------------------------------------------------------------------ changes

	zoom(by, around) {
		const [from, to] = this.window(), range = this.range();
		const at = around ?? this.at ?? (range ? (range[0] + range[1]) / 2 : (from + to) / 2);
		let a = Math.round(at - (at - from) * by), b = Math.round(at + (to - at) * by);

		a = Math.max(0, a);
		b = Math.min(this.last(), b);
		if (b - a < 1000)
			return;
		this.app.replace({ z: a <= 0 && b >= this.last() ? undefined : `${a}-${b}` });
		this.loadSoon();
	}

	zoomTo(range) {
		this.app.replace({ z: `${Math.round(range[0])}-${Math.round(Math.max(range[1], range[0] + 1000))}` });
		this.load();
	}

	all() {
		this.app.replace({ z: undefined });
		this.setRange(null);
		this.load();
	}

	setRange(range) {
		const now = this.range();

		if (!range && !now) {
			this.draw();
			return;
		}
		this.app.go({ ...this.app.place, from: range ? String(Math.round(range[0])) : undefined, to: range ? String(Math.round(range[1])) : undefined, at: undefined });
	}

	// The keys of the terminal's strip, while it has the focus.
	key(e) {
		const [from, to] = this.window(), range = this.range() || [0, this.last()];
		const at = this.at ?? from, step = (to - from) / (e.shiftKey ? 20 : 100);
		const keys = {
			h: () => { this.at = Math.max(from, at - step); }, l: () => { this.at = Math.min(to, at + step); },
			"[": () => this.setRange([at, Math.max(at, range[1])]), "]": () => this.setRange([Math.min(range[0], at), at]),
			r: () => this.setRange(null), "+": () => this.zoom(0.5, at), "=": () => this.zoom(0.5, at), "-": () => this.zoom(2, at),
			0: () => this.all(), Escape: () => this.app.focusPanel(), t: () => this.app.focusPanel(),
		};

		keys.ArrowLeft = keys.h;
		keys.ArrowRight = keys.l;
		if (e.ctrlKey || e.metaKey || e.altKey || !keys[e.key])
			return false;
		keys[e.key]();
		this.draw();
		return true;
	}
}
