// Elements. Whatever comes from a capture gets into the page as text, here and nowhere else.

export function h(tag, props, ...children) {
	const e = document.createElement(tag);

	for (const [name, value] of Object.entries(props || {})) {
		if (name.startsWith("aria-") && typeof value === "boolean") {
			e.setAttribute(name, String(value));
			continue;
		}
		if (value === undefined || value === null || value === false)
			continue;
		if (name === "class")
			e.className = value;
		else if (name.startsWith("on"))
			e.addEventListener(name.slice(2), value);
		else if (name === "data")
			Object.assign(e.dataset, value);
		else
			e.setAttribute(name, value === true ? "" : value);
	}
	e.append(...children.flat().filter((c) => c !== undefined && c !== null && c !== false));
	return e;
}

// Once, when what has just been changed is on the screen; also in a page that nobody looks at.
export function afterPaint(what) {
	let done = false;
	const once = () => {
		if (!done)
			what();
		done = true;
	};

	requestAnimationFrame(() => setTimeout(once));
	setTimeout(once, 200);
}

// What is drawn anew under a pressed button is not clicked: whatever changes the page by itself waits
// until the button is released, and what it did is done.
const waiting = [];
let pressed = false;

// A scroll bar is dragged to see what comes: nothing is clicked there.
const onBar = ({ target: t, clientX, clientY }) => {
	const { left, top } = t.getBoundingClientRect();

	return t.clientHeight > 0 && t.scrollHeight > t.clientHeight &&
		(clientX >= left + t.clientLeft + t.clientWidth || clientY >= top + t.clientTop + t.clientHeight);
};

function buttons(e) {
	if (e.type === "pointerdown")
		pressed = Boolean(e.buttons & 1) && !onBar(e);
	else if (e.type === "pointercancel" || !(e.buttons & 1))
		pressed = false;
	if (!pressed && waiting.length)
		setTimeout(() => waiting.splice(0).forEach((go) => go()));
}

for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
	window.addEventListener(kind, buttons, true);
window.addEventListener("blur", buttons);

export const released = () => pressed ? new Promise((go) => { waiting.push(go); }) : null;

export const $ = (id) => document.getElementById(id);

// A canvas as sharp as the screen is; sizes are those of CSS.
export function context(canvas) {
	const ratio = window.devicePixelRatio || 1;
	const w = canvas.clientWidth, height = canvas.clientHeight;

	canvas.width = Math.max(1, Math.round(w * ratio));
	canvas.height = Math.max(1, Math.round(height * ratio));
	const g = canvas.getContext("2d");

	g.scale(ratio, ratio);
	return { g, w, height };
}

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// What a list in a dialog offers, one a line; the keys of lists move between them.
const choices = (d) => [...d.querySelectorAll(".choices li:not(.column) > :is(button, a)")];

function moveChoice(e) {
	const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[e.key], all = choices($("dialog")), at = all.indexOf(document.activeElement);

	if (!by || at < 0)
		return;
	all[Math.max(0, Math.min(at + by, all.length - 1))].focus();
	e.preventDefault();
}

export function dialog(title, ...content) {
	const d = $("dialog");

	d.replaceChildren(
		h("h2", { id: "dialog-title" }, title,
			h("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => d.close() }, "×")),
		...content);
	d.onkeydown = moveChoice;
	if (!d.open)
		d.showModal();
	choices(d)[0]?.focus();
	return d;
}
