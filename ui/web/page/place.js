// A place is everything that decides what is shown. It is in the address, so that back, forward,
// reload and links work, and every request carries it: the server remembers nothing about pages.

const LISTS = { hide: true, tiles: true };
const SIMPLE = ["from", "to", "tree", "sort", "q", "sel", "mode", "at", "e", "z"];
// What the server has to know to say what a place shows.
const SERVER = ["from", "to", "tree", "sort", "q"];

export function parse(search) {
	const place = { levels: [], hide: [], tiles: [] };
	let condition = "";

	for (const [name, value] of new URLSearchParams(search)) {
		if (name === "v") {
			place.levels.push({ v: value, c: condition });
			condition = "";
		} else if (name === "c") {
			condition = value;
		} else if (name === "f" && place.levels.length) {
			place.levels.at(-1).f = value;
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
		if (l.f !== undefined)
			q.append("f", l.f);
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
const OWN = { sort: undefined, q: undefined, sel: undefined, at: undefined, e: undefined, tree: undefined, hide: [], mode: undefined };

export const top = (place) => place.levels.at(-1);

// Below what is selected; where there is a filter, the server makes it.
export function below(place, view, condition) {
	return { ...place, ...OWN, levels: [...place.levels, { v: view, c: condition || "" }] };
}

// The same selection in another view.
export function switched(place, view) {
	const levels = place.levels.slice(0, -1);
	const last = top(place);

	return { ...place, ...OWN, levels: [...levels, { v: view, c: last.c, f: last.f }] };
}

export function filtered(place, text) {
	const levels = place.levels.slice(0, -1);

	return { ...place, e: undefined, at: undefined, levels: [...levels, { ...top(place), f: text }] };
}

// The nth level of the way.
export function up(place, n) {
	return { ...place, ...OWN, levels: place.levels.slice(0, n) };
}

export function whole(place, view) {
	return { ...place, ...OWN, levels: [{ v: view, c: "" }] };
}
