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


def view_link(name):
    return f"[...document.querySelectorAll('#views a')].find((a) => a.textContent == {json.dumps(name)})"


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
            p.same("the keys move the selection", keys[2], f"{SELECTED}.firstChild.textContent")
            p.wait(f"new URLSearchParams(location.search).get('sel') == {json.dumps(keys[2])}")
            p.press("G")
            p.same("G: the last", keys[-1], f"{SELECTED}.firstChild.textContent")
            p.press("g")
            p.same("g: the first", keys[0], f"{SELECTED}.firstChild.textContent")
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
            p.check("breadcrumbs say the way", f"document.getElementById('crumbs').textContent.includes({json.dumps(condition)})", "document.getElementById('crumbs').textContent")
            p.press("Backspace")
            shown(p, "procs")
            p.press("/")
            p.type("bash")
            p.wait("document.querySelector('.count').textContent.includes(' of ')")
            p.shown()
            found = p.eval(ROWS)
            check("rows by text", all("bash" in json.dumps(r) for r in found) and (found or "sample" in capture), found)
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
        p.check("a curve over the timeline makes it taller", "document.getElementById('timeline').clientHeight > 76")
        p.push(view_link("Blocked now"))
        shown(p, "blocked")
        figures("blocked calls", p, DEMO, "blocked")
        database = next(r["d"][0] for r in table(DEMO, "procs") if r["d"][-1].startswith("mariadbd "))
        row = p.eval(f"{ROWS}.findIndex((r) => r[2] == 'recvfrom' && r[8].includes('shop.py'))")
        check("a thread of the shop waits for an answer", row >= 0)
        text = p.eval(f"document.querySelectorAll('table.rows tr.row')[{row}].textContent")
        check("of the database, whose name is there", f"mariadbd[{database}]" in text and ":3306" in text, text)
        p.press("g", *["j"] * row, "d")
        shown(p, "dig")
        p.check("its events", "document.querySelector('tbody').textContent.includes('recvfrom')")
        p.press("Enter")
        detail = p.wait("!document.querySelector('.detail').hidden && document.querySelector('.detail').textContent")
        check("and all fields of one", "evt.num" in detail and "proc.name" in detail, detail[:200])
        p.press("Escape")
        p.press("Backspace")
        shown(p, "blocked")
        p.same("back at the row", row, f"[...document.querySelectorAll('tr.row')].indexOf({SELECTED})")
        p.go(s.way(("v", "procs"), ("c", 'proc.name="python3" and fd.sport=3306'), ("v", "echo")))
        shown(p, "echo")
        p.wait("document.querySelectorAll('.say').length > 5")
        p.check("the conversation has two sides", "document.querySelectorAll('.say.write').length > 0 && document.querySelectorAll('.say:not(.write)').length > 0")
        p.check("SQL is to be read in it", "document.querySelector('.echo').textContent.includes('SELECT')")
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
        n = int(p.wait("document.querySelector('.said button') && document.querySelector('.said').textContent.match(/([0-9,]+) calls/)[1]").replace(",", ""))
        p.press("Enter")
        shown(p, "dig")
        same("a region of the spectrogram has as many events as it says", n, s.ask("events", p.eval("location.search"))["total"])
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
        p.same("the list of views, at the one that is shown", "Overview", focused)
        p.press(keys[1])
        p.same("to its first view", "Blocked now", focused)
        p.press(keys[2])
        shown(p, "blocked")
        second = "document.querySelectorAll('table.rows tr.row')[1].textContent"
        p.check("somebody waits for the database", f"/poll.*mariadbd\\[/.test({second})", second)
        p.press(keys[3])
        p.same("the second row", "1", f"{SELECTED}.dataset.i")
        p.press(keys[4])
        shown(p, "echo")
        said = p.wait("[...document.querySelectorAll('.say')].map((e) => e.textContent).filter((t, i, all) => all.some((x) => x.includes('SELECT SLEEP(45)')))")
        check("the cause", any("LOCK TABLES orders WRITE" in t for t in said), said)
        p.check("from the end", "[...document.querySelectorAll('.say')].at(-1).getBoundingClientRect().bottom <= document.querySelector('.echo').getBoundingClientRect().bottom + 1")
        p.press("Backspace")
        shown(p, "blocked")
        p.press("Enter")
        shown(p, "dig")
        p.wait(f"{SELECTED} && document.querySelector('.count').textContent == `${{(Number({SELECTED}.dataset.i) + 1).toLocaleString('en')}} events`")
        p.check("Enter shows its events from the end: the call", "[...document.querySelectorAll('tr.row')].some((tr) => tr.textContent.includes('poll'))")
        p.press("v", "/")
        p.wait("document.activeElement.id == 'views-search'")
        p.type("CONN")
        found = p.wait("document.querySelectorAll('#views li[hidden]').length && [...document.querySelectorAll('#views li:not([hidden])')].map((li) => li.textContent)")
        check("/ finds views by name", found and all("conn" in name.lower() for name in found), found)
        p.press("Enter")
        p.same("Enter goes to the first of them", found[0], focused)
        p.press("Escape")
        p.same("Escape: all of them again", 0, "document.querySelectorAll('#views li[hidden]').length")
        p.same("and to the rows", "scroller", "document.activeElement.className")
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
    p.same("Escape stays where one is", "blocked", "document.getElementById('view-select').value")
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
            p.same("back: the whole time again", whole, ROWS)
            p.eval("history.forward()")
            p.wait(f"document.body.dataset.shown.includes('from={a}')")
            p.shown()
            figures("forward: the range again", p, capture, "syscalls", f"evt.reltime>={a} and evt.reltime<={z}")
            p.reload()
            p.wait(f"document.body.dataset.shown.includes('from={a}')")
            p.shown()
            figures("reload: the range still", p, capture, "syscalls", f"evt.reltime>={a} and evt.reltime<={z}")
            p.click("#zoom-in")
            p.wait("new URLSearchParams(location.search).has('z')")
            p.press("t")
            p.press("l", "l", "l", "]", "Escape")
            p.wait(f"new URLSearchParams(location.search).get('to') != '{z}'")
            p.push("document.getElementById('range-clear')")
            p.wait("!new URLSearchParams(location.search).has('from')")
            p.shown()
            same("nothing to complain of", [], p.complaints())


def selections():
    """What is selected in a picture, or a conversation, is in the address, too: reload and back find it again."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.place(v="flame"))

        def again(what, script):
            """It is the same after a reload, and coming back from the events below."""
            p.shown()
            want = p.wait(script)
            p.reload()
            p.wait("document.body.dataset.ready == 'true'")
            p.same(f"reload: {what}", want, script)
            p.press("Enter")
            shown(p, "dig")
            p.eval("history.back()")
            p.wait("!location.search.includes('v=dig') && !document.body.dataset.shown.includes('v=dig')")
            p.same(f"back: {what}", want, script)
            p.shown()
            return want

        shown(p, "flame")
        p.push("[...document.querySelectorAll('.flame button')].find((b) => b.textContent === 'python3')")
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
        chosen = "document.querySelector('.say[aria-selected]').dataset.i"
        p.same("keys choose a message", "16", chosen)
        again("the message", chosen)
        p.check("it is in sight", "document.querySelector('.say[aria-selected]').getBoundingClientRect().bottom <= innerHeight")
        p.same("and so are those before it", "0", "document.querySelector('.say').dataset.i")
        p.press("x")
        p.wait("location.search.includes('mode=hex') && document.body.dataset.shown == location.search")
        p.same("in hex: the same message", "16", chosen)
        p.go(s.place(**{"v": "procs", "tiles": "Errors~Events", "from": "1000000000", "to": "2000000000"}))
        shown(p, "procs")
        p.check("chosen curves are over the timeline whatever is below it", "document.getElementById('timeline').clientHeight > 120")
        asked = p.wait("((all) => all.length && all)(performance.getEntriesByType('resource').map((r) => r.name).filter((n) => n.includes('beside')))")
        check("and are about the whole time", not [a for a in asked if "from=" in a], asked)
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
            value, said = "document.getElementById('filter').value", "document.getElementById('filter-status').textContent"
            before = p.eval(value)
            p.press("f")
            p.wait("document.activeElement.id == 'filter'")
            p.check("the filter that is there, to be gone on with", f"{json.dumps([f'{before} and ', f'({before}) and '])}.includes({value})", value)
            p.wait(f"/^[0-9,]+ of /.test({said})")
            p.press("Enter")
            p.wait("document.activeElement.id != 'filter'")
            same("untouched it stays as it is", None, place_of(p).get("f"))
            p.press("f", "Backspace")
            p.same("Backspace takes the and away", before, value)
            p.press("Escape", "Escape")
            p.wait("document.activeElement.id != 'filter'")
            p.press("f")
            p.type(" or")
            p.same("so does a blank", f"{before} or", value)
            p.eval("document.getElementById('filter').value = ''")
            p.type("proc.nme=1")
            mistake = f"/^column 1:.*did you mean 'proc.name'/.test({said})"
            p.check("a mistake is told with its column", mistake, said)
            p.eval(f"{said} = ''")
            p.press("Enter")
            p.check("Enter: it is told again", mistake, said)
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
            p.check(f"{capture}: events are counted before it is taken", f"{said}.startsWith('{n:,} of ')", said)
            p.press("Escape", "Enter")
            p.wait("new URLSearchParams(location.search).has('f')")
            p.wait("document.body.dataset.shown.includes('&f=')")
            p.shown()
            q = place_of(p)["f"][0]
            p.push(view_link("System Calls"))
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
        two.reload()
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
        p.check("the time that the capture took, cut off as on the terminal", "document.getElementById('figures').textContent.includes('17.20 s')", "document.getElementById('figures').textContent")
        # It is there for a moment only.
        p.eval("new MutationObserver(() => { window.noticed ??= document.querySelector('.notice:not([hidden])')?.className; }).observe(document.getElementById('notice'), { attributes: true, childList: true })")
        p.press("Backspace")
        p.same("that this is the top is no error", "notice info", "window.noticed")
        p.press("j", "l", "l", "l", "l")
        p.same("the keys choose a cell", user, "document.getElementById('chosen').textContent.trim()")
        p.press("=")
        p.wait("new URLSearchParams(location.search).get('f') && document.body.dataset.shown.includes('&f=')")
        p.shown()
        filt = place_of(p)["f"][0]
        check("= makes a filter of it", filt.endswith(f'user.name="{user}"'), filt)
        figures("with its figures", p, DEMO, "procs", filt)
        p.eval("history.back()")
        p.wait("!location.search.includes('&f=') && !document.body.dataset.shown.includes('&f=')")
        p.shown()
        p.click("tbody tr.row:nth-child(3) td:nth-child(4)", button="right")
        p.check("the right button has a menu", f"document.activeElement.role == 'menuitem' && document.activeElement.textContent.startsWith({json.dumps(f'Only USER = {user}')})", "document.activeElement.textContent")
        p.press("ArrowDown", "Enter")
        p.wait("new URLSearchParams(location.search).get('f')?.includes('user.name!=') && document.body.dataset.shown.includes('&f=')")
        p.shown()
        users = [r[3] for r in p.eval(ROWS)]
        check("nothing of that user", users and user not in users, users)
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
        p.shown()
        p.same("and remembered", wanted, heads)
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
        p.same(": goes to a row", "6", f"{SELECTED}.dataset.i")
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


class Slow:
    """Answers to questions with this in them have come, and are held back until somebody lets them through."""

    def __init__(self, p, what):
        self.p, self.what = p, what
        p.eval("""window.slowed ||= window.fetch = ((f) => async (url, o) => {
            const r = await f(url, o);
            if (window.slow && url.includes(window.slow)) {
                window.held++;
                await new Promise((go) => addEventListener("let", go, { once: true }));
            }
            return r; })(window.fetch)""")

    def __enter__(self):
        self.p.eval(f"window.held = 0; window.slow = {json.dumps(self.what)}; 0")
        return self

    def __exit__(self, *_):
        self.p.eval("window.slow = null; dispatchEvent(new Event('let')); 0")

    def held(self):
        self.p.wait("window.held")


def slow_answers():
    """What is done while an answer is on its way counts."""
    with Server("-r", DEMO) as s, browser.Browser() as b:
        p = b.open(s.place(v="procs"))
        p.shown()
        keys = [r["k"] for r in table(DEMO, "procs")]
        p.press("j")
        with Slow(p, "/api/views") as views:
            p.press("Enter")
            shown(p, "fds")
            views.held()
            p.press("v", "/")
            p.type("conn")
            p.eval("document.querySelector('#views a').dataset.before = 1")
        p.wait("!document.querySelector('#views [data-before]')")
        p.same("the list of views comes: the name that is typed stays", "views-search conn", "`${document.activeElement.id} ${document.activeElement.value}`")
        p.press("Escape", "Escape", "Backspace")
        shown(p, "procs")
        p.press("t")
        with Slow(p, "sort=") as rows:
            p.push("document.querySelector('th:nth-child(2) button')")
            rows.held()
            x, y = p.middle("tr.row:nth-child(4) td:nth-child(5)")
            p.mouse("mousePressed", x, y, button="left", clickCount=1)
        p.eval("new Promise((go) => setTimeout(go, 200))")
        p.mouse("mouseReleased", x, y, button="left", clickCount=1)
        p.same("rows come in another order: a click is on the one that was there", keys[2], "new URLSearchParams(location.search).get('sel')")
        p.wait("document.querySelector('th:nth-child(2)').ariaSort")
        slow_rows(p, s)
        slow_events(p, s)
        slow_filter(p, s)
        same("nothing to complain of", [], p.complaints())


def slow_rows(p, s):
    """The row that is selected is on its way."""
    total = s.ask("rows", v="fds", n=1)["total"]
    check("more rows than come at once", total > 400, total)
    last = s.ask("rows", v="fds", off=total - 1)["rows"][0]
    views = "new URLSearchParams(location.search).getAll('v').join()"
    settled = "new Promise((go) => setTimeout(go, 300))"

    def fds():
        p.go(s.place(v="fds"))
        shown(p, "fds")

    fds()
    with Slow(p, "off=") as rows:
        p.press("G", "Enter")
        rows.held()
        p.push(view_link("Overview"))
        shown(p, "overview")
    p.eval(settled)
    p.same("another place was chosen meanwhile: Enter leads nowhere", "overview", views)
    fds()
    with Slow(p, "off=") as rows:
        p.press("G", "d")
        rows.held()
        p.press("g")
    p.eval(settled)
    p.same("another row was selected meanwhile: d leads nowhere", "fds", views)
    fds()
    with Slow(p, "off=") as rows:
        p.press("j", "G", "d")
        rows.held()
    shown(p, "dig")
    p.same("d on a row that is on its way: its events", last["c"], "new URLSearchParams(location.search).get('c')")
    p.press("Backspace")
    shown(p, "fds")
    p.same("and back to that row", str(total - 1), f"{SELECTED}.dataset.i")
    fds()
    # Scrolled away before it is asked for; the first event is of the key's own scrolling.
    p.eval("""((e) => { e.dispatchEvent(new KeyboardEvent("keydown", { key: "G", bubbles: true })); e.scrollTop = 0;
        e.dispatchEvent(new Event("scroll")); e.dispatchEvent(new Event("scroll")); })(document.querySelector(".scroller"))""")
    p.wait("document.getElementById('row-0') !== null")
    p.press("d")
    shown(p, "dig")
    p.same("a row out of sight comes, too", last["c"], "new URLSearchParams(location.search).get('c')")
    p.go(s.place(v="procs", q="no such text"))
    shown(p, "procs")
    p.press("d")
    shown(p, "dig")
    check("d where there are no rows: events of everything", "c" not in place_of(p), p.eval("location.href"))


def slow_events(p, s):
    p.go(s.place(v="dig"))
    shown(p, "dig")
    last = s.ask("events", v="dig", n=1)["total"] - 1
    with Slow(p, "off=") as events:
        p.press("G", "Enter")
        events.held()
    number = s.ask("events", v="dig", off=last)["rows"][0]["e"]
    p.same("Enter on an event that is on its way", f"Event {number}", "document.querySelector('.detail h2').textContent")
    p.press("Escape", "g")
    with Slow(p, "/api/event?") as event:
        p.press("Enter", "Escape")
        event.held()
    p.eval("new Promise((go) => setTimeout(go, 200))")
    p.same("fields that were closed before they came stay closed", True, "document.querySelector('.detail').hidden")
    scroll = "document.querySelector('.scroller').scrollTop = 300 * 24"
    at_300 = "document.getElementById('row-300').firstChild.textContent"
    with Slow(p, "off=200") as events:
        p.eval(scroll)
        events.held()
        p.eval("history.pushState(null, '', '?v=dig&f=evt.dir%3D%3C'); dispatchEvent(new PopStateEvent('popstate'))")
        p.wait("document.body.dataset.shown.includes('&f=')")
    p.eval("new Promise((go) => setTimeout(go, 200))")
    p.eval(scroll)
    p.same("rows of the place of before are not among those of this one", str(s.ask("events", v="dig", f="evt.dir=<", off=300)["rows"][0]["e"]), at_300)


def slow_filter(p, s):
    candidates = "[...document.querySelectorAll('#candidates:not([hidden]) b')].map((b) => b.textContent)"
    p.go(s.place(v="procs"))
    p.shown()
    p.press("f")
    p.wait(f"{candidates}.length")
    p.eval("document.getElementById('filter').value = ''")
    with Slow(p, "/api/complete") as lists:
        p.type("fd.typech")
        p.press("Tab")
        lists.held()
    p.same("Tab takes what is behind the text that is there by now", "fd.typechar ", "document.getElementById('filter').value")
    p.eval("document.getElementById('filter').value = ''")
    with Slow(p, "/api/filter") as counts:
        p.type("proc.name=nginx")
        p.press("Enter")
        counts.held()
        p.eval("new Promise((go) => setTimeout(go, 200))")
    p.check("Enter takes a filter that is not counted yet", "new URLSearchParams(location.search).get('f') == 'proc.name=nginx'")


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
        p.same("a view without rows says so", "There is nothing of this kind here.", "document.querySelector('tr.none').textContent")
        for place, said in (({"v": "docker_events", "from": "1", "to": "2"}, "range"), ({"v": "procs", "q": "no such text"}, "no such text"),
                            ({"v": "dig", "f": "evt.num=0"}, "nothing of this kind")):
            p.go(s.place(**place))
            shown(p, place["v"])
            p.check(f"{place}: that there is nothing", f"document.querySelector('tr.none').textContent.includes({json.dumps(said)})")
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
        p.mouse("mouseMoved", *p.middle("#views [data-view=errors]"))
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
            p.same("the last one", str(want), f"{SELECTED}.firstChild.textContent")
            p.eval("(() => { const e = document.querySelector('.scroller'); e.scrollTop = (e.scrollHeight - e.clientHeight) / 2; })()")
            i, number = p.wait(f"((tr) => Math.abs(Number(tr.dataset.i) - {total // 2}) < 20000 && tr.children.length > 3 && [tr.dataset.i, tr.firstChild.textContent])(document.querySelectorAll('tr.row')[5])")
            same("one in the middle", str(s.ask("events", v="dig", off=i, n=1)["rows"][0]["e"]), number)
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
        # Answers that take longer than the server is silent.
        p.eval("window.fetch = ((f) => async (...a) => { const r = await f(...a); await new Promise((go) => setTimeout(go, 700)); return r; })(window.fetch)")
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


run([like_top, blocking_call, five_keys, time_selection, selections, spoken, filters, two_browsers, cells_and_columns, saving, slow_answers, nothing_there, counted_ahead, pointed_at, messages_and_double_clicks, long_lists, live])
