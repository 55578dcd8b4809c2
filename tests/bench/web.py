# SPDX-License-Identifier: Apache-2.0
"""How long the page of sonde web takes, for run.sh: web.py CAPTURE RUNS SECONDS

From a key or a click to the picture that follows, in the browser. "Just loaded" is the moment in which the last event
was read: nothing but the first view was counted then, the timeline counts errors at the same time, and the page draws
what the last events changed. Nobody clicks as soon as that; "half a second later" is what a quick hand meets. "Once
counted" is some seconds later, when sonde web has counted what may be asked next. SECONDS is what csysdig takes for one view of
the same file. Prints rows: work, budget, reached, result, sonde, reference."""
import json
import os
import statistics
import sys
import time

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


def show(place):
    return f"history.pushState(null, '', {json.dumps(place)}), dispatchEvent(new PopStateEvent('popstate'))"


def main():
    took = {}

    def timed(name, p, action):
        took.setdefault(name, []).append(p.eval(TIMED % action))
        p.shown()

    def loaded(b, s):
        """A page of its own, in which everything was read."""
        p = b.open(s.place(v="procs"), fresh=True)
        p.wait("performance.getEntriesByName('first-contentful-paint').length")
        took.setdefault("paint", []).append(p.eval("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        p.wait("document.body.dataset.ready == 'true'")
        while not s.ask("info")["status"]["ended"]:
            pass
        p.shown()
        p.wait("!!document.querySelector('#views a')")
        return p

    with Browser() as b:
        for _ in range(runs):
            with Server("-r", capture) as s:
                p = loaded(b, s)
                time.sleep(0.5)
                timed("soon", p, link("System Calls"))
                p.send("Page.close")
            with Server("-r", capture) as s:
                p = loaded(b, s)
                last = s.ask("info")["status"]["last"]
                timed("view", p, link("System Calls"))
                timed("back", p, "history.back()")
                timed("drill", p, press("Enter"))
                timed("up", p, press("Backspace"))
                timed("range", p, show(f"?v=procs&from={last // 4}&to={last // 2}"))
                timed("dig", p, press("d"))
                timed("top", p, show("?v=procs"))
                began = time.monotonic()
                while s.ask("info")["status"]["counting"]:
                    time.sleep(0.5)  # asked all the time, it does not count
                took.setdefault("counting", []).append(time.monotonic() - began)
                timed("counted", p, link("I/O by Type"))
                timed("counted range", p, show(f"?v=io_by_type&from={last // 4}&to={last // 2}"))
                p.send("Page.close")
    counting = statistics.median(took["counting"])
    for name, title, budget in (("paint", "first paint, while the file is read", 1000), ("view", "another view, just loaded", 100), ("soon", "another view, half a second later", 100),
                                ("back", "back, just loaded", 100), ("drill", "drill-down, just loaded", 100), ("up", "up again, just loaded", 100),
                                ("range", "another time range, just loaded", 100), ("dig", "events of a row and range", 100),
                                ("counted", f"another view, once counted ({counting:.1f} s)", 100),
                                ("counted range", "range of a view, once counted", 100)):
        row(f"web: {title}", budget, statistics.median(took[name]))


main()
