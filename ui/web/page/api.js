// Questions to the server. Each kind of question has one on its way at most: a newer one takes
// its place.
import { released } from "./dom.js";

const running = new Map();

export class Refused extends Error {}

export async function ask(kind, path, params) {
	forget(kind);
	const control = new AbortController();

	running.set(kind, control);
	try {
		const r = await fetch(`/api/${path}?${params || ""}`, { signal: control.signal });

		if (r.status === 401)
			throw new Refused("This page is from another run of sonde: open the link that it prints.");
		const answer = await r.json();

		if (!r.ok)
			throw new Refused(answer.error);
		await released();
		control.signal.throwIfAborted();
		return answer;
	} finally {
		if (running.get(kind) === control)
			running.delete(kind);
	}
}

// Nobody wants the answer any more.
export const forget = (kind) => running.get(kind)?.abort();

export const isAbort = (e) => e.name === "AbortError";

// The same question again until the answer is complete; each answer is shown as it comes. Ends
// early, and returns null, when another one of this kind was asked meanwhile.
const turns = new Map();
const silent = new Set();

// It was asked, and there is no answer yet, not even a part of one.
export const isSilent = (kind) => silent.has(kind);

export async function askUntilSettled(kind, path, params, show) {
	const turn = (turns.get(kind) || 0) + 1;

	turns.set(kind, turn);
	silent.add(kind);
	try {
		for (;;) {
			const answer = await ask(kind, path, params);

			if (turns.get(kind) !== turn)
				return null;
			silent.delete(kind);
			show(answer);
			if (answer.settled)
				return answer;
			await new Promise((done) => setTimeout(done, 20));
			if (turns.get(kind) !== turn)
				return null;
		}
	} finally {
		if (turns.get(kind) === turn)
			silent.delete(kind);
	}
}
