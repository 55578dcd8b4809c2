# SPDX-License-Identifier: Apache-2.0
"""How long the page of sonde web takes, for run.sh: web.py CAPTURE RUNS SECONDS

In a capture that is loaded, from a key or a click to the picture that follows, in the browser. SECONDS is what
csysdig takes for one view of the same file. Prints rows: work, budget, reached, result, sonde, reference."""
import json
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "web"))
# pylint: disable=wrong-import-position
from browser import Browser  # noqa: E402
from harness import Server  # noqa: E402

capture, runs, theirs = sys.argv[1], int(sys.argv[2]), sys.argv[3]

# From doing something to the first picture of its place.
TIMED = """new Promise((done) => {
    const before = document.body.dataset.shown;
    const look = () => document.body.dataset.shown !== before && (o.disconnect(), requestAnimationFrame(() => done(performance.now() - began)));
    const o = new MutationObserver(look);
    o.observe(document.body, { attributes: true });
    const began = performance.now();
    %s;
})"""


def row(name, budget, ms):
    reference = f"{float(theirs):.3f} s" if theirs != "-" else "-"
    print("\t".join([name, f"<= {budget} ms", f"{ms:.0f} ms", "met" if ms <= budget else "missed", f"{ms / 1000:.3f} s", reference]))



def press(k):
    return f"document.querySelector('.scroller').dispatchEvent(new KeyboardEvent('keydown', {{ key: {json.dumps(k)}, bubbles: true, cancelable: true }}))"


def link(title):
    return f"[...document.querySelectorAll('#views a')].find((a) => a.textContent === {json.dumps(title)}).click()"


def main():
    took = {}

    def timed(name, p, action):
        took.setdefault(name, []).append(p.eval(TIMED % action))
        p.shown()

    with Browser() as b:
        for _ in range(runs):
            with Server("-r", capture) as s:
                p = b.open(s.place(v="procs"), fresh=True)
                p.wait("performance.getEntriesByName('first-contentful-paint').length", 60)
                took.setdefault("paint", []).append(p.eval("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                p.wait("document.body.dataset.ready == 'true'", 60)
                while not s.ask("info")["status"]["ended"]:
                    pass
                p.shown()
                last = s.ask("info")["status"]["last"]
                p.wait("!!document.querySelector('#views a')", 60)
                timed("view", p, link("System Calls"))
                timed("back", p, "history.back()")
                timed("drill", p, press("Enter"))
                timed("up", p, press("Backspace"))
                timed("range", p, f"history.pushState(null, '', '?v=procs&from={last // 4}&to={last // 2}'), dispatchEvent(new PopStateEvent('popstate'))")
                timed("dig", p, press("d"))
                p.send("Page.close")
    for name, title, budget in (("paint", "web: first paint, while the file is read", 1000), ("view", "web: another view", 100),
                                ("back", "web: back", 100), ("drill", "web: drill-down", 100), ("up", "web: up again", 100),
                                ("range", "web: another time range", 100), ("dig", "web: events of a row and range", 100)):
        row(title, budget, statistics.median(took[name]))


main()
