// Data that was read and written, as a conversation: reads at the left, writes at the right.
import { h } from "./dom.js";
import { plural, seconds } from "./format.js";
import { ask, askUntilSettled, isAbort } from "./api.js";
import * as P from "./place.js";

const MODES = [["text", "Text"], ["hex", "Hex"], ["dots", "Dots"]];
const MOST = 2000; // of what is in the page; the oldest goes

export class EchoPanel {
	constructor(app) {
		this.app = app;
		this.element = h("div", { class: "echo", tabindex: "0", role: "log", "aria-label": "Data read and written" });
		this.element.addEventListener("scroll", () => {
			if (this.element.scrollTop + this.element.clientHeight > this.element.scrollHeight - 600)
				this.more();
		});
		this.countText = h("span", { class: "count" });
		this.modes = MODES.map(([mode, name]) => h("button", { type: "button", onclick: () => this.app.replace({ mode: mode === "text" ? undefined : mode }, true) }, name));
		this.tools = [h("h1", {}, "I/O"), this.countText, h("span", { class: "key-read" }, "read"), h("span", { class: "key-write" }, "written"), ...this.modes, ...app.ways(() => null)];
		this.sel = -1;
	}

	async show(place, again) {
		const same = again && this.place && P.sameQuery(this.place, place) && this.mode === (place.mode || "text");

		this.place = place;
		this.mode = place.mode || "text";
		this.element.dataset.mode = this.mode;
		this.modes.forEach((b, i) => b.setAttribute("aria-pressed", MODES[i][0] === this.mode ? "true" : "false"));
		if (same)
			return this.more();
		this.sel = -1;
		this.next = 0;
		await askUntilSettled("rows", "echo", this.params(0), (a) => {
			if (!P.sameQuery(place, this.place))
				return;
			this.app.arrived(a);
			this.element.replaceChildren();
			this.take(a);
			if (!a.total && a.settled)
				this.element.replaceChildren(h("p", { class: "empty" }, "Nothing was read or written here."));
		});
		if (place.at === "end")
			await this.toEnd(place);
	}

	// What a call that has not returned did last.
	async toEnd(place) {
		let before = -1;

		if (this.total > MOST) {
			this.element.replaceChildren();
			this.next = this.total - MOST;
		}
		while (this.next > before && this.next < this.total && P.sameQuery(place, this.place)) {
			before = this.next;
			await this.more();
		}
		if (P.sameQuery(place, this.place))
			this.select(Infinity);
	}

	params(off) {
		return P.query(this.place, { mode: this.mode, off, n: 60 });
	}

	take(a) {
		this.next = a.next;
		this.total = a.total;
		this.countText.textContent = plural(a.total, "message");
		this.element.querySelector(".empty")?.remove();
		this.element.append(...a.rows.map((r) => this.draw(r)));
		while (this.element.children.length > MOST)
			this.element.firstChild.remove();
	}

	draw(r) {
		return h("article", { class: r.write ? "say write" : "say", data: { e: r.e } },
			h("header", {}, h("b", {}, r.title), h("span", {}, seconds(r.ts)),
				h("a", { href: P.format(this.eventPlace(r)), onclick: (e) => this.follow(e, this.eventPlace(r)) }, `event ${r.e}`),
				r.fd ? h("a", { href: P.format(this.fdPlace(r)), onclick: (e) => this.follow(e, this.fdPlace(r)) }, "only this fd") : null),
			h("pre", {}, r.data));
	}

	fdPlace(r) {
		return P.filtered(this.place, r.fd);
	}

	eventPlace(r) {
		return { ...P.switched(this.place, "dig"), at: String(r.e), e: String(r.e) };
	}

	follow(e, place) {
		if (e.ctrlKey || e.metaKey || e.shiftKey)
			return;
		e.preventDefault();
		this.app.go(place);
	}

	more() {
		return this.loading ??= this.load();
	}

	async load() {
		try {
			const place = this.place, a = await ask("page", "echo", this.params(this.next));

			if (P.sameQuery(place, this.place))
				this.take(a);
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		} finally {
			this.loading = null;
		}
	}

	select(i) {
		const all = this.element.querySelectorAll(".say");

		all[this.sel]?.removeAttribute("aria-selected");
		this.sel = Math.max(0, Math.min(i, all.length - 1));
		all[this.sel]?.setAttribute("aria-selected", "true");
		all[this.sel]?.scrollIntoView({ block: "nearest" });
	}

	key(e) {
		const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 8, " ": 8, PageUp: -8, Home: -1e9, g: -1e9, End: 1e9, G: 1e9 };

		if (e.ctrlKey || e.altKey || e.metaKey)
			return false;
		if (e.key in moves) {
			this.select(this.sel + moves[e.key]);
		} else if (e.key === "x") {
			const at = MODES.findIndex(([m]) => m === this.mode);

			this.modes[(at + 1) % MODES.length].click();
		} else if (e.key === "Enter" && this.sel >= 0 && !e.target.closest("a, button")) {
			this.element.querySelectorAll(".say")[this.sel]?.querySelector("a").click();
		} else {
			return false;
		}
		return true;
	}
}
