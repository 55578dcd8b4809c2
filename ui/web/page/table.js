// A view as a table, or a list: sorting, bars, columns, rows by text, and the way down.
import { dialog, h } from "./dom.js";
import { plural } from "./format.js";
import { ask, askUntilSettled } from "./api.js";
import * as P from "./place.js";
import { VirtualRows } from "./virtual.js";

export class TablePanel {
	constructor(app) {
		this.app = app;
		this.rows = new VirtualRows({
			label: "Rows",
			fetchPage: (off, n) => this.page(off, n),
			draw: (row) => this.drawRow(row),
			onselect: (i, row) => row && this.app.replace({ sel: row.k }),
			onopen: () => this.open(),
		});
		this.element = this.rows.element;
		this.title = h("h1");
		this.countText = h("span", { class: "count" });
		this.search = h("input", { type: "search", placeholder: "rows that contain …  /", "aria-label": "Only rows that contain" });
		this.search.addEventListener("input", () => {
			clearTimeout(this.searching);
			this.searching = setTimeout(() => this.app.replace({ q: this.search.value, sel: undefined }, true), 150);
		});
		this.columnsButton = h("button", { type: "button", onclick: () => this.chooseColumns() }, "Columns");
		this.treeButton = h("button", { type: "button", title: "Processes below their parents (P)", onclick: () => this.tree() }, "Tree");
		this.tools = [this.title, this.countText, this.search, this.columnsButton, this.treeButton, ...app.ways(() => this.selected())];
	}

	params(more) {
		return P.query(this.place, more);
	}

	async show(place, again) {
		const same = again && this.place && P.sameQuery(this.place, place);

		this.place = place;
		if (this.search !== document.activeElement)
			this.search.value = place.q || "";
		const more = same ? { off: Math.floor(this.rows.first / 200) * 200, n: 200, sel: place.sel } : { n: 200, sel: place.sel, find: place.sel === undefined ? undefined : 1 };

		if (!again)
			this.rows.sel = -1;
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
		if (!same)
			this.widths = {};
		if (place.sel !== undefined && a.at >= 0)
			this.rows.sel = a.at;
		else if (place.sel === undefined && this.rows.sel < 0 && a.kind !== "list")
			this.rows.sel = 0;
		this.shown = this.shownColumns();
		this.link = this.keyColumn();
		this.rows.columns = this.shown.length;
		this.rows.fill(a.total, a.off, a.rows);
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

	shownColumns() {
		const hidden = new Set(this.place.hide);

		return this.answer.columns.map((c, i) => ({ ...c, i })).filter((c) => !hidden.has(c.name) && !c.course);
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
			const col = h("col"), ch = c.width && !c.number ? Math.min(Math.max(c.width, c.name.length + 2), longest) : longest;
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

	drawRow(row) {
		const to = this.below(row);

		return h("tr", { class: "row" }, this.shown.map((c) => {
			const text = row.t[c.i];
			const td = h("td", { class: c.number ? "number" : "", title: text.length > 40 ? text : undefined, data: { value: JSON.stringify(row.d[c.i]) } });

			if (c.most && row.n[c.i] > 0) {
				td.classList.add("bar");
				td.style.setProperty("--w", `${Math.min(100, row.n[c.i] / c.most * 100).toFixed(1)}%`);
			}
			if (c.i === this.answer.columns.length - 1 && row.depth)
				td.append(h("span", { class: "branch" }, `${"  ".repeat(row.depth - 1)}└─`));
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

		return view && row.c !== undefined ? P.below({ ...this.place, sel: row.k }, view, row.below !== undefined ? "" : row.c) : null;
	}

	follow(e, row) {
		if (e.ctrlKey || e.metaKey || e.shiftKey)
			return;
		e.preventDefault();
		this.app.replace({ sel: row.k });
		this.app.go(this.below(row));
	}

	selected() {
		return this.rows.row(this.rows.sel);
	}

	open() {
		const row = this.selected();
		const to = row && this.below(row);

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
		const d = dialog("Sort by", h("ul", { class: "choices" }, this.shownColumns().map((c) =>
			h("li", {}, h("button", { type: "button", onclick: () => { d.close(); this.sort(c); } }, c.name), h("p", {}, c.desc)))));
	}

	chooseColumns() {
		const hidden = new Set(this.place.hide);

		dialog("Columns", this.answer.columns.filter((c) => !c.course).map((c) => {
			const box = h("input", { type: "checkbox" });

			box.checked = !hidden.has(c.name);
			box.addEventListener("change", () => {
				if (box.checked)
					hidden.delete(c.name);
				else
					hidden.add(c.name);
				this.app.replace({ hide: [...hidden] }, true);
			});
			return h("label", { class: "choice" }, box, h("b", {}, c.name), h("span", {}, c.desc));
		}));
	}

	key(e) {
		if (e.key === "s" || e.key === ">")
			this.chooseSort();
		else if (e.key === "P" && !this.treeButton.hidden)
			this.tree();
		else if (e.key === "/" || e.key === "\\")
			this.search.focus();
		else if (e.key === "Enter" && !e.target.closest("button, a"))
			this.open();
		else
			return this.rows.key(e);
		return true;
	}
}
