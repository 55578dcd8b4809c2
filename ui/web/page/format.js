// Numbers and times as text.

const thousands = new Intl.NumberFormat("en-US");

export const count = (n) => thousands.format(n);

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

// Three figures and a letter: 12.3K
export function short(n) {
	const units = ["", "K", "M", "G", "T", "P"];
	let i = 0;

	while (Math.abs(n) >= 1000 && i < units.length - 1) {
		n /= 1000;
		i++;
	}
	if (!i && Number.isInteger(n))
		return String(n);
	return n.toPrecision(Math.abs(n) >= 100 ? 3 : Math.abs(n) >= 1 ? 3 : 2).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") + units[i];
}

// ns in a larger unit; what is beyond the digits is cut off, as it is in tables and on the terminal.
const cut = (ns, unit, digits) => (Math.floor(ns / (unit / 10 ** digits)) / 10 ** digits).toFixed(digits);

export function duration(ns) {
	if (ns >= 60e9)
		return `${Math.floor(ns / 60e9)}m ${cut(ns % 60e9, 1e9, 1)}s`;
	if (ns >= 1e9)
		return `${cut(ns, 1e9, 2)} s`;
	if (ns >= 1e6)
		return `${cut(ns, 1e6, 2)} ms`;
	if (ns >= 1e3)
		return `${cut(ns, 1e3, 1)} µs`;
	return `${Math.round(ns)} ns`;
}

// Seconds since the first event, with as many digits as the step between two of them needs.
export function seconds(ns, step = 1e3) {
	const digits = step >= 1e9 ? 0 : step >= 1e8 ? 1 : step >= 1e7 ? 2 : step >= 1e6 ? 3 : step >= 1e3 ? 6 : 9;

	return `+${(ns / 1e9).toFixed(digits)}s`;
}
