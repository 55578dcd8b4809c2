// Which columns a table has, in which order. The address says it; what was chosen last for a view is
// remembered by this browser, and holds where the address says nothing.
import { dialog, h } from "./dom.js";

const key = (view) => `columns.${view}`;
// Of a list of events the course is drawn elsewhere.
const numbered = (answer) => answer.columns.map((c, i) => ({ ...c, i })).filter((c) => !c.course);

// The columns to show, as the names say, with their places in the answer.
export function chosen(answer, names) {
	const all = numbered(answer), wanted = names.length ? names : (localStorage.getItem(key(answer.view)) || "").split("~");
	const shown = wanted.map((name) => all.find((c) => c.name === name)).filter(Boolean);

	return shown.length ? shown : all;
}

// The names as an address has them: none when the columns are those of the view.
export const address = (answer, names) => names.join("~") === numbered(answer).map((c) => c.name).join("~") ? [] : names;

// Returns them.
export function remember(answer, names) {
	const cols = address(answer, names);

	if (cols.length)
		localStorage.setItem(key(answer.view), cols.join("~"));
	else
		localStorage.removeItem(key(answer.view));
	return cols;
}

// take: what to do with the names of those that are shown, in their order
export function chooseColumns(answer, names, take) {
	const all = numbered(answer);
	let shown = chosen(answer, names).map((c) => c.name);
	const change = (next, focus) => {
		if (!next.length)
			return;
		shown = next;
		take(shown);
		draw(focus);
	};
	const moved = (name, by) => {
		const next = shown.filter((n) => n !== name);

		next.splice(shown.indexOf(name) + by, 0, name);
		return next;
	};
	const line = (c) => {
		const at = shown.indexOf(c.name), box = h("input", { type: "checkbox", id: `column-${c.i}` });
		const button = (text, what, by, off) => h("button", { type: "button", class: "icon", "aria-label": `${c.name} ${what}`, disabled: off, onclick: () => change(moved(c.name, by), [c.i, by]), data: { move: `${c.i} ${by}` } }, text);

		box.checked = at >= 0;
		box.addEventListener("change", () => change(box.checked ? [...shown, c.name] : shown.filter((n) => n !== c.name), [c.i]));
		return h("li", { class: "column" }, box, button("↑", "further to the left", -1, at <= 0), button("↓", "further to the right", 1, at < 0 || at === shown.length - 1),
			h("label", { for: `column-${c.i}` }, h("b", {}, c.name), h("span", {}, c.desc)));
	};
	const draw = (focus) => {
		const hidden = all.filter((c) => !shown.includes(c.name));
		const d = dialog("Columns", h("ul", { class: "choices" }, [...shown.map((name) => all.find((c) => c.name === name)), ...hidden].map(line)),
			h("p", {}, h("button", { type: "button", onclick: () => change(all.map((c) => c.name)) }, "As the view has them")));
		const same = focus && d.querySelector(focus[1] ? `[data-move="${focus.join(" ")}"]:not([disabled])` : `#column-${focus[0]}`);

		(same || (focus && d.querySelector(`#column-${focus[0]}`)))?.focus();
	};

	draw();
}
