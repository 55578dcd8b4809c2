# SPDX-License-Identifier: Apache-2.0
"""Who may ask, what can be asked, and what a hostile capture can do in a page: nothing."""
import contextlib
import http.client
import http.server
import json
import os
import re
import resource
import select
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import browser
from harness import CAPTURES, DEMO, LIMIT_S, SONDE, Server, check, read, run, same, until

HTML = f"{CAPTURES}/x-html.scap"
PATIENCE_S = 20  # of the server, for who does not finish asking


def raw(server, data):
    """Bytes to the server; what comes back until it closes."""
    s = socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT_S)
    got = b""
    try:
        s.sendall(data)
        while True:
            more = s.recv(65536)
            if not more:
                break
            got += more
            if b"\r\n\r\n" in got and re.search(rb"content-length: 0\r\n", got, re.I):
                break
    except OSError:
        pass
    s.close()
    return got


def refused(server, name, data):
    """Bytes that are no request: nothing is to come of them, not even when the next request has been answered."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT_S) as s:
        got = b""
        with contextlib.suppress(OSError):
            s.sendall(data)
        status = server.request("/")[0]
        s.setblocking(False)
        with contextlib.suppress(OSError):
            got = s.recv(65536)
    check(f"{name}: refused", not got.startswith(b"HTTP/1.1 200") and status == 200, (got[:100], status))


def files_of(pid):
    """What it has open. A connection may close meanwhile."""
    for fd in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            yield os.readlink(f"/proc/{pid}/fd/{fd}")


def tokens():
    with Server("-r", DEMO) as s:
        for path in ("/", "/app.js", "/api/info", "/api/stream", "/api/save", "/nothing"):
            status, headers, data = s.request(path, token=False)
            same(f"no token: {path}", 401, status)
            check(f"nothing is said without a token: {path}", s.token.encode() not in data and b"demo.scap" not in data, data)
        wrong = "0" * 32
        same("a wrong token", 401, s.request(f"/?token={wrong}", token=False)[0])
        same("a wrong cookie", 401, s.request("/api/info", {"Cookie": f"sonde-{s.port}={wrong}"}, token=False)[0])
        same("a token that is a part", 401, s.request("/api/info", {"Cookie": f"sonde-{s.port}={s.token[:-1]}"}, token=False)[0])
        same("a token that is longer", 401, s.request("/api/info", {"Cookie": f"sonde-{s.port}={s.token}0"}, token=False)[0])
        same("a cookie of another port", 401, s.request("/api/info", {"Cookie": f"sonde-1={s.token}"}, token=False)[0])
        same("a wrong bearer", 401, s.request("/api/info", {"Authorization": f"Bearer {wrong}"}, token=False)[0])
        same("a token is only taken at the door", 401, s.request(f"/api/info?token={s.token}", token=False)[0])
        status, headers, _ = s.request(f"/?token={s.token}&v=procs&f=proc.name%3D%22a%22", token=False)
        same("the link leads on", 303, status)
        same("without the token", "/?v=procs&f=proc.name%3D%22a%22", headers["location"])
        cookie = headers["set-cookie"]
        check("the cookie is nobody else's", "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie)
        same("with the cookie", 200, s.request("/api/info", {"Cookie": "a=b; " + cookie.split(";")[0]}, token=False)[0])
        status, headers, _ = s.request("/")
        policy = headers["content-security-policy"]
        check("no inline script, nothing from elsewhere", "default-src 'none'" in policy and "unsafe" not in policy, policy)
        for name, value in (("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer"),
                            ("cache-control", "no-store"), ("cross-origin-resource-policy", "same-origin")):
            same(name, value, headers.get(name))
    with Server("-r", DEMO) as other:
        check("another run has another token", other.token != s.token)


def origins():
    with Server("-r", DEMO) as s:
        own = f"127.0.0.1:{s.port}"
        for host in ("evil.example", f"evil.example:{s.port}", "127.0.0.1.evil.example", "192.168.1.1", "0.0.0.0", "[::2]", "127.0.0.1:x", "", "localhost.evil.example"):
            same(f"Host: {host}", 403, s.request("/api/info", {"Host": host})[0])
        for host in (own, f"localhost:{s.port}", "localhost:1", f"[::1]:{s.port}", "127.0.0.1"):
            same(f"Host: {host}", 200, s.request("/api/info", {"Host": host})[0])
        for origin in ("http://evil.example", "null", f"https://{own}", f"http://localhost:{s.port}", f"http://{own}.evil.example", "http://127.0.0.1:1"):
            same(f"Origin: {origin}", 403, s.request("/api/info", {"Origin": origin})[0])
        same("the own Origin", 200, s.request("/api/info", {"Origin": f"http://{own}"})[0])
        same("a picture in a page of another site", 403, s.request("/api/info", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})[0])
        same("a link in a page of another site", 200, s.request("/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})[0])
        got = raw(s, f"GET /api/info HTTP/1.1\r\nAuthorization: Bearer {s.token}\r\nConnection: close\r\n\r\n".encode())
        check("no Host", got[9:12] in (b"400", b"403"), got[:80])
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"):
            same(f"{method} changes nothing", 405, s.request("/api/save", method=method)[0])
        same("a body is not taken", 405, s.request("/api/info", method="POST", body=b"x" * 100000)[0])


def requests():
    with Server("-r", DEMO) as s:
        auth = f"Host: 127.0.0.1\r\nAuthorization: Bearer {s.token}\r\n"
        for name, data in (
                ("a line without end", b"GET /" + b"a" * 200000), ("a long path", b"GET /" + b"a" * 60000 + b" HTTP/1.1\r\n\r\n"),
                ("a long header", b"GET / HTTP/1.1\r\nX: " + b"y" * 200000 + b"\r\n\r\n"),
                ("many headers", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + b"\r\n"), ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20),
                ("NULs", b"\0" * 5000), ("only newlines", b"\r\n" * 5000), ("a version of the future", b"GET / HTTP/9.9\r\n\r\n"),
                ("a length that is none", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"),
                ("a huge length", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\nx"),
                ("bad chunks", b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")):
            refused(s, name, data)
        many = "&".join(f"v={i}" for i in range(200))
        for path, want in (("/../../etc/passwd", 404), ("/..%2f..%2fetc%2fpasswd", 404), ("/%2e%2e/%2e%2e/etc/passwd", 404),
                           ("//etc/passwd", 404), ("/api/../app.js", 404), ("/ui/web/page/app.js", 404),
                           ("/api/rows?v=../../../etc/passwd", 400), ("/api/rows?v=%00", 400), ("/api/save?path=/tmp/x&v=dig&n=1", 200),
                           ("/api/rows?v=procs&f=evt.type%3D", 400), ("/api/rows?v=procs&f=" + "(" * 3000, 400), ("/api/rows?" + many, 400),
                           ("/api/rows?v=procs&sort=99999999999999999999d&off=18446744073709551615&n=-1", 200),
                           ("/api/rows?v=procs&from=99999999999999999999999&to=-1", 200), ("/api/events?v=procs", 400), ("/api/rows?v=dig", 400),
                           ("/api/spectro?v=procs", 400), ("/api/spectro?v=spectro_all&cols=0&rows=0", 200), ("/api/timeline?n=0", 200),
                           ("/api/timeline?n=1000000&from=5&to=4", 200), ("/api/event?e=0", 404), ("/api/event?e=18446744073709551615", 404),
                           ("/api/event?e=1&mode=x", 400), ("/api/echo?v=echo&mode=rm", 400), ("/api/complete?text=%ff%fe&at=99", 200),
                           ("/api/complete?text=proc.name%20%3D%20&at=3", 200), ("/api/events?v=dig&off=18446744073709551614", 200)):
            status = raw(s, f"GET {path} HTTP/1.1\r\n{auth}Connection: close\r\n\r\n".encode())[9:12]
            same(f"GET {path[:60]}", str(want), status.decode())
        same("questions about nothing", 200, s.request("/api/info")[0])
        check("it is still there", s.alive())
        opened = list(files_of(s.process.pid))
        check("no file but the capture is open", not [f for f in opened if f.startswith("/") and "demo.scap" not in f and not f.startswith("/dev/") and "deleted" not in f], opened)


def linked():
    """Somebody got the link in a chat, which is a page of another site."""
    class Chat(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # pylint: disable=invalid-name
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<a id=link href='{s.place(v='procs')}'>look</a>".encode())

        def log_message(self, *_):  # pylint: disable=arguments-differ
            pass

    with Server("-r", DEMO) as s, browser.Browser() as b, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chat) as chat:
        threading.Thread(target=chat.serve_forever, daemon=True).start()
        p = b.open(f"http://localhost:{chat.server_port}/")
        p.click("#link")
        p.wait("document.body.dataset.ready == 'true'")
        same("the page opens, and its address has no token", f"http://127.0.0.1:{s.port}/?v=procs", p.eval("location.href"))
        chat.shutdown()


def opening():
    """--open: others on the machine see what programs were started with, so the token is not among it."""
    with tempfile.TemporaryDirectory() as d:
        os.chmod(d, 0o755)
        home, tools, heard = f"{d}/home", f"{d}/tools", f"{d}/heard"
        shutil.copytree("views", f"{d}/views")
        shutil.copy(SONDE, f"{d}/sonde")
        shutil.copy(DEMO, f"{d}/demo.scap")
        os.chmod(f"{d}/demo.scap", 0o644)
        for path in (home, tools, heard):
            os.mkdir(path)
        # It is there before the browser is, and stays as long as the browser may need it.
        with open(f"{tools}/xdg-open", "w", encoding="ascii") as f:
            f.write(f'#!/bin/sh\nstat -c "%a %u" "$1" > {heard}/mode; cp "$1" {heard}/page.html; echo "$#" "$1" > {heard}/part; mv {heard}/part {heard}/words\n')
        os.chmod(f"{tools}/xdg-open", 0o755)
        user = 65534
        if not os.geteuid():
            for path in (home, heard):
                os.chown(path, user, user)
        else:
            user = os.geteuid()
        env = {**os.environ, "HOME": home, "PATH": f"{tools}:{os.environ['PATH']}", "SONDE_DATA": d}
        env.pop("XDG_RUNTIME_DIR", None)
        as_user = {"user": user, "group": user, "extra_groups": []} if not os.geteuid() else {}
        with Server("-r", f"{d}/demo.scap", "--open", program=f"{d}/sonde", env=env, **as_user) as s, browser.Browser() as b:
            until(lambda: os.path.exists(f"{heard}/words"))
            words = read(f"{heard}/words")
            check("the browser gets one word, without the token", words.startswith("1 /") and s.token not in words, words)
            same("a file that only the user can read", f"600 {user}", read(f"{heard}/mode").strip())
            page = words.split()[1]
            check("it leads to the link", s.url in read(page), read(page))
            p = b.open(f"file://{page}")
            p.wait("document.body.dataset.ready == 'true'")
            same("and the page opens", f"http://127.0.0.1:{s.port}/", p.eval("location.href.split('?')[0]"))
            check("without the token in the address", s.token not in p.eval("location.href"))
            same("nor behind it", 0, p.eval("performance.getEntriesByType('navigation').filter((n) => n.name.includes('token=')).length"))
        check("the file is gone with the server", not os.path.exists(page))


def is_readable(connection):
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


def slow():
    """A thousand connections that never finish what they ask, or as many as there may be here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    with Server("-r", DEMO) as s:
        slow_ones = {}
        for _ in range(min(1000, most - 200)):
            since = time.monotonic()
            c = socket.create_connection(("127.0.0.1", s.port), timeout=LIMIT_S)
            c.send(b"GET /api/info HTTP/1.1\r\nHost: 127")
            slow_ones[c] = since
        status, _, data = s.request("/api/rows?v=procs")
        check(f"{len(slow_ones)} slow connections: others are answered", status == 200 and json.loads(data)["total"] > 0, data[:100])
        cut = [c for c in slow_ones if is_readable(c)]
        now = time.monotonic()
        # On a slow machine the first ones have had their time.
        check("while they are connected", not [c for c in cut if now - slow_ones[c] < PATIENCE_S], len(cut))
        for c in slow_ones:
            with contextlib.suppress(ConnectionError):
                c.send(b".")
        same("and again", 200, s.request("/")[0])
        # Who asks for much and takes nothing away.
        readers = []
        for _ in range(50):
            c = socket.create_connection(("127.0.0.1", s.port), timeout=LIMIT_S)
            c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            c.send(f"GET /api/save HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.token}\r\n\r\n".encode())
            readers.append(c)
        for _ in range(20):
            c = socket.create_connection(("127.0.0.1", s.port), timeout=LIMIT_S)
            c.send(f"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {s.token}\r\n\r\n".encode())
            readers.append(c)
        same("slow readers: others are answered", 200, s.request("/api/rows?v=procs&sort=2d")[0])
        for c in [*slow_ones, *readers]:
            c.close()
        same("when they are gone", 200, s.request("/api/info")[0])
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as s:
            s.bind(("::1", 0))
        return True
    except OSError:
        return False


def listening():
    if has_ipv6():
        with Server("-r", DEMO, "--listen", "::1") as s:
            check("IPv6 loopback has brackets", s.url.startswith("http://[::1]:"), s.url)
    else:
        refused = subprocess.run([SONDE, "web", "-r", DEMO, "--listen", "::1"], check=False, capture_output=True, text=True)
        check("no IPv6 here: that is said", refused.returncode and "::1" in refused.stderr, refused.stderr)
    with Server("-r", DEMO, "--listen", "0.0.0.0") as s:
        same("everywhere: an address as Host", 200, s.request("/api/info", {"Host": "192.168.7.7"})[0])
        same("everywhere: a name as Host", 403, s.request("/api/info", {"Host": "evil.example"})[0])
    with Server("-r", DEMO) as s:
        with socket.socket() as elsewhere:
            check("only where it listens", elsewhere.connect_ex(("127.0.0.2", s.port)))


def gone():
    """Who asked and went away is not answered: nobody else waits for that."""
    with subprocess.Popen(["sh", "-c", f"cat {DEMO}; cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as feed, Server("-r", "-", stdin=feed.stdout) as s:
        # Of a pipe that goes on, a whole table has to wait.
        whole = f"GET /api/table?v=procs&as=json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {s.token}\r\n\r\n".encode()
        waiting = []
        # Most of them at once: none is to give up before the last one is there.
        while len(waiting) < 250 or s.request("/api/views")[0] == 200:
            waiting.append(socket.create_connection(("127.0.0.1", s.port), timeout=LIMIT_S))
            waiting[-1].sendall(whole)
        # The question before, which has its answer, may not be done with yet.
        check("many may wait", len(waiting) >= 256 - 1, len(waiting))
        for c in waiting:
            c.close()
        # Less than those that are still there would be left to wait.
        until(lambda: s.request("/api/views")[0] == 200, 20)
        feed.stdin.close()
        check("the others are answered", s.ask("rows", v="procs")["total"] > 0)


def hostile():
    """Names and data that are HTML and script: they are text, in every panel."""
    places = ({}, {"v": "procs"}, {"v": "files"}, {"v": "dig", "e": "2", "at": "2"}, {"v": "dig", "e": "6", "at": "6"}, {"v": "echo"}, {"v": "echo", "mode": "hex"},
              {"v": "flame"}, {"v": "spectro_all"}, {"v": "threads"}, {"f": "proc.name=\"<b>x</b>\""}, {"v": "fds"}, {"v": "spy_users"},
              {"v": "procs", "tree": "1"}, {"v": "procs", "q": "<script>"}, {"v": "procs", "f": "proc.name=\"<img src=x onerror=window.pwned=1>\""},
              {"v": "procs", "tiles": "<img src=x onerror=window.pwned=1>"}, {"v": "<script>window.pwned=1</script>"})
    with Server("-r", HTML) as s, browser.Browser() as b:
        p = b.open(s.url)
        for place in places:
            p.go(s.place(**place))
            p.wait("document.body && document.body.dataset.ready == 'true'")
            p.shown()
            same(f"nothing runs: {place}", None, p.eval("window.pwned"))
            same(f"nothing is made of it: {place}", 0, p.eval(
                "document.querySelectorAll('main img, main script, main svg, main b:not(.say b, li b, .range b, .tile b), aside img, aside script').length"))
            same(f"no link runs script: {place}", 0, p.eval("[...document.querySelectorAll('a')].filter((a) => a.protocol === 'javascript:').length"))
        p.go(s.place(v="procs"))
        p.shown()
        p.check("it is shown as it is", "document.getElementById('panel').textContent.includes('<script>window.pwned=1</script>')")
        p.press("f")
        p.type(" and fd.name = ")
        p.wait("document.getElementById('candidates').textContent.includes('<')")
        same("nor in completion", None, p.eval("window.pwned"))
        complaints = [c for c in p.complaints() if "400" not in c]
        same("the page has nothing to complain of", [], complaints)
        for path, kind in (("/api/rows?v=procs", "application/json"), ("/api/table?v=procs&as=csv", "text/csv; charset=utf-8")):
            _, headers, data = s.request(path)
            same(f"{path}: its type", kind, headers["content-type"])
            check(f"{path}: UTF-8", data.decode() != "")
        data = s.request("/api/table?v=file_opens&as=csv")[2].decode()
        check("no cell of CSV is a formula", not re.search(r'(^|,)"?[=+@]', data, re.M), data)
        status, headers, data = s.request("/api/report?v=dig")
        same("a report", 200, status)
        check("a report has no script, and may not have", b"<script" not in data and b"<img" not in data and b"default-src 'none'" in data)
        with open("build/tests/web-report.html", "wb") as f:
            f.write(data)
        p.go("file://" + os.path.abspath("build/tests/web-report.html"))
        p.wait("document.readyState == 'complete' && document.title")
        same("a report runs nothing", None, p.eval("window.pwned"))
        os.remove("build/tests/web-report.html")


def odd_captures():
    """Damaged, empty, extreme: every question has an answer that is JSON, and the server stays."""
    questions = ("info", "views", "rows", "rows?v=procs&sort=2u", "rows?v=fds", "rows?v=blocked", "rows?v=file_opens", "events?v=dig", "event?e=1", "echo?v=echo",
                 "echo?v=echo&mode=hex", "timeline?n=50", "filter?text=evt.num%3E0", "complete?text=proc.name%20%3D%20", "spectro?v=spectro_all", "flame?v=flame",
                 "rows?v=procs&from=1&to=100000", "table?v=procs&as=json")
    files = ("x-bad-trailer", "x-bad-param-len", "x-gzip-bad-data", "x-cut-list", "x-no-events", "gen-every-extreme", "gen-every-absent", "gen-large")
    for name, damaged in [(f, f.startswith(("x-bad", "x-gzip-bad", "x-cut"))) for f in files]:
        with Server("-r", f"{CAPTURES}/{name}.scap", status=1 if damaged else 0) as s:
            wrong = []
            for q in questions:
                status, _, data = s.request(f"/api/{q}")
                try:
                    json.loads(data)
                except ValueError:
                    status = f"{status} and no JSON: {data[:80]}"
                if status != 200 and not (q == "event?e=1" and status == 404):
                    wrong.append((q, status))
            same(f"{name}: all questions are answered", [], wrong)
            same(f"{name}: saved", 200, s.request("/api/save")[0])
            if damaged:
                check(f"{name}: the damage is told", "damage" in s.ask("info")["status"])
    with open(DEMO, "rb") as f, Server("-r", "-", stdin=f) as s:
        check("standard input", s.ask("rows", v="procs")["total"] > 0)


run([tokens, origins, linked, requests, opening, slow, gone, listening, odd_captures, hostile])
