// A place is everything that decides what is shown. It is in the address, so that back, forward,
// reload and links work, and every request carries it: the server remembers nothing about pages.

// Of a level: the filter that was written there, or in another view; the row and the order in which
// it was left.
const LEVEL = ["f", "g", "s", "o"];
const LISTS = { cols: true, tiles: true };
const SIMPLE = ["from", "to", "tree", "add", "sort", "q", "sel", "mode", "at", "e", "z"];
// What the server has to know to say what a place shows.
const SERVER = ["from", "to", "tree", "add", "sort", "q"];

export function parse(search) {
	const place = { levels: [], cols: [], tiles: [] };
	let condition = "";

	for (const [name, value] of new URLSearchParams(search)) {
		if (name === "v") {
			place.levels.push({ v: value, c: condition });
			condition = "";
		} else if (name === "c") {
			condition = value;
		} else if (LEVEL.includes(name) && place.levels.length) {
			place.levels.at(-1)[name] = value;
		} else if (LISTS[name]) {
			place[name] = value ? value.split("~") : [];
		} else if (SIMPLE.includes(name)) {
			place[name] = value;
		}
	}
	return place;
}

function putLevels(q, place) {
	place.levels.forEach((l, i) => {
		if (i && l.c)
			q.append("c", l.c);
		q.append("v", l.v);
		for (const name of LEVEL) {
			if (l[name] !== undefined)
				q.append(name, l[name]);
		}
	});
}

export function format(place) {
	const q = new URLSearchParams();

	putLevels(q, place);
	for (const name of SIMPLE) {
		if (place[name] !== undefined && place[name] !== "")
			q.append(name, place[name]);
	}
	for (const name of Object.keys(LISTS)) {
		if (place[name].length)
			q.append(name, place[name].join("~"));
	}
	return `?${q}`;
}

// The parameters of a request about a place, and more of them.
export function query(place, more = {}) {
	const q = new URLSearchParams();

	putLevels(q, place);
	for (const name of SERVER) {
		if (place[name] !== undefined && place[name] !== "")
			q.append(name, place[name]);
	}
	for (const [name, value] of Object.entries(more)) {
		if (value !== undefined)
			q.append(name, value);
	}
	return q;
}

export const sameQuery = (a, b) => query(a).toString() === query(b).toString();

// What belongs to one level, and not to the way.
const OWN = { sort: undefined, q: undefined, sel: undefined, at: undefined, e: undefined, tree: undefined, cols: [], mode: undefined };

export const top = (place) => place.levels.at(-1);

// Below what is selected.
export function below(place, view, condition) {
	const levels = place.levels.slice(0, -1);

	return { ...place, ...OWN, levels: [...levels, { ...top(place), s: place.sel, o: place.sort }, { v: view, c: condition || "" }] };
}

// The same selection in another view. What was written as its filter still counts, beside the
// filter of that view.
export function switched(place, view) {
	const { c, f, g } = top(place);

	return { ...place, ...OWN, levels: [...place.levels.slice(0, -1), { v: view, c, g: f ?? g }] };
}

export function filtered(place, text) {
	return { ...place, e: undefined, at: undefined, levels: [...place.levels.slice(0, -1), { ...top(place), f: text, g: undefined }] };
}

// The nth level of the way, as it was left.
export function up(place, n) {
	const { s, o, ...last } = place.levels[n - 1];

	return { ...place, ...OWN, sel: s, sort: o, levels: [...place.levels.slice(0, n - 1), last] };
}

export function whole(place, view) {
	return { ...place, ...OWN, levels: [{ v: view, c: "" }] };
}
