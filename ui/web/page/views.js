// The list of views: where one is, where one may go; with the keys of the terminal's lists.
import { $, h } from "./dom.js";
import { ask, forget, isAbort } from "./api.js";
import * as P from "./place.js";

const PAGE = 10;
const REST_MS = 40;
// What the page shows beside the views, above them.
const MORE = [
	{ id: "dig", desc: "Every event of what is selected." }, { id: "echo", desc: "What was read and written, as a conversation." },
	{ id: "flame", desc: "Where the time went: process, file, call." },
];

// The entry that a key goes to from one: as in the terminal `g` goes to the first view; what is above it is
// a step away. -1: the key goes nowhere.
function moved(key, at, top, last) {
	const moves = { j: at + 1, n: at + 1, ArrowDown: at + 1, k: at - 1, N: at - 1, ArrowUp: at - 1, PageDown: at + PAGE, " ": at + PAGE, PageUp: at - PAGE, g: top, Home: top, G: last, End: last };

	return key in moves ? Math.max(0, Math.min(moves[key], last)) : -1;
}

const leaves = (key) => ["Escape", "Backspace", "F2", "q"].includes(key);

export class ViewList {
	constructor(app) {
		this.app = app;
		this.list = $("views");
		this.search = $("views-search");
		this.select = $("view-select");
		this.select.addEventListener("change", () => app.go(P.switched(app.place, this.select.value)));
		this.select.addEventListener("keydown", (e) => this.chosen(e) && e.preventDefault());
		this.list.addEventListener("keydown", (e) => this.key(e) && e.preventDefault());
		this.search.addEventListener("input", () => this.narrow());
		this.search.addEventListener("keydown", (e) => this.typed(e) && e.preventDefault());
	}

	item({ id, desc }, view) {
		// The list comes after the rows: a quick click is about the place of then.
		const to = () => P.switched(this.app.place, id);

		return h("li", {}, h("a", { href: P.format(to()), title: desc, data: view ? { view: id } : {}, "aria-current": id === P.top(this.app.place).v ? "true" : undefined, onclick: (e) => { this.app.follow(e, to()); this.close(); },
			onpointerenter: () => this.pointed(to(), view), onpointerleave: () => this.pointed(null) }, this.app.name(id)));
	}

	// Who rests on a view is about to open it: the answer is begun. Whoever moves on gives it up. Live,
	// there would be work for as long as it is remembered.
	pointed(place, view) {
		clearTimeout(this.resting);
		forget("next");
		if (place && view && !this.app.info.live)
			this.resting = setTimeout(() => ask("next", "rows", P.query(place, { n: 0, beside: 1 })).catch(() => {}), REST_MS);
	}

	async load() {
		try {
			this.draw((await ask("views", "views", P.query(this.app.place))).views);
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		}
	}

	draw(views) {
		const now = P.top(this.app.place).v;
		const above = [...views.filter((v) => v.kind === "overview"), ...MORE], rest = views.filter((v) => v.kind !== "overview");
		const all = [...above, ...rest].map((v) => v.id), before = this.busy();

		this.list.replaceChildren(...above.map((v) => this.item(v)), h("li", { class: "group" }, "Views"), ...rest.map((v) => this.item(v, true)));
		this.list.querySelector("a[aria-current]")?.scrollIntoView({ block: "nearest" });
		this.top = all.includes(now) ? above.length : above.length + 1;
		this.select.replaceChildren(...(all.includes(now) ? all : [now, ...all]).map((id) => h("option", { value: id, selected: id === now }, this.app.name(id))));
		this.goOn(before);
		if (this.wanted)
			this.focus();
	}

	// What somebody is choosing or typing: the list may be drawn anew meanwhile.
	busy() {
		const e = document.activeElement;

		return { typing: e === this.search, entry: this.list.contains(e) ? e.textContent : undefined, option: e === this.select ? e.value : undefined };
	}

	goOn({ typing, entry, option }) {
		if (typing || entry !== undefined)
			this.narrow();
		else
			this.close();
		if (entry !== undefined)
			(this.links().find((a) => a.textContent === entry) || this.links()[0])?.focus();
		if (option && [...this.select.options].some((o) => o.value === option))
			this.select.value = option;
	}

	links() {
		return [...this.list.querySelectorAll("li:not([hidden]) a")];
	}

	focus() {
		const current = this.list.querySelector("li:not([hidden]) a[aria-current]") || this.links()[0];

		// The list may not be there yet; the rows that come are not what was asked for last.
		this.wanted = !this.list.firstChild;
		this.app.toPanel = false;
		if (current?.offsetParent)
			current.focus();
		else
			this.select.focus();
	}

	// Only entries with what was typed.
	narrow() {
		const text = this.search.value.toLowerCase();

		for (const li of this.list.children)
			li.hidden = text !== "" && (li.className === "group" || !li.textContent.toLowerCase().includes(text));
		this.search.setAttribute("aria-invalid", this.links().length ? "false" : "true");
	}

	find() {
		this.search.hidden = false;
		this.search.focus();
		this.search.select();
	}

	close() {
		this.search.hidden = true;
		this.search.value = "";
		this.narrow();
	}

	// What is done to the text beside typing it; true when the key did something.
	typed(e) {
		if (e.key === "Enter" || e.key === "ArrowDown") {
			this.links()[0]?.focus();
		} else if (e.key === "Escape") {
			this.close();
			this.focus();
		} else {
			return false;
		}
		return true;
	}

	// The same keys in the drop-down list that narrow pages have; there, too, one goes with Enter.
	chosen(e) {
		const now = P.top(this.app.place).v;
		const to = moved(e.key, this.select.selectedIndex, this.top, this.select.options.length - 1);

		if (e.ctrlKey || e.altKey || e.metaKey || !this.select.options.length)
			return false;
		if (to >= 0) {
			this.select.selectedIndex = to;
			return true;
		}
		if (e.key !== "Enter" && !leaves(e.key))
			return false;
		if (e.key !== "Enter")
			this.select.value = now;
		else if (this.select.value !== now)
			this.app.go(P.switched(this.app.place, this.select.value));
		this.select.blur();
		this.app.focusPanel();
		return true;
	}

	key(e) {
		const all = this.links(), top = Math.max(0, all.findIndex((a) => a.dataset.view));
		const to = moved(e.key, all.indexOf(document.activeElement), top, all.length - 1);

		if (e.ctrlKey || e.altKey || e.metaKey)
			return false;
		if (to >= 0) {
			all[to]?.focus();
		} else if (e.key === "/") {
			this.find();
		} else if (leaves(e.key)) {
			this.close();
			this.app.focusPanel();
		} else {
			return false;
		}
		return true;
	}
}
