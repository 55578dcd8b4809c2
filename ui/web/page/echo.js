// Data that was read and written, as a conversation: reads at the left, writes at the right.
import { h } from "./dom.js";
import { plural, seconds } from "./format.js";
import { ask, askUntilSettled, isAbort } from "./api.js";
import * as P from "./place.js";

const MODES = [["text", "Text"], ["hex", "Hex"], ["dots", "Dots"]];
const PAGE = 60; // messages to a request
const MOST = 2000; // of what is in the page; what is far from sight goes, and comes again
const NEAR = 600; // pixels to the end of what is there: more is loaded

export class EchoPanel {
	constructor(app) {
		this.app = app;
		this.element = h("div", { class: "echo", tabindex: "0", role: "log", "aria-label": "Data read and written" });
		this.element.addEventListener("scroll", () => {
			// At the top nothing scrolls any more: what is not asked for now would never be.
			if (this.element.scrollTop < NEAR && this.loading)
				this.late = true;
			else if (this.element.scrollTop < NEAR)
				this.older();
			if (!this.loading && this.element.scrollTop + this.element.clientHeight > this.element.scrollHeight - NEAR)
				this.more();
		});
		this.countText = h("span", { class: "count" });
		this.modes = MODES.map(([mode, name]) => h("button", { type: "button", onclick: () => this.setMode(mode) }, name));
		this.tools = [h("h1", {}, "I/O"), this.countText, h("span", { class: "key-read" }, "read"), h("span", { class: "key-write" }, "written"), ...this.modes, ...app.ways()];
		this.begin(0);
	}

	async show(place, again) {
		const same = again && this.place && P.sameQuery(this.place, place) && this.mode === (place.mode || "text");

		this.place = place;
		this.mode = place.mode || "text";
		this.element.dataset.mode = this.mode;
		this.modes.forEach((b, i) => b.setAttribute("aria-pressed", MODES[i][0] === this.mode ? "true" : "false"));
		if (same)
			return this.more();
		const first = Number(place.sel) || 0;

		this.begin(first);
		const whole = await askUntilSettled("rows", "echo", this.params(first), (a) => {
			if (!P.sameQuery(place, this.place))
				return;
			this.app.arrived(a);
			this.begin(first);
			this.take(a);
			if (!a.total && a.settled)
				this.element.replaceChildren(h("p", { class: "empty" }, "Nothing was read or written here."));
		});
		if (!whole)
			return;
		if (place.sel !== undefined)
			await this.comeBack();
		else if (place.at === "end")
			await this.toEnd();
	}

	// What is still on its way is for nobody.
	hidden() {
		this.begin(0);
	}

	// To the message that was left: it is the first of those that are there.
	async comeBack() {
		const message = this.element.querySelector(".say");

		if (this.first)
			await this.older();
		if (message?.isConnected)
			this.select(this.messages().indexOf(message));
	}

	// The other way to show the same: what is at the top stays there.
	setMode(mode) {
		const top = this.element.getBoundingClientRect().top;
		const message = this.chosen || this.messages().find((m) => m.getBoundingClientRect().bottom > top);

		this.app.replace({ mode: mode === "text" ? undefined : mode, sel: message?.dataset.i }, true);
	}

	// Nothing is there; what comes is from this message on, or before it.
	begin(at) {
		this.element.replaceChildren();
		this.first = this.next = at;
		this.chosen = null;
		this.loading = null;
		this.late = false; // somebody was at the top while something else was loaded
		this.turn = {};
	}

	// Also what a call that has not returned did last.
	async toEnd() {
		if (this.next < this.total)
			this.begin(Math.max(0, this.total - PAGE));
		const turn = this.turn, end = this.total;
		let before;

		// An answer may hold less than what was asked for: messages can be large.
		do {
			before = this.next;
			await this.more();
		} while (turn === this.turn && before < this.next && this.next < end);
		if (turn === this.turn)
			this.select(Infinity);
	}

	async toStart() {
		if (this.first)
			this.begin(0);
		const turn = this.turn;

		if (!this.next)
			await this.more();
		if (turn === this.turn)
			this.select(0);
	}

	params(off, n = PAGE) {
		return P.query(this.place, { mode: this.mode, off, n });
	}

	take(a) {
		this.next = a.next;
		this.total = a.total;
		this.countText.textContent = plural(a.total, "message");
		this.element.querySelector(".empty")?.remove();
		this.inPlace(this.element.lastChild, () => {
			this.element.append(...a.rows.map((r) => this.draw(r)));
			while (this.element.children.length > MOST)
				this.element.firstChild.remove();
			this.first = Number(this.element.firstChild?.dataset.i ?? this.first);
		});
	}

	takeOlder(rows, first) {
		this.inPlace(this.element.firstChild, () => {
			this.element.prepend(...rows.map((r) => this.draw(r)));
			while (this.element.children.length > MOST) {
				this.next = Number(this.element.lastChild.dataset.i);
				this.element.lastChild.remove();
			}
			this.first = first;
		});
	}

	// What stays is where it was on the screen.
	inPlace(anchor, change) {
		const y = anchor?.offsetTop;

		change();
		if (anchor?.isConnected)
			this.element.scrollTop += anchor.offsetTop - y;
	}

	draw(r) {
		return h("article", { class: r.write ? "say write" : "say", data: { e: r.e, i: r.i } },
			h("header", {}, h("b", {}, r.title), h("span", {}, seconds(r.ts)),
				h("a", { href: P.format(this.eventPlace(r)), onclick: (e) => this.follow(e, r, this.eventPlace(r)) }, `event ${r.e}`),
				r.fd ? h("a", { href: P.format(this.fdPlace(r)), onclick: (e) => this.follow(e, r, this.fdPlace(r)) }, "only this fd") : null),
			h("pre", {}, r.data));
	}

	fdPlace(r) {
		return { ...P.filtered(this.place, r.fd), sel: undefined };
	}

	eventPlace(r) {
		return { ...P.switched(this.place, "dig"), at: String(r.e), e: String(r.e) };
	}

	follow(e, r, place) {
		if (e.ctrlKey || e.metaKey || e.shiftKey)
			return;
		e.preventDefault();
		this.app.replace({ sel: String(r.i) });
		this.app.go(place);
	}

	more() {
		return this.alone("more", async (isNow) => {
			const a = await ask("page", "echo", this.params(this.next));

			if (isNow())
				this.take(a);
		});
	}

	// As much as more() at most, however many answers that takes.
	older() {
		return this.first && this.alone("older", async (isNow) => {
			const end = this.first, start = Math.max(0, end - PAGE), rows = [];

			for (let at = start; at < end;) {
				const a = await ask("page", "echo", this.params(at, end - at));

				rows.push(...a.rows);
				at = Math.max(a.next, at + 1);
			}
			if (isNow())
				this.takeOlder(rows, start);
		});
	}

	// One question at a time, another one behind it; what was asked before the content changed is not
	// for what is there now.
	alone(kind, load) {
		if (this.loading?.kind === kind)
			return this.loading.done;
		const turn = this.turn, isNow = () => turn === this.turn, before = this.loading?.done;
		const mine = { kind };
		const run = async () => {
			try {
				await before;
				if (isNow())
					await load(isNow);
			} catch (e) {
				if (!isAbort(e))
					this.app.failed(e);
			} finally {
				this.goOn(mine);
			}
		};

		this.loading = mine;
		mine.done = run();
		return mine.done;
	}

	goOn(done) {
		if (this.loading !== done)
			return;
		const late = this.late;

		this.loading = null;
		this.late = false;
		if (late && this.element.scrollTop < NEAR)
			this.older();
	}

	messages() {
		return [...this.element.querySelectorAll(".say")];
	}

	select(i) {
		const all = this.messages();

		this.chosen?.removeAttribute("aria-selected");
		this.chosen = all[Math.max(0, Math.min(i, all.length - 1))];
		this.chosen?.setAttribute("aria-selected", "true");
		this.chosen?.scrollIntoView({ block: "nearest" });
		if (this.chosen)
			this.app.replace({ sel: this.chosen.dataset.i });
	}

	async move(by) {
		const { turn } = this;

		if (this.messages().indexOf(this.chosen) + by < 0)
			await this.older();
		if (turn === this.turn)
			this.select(this.messages().indexOf(this.chosen) + by);
	}

	key(e) {
		const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 8, " ": 8, PageUp: -8 };
		const ends = { Home: () => this.toStart(), g: () => this.toStart(), End: () => this.toEnd(), G: () => this.toEnd() };

		if (e.ctrlKey || e.altKey || e.metaKey)
			return false;
		if (e.key in moves) {
			this.move(moves[e.key]);
		} else if (e.key in ends) {
			ends[e.key]();
		} else if (e.key === "x") {
			const at = MODES.findIndex(([m]) => m === this.mode);

			this.modes[(at + 1) % MODES.length].click();
		} else if (e.key === "Enter" && this.chosen && !e.target.closest("a, button")) {
			this.chosen.querySelector("a").click();
		} else {
			return false;
		}
		return true;
	}
}
