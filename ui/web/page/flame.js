// Where the time went: processes, in them files and connections, in them calls. Wider is longer.
import { h } from "./dom.js";
import { duration, plural } from "./format.js";
import { askUntilSettled } from "./api.js";
import * as P from "./place.js";

const ROW = 26;
const HUES = [[28, 62], [205, 50], [45, 58]];

// The same name has the same colour.
function shade(name, depth) {
	let n = 7;

	for (const c of name)
		n = (n * 31 + c.codePointAt(0)) % 997;
	const [hue, sat] = HUES[Math.max(0, depth - 1) % HUES.length];

	return `hsl(${hue + n % 24 - 12} ${sat}% ${68 + n % 11}%)`;
}

export class FlamePanel {
	constructor(app) {
		this.app = app;
		this.said = h("div", { class: "said", role: "status" });
		this.graph = h("div", { class: "flame" });
		this.element = h("div", { class: "picture", tabindex: "0", role: "group", "aria-label": "Flame graph" }, this.said, this.graph);
		this.tools = [h("h1", {}, "Flame graph"), h("p", { class: "about" }, "Time inside system calls, by process, file and call. A click goes into a part; Enter or a double click shows its events."), ...app.ways()];
		new ResizeObserver(() => this.resize()).observe(this.graph);
	}

	async show(place) {
		this.place = place;
		return askUntilSettled("rows", "flame", P.query(place), (a) => {
			if (!P.sameQuery(place, this.place))
				return;
			this.app.arrived(a);
			this.root = a.root;
			this.index(this.root, null);
			this.zoomed = this.find(this.place.at);
			this.sel = this.find(this.place.sel);
			this.draw();
		});
	}

	index(node, parent) {
		node.parent = parent;
		node.depth = parent ? parent.depth + 1 : 0;
		for (const c of node.c || [])
			this.index(c, node);
	}

	// A node in the address: the names on the way to it.
	way(node) {
		return node.parent ? `${this.way(node.parent)}/${encodeURIComponent(node.n)}` : "";
	}

	find(way) {
		return this.nodes(this.root).find((node) => this.way(node) === way) || this.root;
	}

	nodes(node) {
		return [node, ...(node.c || []).flatMap((c) => this.nodes(c))];
	}

	draw() {
		const w = this.graph.clientWidth, total = this.zoomed?.v;
		const parts = [];

		if (!total) {
			this.graph.replaceChildren(h("p", { class: "empty" }, "No time inside system calls is known here."));
			this.said.textContent = "";
			return;
		}
		this.drawn = [];
		for (let a = this.zoomed; a; a = a.parent)
			this.box(parts, a, 0, w, a.depth);
		this.below(parts, this.zoomed, 0, w);
		const focused = this.graph.contains(document.activeElement);

		this.graph.replaceChildren(...parts);
		if (focused)
			this.buttonOf(this.sel)?.focus();
		this.say();
	}

	below(parts, node, x, w) {
		for (const c of node.c || []) {
			const cw = w * c.v / node.v;

			if (cw >= 2) {
				this.box(parts, c, x, cw, c.depth);
				this.below(parts, c, x, cw);
			}
			x += cw;
		}
	}

	// A click draws it anew, so there is no double click on it, but a second one.
	box(parts, node, x, w, depth) {
		const b = h("button", { type: "button", tabindex: node === this.sel ? "0" : "-1", class: node === this.sel ? "sel" : "", title: `${this.label(node)}\n${duration(node.v)} in ${plural(node.k, "call")}`,
			onclick: (e) => e.detail === 2 ? this.open(node) : this.zoom(node), onmouseenter: () => this.say(node) }, w > 22 ? this.label(node) : "");

		b.style.left = `${x}px`;
		b.style.width = `${Math.max(1, w)}px`;
		b.style.top = `${depth * ROW}px`;
		b.style.background = node.parent ? shade(node.n, depth) : "hsl(210 12% 78%)";
		if (depth < this.zoomed.depth)
			b.style.opacity = "0.6";
		this.drawn.push([node, b]);
		parts.push(b);
	}

	label(node) {
		return node.parent ? node.n || (node.depth === 2 ? "no file" : "unknown") : "all";
	}

	buttonOf(node) {
		return this.drawn?.find(([n]) => n === node)?.[1];
	}

	say(node = this.sel) {
		const path = [];

		for (let n = node; n.parent; n = n.parent)
			path.unshift(this.label(n));
		this.said.replaceChildren(`${path.join(" › ") || "all"} · ${duration(node.v)} (${(node.v / this.root.v * 100).toFixed(1)} %) in ${plural(node.k, "call")} `,
			h("button", { type: "button", onclick: () => this.open(node) }, "Events"));
	}

	zoom(node) {
		this.sel = node;
		this.zoomed = node;
		this.app.replace({ sel: this.way(node), at: this.way(node) });
		this.draw();
	}

	open(node) {
		const conditions = [];

		for (let n = node; n?.parent; n = n.parent)
			conditions.unshift(n.f);
		this.app.go(P.below(this.place, "dig", conditions.join(" and ")));
	}

	select(node) {
		if (!node)
			return;
		this.sel = node;
		this.app.replace({ sel: this.way(node) });
		this.draw();
		this.buttonOf(node)?.focus();
	}

	resize() {
		if (this.root && this.graph.isConnected)
			this.draw();
	}

	key(e) {
		const s = this.sel, siblings = s?.parent?.c || [], at = siblings.indexOf(s);
		const moves = {
			j: () => s.c?.[0], ArrowDown: () => s.c?.[0], k: () => s.parent, ArrowUp: () => s.parent,
			l: () => siblings[at + 1], ArrowRight: () => siblings[at + 1], h: () => siblings[at - 1], ArrowLeft: () => siblings[at - 1],
		};

		if (e.ctrlKey || e.metaKey || e.altKey || !s)
			return false;
		if (e.key in moves)
			this.select(moves[e.key]());
		else if (e.key === "Enter")
			this.open(s);
		else if (e.key === " ")
			this.zoom(s);
		else if (e.key === "Escape")
			this.zoom(this.root);
		else
			return false;
		return true;
	}
}
