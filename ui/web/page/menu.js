// A menu at the pointer, or at what has the focus.
import { h } from "./dom.js";

// items: [name, what it does, key], null for a line between two.
export function showMenu(x, y, title, items) {
	const before = document.activeElement;
	const close = () => {
		if (!menu.isConnected)
			return;
		menu.remove();
		document.removeEventListener("pointerdown", outside, true);
		before?.focus({ preventScroll: true });
	};
	const outside = (e) => menu.contains(e.target) || close();
	const menu = h("div", { class: "menu", role: "menu", "aria-label": title }, items.map((item) => item ?
		h("button", { type: "button", role: "menuitem", onclick: () => { close(); item[1](); } }, h("span", {}, item[0]), item[2] ? h("kbd", {}, item[2]) : null) : h("hr")));

	menu.addEventListener("keydown", (e) => {
		const all = [...menu.querySelectorAll("button")], at = all.indexOf(document.activeElement);
		const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: -1 }[e.key];

		e.stopPropagation();
		if (to !== undefined)
			all.at(to % all.length).focus();
		else if (e.key === "Escape" || e.key === "Tab")
			close();
		else
			return;
		e.preventDefault();
	});
	menu.addEventListener("contextmenu", (e) => e.preventDefault());
	document.body.append(menu);
	menu.style.left = `${Math.max(4, Math.min(x, innerWidth - menu.offsetWidth - 4))}px`;
	menu.style.top = `${Math.max(4, Math.min(y, innerHeight - menu.offsetHeight - 4))}px`;
	document.addEventListener("pointerdown", outside, true);
	menu.querySelector("button").focus();
}
