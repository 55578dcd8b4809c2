// The page: what is shown follows from the address (place.js); the panels draw it.
import { $, afterPaint, dialog, h } from "./dom.js";
import { count, duration, short } from "./format.js";
import { ask, isAbort, isSilent } from "./api.js";
import { Curves } from "./curves.js";
import * as P from "./place.js";
import { EchoPanel } from "./echo.js";
import { EventsPanel } from "./events.js";
import { FilterLine } from "./filter.js";
import { FlamePanel } from "./flame.js";
import { showHelp } from "./help.js";
import { OverviewPanel } from "./overview.js";
import { showSave } from "./save.js";
import { SpectroPanel } from "./spectro.js";
import { TablePanel } from "./table.js";
import { Timeline } from "./timeline.js";
import { ViewList } from "./views.js";

const PANELS = { dig: EventsPanel, echo: EchoPanel, flame: FlamePanel, overview: OverviewPanel, spectrogram: SpectroPanel, table: TablePanel, list: TablePanel };
const PANES = { dig: "Events", echo: "I/O", flame: "Flame graph" };
const AGAIN_MS = 50;

class App {
	constructor() {
		this.panels = {};
		this.status = { last: 1, count: 0 };
	}

	async start() {
		this.info = await ask("info", "info");
		this.status = this.info.status;
		this.views = new Map(this.info.views.map((v) => [v.id, v]));
		this.place = P.parse(location.search);
		this.complete();
		this.timeline = new Timeline(this);
		this.curves = new Curves(this);
		this.filter = new FilterLine(this);
		this.list = new ViewList(this);
		this.buttons();
		$("source").textContent = this.info.source;
		document.title = `${this.info.source} · sonde`;
		window.addEventListener("popstate", () => {
			this.place = P.parse(location.search);
			this.complete();
			this.show();
		});
		document.addEventListener("keydown", (e) => this.key(e));
		window.addEventListener("resize", () => this.panel?.resize?.());
		this.showStatus();
		await this.show();
		this.listen();
		document.body.dataset.ready = "true";
	}

	// A place without levels is the first view.
	complete() {
		if (!this.place.levels.length)
			this.place.levels.push({ v: this.info.first, c: "" });
	}

	// ---------------------------------------------------------------------- places

	go(place) {
		this.place = place;
		history.pushState(null, "", P.format(place));
		this.show();
	}

	// The same place in history: what is selected, sorted, zoomed.
	replace(changes, refetch) {
		this.place = { ...this.place, ...changes };
		history.replaceState(null, "", P.format(this.place));
		if (refetch)
			this.show(true);
		else if (this.panel)
			this.panel.place = this.place;
		return this.place;
	}

	back() {
		if (this.place.levels.length < 2)
			this.say("This is the top.");
		else
			this.go(P.up(this.place, this.place.levels.length - 1));
	}

	kind() {
		const id = P.top(this.place).v;

		return PANES[id] ? id : this.views.get(id)?.kind || "table";
	}

	isPane() {
		return Boolean(PANES[P.top(this.place).v]) || this.kind() === "spectrogram";
	}

	name(id) {
		return PANES[id] || this.views.get(id)?.name || id;
	}

	async show(again) {
		const kind = this.kind(), Panel = PANELS[kind];
		const key = Panel === TablePanel ? "table" : kind;

		this.panels[key] ??= new Panel(this);
		const panel = this.panels[key];
		const turn = this.turn = (this.turn || 0) + 1;

		this.toPanel ||= !again; // the focus goes there, unless it goes elsewhere meanwhile
		// What everybody waits for is asked first, the rest when it is on the screen.
		const showing = panel.show(this.place, again);

		this.rest = again ? this.rest : () => { this.loadTime(); this.list.load(); };
		if (panel !== this.panel) {
			this.panel?.hidden?.();
			this.panel = panel;
			$("panel").replaceChildren(...(panel.parts || [panel.element]));
			$("tools").replaceChildren(...panel.tools);
		}
		this.waysChanged();
		if (!again)
			this.notice("");
		$("panel").classList.add("busy");
		this.showWay();
		try {
			await showing;
			if (turn === this.turn) {
				$("panel").classList.remove("busy");
				document.body.dataset.shown = P.format(this.place);
			}
			if (this.toPanel && turn === this.turn)
				this.focusShown();
		} catch (e) {
			if (!isAbort(e))
				this.failed(e);
			// A question that gave way to a newer one is no end of waiting.
			if (turn === this.turn) {
				$("panel").classList.remove("busy");
				this.toPanel = false;
			}
		}
		this.showRest();
	}

	// The same with what is known by now. What is on its way comes first: an answer that takes longer
	// than the server is silent would never come if it were asked for anew each time.
	refresh() {
		clearTimeout(this.again);
		if (["rows", "timeline", "curves"].some(isSilent)) {
			this.again = setTimeout(() => this.refresh(), AGAIN_MS);
			return;
		}
		this.show(true);
		this.loadTime();
	}

	loadTime() {
		this.timeline.load();
		this.curves.load();
	}

	showRest() {
		const rest = this.rest;

		this.rest = null;
		if (rest)
			afterPaint(rest);
	}

	// An answer about the place has come.
	arrived(a) {
		this.answer = a;
		this.showRest();
		this.filter.show(a.filter, a.and);
		this.showWay(a.path);
		$("panel").classList.toggle("busy", a.settled === false);
	}

	// What stands where rows would be; as long as they are counted, nothing.
	nothing(a) {
		const { q, from, to } = this.place, part = from !== undefined || to !== undefined;

		if (!a.settled)
			return "";
		return q ? `Nothing here contains “${q}”.` : `There is nothing of this kind here${part ? ", in the range of time that is selected" : ""}.`;
	}

	focusShown() {
		this.toPanel = false;
		if (document.activeElement === document.body || !document.activeElement?.closest("input, dialog, .time"))
			this.focusPanel();
	}

	focusPanel() {
		this.panel?.element?.focus({ preventScroll: true });
	}

	// ---------------------------------------------------------------------- around it

	showWay() {
		const n = this.place.levels.length;

		$("crumbs").hidden = n < 2;
		$("crumbs").replaceChildren(...this.place.levels.flatMap((l, i) => {
			const parts = i ? [h("span", { class: "sep", "aria-hidden": "true" }, "›")] : [];

			if (i && l.c)
				parts.push(h("code", { title: l.c }, l.c), h("span", { class: "sep", "aria-hidden": "true" }, "›"));
			if (i === n - 1) {
				parts.push(h("span", { "aria-current": "page" }, this.name(l.v)));
			} else {
				const to = P.up(this.place, i + 1);

				parts.push(h("a", { href: P.format(to), onclick: (e) => this.follow(e, to) }, this.name(l.v)));
			}
			return parts;
		}));
	}

	follow(e, place) {
		if (e.ctrlKey || e.metaKey || e.shiftKey)
			return;
		e.preventDefault();
		this.go(place);
	}

	// Buttons that show what is selected in another way; each panel has its own.
	ways(selected) {
		const make = (view, name, title) => h("button", { type: "button", title, data: { way: view }, onclick: () => this.way(view, selected?.()) }, name);

		return [h("div", { class: "ways" }, make("dig", "Events", "Events of what is selected (d)"), make("echo", "I/O", "Data of what is selected (e)"),
			make("spectro_all", "Spectrogram", "When calls took how long (S)"), make("flame", "Flame graph", "Where the time went (F)"))];
	}

	waysChanged() {
		const now = P.top(this.place).v;

		for (const b of $("tools").querySelectorAll("[data-way]"))
			b.setAttribute("aria-pressed", b.dataset.way === now ? "true" : "false");
	}

	// selected: the row, or a promise of it; null: it is selected no more
	async way(view, selected) {
		const { place } = this, row = await selected;

		if (P.top(this.place).v === view || !P.sameQuery(place, this.place) || row === null)
			return;
		if (row)
			this.replace({ sel: row.k });
		if (this.isPane())
			this.go(P.switched(this.place, view));
		else
			this.go(this.below(this.place, view, row?.c));
	}

	// The place below a row. What a thread does that is inside a call is what it did last.
	below(place, view, condition) {
		const last = this.answer?.calls && (view === "dig" || view === "echo");

		return { ...P.below(place, view, condition), at: last ? "end" : undefined };
	}

	// What is no error, for a moment.
	say(text) {
		this.notice(text, true);
		this.saying = setTimeout(() => this.notice(""), 4000);
	}

	notice(text, info = false) {
		clearTimeout(this.saying);
		$("notice").classList.toggle("info", info);
		$("notice").hidden = !text;
		$("notice").textContent = text;
	}

	failed(e) {
		this.notice(e.message === "Failed to fetch" ? "sonde does not answer: it has ended, or the connection broke." : e.message);
	}

	// ---------------------------------------------------------------------- what changes

	showStatus() {
		const s = this.status;
		const parts = [`${count(s.count)} events`, duration(s.last)];

		if (this.info.live && this.rate !== undefined)
			parts.unshift(this.paused ? "paused" : `live ${short(Math.round(this.rate))}/s`);
		if (s.progress !== undefined && !s.ended)
			parts.push(`loading ${Math.floor(s.progress * 100)} %`);
		$("figures").textContent = parts.join(" · ");
		if (s.lost)
			$("figures").append(" · ", h("span", { class: "lost" }, `LOST ${count(s.lost)}`));
		if (s.damage)
			this.notice(`${this.info.live ? "The capture ended" : "Damaged"}: ${s.damage}`);
		$("pause").hidden = !this.info.live;
	}

	// A browser has few connections for all its pages: one that nobody looks at, or on which nothing
	// more will come, is closed.
	listen() {
		document.addEventListener("visibilitychange", () => document.hidden ? this.hangUp() : this.ring());
		if (!document.hidden)
			this.ring();
	}

	hangUp() {
		this.stream?.close();
		this.stream = null;
	}

	ring() {
		if (this.stream || (this.status.ended && this.heard))
			return;
		this.stream = new EventSource("/api/stream");
		this.then = null;
		this.stream.onmessage = (m) => this.hear(JSON.parse(m.data));
		this.stream.onerror = () => {
			if (this.stream?.readyState === EventSource.CLOSED)
				this.notice("sonde does not answer: it has ended, or the connection broke.");
		};
	}

	hear(status) {
		const before = this.status, now = performance.now(), then = this.then;

		this.status = status;
		this.heard = true;
		if (then && now - then.at > 900) {
			this.rate = (status.count - then.count) / (now - then.at) * 1000;
			this.then = null;
		}
		this.then ??= { at: now, count: status.count };
		this.showStatus();
		if (status.ended)
			this.hangUp();
		// As often as the terminal looks, and once more at the end.
		const due = now - (this.shownAt || 0) >= (this.info.live ? this.info.delay - 100 : 400);

		if ((!this.paused && due && status.count !== before.count) || (status.ended && !before.ended)) {
			this.shownAt = now;
			this.refresh();
		}
	}

	pause() {
		if (!this.info.live)
			return;
		this.paused = !this.paused;
		$("pause").setAttribute("aria-pressed", this.paused ? "true" : "false");
		$("pause").textContent = this.paused ? "Go on" : "Pause";
		this.showStatus();
		clearTimeout(this.again);
		if (!this.paused)
			this.refresh();
	}

	// ---------------------------------------------------------------------- buttons, keys

	buttons() {
		this.setTheme(localStorage.getItem("theme"));
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.setTheme(localStorage.getItem("theme")));
		$("theme").addEventListener("click", () => this.turnTheme());
		$("help").addEventListener("click", () => showHelp());
		$("save").addEventListener("click", () => showSave(this));
		$("share").addEventListener("click", () => this.share());
		$("pause").addEventListener("click", () => this.pause());
		$("brand").addEventListener("click", (e) => this.follow(e, P.whole(this.place, this.info.first)));
	}

	setTheme(theme) {
		const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

		document.documentElement.dataset.theme = dark ? "dark" : "light";
		if (this.panel) {
			this.timeline.draw();
			this.panel.resize?.();
		}
	}

	turnTheme() {
		const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";

		localStorage.setItem("theme", theme);
		this.setTheme(theme);
	}

	share() {
		// The columns that only this browser knows of, too.
		const place = { ...this.place, cols: this.panel.columns?.() || [] };
		const url = `${location.origin}/${P.format(place)}&token=${this.info.token}`;
		const field = h("input", { type: "text", readonly: true, "aria-label": "Link", value: url });

		dialog("Share this place", h("p", {}, "Whoever opens this link on this machine sees the capture, at this place, for as long as sonde runs."), field,
			h("p", {}, h("button", { type: "button", onclick: (e) => { navigator.clipboard?.writeText(url); e.target.textContent = "Copied"; } }, "Copy")));
		field.style.width = "min(64ch, 80vw)";
		field.select();
	}

	key(e) {
		if (e.defaultPrevented || $("dialog").open)
			return;
		const typing = e.target.closest("input, select, textarea");

		if (typing) {
			if (e.key === "Escape" || (e.key === "Enter" && typing.tagName === "INPUT")) {
				this.focusPanel();
				e.preventDefault();
			}
			return;
		}
		if (e.target.id === "timeline" && this.timeline.key(e)) {
			e.preventDefault();
			return;
		}
		if (this.globalKey(e) || this.panel?.key?.(e))
			e.preventDefault();
	}

	globalKey(e) {
		const keys = {
			"?": () => showHelp(), F1: () => showHelp(), f: () => this.filter.edit(), Backspace: () => this.back(),
			v: () => this.list.focus(), F2: () => this.list.focus(), t: () => $("timeline").focus(),
			T: () => this.turnTheme(), w: () => showSave(this), S: () => this.way("spectro_all", this.panel.selected?.()),
			F: () => this.way("flame", this.panel.selected?.()), d: () => this.way("dig", this.panel.selected?.()),
			e: () => this.way("echo", this.panel.selected?.()), L: () => this.legend(), F4: () => this.panel.search?.focus(), c: () => this.clear(), Delete: () => this.clear(), u: () => this.timeline.setRange(null),
			r: () => this.timeline.setRange(null),
		};

		if (e.ctrlKey || e.altKey || e.metaKey)
			return false;
		if (this.info.live && e.key === "p" && this.kind() !== "dig")
			this.pause();
		else if (keys[e.key])
			keys[e.key]();
		else
			return false;
		return true;
	}

	askNumber(title, then) {
		const field = h("input", { type: "text", inputmode: "numeric", "aria-label": title });
		const d = dialog(title, h("form", { onsubmit: (e) => {
			const n = Number(field.value.replaceAll(",", ""));

			e.preventDefault();
			d.close();
			if (Number.isInteger(n) && n > 0)
				then(n);
			else
				this.say("That is no number.");
		} }, field));

		field.focus();
	}

	// Live: what is there goes out of sight; it can be brought back.
	clear() {
		if (this.info.live)
			this.go({ ...this.place, from: String(this.status.last + 1), to: undefined, sel: undefined, at: undefined });
		else
			this.say("A capture does not go on: select a range of the timeline instead.");
	}

	legend() {
		const v = this.views.get(P.top(this.place).v), columns = this.answer?.columns || [];

		dialog(this.name(P.top(this.place).v), h("p", {}, v ? v.desc : "Events of what is selected."),
			h("table", {}, h("tbody", {}, columns.map((c) => h("tr", {}, h("th", { scope: "row" }, c.name), h("td", {}, c.desc), h("td", {}, h("code", {}, c.field)))))));
	}
}

const app = new App();

app.start().catch((e) => {
	document.getElementById("notice").hidden = false;
	document.getElementById("notice").textContent = e.message;
});
