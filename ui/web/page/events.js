// Events, and one of them with all its fields.
import { h } from "./dom.js";
import { plural, seconds } from "./format.js";
import { ask, askUntilSettled, isAbort } from "./api.js";
import * as P from "./place.js";
import { SearchField } from "./search.js";
import { VirtualRows } from "./virtual.js";

const COLUMNS = [["#", "e", 9, true], ["TIME", "ts", 13, true], ["CPU", "cpu", 4, true], ["PROCESS", "proc", 15], ["TID", "tid", 8, true], ["", "dir", 2], ["TYPE", "type", 15], ["ARGUMENTS", "args", 0]];

export class EventsPanel {
	constructor(app) {
		this.app = app;
		this.rows = new VirtualRows({
			label: "Events",
			fetchPage: (off, n) => this.page(off, n),
			draw: (row) => this.drawRow(row),
			onselect: (i, row) => this.chosen(row),
			onopen: () => this.openSelected(),
		});
		this.rows.columns = COLUMNS.length;
		this.rows.head.replaceChildren(h("tr", {}, COLUMNS.map(([name, , , number]) => h("th", { scope: "col", class: number ? "plain number" : "plain" }, name || h("span", { "aria-label": "enter or exit" })))));
		this.rows.colgroup.replaceChildren(...COLUMNS.map(([, , ch]) => {
			const col = h("col");

			if (ch)
				col.style.width = `${ch + 2}ch`;
			return col;
		}));
		this.rows.table.style.minWidth = "110ch";
		this.aside = h("aside", { class: "detail", tabindex: "0", "aria-label": "One event", hidden: true });
		this.parts = [this.rows.element, this.aside];
		this.element = this.rows.element;
		this.title = h("h1", {}, "Events");
		this.countText = h("span", { class: "count" });
		this.field = new SearchField(app, this, "events", 250);
		this.search = this.field.input;
		this.tools = [this.title, this.countText, this.search, ...app.ways()];
	}

	async show(place, again) {
		const same = again && this.place && P.sameQuery(this.place, place);

		if (!same && !again)
			this.rows.sel = -1;
		this.place = place;
		this.field.show(place.q, again);
		const more = same ? { off: Math.floor(this.rows.first / 200) * 200, n: 200 } : { n: 200, at: place.at === "end" ? undefined : place.at };
		const follow = same && this.app.info.live && this.rows.first + this.rows.visible() >= this.rows.total - 2;

		await askUntilSettled("rows", "events", P.query(place, more), (a) => this.take(a, same, place));
		if (follow)
			this.rows.scrollTo(this.rows.total);
		// Fields may have been opened or closed meanwhile.
		const { e } = this.place;

		if (e !== undefined && Number(e) !== this.open)
			this.detail(Number(e), true);
		else if (e === undefined)
			this.hide();
	}

	take(a, same, place) {
		if (!P.sameQuery(place, this.place))
			return;
		this.app.arrived(a);
		this.countText.textContent = plural(a.total, "event") + (a.settled ? "" : " …");
		const found = place.at !== undefined && !same && a.rows[0]?.e === Number(place.at);

		// A page that begins in the middle: its rows are put where they are.
		this.rows.fill(a.total, a.off, a.rows, this.app.nothing(a));
		if (found) {
			this.rows.sel = a.off;
			this.rows.scrollTo(Math.max(0, a.off - 3));
		} else if (place.at === "end" && !same && a.total) {
			this.rows.select(a.total - 1, true);
		} else {
			this.rows.sel = Math.max(0, this.rows.sel);
			this.rows.reset(same);
		}
	}

	async page(off, n) {
		try {
			return (await ask("page", "events", P.query(this.place, { off, n }))).rows;
		} catch {
			return null;
		}
	}

	drawRow(row) {
		return h("tr", { class: row.failed ? "row failed" : "row" }, COLUMNS.map(([, name, , number]) =>
			h("td", { class: number ? "number" : "", title: name === "args" && row.args.length > 60 ? row.args : undefined },
				name === "ts" ? seconds(row.ts, 1e3) : String(row[name]))));
	}

	chosen(row) {
		if (!row)
			return;
		this.app.replace({ at: String(row.e), e: this.open ? String(row.e) : undefined });
		if (this.open)
			this.detail(row.e);
	}

	async openSelected() {
		const { place } = this.app, row = await this.rows.selected();

		if (P.sameQuery(place, this.app.place))
			this.detail(row?.e);
	}

	async detail(num, quiet) {
		if (!num)
			return;
		this.open = num;
		if (!quiet)
			this.app.replace({ e: String(num) });
		try {
			const a = await ask("event", "event", new URLSearchParams({ e: num }));

			// It may have been closed meanwhile.
			if (this.open === num)
				this.drawDetail(a);
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		}
	}

	drawDetail(a) {
		const way = (name, filter, num) => h("button", { type: "button", onclick: () => this.around(filter, num) }, name);

		this.aside.hidden = false;
		this.aside.replaceChildren(
			h("header", {}, h("h2", {}, `Event ${a.e}`),
				a.twin ? way(a.twin > a.e ? "Exit" : "Enter", null, a.twin) : null,
				a.thread ? way("Thread", a.thread, a.e) : null,
				a.fd ? way("Fd", a.fd, a.e) : null,
				h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => { this.app.replace({ e: undefined }); this.hide(); this.app.focusPanel(); } }, "×")),
			...a.groups.flatMap((g) => [
				h("h3", {}, g.title),
				h("dl", {}, g.fields.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
			]));
		this.rows.render();
	}

	// Other events around this one: of its thread, its fd, or its other half.
	around(filter, num) {
		if (filter)
			this.app.go({ ...P.filtered(this.place, filter), at: String(num), e: String(num), q: undefined });
		else
			this.goTo(num);
	}

	// Among these events, if it is one of them.
	async goTo(num) {
		const a = await this.near(num);

		if (!a)
			return;
		if (a.rows[0]?.e === num) {
			this.rows.put(a.off, a.rows);
			this.rows.select(a.off, true);
		}
		this.app.replace({ at: String(num), e: String(num) });
		this.detail(num);
	}

	// The event, or the next one that is among these; null: nobody waits for it any more.
	async near(num) {
		const { place } = this;

		try {
			const a = await ask("near", "events", P.query(place, { at: num, n: 1 }));

			return this.app.panel === this && P.sameQuery(place, this.place) ? a : null;
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
			return null;
		}
	}

	// To it, or the next one that is among these.
	async goNear(num) {
		const a = await this.near(num);

		if (a?.rows.length)
			this.goTo(a.rows[0].e);
		else if (a)
			this.app.say("There are no events behind it.");
	}

	hide() {
		this.open = null;
		this.aside.hidden = true;
	}

	key(e) {
		if (e.key === "Enter" && !e.target.closest("button, a"))
			this.openSelected();
		else if (e.key === "Escape" && this.open) {
			this.app.replace({ e: undefined });
			this.hide();
		} else if ((e.key === "n" || e.key === "p") && this.open)
			this.rows.move(e.key === "n" ? 1 : -1);
		else if (e.key === ":")
			this.app.askNumber("Go to event", (n) => this.goNear(n));
		else if (e.key === "/" || e.key === "\\")
			this.search.focus();
		else
			return this.rows.key(e);
		return true;
	}
}
