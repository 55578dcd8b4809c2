# SPDX-License-Identifier: Apache-2.0
"""The page as people use it: the figures are those of sonde -j, the place is in the address."""
import collections
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.parse

import browser
from harness import CAPTURES, DATA, DEMO, SONDE, Server, check, read, run, same, skip, table, until

ROUNDS = 600  # of the 600 events of a small capture
SAMPLE = f"{DATA}/sample.scap"
ROWS = """[...document.querySelectorAll('table.rows tr.row')].map((tr) => [...tr.children].map((td) => JSON.parse(td.dataset.value)))"""
SELECTED = "document.querySelector('tr.row[aria-selected=true]')"


def captures():
    """The demo, and a capture of a real machine where there is one."""
    return [DEMO] + ([SAMPLE] if os.path.exists(SAMPLE) else [f"{CAPTURES}/gen-mixed.scap"])


def place_of(p):
    return urllib.parse.parse_qs(urllib.parse.urlparse(p.eval("location.href")).query, keep_blank_values=True)


def shown(p, view):
    """Wait until the last level is this view, and drawn."""
    p.wait(f"new URLSearchParams(location.search).getAll('v').at(-1) == {json.dumps(view)} && document.body.dataset.shown && new URLSearchParams(document.body.dataset.shown).getAll('v').at(-1) == {json.dumps(view)}")
    p.shown()


def figures(name, p, capture, view, *words):
    """What the table says is what sonde -j says, row by row. Internal events have no time to filter by."""
    want = [r["d"] for r in table(capture, view, *words) if r["k"] != "sysdigevent"]
    got = [r for r in p.eval(ROWS) if r[-1] != "sysdigevent"]
    check(name, len(want) > 0 and sorted(map(json.dumps, want)) == sorted(map(json.dumps, got)),
          f"{len(want)} rows wanted, {len(got)} there\n" + "\n".join(json.dumps(x) for x in (want[:2] + got[:2])))


def busiest(capture):
    """The process that makes most system calls."""
    names = subprocess.run([SONDE, "print", "-r", capture, "-p", "%proc.name", "evt.dir=< and syscall.type exists"], check=True, capture_output=True, text=True).stdout.splitlines()
    return collections.Counter(names).most_common(1)[0][0]


def like_top():
    """Moving about, sorting, looking into a process and coming back."""
    for capture in captures():
        with Server("-r", capture) as s, browser.Browser() as b:
            p = b.open(s.place(v="procs"))
            p.shown()
            figures(f"{capture}: processes", p, capture, "procs")
            keys = [r["k"] for r in table(capture, "procs")]
            same("in the same order", keys, p.eval("[...document.querySelectorAll('table.rows tr.row td:first-child')].map((td) => td.textContent)"))
            p.press("j", "j", "k", "ArrowDown")
            same("the keys move the selection", keys[2], p.wait(f"{SELECTED}.firstChild.textContent"))
            p.wait(f"new URLSearchParams(location.search).get('sel') == {json.dumps(keys[2])}")
            p.press("G")
            same("G: the last", keys[-1], p.wait(f"{SELECTED}.firstChild.textContent"))
            p.press("g")
            same("g: the first", keys[0], p.wait(f"{SELECTED}.firstChild.textContent"))
            p.click("table.rows th:nth-child(7) button")
            p.wait("document.querySelector('th:nth-child(7)').ariaSort == 'descending'")
            p.shown()
            column = [r[6] for r in p.eval(ROWS)]
            same("a click on a header sorts", sorted(column, reverse=True), column)
            p.click("table.rows th:nth-child(7) button")
            p.wait("document.querySelector('th:nth-child(7)').ariaSort == 'ascending'")
            p.shown()
            column = [r[6] for r in p.eval(ROWS)]
            same("another one the other way round", sorted(column), column)
            p.press("s")
            p.wait("document.querySelector('dialog').open")
            p.press("Escape")
            p.wait("!document.querySelector('dialog').open")
            p.press("s", "j", "Enter")
            p.wait("document.querySelector('th:nth-child(2)').ariaSort")
            p.shown()
            check("the list of columns goes by the keys of lists", not p.eval("document.querySelector('dialog').open"))
            p.press("g", "j", "Enter")
            shown(p, "fds")
            condition = place_of(p)["c"][0]
            figures("what the selected process has open", p, capture, "fds", f"(evt.type!=switch) and {condition}")
            check("breadcrumbs say the way", condition in p.eval("document.getElementById('crumbs').textContent"))
            p.press("Backspace")
            shown(p, "procs")
            p.press("/")
            p.type("bash")
            p.wait("document.querySelector('.count').textContent.includes(' of ')")
            p.shown()
            check("rows by text", all("bash" in json.dumps(r) for r in p.eval(ROWS)) and p.eval(ROWS) or "sample" in capture)
            same("nothing to complain of", [], p.complaints())


def blocking_call():
    """The demo: pages hang. Who waits, for what, and who is at the other end."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.url)
        p.shown()
        rows = {r["d"][0]: r["d"] for r in table(DEMO, "overview")}
        tiles = p.eval("[...document.querySelectorAll('.tile')].map((t) => [t.dataset.k, JSON.parse(t.dataset.total)])")
        same("the tiles have the figures of the overview", [[k, d[4]] for k, d in rows.items()], tiles)
        p.click(".tile[data-k='Errors'] button")
        p.wait("new URLSearchParams(location.search).get('tiles') == 'Errors'")
        check("a curve over the timeline makes it taller", p.wait("document.getElementById('timeline').getBoundingClientRect().height > 76"))
        p.press("v")
        p.eval("[...document.querySelectorAll('#views a')].find((a) => a.textContent == 'Blocked now').click()")
        shown(p, "blocked")
        figures("blocked calls", p, DEMO, "blocked")
        database = next(r["d"][0] for r in table(DEMO, "procs") if r["d"][-1].startswith("mariadbd "))
        row = p.eval(f"{ROWS}.findIndex((r) => r[2] == 'recvfrom' && r[8].includes('shop.py'))")
        check("a thread of the shop waits for an answer", row >= 0)
        text = p.eval(f"document.querySelectorAll('table.rows tr.row')[{row}].textContent")
        check("of the database, whose name is there", f"mariadbd[{database}]" in text and ":3306" in text, text)
        p.press("g", *["j"] * row, "d")
        shown(p, "dig")
        p.wait("document.querySelectorAll('tr.row').length > 0")
        check("its events", "recvfrom" in p.eval("document.getElementById('panel').textContent"))
        p.press("Enter")
        p.wait("!document.querySelector('.detail').hidden")
        detail = p.eval("document.querySelector('.detail').textContent")
        check("and all fields of one", "evt.num" in detail and "proc.name" in detail, detail[:200])
        p.press("Escape")
        p.press("Backspace")
        shown(p, "blocked")
        same("back at the row", row, p.eval(f"[...document.querySelectorAll('tr.row')].indexOf({SELECTED})"))
        p.go(s.way(("v", "procs"), ("c", 'proc.name="python3" and fd.sport=3306'), ("v", "echo")))
        shown(p, "echo")
        p.wait("document.querySelectorAll('.say').length > 5")
        check("the conversation has two sides", p.eval("document.querySelectorAll('.say.write').length > 0 && document.querySelectorAll('.say:not(.write)').length > 0"))
        check("SQL is to be read in it", "SELECT" in p.eval("document.querySelector('.echo').textContent"))
        p.press("x")
        p.wait("document.querySelector('.say pre').textContent.includes('0x0000')")
        p.press("F")
        shown(p, "flame")
        p.wait("document.querySelectorAll('.flame button').length > 2")
        p.press("j", "Enter")
        shown(p, "dig")
        check("a part of the flame graph leads to its events", "proc.name" in place_of(p)["c"][-1])
        p.go(s.place(v="spectro_all"))
        shown(p, "spectro_all")
        x, y, w, h = p.box(".picture canvas")
        p.drag(x + 60, y + 5, x + w - 2, y + h * 0.4)
        p.wait("!!document.querySelector('.said button')")
        n = int(p.eval("document.querySelector('.said').textContent.match(/([0-9,]+) calls/)[1]").replace(",", ""))
        p.press("Enter")
        shown(p, "dig")
        same("a region of the spectrogram has as many events as it says", n, json.loads(s.request("/api/events" + p.eval("location.search"))[2])["total"])
        same("nothing to complain of", [], p.complaints())


def five_keys():
    """The walk of the README, whose keys are the terminal's; and finding a view by its name."""
    keys = re.findall(r"^\| [1-5] \| `([^`]*)` \|", read("README.md").split("### Five keys")[1].split("###")[0], re.M)
    same("five keys in the README", 5, len(keys))
    focused = "document.activeElement.closest('#views') && document.activeElement.textContent"
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.url)
        p.shown()
        p.press(keys[0])
        same("the list of views, at the one that is shown", "Overview", p.wait(focused))
        p.press(keys[1])
        same("to its first view", "Blocked now", p.eval(focused))
        p.press(keys[2])
        shown(p, "blocked")
        second = p.eval("document.querySelectorAll('table.rows tr.row')[1].textContent")
        check("somebody waits for the database", "poll" in second and "mariadbd[" in second, second)
        p.press(keys[3])
        same("the second row", "1", p.wait(f"{SELECTED}?.dataset.i != '0' && {SELECTED}.dataset.i"))
        p.press(keys[4])
        shown(p, "echo")
        said = p.wait("[...document.querySelectorAll('.say')].map((e) => e.textContent).filter((t, i, all) => all.some((x) => x.includes('SELECT SLEEP(45)')))")
        check("the cause", any("LOCK TABLES orders WRITE" in t for t in said), said)
        check("from the end", p.eval("[...document.querySelectorAll('.say')].at(-1).getBoundingClientRect().bottom <= document.querySelector('.echo').getBoundingClientRect().bottom + 1"))
        p.press("Backspace")
        shown(p, "blocked")
        p.press("Enter")
        shown(p, "dig")
        p.wait(f"{SELECTED} && document.querySelector('.count').textContent == `${{(Number({SELECTED}.dataset.i) + 1).toLocaleString('en')}} events`")
        check("Enter shows its events from the end: the call", p.wait("[...document.querySelectorAll('tr.row')].some((tr) => tr.textContent.includes('poll'))"))
        p.press("v", "/")
        p.wait("document.activeElement.id == 'views-search'")
        p.type("CONN")
        found = p.wait("document.querySelectorAll('#views li[hidden]').length && [...document.querySelectorAll('#views li:not([hidden])')].map((li) => li.textContent)")
        check("/ finds views by name", found and all("conn" in name.lower() for name in found), found)
        p.press("Enter")
        same("Enter goes to the first of them", found[0], p.eval(focused))
        p.press("Escape")
        same("Escape: all of them again", 0, p.eval("document.querySelectorAll('#views li[hidden]').length"))
        same("and to the rows", True, p.eval("document.activeElement.className == 'scroller'"))
        same("nothing to complain of", [], p.complaints())
        five_keys_narrow(b, s, keys)


def five_keys_narrow(b, s, keys):
    """The same where the page has no room for the list, and offers it as one that drops down."""
    p = b.open(s.url, width=390, height=844)
    p.shown()
    p.press(keys[0])
    p.wait("document.activeElement.id == 'view-select' && document.activeElement.options.length")
    p.press(keys[1], "j", "k", keys[2])
    shown(p, "blocked")
    p.press(keys[3])
    p.wait(f"{SELECTED}?.dataset.i == '1'")
    p.press("v", "G", "Escape")
    same("Escape stays where one is", "blocked", p.eval("document.getElementById('view-select').value"))
    p.press(keys[4])
    shown(p, "echo")
    same("nothing to complain of", [], p.complaints())


def time_selection():
    """A range of the timeline: everything follows, and the address has it."""
    for capture in captures():
        with Server("-r", capture) as s, browser.Browser() as b:
            p = b.open(s.place(v="syscalls"))
            p.shown()
            whole = p.eval(ROWS)
            x, y, w, h = p.box("#timeline")
            p.drag(x + w * 0.25, y + 20, x + w * 0.6, y + 20)
            p.wait("new URLSearchParams(location.search).has('from')")
            p.shown()
            q = place_of(p)
            a, z = int(q["from"][0]), int(q["to"][0])
            shown(p, "syscalls")
            p.wait(f"document.body.dataset.shown.includes('from={a}')")
            figures(f"{capture}: system calls of the range", p, capture, "syscalls", f"evt.reltime>={a} and evt.reltime<={z}")
            p.eval("history.back()")
            p.wait("!location.search.includes('from=') && !document.body.dataset.shown.includes('from=')")
            p.shown()
            same("back: the whole time again", whole, p.eval(ROWS))
            p.eval("history.forward()")
            p.wait(f"document.body.dataset.shown.includes('from={a}')")
            p.shown()
            figures("forward: the range again", p, capture, "syscalls", f"evt.reltime>={a} and evt.reltime<={z}")
            p.send("Page.reload")
            p.wait(f"document.body.dataset.shown && document.body.dataset.shown.includes('from={a}')")
            p.shown()
            figures("reload: the range still", p, capture, "syscalls", f"evt.reltime>={a} and evt.reltime<={z}")
            p.click("#zoom-in")
            p.wait("new URLSearchParams(location.search).has('z')")
            p.press("t")
            p.press("l", "l", "l", "]", "Escape")
            p.wait(f"new URLSearchParams(location.search).get('to') != '{z}'")
            p.eval("document.getElementById('range-clear').click()")
            p.wait("!new URLSearchParams(location.search).has('from')")
            p.shown()
            same("nothing to complain of", [], p.complaints())


def selections():
    """What is selected in a picture, or a conversation, is in the address, too: reload and back find it again."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.place(v="flame"))

        def again(what, script):
            """It is the same after a reload, and coming back from the events below."""
            want = p.eval(script)
            p.eval("window.before = true")
            p.send("Page.reload")
            p.wait("!window.before && document.body.dataset.ready == 'true'")
            check(f"reload: {what}", p.wait(f"{script} === {json.dumps(want)}"))
            p.press("Enter")
            shown(p, "dig")
            p.eval("history.back()")
            p.wait("!location.search.includes('v=dig') && !document.body.dataset.shown.includes('v=dig')")
            check(f"back: {what}", p.wait(f"{script} === {json.dumps(want)}"))
            p.shown()
            return want

        p.wait("document.querySelectorAll('.flame button').length > 2")
        p.eval("[...document.querySelectorAll('.flame button')].find((b) => b.textContent === 'python3').click()")
        check("a part of the flame graph", "python3" in again("the part of the flame graph", "document.querySelector('.picture .said').textContent"))
        p.go(s.place(v="spectro_all"))
        shown(p, "spectro_all")
        x, y, w, h = p.box(".picture canvas")
        p.drag(x + w * 0.3, y + h * 0.2, x + w * 0.6, y + h * 0.5)
        p.wait("location.search.includes('sel=')")
        check("a region", "calls" in again("the region of the spectrogram", "document.querySelector('.picture .said').textContent"))
        p.go(s.place(v="echo"))
        shown(p, "echo")
        p.press("PageDown", "PageDown", "j")
        p.wait("document.querySelector('.say[aria-selected]')?.dataset.i == '16'")
        again("the message", "document.querySelector('.say[aria-selected]').dataset.i")
        check("it is in sight", p.eval("document.querySelector('.say[aria-selected]').getBoundingClientRect().bottom <= innerHeight"))
        check("and so are those before it", p.wait("document.querySelector('.say').dataset.i === '0'"))
        p.press("x")
        p.wait("location.search.includes('mode=hex') && document.body.dataset.shown == location.search")
        check("in hex: the same message", p.wait("document.querySelector('.say[aria-selected]').dataset.i === '16'"))
        p.go(s.place(**{"v": "procs", "tiles": "Errors~Events", "from": "1000000000", "to": "2000000000"}))
        shown(p, "procs")
        check("chosen curves are over the timeline whatever is below it", p.wait("document.getElementById('timeline').clientHeight > 120"))
        asked = p.eval("performance.getEntriesByType('resource').map((r) => r.name).filter((n) => n.includes('beside'))")
        check("and are about the whole time", asked and not [a for a in asked if "from=" in a], asked)
        same("nothing to complain of", [], p.complaints())


def spoken():
    """What a screen reader finds: names for all there is to do and to look at, headers, and the row that is selected."""
    named = {"button", "combobox", "group", "grid", "image", "link", "region", "searchbox", "table", "textbox"}
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.url)
        for view in ("overview", "procs", "dig", "echo", "flame", "spectro_all"):
            p.go(s.place(v=view))
            shown(p, view)
            nodes = [n for n in p.send("Accessibility.getFullAXTree")["nodes"] if not n["ignored"]]
            said = [(n["role"]["value"], n.get("name", {}).get("value", ""), {q["name"]: q["value"].get("value") for q in n.get("properties", [])}) for n in nodes]
            same(f"{view}: everything has a name", [], [role for role, name, _ in said if role in named and not name])
            if view == "procs":
                first = p.eval(f"{SELECTED}.firstChild.textContent")
                chosen = [name for role, name, props in said if role == "row" and props.get("selected")]
                check("the selected row is said", len(chosen) == 1 and chosen[0].startswith(first + " "), chosen)
                check("columns have headers", ("columnheader", "PID") in [x[:2] for x in said])


def filters():
    """A filter with a mistake, completed, counted, taken."""
    for capture in captures():
        name = "nginx" if capture == DEMO else busiest(capture)
        text = f'proc.name = "{name}"'
        n = len(subprocess.run([SONDE, "print", "-r", capture, text], check=True, capture_output=True, text=True).stdout.splitlines())
        with Server("-r", capture) as s, browser.Browser() as b:
            p = b.open(s.place(v="files"))
            p.shown()
            value, before = "document.getElementById('filter').value", p.eval("document.getElementById('filter').value")
            p.press("f")
            p.wait("document.activeElement.id == 'filter'")
            check("the filter that is there, to be gone on with", p.eval(value) in (f"{before} and ", f"({before}) and "), p.eval(value))
            p.wait("/^[0-9,]+ of /.test(document.getElementById('filter-status').textContent)")
            p.press("Enter")
            p.wait("document.activeElement.id != 'filter'")
            same("untouched it stays as it is", None, place_of(p).get("f"))
            p.press("f", "Backspace")
            same("Backspace takes the and away", before, p.wait(value))
            p.press("Escape", "Escape")
            p.wait("document.activeElement.id != 'filter'")
            p.press("f")
            p.type(" or")
            same("so does a blank", f"{before} or", p.wait(value))
            p.eval("document.getElementById('filter').value = ''")
            p.type("proc.nme=1")
            p.wait("document.getElementById('filter-status').textContent.includes(\"did you mean 'proc.name'\")")
            check("a mistake is told with its column", p.eval("document.getElementById('filter-status').textContent").startswith("column 1:"))
            p.press("Enter")
            same("and not taken", None, place_of(p).get("f"))
            p.eval("document.getElementById('filter').value = ''")
            p.type("proc.nam")
            p.wait("[...document.querySelectorAll('#candidates b')].some((b) => b.textContent == 'proc.name')")
            p.press("Tab")
            p.wait("document.getElementById('filter').value == 'proc.name '")
            p.wait("[...document.querySelectorAll('#candidates b')].some((b) => b.textContent == 'icontains')")
            p.type("= ")
            p.wait(f"[...document.querySelectorAll('#candidates b')].some((b) => b.textContent == {json.dumps(json.dumps(name))})")
            p.type(f'"{name}"')
            p.wait(f"document.getElementById('filter-status').textContent.startsWith('{n:,} of ')")
            check(f"{capture}: events are counted before it is taken", True)
            p.press("Escape", "Enter")
            p.wait("new URLSearchParams(location.search).has('f')")
            p.wait("document.body.dataset.shown.includes('&f=')")
            p.shown()
            q = place_of(p)["f"][0]
            p.eval("[...document.querySelectorAll('#views a')].find((a) => a.textContent == 'System Calls').click()")
            shown(p, "syscalls")
            figures("figures of the filter", p, capture, "syscalls", q)
            same("nothing to complain of", [], p.complaints())


def two_browsers():
    """Each has its own place; nobody's is changed by the other."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        one, two = b.open(s.place(v="procs", sort="3d")), b.open(s.place(v="procs", sort="1u", q="curl"), fresh=True, width=390, height=844)
        one.shown()
        two.shown()
        first = one.eval(ROWS)
        pids = [r[0] for r in two.eval(ROWS)]
        check("another order, other rows", pids == sorted(pids) and 0 < len(pids) < len(first))
        one.press("j", "Enter")
        shown(one, "fds")
        same("the other one stays", ["procs"], place_of(two)["v"])
        two.send("Page.reload")
        two.shown()
        same("and finds what it had", pids, [r[0] for r in two.eval(ROWS)])
        one.press("Backspace")
        shown(one, "procs")
        same("both", first, one.eval(ROWS))
        width = two.eval("[document.documentElement.scrollWidth, innerWidth]")
        check("a phone scrolls up and down only", width[0] <= width[1], width)
        check("tables have headers and labels", one.eval("[...document.querySelectorAll('table.rows th')].every((th) => th.scope == 'col') && !!document.querySelector('table.rows').ariaLabel"))
        same("all buttons have names", 0, one.eval("[...document.querySelectorAll('button')].filter((x) => !x.textContent.trim() && !x.ariaLabel).length"))


def cells_and_columns():
    """A cell as a filter, columns as somebody wants them."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.place(v="procs"))
        p.shown()
        heads = "[...document.querySelectorAll('thead th')].map((th) => th.textContent)"
        names = p.eval(heads)
        user = p.eval(f"{ROWS}[1][3]")
        same("the time that the capture took, cut off as on the terminal", True, p.wait("document.getElementById('figures').textContent.includes('17.20 s')"))
        p.press("Backspace")
        same("that this is the top is no error", "notice info", p.wait("document.querySelector('.notice:not([hidden])')?.className"))
        p.press("j", "l", "l", "l", "l")
        same("the keys choose a cell", user, p.wait("document.getElementById('chosen')?.textContent.trim()"))
        p.press("=")
        p.wait("new URLSearchParams(location.search).get('f') && document.body.dataset.shown.includes('&f=')")
        p.shown()
        filt = place_of(p)["f"][0]
        check("= makes a filter of it", filt.endswith(f'user.name="{user}"'), filt)
        figures("with its figures", p, DEMO, "procs", filt)
        p.eval("history.back()")
        p.wait("!location.search.includes('&f=') && !document.body.dataset.shown.includes('&f=')")
        p.shown()
        x, y, w, h = p.box("tbody tr.row:nth-child(3) td:nth-child(4)")
        p.painted()
        for kind in ("mousePressed", "mouseReleased"):
            p.mouse(kind, x + w / 2, y + h / 2, button="right", clickCount=1)
        p.wait("document.activeElement?.role == 'menuitem'")
        check("the right button has a menu", p.eval("document.activeElement.textContent").startswith(f"Only USER = {user}"))
        p.press("ArrowDown", "Enter")
        p.wait("new URLSearchParams(location.search).get('f')?.includes('user.name!=') && document.body.dataset.shown.includes('&f=')")
        p.shown()
        check("nothing of that user", user not in p.eval(f"{ROWS}.map((r) => r[3])") and p.eval(f"{ROWS}.length") > 0)
        p.go(s.place(v="procs"))
        p.shown()
        p.press("C")
        p.wait("document.querySelector('dialog').open")
        p.eval("document.getElementById('column-2').click()")
        p.wait(f"!{heads}.includes({json.dumps(names[2])})")
        p.eval("document.querySelector('[data-move=\"0 1\"]').click()")
        wanted = [names[1], names[0], *names[3:]]
        p.wait(f"JSON.stringify({heads}) == {json.dumps(json.dumps(wanted, separators=(',', ':')))}")
        p.press("Escape")
        p.wait("!document.querySelector('dialog').open")
        same("columns are in the address", "~".join(wanted), place_of(p)["cols"][0])
        p.go(s.place(v="procs"))
        p.wait("!location.search.includes('cols') && document.body.dataset.ready == 'true'")
        p.shown()
        same("and remembered", wanted, p.eval(heads))
        p.press("@")
        p.wait(f"document.querySelector('th[aria-sort]').textContent == {json.dumps(names[0])}")
        p.shown()
        same("Shift-2 sorts by the second", sorted((r[1] for r in p.eval(ROWS)), reverse=True), [r[1] for r in p.eval(ROWS)])
        p.press("C")
        p.wait("document.querySelector('dialog').open")
        p.eval("[...document.querySelectorAll('dialog button')].at(-1).click()")
        p.wait(f"JSON.stringify({heads}) == {json.dumps(json.dumps(names, separators=(',', ':')))}")
        p.press("Escape")
        p.wait("!document.querySelector('dialog').open")
        p.press(":")
        p.wait("document.activeElement?.ariaLabel == 'Go to row'")
        p.type("7")
        p.press("Enter")
        same(": goes to a row", "6", p.wait(f"{SELECTED}?.dataset.i != '0' && {SELECTED}.dataset.i"))
        same("nothing to complain of", [], p.complaints())


def saving():
    """What is saved is what is shown."""
    with Server("-r", DEMO) as s:
        filt = 'proc.name = "nginx"'
        want = s.ask("filter", text=filt)["matches"]
        with tempfile.TemporaryDirectory() as d:
            path = os.path.join(d, "part.scap")
            status, headers, data = s.request("/api/save?" + urllib.parse.urlencode({"v": "dig", "f": filt}))
            same("a capture", (200, 'attachment; filename="demo-part.scap"'), (status, headers.get("content-disposition")))
            with open(path, "wb") as f:
                f.write(data)
            lines = subprocess.run([SONDE, "print", "-r", path, "-p", "%evt.num"], check=True, capture_output=True, text=True).stdout.splitlines()
            same("has the events of the filter", want, len(lines))
            if shutil.which("sysdig"):
                theirs = subprocess.run(["sysdig", "-r", path, "-p", "%evt.num"], check=False, capture_output=True, text=True).stdout.splitlines()
                same("for sysdig, too", want, len(theirs))
        rows = table(DEMO, "procs")
        got = json.loads(s.request("/api/table?v=procs&as=json")[2])
        same("JSON is what -j prints", rows, got["slices"][1]["data"])
        csv = s.request("/api/table?v=procs&as=csv")[2].decode().splitlines()
        same("CSV has a line a row", len(rows) + 1, len(csv))
        for view in ("overview", "procs", "dig", "echo", "flame", "spectro_all"):
            status, _, data = s.request(f"/api/report?v={view}")
            check(f"a report of {view}", status == 200 and b"</html>" in data and len(data) > 3000, (status, len(data)))
        last = s.ask("info")["status"]["last"]
        data = s.request(f"/api/report?v=procs&from={last // 4}&to={last // 2}")[2].decode()
        marked = re.search(r'<rect class="g" x="([\d.]+)" y="0" width="([\d.]+)"', data)
        check("a report of a range marks it", marked and [round(float(n)) for n in marked.groups()] == [300, 300], marked)
        same("a report of everything marks nothing", None, re.search('class="g"', s.request("/api/report?v=procs")[2].decode()))


def messages_and_double_clicks():
    """What is drawn anew while somebody uses it: rows that are selected, messages that come and go."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.place(v="procs"))
        p.shown()
        p.click("tr.row:nth-child(4) td:nth-child(5)", twice=True)
        shown(p, "fds")
        p.go(s.place(v="echo"))
        shown(p, "echo")
        total = s.ask("echo", v="echo", n=1)["total"]
        # As if messages were so large that an answer holds few of them.
        p.eval("window.fetch = ((f) => (url, o) => f(url.replace('&n=60', '&n=7'), o))(window.fetch)")
        p.press("G")
        p.wait(f"document.querySelector('.say[aria-selected]')?.dataset.i == '{total - 1}'")
        first = p.eval("Number(document.querySelector('.say').dataset.i)")
        check("only the last ones", first > 200, first)
        p.wait(f"(document.querySelector('.echo').scrollTop = 0) === 0 && Number(document.querySelector('.say').dataset.i) < {first - 100}")
        check("older ones come, and none is left out", p.eval("[...document.querySelectorAll('.say')].every((e, i, all) => !i || Number(e.dataset.i) === Number(all[i - 1].dataset.i) + 1)"))
        p.press("g")
        p.wait("document.querySelector('.say[aria-selected]')?.dataset.i == '0'")
        check("nothing went wrong", not p.complaints(), p.complaints())


def nothing_there():
    """Where there is nothing, that is said."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.place(v="docker_events"))
        p.wait("document.querySelector('tr.none')?.textContent == 'There is nothing of this kind here.'")
        for place, said in (({"v": "docker_events", "from": "1", "to": "2"}, "range"), ({"v": "procs", "q": "no such text"}, "no such text"),
                            ({"v": "dig", "f": "evt.num=0"}, "nothing of this kind")):
            p.go(s.place(**place))
            shown(p, place["v"])
            check(f"{place}: that there is nothing", said in p.wait("document.querySelector('tr.none').textContent"))
        p.go(s.place(v="procs"))
        shown(p, "procs")
        check("where there are rows, nothing is said", not p.eval("document.querySelector('tr.none')"))


def counted_ahead():
    """While nobody asks, what may be asked next is counted; then nothing is done any more."""
    def used(pid):
        return sum(int(n) for n in read(f"/proc/{pid}/stat").rpartition(")")[2].split()[11:13]) / os.sysconf("SC_CLK_TCK")

    with Server("-r", DEMO) as s:
        check("nothing before somebody looks", not s.ask("info")["status"]["counting"])
        s.ask("rows", v="procs")
        # Asked all the time, it does not count.
        until(lambda: time.sleep(0.5) or not s.ask("info")["status"]["counting"])
        before = used(s.process.pid)
        time.sleep(1)
        check("all is counted, and the server is idle", used(s.process.pid) - before < 0.2, used(s.process.pid) - before)


def pointed_at():
    """A view on which the pointer rests is begun to be counted; its answer is the one that comes when it is opened."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.place(v="procs", f="proc.name=nginx"))
        asked = "performance.getEntriesByType('resource').filter((r) => r.name.includes('beside')).map((r) => new URL(r.name).searchParams.get('v'))"
        p.wait("!!document.querySelector('#views [data-view=errors]')")
        x, y, w, h = p.box("#views [data-view=errors]")
        p.painted()
        p.mouse("mouseMoved", x + w / 2, y + h / 2)
        p.wait(f"({asked}).includes('errors')")
        same("nothing else changes", ["procs"], place_of(p)["v"])
        p.click("#views [data-view=errors]")
        shown(p, "errors")
        figures("what was pointed at", p, DEMO, "errors", "proc.name=nginx")


def long_lists():
    """Events by the hundred thousand scroll; what is in sight is what was asked for."""
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "long.scap")
        subprocess.run(["build/tests/gen_captures", "--repeat", str(ROUNDS), f"{CAPTURES}/gen-mixed.scap", path], check=True, capture_output=True)
        # What is kept of a live capture has nothing to do with files.
        with Server("-r", path, "--history", "1") as s, browser.Browser() as b:
            p = b.open(s.place(v="syscalls"))
            p.wait("document.body.dataset.ready == 'true'")
            p.shown()
            figures("figures of a capture that is larger than the history", p, path, "syscalls")
            p.go(s.place(v="dig"))
            p.wait("document.querySelector('.count')?.textContent.length > 12")
            p.shown()
            total = s.ask("events", v="dig", n=1)["total"]
            check("as many as there are", total >= 300000, total)
            p.press("G")
            p.wait(f"{SELECTED}?.dataset.i == '{total - 1}' && {SELECTED}.children.length > 3")
            want = s.ask("events", v="dig", off=total - 1)["rows"][0]["e"]
            same("the last one", str(want), p.eval(f"{SELECTED}.firstChild.textContent"))
            p.eval("(() => { const e = document.querySelector('.scroller'); e.scrollTop = (e.scrollHeight - e.clientHeight) / 2; })()")
            p.wait(f"Math.abs(Number(document.querySelectorAll('tr.row')[5].dataset.i) - {total // 2}) < 20000 && document.querySelectorAll('tr.row')[5].children.length > 3")
            i = int(p.eval("document.querySelectorAll('tr.row')[5].dataset.i"))
            same("one in the middle", str(s.ask("events", v="dig", off=i, n=1)["rows"][0]["e"]), p.eval("document.querySelectorAll('tr.row')[5].firstChild.textContent"))
            check("few rows are in the page", p.eval("document.querySelectorAll('tr').length") < 200)


def live():
    """The running system: what happens appears."""
    if os.geteuid():
        skip("live", "needs root")
        return
    probe = subprocess.run([SONDE, "record", "-n", "1", "-w", "/dev/null"], check=False, capture_output=True, text=True, timeout=90)
    if probe.returncode:
        skip("live", f"cannot capture here: {probe.stderr.strip().splitlines()[-1] if probe.stderr.strip() else probe.returncode}")
        return
    mark = f"sonde-live-{os.getpid()}"
    with Server("-d", "500", "--history", "64") as s, browser.Browser() as b:
        p = b.open(s.place(v="dig", f=f"evt.type in (open, openat) and evt.dir=< and fd.name contains {mark}"))
        p.wait("document.body.dataset.ready == 'true'")
        before = s.ask("info")["status"]["count"]
        with tempfile.TemporaryDirectory() as d:
            made = []

            def see_one_more():
                # A machine that is very busy may lose an event, and says so.
                made.append(f"{mark}-{len(made)}")
                with open(os.path.join(d, made[-1]), "w", encoding="ascii") as f:
                    f.write(mark)
                time.sleep(0.1)
                return p.eval("document.querySelectorAll('tr.row').length") >= 5

            until(see_one_more)
        seen = p.eval("[...document.querySelectorAll('tr.row')].map((tr) => tr.textContent)")
        check("what is done is seen, once", all(sum(f"/{name}(" in text or f"/{name} " in text or text.endswith(f"/{name}") for text in seen) <= 1 for name in made) and all(mark in text for text in seen), seen)
        check("events are counted on", s.ask("info")["status"]["count"] > before)
        p.go(s.place(v="procs"))
        shown(p, "procs")
        p.wait(f"{ROWS}.length > 3")
        p.press("i")
        p.wait("new URLSearchParams(document.body.dataset.shown).get('add') == '1'")
        same("added up", "true", p.eval("[...document.querySelectorAll('#tools button')].find((b) => b.textContent == 'Add up').ariaPressed"))
        p.wait(f"{ROWS}.length > 3")
        p.press("p")
        p.wait("document.getElementById('figures').textContent.includes('paused')")
        p.shown()
        held = p.eval(ROWS)
        time.sleep(0.8)
        same("a picture that is held stays", held, p.eval(ROWS))
        caps = [line.split()[1] for line in open(f"/proc/{s.process.pid}/status", encoding="ascii") if line.startswith("CapEff")]
        same("privileges are given up", ["0000000000000000"], caps)


run([like_top, blocking_call, five_keys, time_selection, selections, spoken, filters, two_browsers, cells_and_columns, saving, nothing_there, counted_ahead, pointed_at, messages_and_double_clicks, long_lists, live])
