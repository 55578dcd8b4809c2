// The filter line: errors, counts and completion while it is typed.
import { $, h } from "./dom.js";
import { count } from "./format.js";
import { ask, forget, isAbort } from "./api.js";
import * as P from "./place.js";

const bytes = (s) => new TextEncoder().encode(s).length;

export class FilterLine {
	constructor(app) {
		this.app = app;
		this.input = $("filter");
		this.list = $("candidates");
		this.status = $("filter-status");
		this.candidates = [];
		this.chosen = -1;
		this.lists = false; // candidates are wanted
		this.listed = false; // they are those of what stands there
		this.shown = "";
		this.more = "";
		this.input.addEventListener("input", () => this.changed());
		this.input.addEventListener("beforeinput", (e) => this.takeBack(e));
		this.input.addEventListener("focus", () => this.changed());
		this.input.addEventListener("click", () => this.complete());
		this.input.addEventListener("blur", () => setTimeout(() => this.left(), 150));
		this.input.addEventListener("keydown", (e) => this.key(e));
		this.list.addEventListener("mousedown", (e) => {
			const li = e.target.closest("li");

			e.preventDefault();
			if (li)
				this.take(Number(li.dataset.i));
		});
	}

	// What the place says, unless somebody is typing. more: the same with " and " behind it.
	show(text, more = this.more) {
		this.shown = text;
		this.more = more;
		if (document.activeElement !== this.input) {
			this.input.value = text;
			this.input.title = text;
			this.say("");
		}
	}

	say(text, bad) {
		this.status.textContent = text;
		this.status.title = text;
		this.status.classList.toggle("bad", Boolean(bad));
		this.input.setAttribute("aria-invalid", bad ? "true" : "false");
	}

	// While nobody touches the " and ", it stands for the filter that is there.
	untouched() {
		return this.more !== "" && this.input.value === this.more;
	}

	filter() {
		return this.untouched() ? this.shown : this.input.value;
	}

	// Who does not want " and " goes on behind the filter that is there.
	takeBack(e) {
		const text = e.data || "";

		if (!this.untouched() || this.input.selectionStart < this.more.length || !(e.inputType === "deleteContentBackward" || text.startsWith(" ")))
			return;
		e.preventDefault();
		this.input.value = this.shown + text;
		this.changed();
	}

	changed() {
		clearTimeout(this.timer);
		this.listed = false;
		this.chosen = -1;
		this.lists = true;
		this.timer = setTimeout(() => { this.check(); if (this.lists) this.complete(); }, 60);
	}

	// Returns whether it is a filter; not when something newer is asked meanwhile.
	async check() {
		const params = new URLSearchParams({ text: this.filter() });

		for (const name of ["from", "to"])
			if (this.app.place[name] !== undefined)
				params.set(name, this.app.place[name]);
		try {
			const a = await ask("filter", "filter", params);

			if (a.good)
				this.say(`${count(a.matches)}${a.counted ? "" : " …"} of ${count(a.total)} events match`);
			else
				this.say(`column ${a.column + 1}: ${a.error}`, true);
			return a.good;
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
			return false;
		}
	}

	async complete() {
		const at = this.input.selectionStart, text = this.input.value;

		try {
			const a = await ask("complete", "complete", new URLSearchParams({ text, at: bytes(text.slice(0, at)) }));

			if (document.activeElement !== this.input)
				return;
			// The server counts bytes.
			this.start = new TextDecoder().decode(new TextEncoder().encode(text).slice(0, a.start)).length;
			this.end = at;
			this.candidates = a.candidates.slice(0, 60);
			this.listed = true;
			this.chosen = -1;
			this.draw(a);
		} catch (e) {
			if (!isAbort(e))
				this.app.failed(e);
		}
	}

	draw(a) {
		const open = this.candidates.length > 0;

		this.list.hidden = !open;
		this.input.setAttribute("aria-expanded", open ? "true" : "false");
		this.list.replaceChildren(...this.candidates.map(([text, about], i) =>
			h("li", { role: "option", id: `candidate-${i}`, data: { i }, "aria-selected": i === this.chosen ? "true" : "false" }, h("b", {}, text), h("span", {}, about))));
		if (a?.about && a.kind === "operator")
			this.status.title = a.about;
	}

	choose(by) {
		const n = this.candidates.length;

		this.chosen = this.chosen < 0 ? (by > 0 ? 0 : n - 1) : (this.chosen + by + n) % n;
		[...this.list.children].forEach((li, i) => li.setAttribute("aria-selected", i === this.chosen ? "true" : "false"));
		this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
		this.input.setAttribute("aria-activedescendant", `candidate-${this.chosen}`);
	}

	// The chosen one, or the first. What is listed may be about less than what was typed by now.
	async takeFirst() {
		if (!this.listed) {
			clearTimeout(this.timer);
			this.check();
			await this.complete();
		}
		if (this.listed && this.candidates.length)
			this.take(Math.max(0, this.chosen));
	}

	take(i) {
		const text = this.candidates[i][0], v = this.input.value;
		const rest = v.slice(this.end);
		const gap = rest.startsWith(" ") ? "" : " ";

		this.input.value = v.slice(0, this.start) + text + gap + rest;
		const at = this.start + text.length + 1;

		this.input.setSelectionRange(at, at);
		this.close();
		this.changed();
	}

	// Also a list that is on its way.
	close() {
		forget("complete");
		this.lists = false;
		this.candidates = [];
		this.list.hidden = true;
		this.input.setAttribute("aria-expanded", "false");
		this.input.removeAttribute("aria-activedescendant");
	}

	left() {
		if (document.activeElement === this.input)
			return;
		this.close();
		this.show(this.shown);
	}

	key(e) {
		const open = this.candidates.length > 0;

		e.stopPropagation();
		if (e.key === "ArrowDown" && open)
			this.choose(1);
		else if (e.key === "ArrowUp" && open)
			this.choose(-1);
		else if (e.key === "Tab" && open)
			this.takeFirst();
		else if (e.key === "Enter" && this.chosen >= 0)
			this.take(this.chosen);
		else if (e.key === "Enter")
			this.apply();
		else if (e.key === "Escape" && open)
			this.close();
		else if (e.key === "Escape")
			this.cancel();
		else
			return;
		e.preventDefault();
	}

	cancel() {
		this.input.value = this.shown;
		this.app.focusPanel();
	}

	async apply() {
		const text = this.filter().trim();

		clearTimeout(this.timer);
		if (!await this.check())
			return;
		this.close();
		this.app.focusPanel();
		if (text !== this.shown.trim())
			this.app.go(P.filtered(this.app.place, text));
	}

	// As in the terminal: the filter that is there, to be gone on with.
	edit() {
		if (this.input.value === this.shown)
			this.input.value = this.more;
		this.input.focus();
		this.input.setSelectionRange(this.input.value.length, this.input.value.length);
	}
}
