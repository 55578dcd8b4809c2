// What is shown, to take along. The server writes nothing: these are answers like any other.
import { dialog, h } from "./dom.js";
import * as P from "./place.js";

export function showSave(app) {
	const kind = app.kind(), q = P.query(app.place);
	const table = kind === "table" || kind === "list" || kind === "overview";
	const choice = (path, name, what, more = {}) => {
		const params = new URLSearchParams(q);

		for (const [k, v] of Object.entries(more))
			params.set(k, v);
		return h("li", {}, h("a", { class: "button", href: `/api/${path}?${params}`, download: "" }, name), h("p", {}, what));
	};

	dialog("Save", h("ul", { class: "choices" },
		choice("save", "Events as a capture (.scap)", "Every event of this filter and range, with what is known about its processes and files. sonde, sysdig and Falco open it."),
		table ? choice("table", "Table as CSV", "All rows, in the order in which they are shown.", { as: "csv" }) : null,
		table ? choice("table", "Table as JSON", "As sonde -j prints it.", { as: "json" }) : null,
		choice("report", "Report (.html)", "This place as one page that opens without any server.")));
}
