// A table of any length, of which only the rows in sight are there. The rows come in pages.
import { h } from "./dom.js";

const ROW = 24;
const PAGE = 200;
const FEW = 120; // rows that are drawn whether they are in sight or not
// Browsers cannot scroll further: a longer table moves by more than a row for each pixel.
const HIGHEST = 6e6;

export class VirtualRows {
	// head: the <thead>; draw(row, i): a <tr>; fetchPage(off, n): rows, or null when too late
	constructor({ label, fetchPage, draw, onselect, onopen }) {
		this.fetchPage = fetchPage;
		this.draw = draw;
		this.onselect = onselect;
		this.onopen = onopen;
		this.body = h("tbody");
		this.colgroup = h("colgroup");
		this.head = h("thead");
		this.table = h("table", { class: "rows", role: "grid", "aria-label": label }, this.colgroup, this.head, this.body);
		this.element = h("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": label }, this.table);
		this.total = 0;
		this.pages = new Map();
		this.waiting = new Set();
		this.sel = -1;
		this.first = 0;
		this.drawn = [0, 0]; // from, to
		this.whenDrawn = [];
		this.element.addEventListener("scroll", () => this.scrolled());
		this.element.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
		this.body.addEventListener("click", (e) => this.clicked(e));
		new ResizeObserver(() => this.resized()).observe(this.element);
	}

	// Another content: `rows` are those from `off` on. reset() draws it. none: what to say when there
	// are no rows.
	fill(total, off, rows, none) {
		this.none = none;
		// Rows that are still on their way belong to the content of before.
		this.pages = new Map();
		this.waiting.clear();
		this.total = total;
		this.put(off, rows);
		if (this.sel >= total)
			this.sel = total - 1;
	}

	// From the top or the place where it was, but so that row `see` is in sight.
	reset(keepPlace, see = -1) {
		if (!keepPlace) {
			this.first = 0;
			this.clickedRow = -1; // of other content
			// Asked for sizes, the browser would lay out the old rows below the new head.
			this.body.replaceChildren();
		}
		const room = this.visible();

		if (see >= 0 && (see < this.first || see >= this.first + room))
			this.first = see < this.first ? see : see - room + 1;
		this.first = Math.max(0, Math.min(this.first, this.total - room));
		this.moveBar();
	}

	put(off, rows) {
		rows.forEach((row, i) => {
			const at = off + i, page = Math.floor(at / PAGE);

			if (!this.pages.has(page))
				this.pages.set(page, []);
			this.pages.get(page)[at % PAGE] = row;
		});
	}

	row(i) {
		return this.pages.get(Math.floor(i / PAGE))?.[i % PAGE];
	}

	// The one that is selected, when it has come; undefined: none is; null: another one is meanwhile.
	async selected() {
		const i = this.sel;

		// Only what is in sight comes.
		if (i >= 0 && !this.row(i))
			this.select(i, true);
		while (i === this.sel && i >= 0 && !this.row(i))
			await new Promise((drawn) => { this.whenDrawn.push(drawn); });
		return i === this.sel ? this.row(i) : null;
	}

	visible() {
		return Math.max(1, Math.floor((this.element.clientHeight - 28) / ROW));
	}

	height() {
		return Math.min(this.total * ROW, HIGHEST);
	}

	scaled() {
		return this.total * ROW > HIGHEST;
	}

	scrolled() {
		if (this.moving) {
			this.moving = false;
			return;
		}
		const room = this.height() + 28 - this.element.clientHeight, before = this.first;

		if (this.scaled())
			this.first = Math.round(this.element.scrollTop / room * (this.total - this.visible()));
		else
			this.first = Math.floor(this.element.scrollTop / ROW);
		// Rows that stay move by themselves.
		if (this.scaled() || this.first !== before)
			this.render();
	}

	wheel(e) {
		if (!this.scaled() || e.ctrlKey || !e.deltaY)
			return;
		e.preventDefault();
		this.scrollTo(this.first + Math.sign(e.deltaY) * Math.max(1, Math.round(Math.abs(e.deltaY) / ROW)));
	}

	// The scroll bar goes where the rows are.
	moveBar() {
		const room = this.height() + 28 - this.element.clientHeight;
		const top = this.scaled() ? this.first / Math.max(1, this.total - this.visible()) * room : this.first * ROW;

		const moved = Math.abs(this.element.scrollTop - top) >= (this.scaled() ? 0.5 : ROW);

		// There has to be something to scroll to.
		this.render(moved ? top : undefined);
		if (moved) {
			this.moving = true;
			this.element.scrollTop = top;
			requestAnimationFrame(() => { this.moving = false; });
		}
	}

	scrollTo(first) {
		this.first = Math.max(0, Math.min(first, this.total - this.visible()));
		this.moveBar();
	}

	select(i, quiet) {
		if (!this.total)
			return;
		this.sel = Math.max(0, Math.min(i, this.total - 1));
		const room = this.visible();

		if (this.sel < this.first)
			this.scrollTo(this.sel);
		else if (this.sel >= this.first + room)
			this.scrollTo(this.sel - room + 1);
		else
			this.render();
		if (!quiet)
			this.onselect?.(this.sel, this.row(this.sel));
	}

	move(by) {
		this.select(this.sel < 0 ? 0 : this.sel + by);
	}

	// A row that is selected is drawn anew, so a browser has no double click on it: it is the second
	// one on the same row.
	clicked(e) {
		const tr = e.target.closest("tr.row"), i = Number(tr?.dataset.i), before = this.clickedRow;

		this.clickedRow = -1;
		if (!tr || e.target.closest("a"))
			return;
		this.clickedRow = i;
		this.select(i);
		if (e.detail === 2 && i === before)
			this.onopen?.(this.sel, this.row(this.sel));
	}

	// A page that somebody asked for by an event begins in its middle.
	isWhole(page) {
		const rows = this.pages.get(page), n = Math.min(PAGE, this.total - page * PAGE);

		for (let i = 0; i < n; i++)
			if (!rows?.[i])
				return false;
		return true;
	}

	need(page) {
		if (this.waiting.has(page))
			return;
		this.waiting.add(page);
		clearTimeout(this.timer);
		// Who scrolls by does not want everything on the way.
		this.timer = setTimeout(() => this.load(), 30);
	}

	async load() {
		const first = Math.floor(this.first / PAGE), last = Math.floor((this.first + this.visible() + 1) / PAGE);
		const pages = this.pages;

		for (let page = first; page <= last; page++) {
			if (page * PAGE >= this.total || this.isWhole(page))
				continue;
			const rows = await this.fetchPage(page * PAGE, PAGE);

			if (pages !== this.pages)
				return;
			if (!rows)
				continue;
			this.put(page * PAGE, rows);
		}
		this.waiting.clear();
		if (this.pages.size > 60)
			for (const page of this.pages.keys())
				if (Math.abs(page - first) > 20)
					this.pages.delete(page);
		this.render();
	}

	// Everything at once where that is little, else what is in sight and a little more.
	window() {
		if (this.total <= FEW)
			return [0, this.total];
		return [Math.max(0, this.first - 10), Math.min(this.total, this.first + this.visible() + 12)];
	}

	// Rows that are there need not be drawn anew.
	resized() {
		const [from, to] = this.window();

		if (from < this.drawn[0] || to > this.drawn[1])
			this.render();
	}

	render(top = this.element.scrollTop) {
		const [from, to] = this.window();
		const rows = [];
		const above = this.scaled() ? Math.max(0, top - (this.first - from) * ROW) : from * ROW;

		rows.push(this.pad(above));
		for (let i = from; i < to; i++) {
			const row = this.row(i);

			if (!row)
				this.need(Math.floor(i / PAGE));
			const tr = row ? this.draw(row, i) : h("tr", { class: "row" }, h("td", { colspan: this.columns || 1 }, "…"));

			tr.dataset.i = i;
			tr.setAttribute("aria-rowindex", i + 2);
			tr.id = `row-${i}`;
			tr.setAttribute("aria-selected", i === this.sel ? "true" : "false");
			rows.push(tr);
		}
		rows.push(this.pad(Math.max(0, this.height() - above - (to - from) * ROW)));
		if (!this.total && this.none)
			rows.push(h("tr", { class: "none" }, h("td", { colspan: this.columns || 1 }, h("div", {}, this.none))));
		this.table.setAttribute("aria-rowcount", this.total + 1);
		if (this.sel >= from && this.sel < to)
			this.element.setAttribute("aria-activedescendant", `row-${this.sel}`);
		else
			this.element.removeAttribute("aria-activedescendant");
		this.body.replaceChildren(...rows);
		this.drawn = [from, to];
		// A cell of that row may be chosen.
		if (this.body.querySelector("#chosen"))
			this.element.setAttribute("aria-activedescendant", "chosen");
		this.whenDrawn.splice(0).forEach((go) => go());
	}

	pad(height) {
		const td = h("td", { colspan: this.columns || 1 });

		td.style.height = `${height}px`;
		return h("tr", { class: "pad", "aria-hidden": "true" }, td);
	}

	// The terminal's keys; true when it was one.
	key(e) {
		const page = this.visible() - 1;
		const moves = {
			j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: page, " ": page, PageUp: -page,
			Home: -Infinity, g: -Infinity, End: Infinity, G: Infinity,
		};

		if (e.ctrlKey && (e.key === "d" || e.key === "u")) {
			this.move(Math.ceil(page / 2) * (e.key === "d" ? 1 : -1));
			return true;
		}
		if (e.ctrlKey || e.altKey || e.metaKey || !(e.key in moves))
			return false;
		if (Number.isFinite(moves[e.key]))
			this.move(moves[e.key]);
		else
			this.select(moves[e.key] < 0 ? 0 : this.total - 1);
		return true;
	}
}
