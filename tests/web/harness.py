# SPDX-License-Identifier: Apache-2.0
"""What the tests of the web face share: a server to talk to, and counting as tests/run wants it."""
import http.client
import json
import os
import subprocess
import sys
import time
import traceback
import urllib.parse

SONDE = os.environ.get("SONDE", "build/sonde")
CAPTURES = os.environ.get("CAPTURES", "build/captures")
DATA = os.environ.get("SONDE_DATA", "../shared/data")
DEMO = "tests/data/demo.scap"
# For what will never come; whatever does come may take long on a machine that has other things to do.
LIMIT_S = 90

passed = failed = skipped = 0


def check(name, good, detail=""):
    global passed, failed
    if good:
        passed += 1
        if os.environ.get("VERBOSE"):
            print(f"ok: {name}")
    else:
        failed += 1
        print(f"FAIL: {name}")
        for line in str(detail).splitlines()[:20]:
            print(f"    {line[:300]}")
    return good


def same(name, want, got):
    return check(name, want == got, f"want {want!r}\ngot  {got!r}")


def until(condition, seconds=LIMIT_S):
    """Waits for it."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("waited in vain")
        time.sleep(0.01)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def skip(name, why):
    global skipped
    skipped += 1
    print(f"skip: {name}: {why}")


def run(tests):
    """Each by itself: what goes wrong in one does not keep the others from being tried."""
    only = sys.argv[1:]
    for t in tests:
        if only and t.__name__ not in only:
            continue
        try:
            t()
        except Exception:  # pylint: disable=broad-except
            check(t.__name__, False, traceback.format_exc(limit=-4))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


class Server:
    """sonde web with these arguments."""

    def __init__(self, *args, status=0, stdin=subprocess.DEVNULL, program=SONDE, **more):
        self.status = status
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen([program, "web", *args], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"sonde web {args}: {self.process.stderr.read()}")
        parts = urllib.parse.urlparse(self.url)
        self.port = parts.port
        self.token = urllib.parse.parse_qs(parts.query)["token"][0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            check("sonde web ends when it is asked to", False)
        said = self.process.stderr.read()
        if self.process.returncode != self.status or "Sanitizer" in said:
            check(f"sonde web ends well: {self.process.returncode}", False, said)
        self.process.stdout.close()
        self.process.stderr.close()

    def alive(self):
        return self.process.poll() is None

    def request(self, path, headers=None, method="GET", body=None, token=True):
        """status, headers (small letters), body"""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        h = {"Authorization": f"Bearer {self.token}"} if token else {}
        h.update(headers or {})
        c.request(method, path, body, h)
        r = c.getresponse()
        data = r.read()
        c.close()
        return r.status, {k.lower(): v for k, v in r.getheaders()}, data

    def ask(self, path, query="", **params):
        """The whole answer to a question, as an address has it or with these parameters; one may have a list of values."""
        query = query.lstrip("?") or urllib.parse.urlencode(params, doseq=True)
        end = time.monotonic() + LIMIT_S
        while True:
            status, _, data = self.request(f"/api/{path}?{query}")
            if status != 200:
                raise RuntimeError(f"{path} {query}: {status} {data[:200]!r}")
            answer = json.loads(data)
            # What takes long is answered with what is known so far.
            if answer.get("settled", answer.get("counted", True)):
                return answer
            if time.monotonic() > end:
                raise TimeoutError(f"{path} {query}: never settled")

    def place(self, **params):
        return f"{self.url}&{urllib.parse.urlencode(params, doseq=True)}"

    def way(self, *pairs):
        """The same where the order matters: a level, what is selected in it, the next level."""
        return f"{self.url}&{urllib.parse.urlencode(pairs)}"


def table(capture, view, *words):
    """The rows that sonde -j prints."""
    out = subprocess.run([SONDE, "-r", capture, "-j", "-v", view, *words], check=True, capture_output=True, text=True).stdout
    for part in json.loads(out)["slices"]:
        if "count" in part:
            return part.get("data", [])
    raise RuntimeError("no data")
