// A view as a table, or a list: sorting, bars, columns, rows by text, and the way down.
import { dialog, h } from "./dom.js";
import { plural } from "./format.js";
import { ask, askUntilSettled, isAbort } from "./api.js";
import { address, chooseColumns, chosen, remember } from "./columns.js";
import { showMenu } from "./menu.js";
import * as P from "./place.js";
import { SearchField } from "./search.js";
import { VirtualRows } from "./virtual.js";

const SHORT = 20; // characters: a text that has no more is never cut

export class TablePanel {
	constructor(app) {
		this.app = app;
		this.rows = new VirtualRows({
			label: "Rows",
			fetchPage: (off, n) => this.page(off, n),
			draw: (row, i) => this.drawRow(row, i),
			onselect: (i, row) => row && this.app.replace({ sel: row.k }),
			onopen: () => this.open(),
		});
		this.element = this.rows.element;
		this.element.addEventListener("contextmenu", (e) => this.menu(e));
		this.cell = -1; // the column (its place in the answer) of the chosen cell
		this.title = h("h1");
		this.countText = h("span", { class: "count" });
		this.field = new SearchField(app, this, "rows", 150, { sel: undefined });
		this.search = this.field.input;
		this.columnsButton = h("button", { type: "button", title: "Which columns, in which order (C)", onclick: () => this.chooseColumns() }, "Columns");
		this.addButton = h("button", { type: "button", title: "Add up what is still known, or an interval at a time (i)", hidden: !app.info.live, onclick: () => this.addUp() }, "Add up");
		this.treeButton = h("button", { type: "button", title: "Processes below their parents (P)", onclick: () => this.tree() }, "Tree");
		this.tools = [this.title, this.countText, this.search, this.columnsButton, this.treeButton, this.addButton, ...app.ways(() => this.selected())];
	}

	params(more) {
		return P.query(this.place, more);
	}

	async show(place, again) {
		const same = again && this.place && P.sameQuery(this.place, place);

		this.place = place;
		this.field.show(place.q, again);
		const more = same ? { off: Math.floor(this.rows.first / 200) * 200, n: 200, sel: place.sel } : { n: 200, sel: place.sel, find: place.sel === undefined ? undefined : 1 };

		if (!again) {
			this.rows.sel = -1;
			this.cell = -1;
		}
		return askUntilSettled("rows", "rows", this.params(more), (a) => this.take(a, same, place));
	}

	take(a, same, place) {
		if (!P.sameQuery(place, this.place))
			return;
		place = this.place;
		this.answer = a;
		this.app.arrived(a);
		this.title.textContent = a.title;
		this.countText.textContent = a.total === a.all ? plural(a.total, "row") : `${a.total} of ${plural(a.all, "row")}`;
		this.treeButton.hidden = !a.trees;
		this.treeButton.setAttribute("aria-pressed", place.tree ? "true" : "false");
		this.addButton.setAttribute("aria-pressed", place.add ? "true" : "false");
		if (!same)
			this.widths = {};
		if (place.sel !== undefined && a.at >= 0)
			this.rows.sel = a.at;
		else if (place.sel === undefined && this.rows.sel < 0 && a.kind !== "list")
			this.rows.sel = 0;
		this.shown = chosen(a, place.cols);
		this.link = this.keyColumn();
		this.rows.columns = this.shown.length;
		this.rows.fill(a.total, a.off, a.rows, this.app.nothing(a));
		this.drawHead(a);
		this.rows.reset(same, same ? -1 : a.at);
	}

	async page(off, n) {
		try {
			const a = await ask("page", "rows", this.params({ off, n }));

			return a.rows;
		} catch {
			return null;
		}
	}

	columns() {
		return address(this.answer, this.shown.map((c) => c.name));
	}

	longest(c) {
		let most = 0;

		for (const rows of this.rows.pages.values())
			for (const row of rows)
				most = Math.max(most, row?.t[c.i].length || 0);
		this.widths[c.name] = Math.max(this.widths[c.name] || 0, most);
		return this.widths[c.name];
	}

	drawHead(a) {
		const shown = this.shown;
		const cells = shown.map((c) => {
			const th = h("th", { scope: "col", class: c.number ? "number" : "" },
				h("button", { type: "button", title: `${c.desc}\n${c.field}`, onclick: (e) => { this.sort(c); if (e.detail) this.app.focusPanel(); } }, c.name));

			if (a.sort === c.i + 1)
				th.setAttribute("aria-sort", a.falling ? "descending" : "ascending");
			return th;
		});

		let width = 0;

		this.rows.colgroup.replaceChildren(...shown.map((c, k) => {
			// No wider than what is in it, as far as that was seen.
			const longest = Math.max(c.name.length + 2, this.longest(c));
			const col = h("col"), ch = c.width && !c.number ? Math.min(Math.max(c.width, c.name.length + 2, SHORT), longest) : longest;
			const rest = k === shown.length - 1;

			width += rest ? 30 : ch + 2;
			if (!rest)
				col.style.width = `${ch + 2.6}ch`;
			return col;
		}));
		this.rows.table.style.minWidth = `${width}ch`;
		this.rows.table.setAttribute("aria-label", a.title);
		const focused = document.activeElement?.closest?.("th") ? [...this.rows.head.querySelectorAll("button")].indexOf(document.activeElement) : -1;

		this.rows.head.replaceChildren(h("tr", { "aria-rowindex": 1 }, cells));
		if (focused >= 0)
			this.rows.head.querySelectorAll("button")[focused]?.focus();
	}

	drawRow(row, i) {
		const to = this.below(row);

		return h("tr", { class: "row" }, this.shown.map((c) => {
			const text = row.t[c.i];
			const td = h("td", { class: c.number ? "number" : "", title: text.length > 40 ? text : undefined, data: { value: JSON.stringify(row.d[c.i]) } });

			if (c.i === this.cell && i === this.rows.sel)
				td.id = "chosen";
			if (c.most && row.n[c.i] > 0) {
				td.classList.add("bar");
				td.style.setProperty("--w", `${Math.min(100, row.n[c.i] / c.most * 100).toFixed(1)}%`);
			}
			if (c.i === this.answer.columns.length - 1 && row.branch)
				td.append(h("span", { class: "branch" }, row.branch));
			if (c.i === this.link && to) {
				td.classList.add("key");
				td.append(h("a", { href: P.format(to), tabindex: "-1", onclick: (e) => this.follow(e, row) }, text));
			} else {
				td.append(text);
			}
			return td;
		}));
	}

	// The column with the link down: that of the key, or the first that is shown.
	keyColumn() {
		const row = this.answer.rows[0];
		const same = row && this.shown.find((c) => row.t[c.i] === row.k);

		return same ? same.i : this.shown[0]?.i;
	}

	below(row) {
		const view = row.below !== undefined ? row.below : this.answer.below;

		if (!view || row.c === undefined)
			return null;
		return this.app.below({ ...this.place, sel: row.k }, view, row.below !== undefined ? "" : row.c);
	}

	follow(e, row) {
		if (e.ctrlKey || e.metaKey || e.shiftKey)
			return;
		e.preventDefault();
		this.app.replace({ sel: row.k });
		this.app.go(this.below(row));
	}

	selected() {
		return this.rows.selected();
	}

	async open() {
		const { place } = this.app, row = await this.selected();
		const to = row && this.below(row);

		if (row === null || !P.sameQuery(place, this.app.place))
			return;
		if (!row)
			this.app.say("No row is selected.");
		else if (!to)
			this.app.say("No view opens below; d shows the events.");
		else {
			this.app.replace({ sel: row.k });
			this.app.go(to);
		}
	}

	sort(c) {
		const a = this.answer;
		const falling = a.sort === c.i + 1 ? !a.falling : c.down;

		this.app.replace({ sort: `${c.i + 1}${falling ? "d" : "u"}` }, true);
	}

	tree() {
		this.app.replace({ tree: this.place.tree ? undefined : "1" }, true);
	}

	chooseSort() {
		const d = dialog("Sort by", h("ul", { class: "choices" }, this.shown.map((c) =>
			h("li", {}, h("button", { type: "button", onclick: () => { d.close(); this.sort(c); } }, c.name), h("p", {}, c.desc)))));
	}

	chooseColumns() {
		chooseColumns(this.answer, this.place.cols, (names) => this.app.replace({ cols: remember(this.answer, names) }, true));
	}

	addUp() {
		this.app.replace({ add: this.place.add ? undefined : "1" }, true);
	}

	goToRow() {
		this.app.askNumber("Go to row", (n) => this.rows.select(n - 1));
	}

	// ---------------------------------------------------------------------- one cell

	// The next cell of the row; beyond the last one, none is chosen.
	moveCell(by) {
		const n = this.shown.length, at = this.shown.findIndex((c) => c.i === this.cell);
		const to = at < 0 ? (by > 0 ? 0 : n - 1) : at + by;

		this.chooseCell(this.shown[to]?.i ?? -1);
	}

	chooseCell(column) {
		this.cell = column;
		this.rows.render();
		document.getElementById("chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}

	// Only events with the value of the chosen cell, or with another one.
	async filterByCell(not) {
		const { place } = this.app, row = await this.selected();

		if (row === null || !P.sameQuery(place, this.app.place))
			return;
		if (!row || this.cell < 0) {
			this.app.say("← and → choose a cell of the row; = and ! filter by it.");
			return;
		}
		try {
			const a = await ask("cell", "cell", this.params({ sel: row.k, col: this.cell + 1, not: not ? 1 : undefined }));

			this.app.go(P.filtered(this.place, a.filter));
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		}
	}

	// With the shift key it is the browser's own.
	menu(e) {
		const tr = e.target.closest("tr.row"), td = e.target.closest("td");

		if (e.shiftKey || e.target.closest("th"))
			return;
		if (td && tr?.dataset.i !== undefined) {
			this.cell = this.shown[td.cellIndex]?.i ?? -1;
			this.rows.select(Number(tr.dataset.i));
		}
		const row = this.rows.row(this.rows.sel), c = this.shown.find((s) => s.i === this.cell);

		if (!row)
			return;
		e.preventDefault();
		const box = (document.getElementById("chosen") || this.element).getBoundingClientRect();
		const value = c ? row.t[c.i].trim() : "", short = value.length > 30 ? `${value.slice(0, 29)}…` : value;
		const filters = c?.filters ? [[`Only ${c.name} = ${short}`, () => this.filterByCell(false), "="], [`Not ${c.name} = ${short}`, () => this.filterByCell(true), "!"]] : [];
		const cell = c ? [...filters, ["Copy", () => navigator.clipboard?.writeText(value)], null, [`Sort by ${c.name}`, () => this.sort(c)],
			[`Hide ${c.name}`, () => this.app.replace({ cols: remember(this.answer, this.shown.filter((s) => s !== c).map((s) => s.name)) }, true)], null] : [];

		showMenu(e.clientX || box.left + 8, e.clientY || box.bottom, "Row", [...cell, this.below(row) ? ["Open", () => this.open(), "Enter"] : null,
			["Events", () => this.app.way("dig", row), "d"], ["I/O", () => this.app.way("echo", row), "e"], ["Spectrogram", () => this.app.way("spectro_all", row), "S"]]
			.filter((item, i, all) => item || all[i - 1]));
	}

	key(e) {
		const sorted = "!@#$%^&*(".indexOf(e.key);
		const keys = {
			s: () => this.chooseSort(), ">": () => this.chooseSort(), C: () => this.chooseColumns(), "/": () => this.search.focus(), "\\": () => this.search.focus(),
			ArrowRight: () => this.moveCell(1), l: () => this.moveCell(1), ArrowLeft: () => this.moveCell(-1), h: () => this.moveCell(-1),
			"=": () => this.filterByCell(false), ":": () => this.goToRow(),
		};

		if (e.ctrlKey || e.altKey || e.metaKey)
			return this.rows.key(e);
		if (e.key === "P" && !this.treeButton.hidden)
			this.tree();
		else if (e.key === "i" && this.app.info.live)
			this.addUp();
		else if (e.key === "Enter" && !e.target.closest("button, a"))
			this.open();
		else if (e.key === "Escape" && (this.cell >= 0 || this.place.q))
			this.cell >= 0 ? this.chooseCell(-1) : this.app.replace({ q: undefined, sel: undefined }, true);
		else if (e.key === "!" && this.cell >= 0)
			this.filterByCell(true);
		else if (sorted >= 0 && this.shown[sorted])
			this.sort(this.shown[sorted]);
		else if (keys[e.key])
			keys[e.key]();
		else
			return this.rows.key(e);
		return true;
	}
}
