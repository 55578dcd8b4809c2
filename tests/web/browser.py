# SPDX-License-Identifier: Apache-2.0
"""Chromium, driven over its DevTools protocol through a pipe: nothing but Python is needed.

    with Browser() as b:
        p = b.open(url)
        p.press("j")
        p.wait("document.title == 'x'")
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

from harness import LIMIT_S, check, same

KEYS = {
    "Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, None), "Backspace": ("Backspace", 8, None),
    "Tab": ("Tab", 9, None), "ArrowDown": ("ArrowDown", 40, None), "ArrowUp": ("ArrowUp", 38, None),
    "ArrowLeft": ("ArrowLeft", 37, None), "ArrowRight": ("ArrowRight", 39, None), "End": ("End", 35, None),
    "Home": ("Home", 36, None), "PageDown": ("PageDown", 34, None), " ": ("Space", 32, " "),
}


class Failed(Exception):
    pass


class Browser:
    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if not program:
            raise FileNotFoundError("chromium")
        self.dir = tempfile.mkdtemp(prefix="sonde-web.")
        to_r, to_w = os.pipe()
        from_r, from_w = os.pipe()

        def pipes():
            os.dup2(to_r, 3)
            os.dup2(from_w, 4)

        # The pipe is descriptors 3 and 4 over there, whatever they are here.
        for fd in (to_r, from_w):
            os.set_inheritable(fd, True)
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
             "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
             # Keys count from the first moment, and in each of several pages.
             "--allow-pre-commit-input", "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
             "--disable-backgrounding-occluded-windows",
             "--remote-debugging-pipe", f"--user-data-dir={self.dir}", "about:blank"],
            preexec_fn=pipes, pass_fds=(3, 4, to_r, from_w), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TZ": "UTC"})
        os.close(to_r)
        os.close(from_w)
        self.out, self.inp = to_w, from_r
        self.text = b""
        self.number = 0
        self.events = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.send("Browser.close")
        except (Failed, OSError):
            pass
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def read(self, seconds):
        """One message, or None when none comes in time."""
        end = time.monotonic() + seconds
        while b"\0" not in self.text:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.inp], [], [], left)[0]:
                return None
            more = os.read(self.inp, 1 << 20)
            if not more:
                raise Failed("chromium has ended")
            self.text += more
        message, self.text = self.text.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, session=None, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        while True:
            m = self.read(LIMIT_S)
            if m is None:
                raise Failed(f"chromium does not answer to {method}")
            if m.get("id") == self.number:
                if "error" in m:
                    raise Failed(f"{method}: {m['error']['message']}")
                return m["result"]
            if "method" in m:
                self.events.append(m)

    def open(self, url, width=1280, height=720, dark=False, fresh=False):
        """A page; fresh: without the cookies of the others."""
        more = {"browserContextId": self.send("Target.createBrowserContext")["browserContextId"]} if fresh else {}
        target = self.send("Target.createTarget", url="about:blank", **more)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        page.size(width, height)
        page.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        page.send("Page.enable")
        page.send("Runtime.enable")
        page.send("Log.enable")
        page.go(url)
        return page


class Page:
    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    def send(self, method, **params):
        return self.browser.send(method, self.session, **params)

    def size(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def go(self, url):
        self.leave("Page.navigate", url=url)

    def reload(self):
        self.leave("Page.reload")

    def leave(self, method, **params):
        """Whatever is asked from now on is asked of the next page."""
        self.eval("window.left = true")
        self.send(method, **params)
        self.wait("!window.left")

    def eval(self, expression):
        r = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in r:
            d = r["exceptionDetails"]
            raise Failed(f"{expression}: {d.get('exception', {}).get('description', d['text'])}")
        return r["result"].get("value")

    def last(self, expression, good, seconds=LIMIT_S):
        """Its value as soon as it is good; of one that never is, the last one."""
        end = time.monotonic() + seconds
        while True:
            try:
                value = self.eval(f"(() => {{ try {{ return {expression}; }} catch {{ return undefined; }} }})()")
            except Failed:
                value = None  # on the way to another page
            if good(value) or time.monotonic() > end:
                return value
            time.sleep(0.02)

    def wait(self, expression):
        """Until it is true; returns its value."""
        value = self.last(expression, bool)
        if not value:
            raise Failed(f"waited in vain for: {expression}\n    at {self.eval('location.href')}")
        return value

    def same(self, name, want, expression):
        """A check of what may still be on its way: its value becomes this one."""
        return same(name, want, self.last(expression, lambda value: value == want))

    def check(self, name, expression, seen="location.href"):
        """The same of what becomes true; `seen` tells more when it does not."""
        good = self.last(expression, bool)
        return check(name, good, "" if good else self.last(seen, bool, 0))

    def shown(self):
        """What was asked for has been drawn."""
        self.wait("document.body.dataset.ready == 'true' && !document.getElementById('panel').classList.contains('busy')")

    def press(self, *keys):
        for key in keys:
            code, number, text = KEYS.get(key, (key, ord(key[0].upper()), key if len(key) == 1 else None))
            name = key if key in KEYS or len(key) == 1 else code
            params = {"key": name, "code": code, "windowsVirtualKeyCode": number}
            if text:
                self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **params)
            else:
                self.send("Input.dispatchKeyEvent", type="rawKeyDown", **params)
            self.send("Input.dispatchKeyEvent", type="keyUp", **params)

    def type(self, text):
        self.send("Input.insertText", text=text)

    def mouse(self, kind, x, y, **more):
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def painted(self):
        """What was changed is on the screen, if anything is painted."""
        self.eval("Promise.race([new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))), new Promise((r) => setTimeout(r, 300))])")

    def drag(self, x0, y0, x1, y1):
        self.painted()
        self.mouse("mousePressed", x0, y0, button="left", clickCount=1)
        for i in range(1, 6):
            self.mouse("mouseMoved", x0 + (x1 - x0) * i / 5, y0 + (y1 - y0) * i / 5, button="left", buttons=1)
        self.mouse("mouseReleased", x1, y1, button="left", clickCount=1)

    def box(self, selector):
        """Where it is, as soon as it is there: brought into sight."""
        return self.wait(f"""(() => {{
            const e = document.querySelector({json.dumps(selector)});
            e.scrollIntoView({{ block: "nearest", inline: "nearest" }});
            const r = e.getBoundingClientRect();
            return [r.x, r.y, r.width, r.height]; }})()""")

    def middle(self, selector):
        self.painted()
        x, y, w, h = self.box(selector)
        return x + w / 2, y + h / 2

    def click(self, selector, button="left", twice=False):
        x, y = self.middle(selector)
        for n in (1, 2) if twice else (1,):
            self.mouse("mousePressed", x, y, button=button, clickCount=n)
            self.mouse("mouseReleased", x, y, button=button, clickCount=n)

    def push(self, expression):
        """A click on an element that comes, by script: it may be anywhere."""
        self.wait(f"((e) => {{ e.click(); return true; }})({expression})")

    def picture(self, path):
        with open(path, "wb") as f:
            f.write(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))

    def complaints(self):
        """What the page's scripts, or its security policy, complained about."""
        self.eval("1")
        texts = []
        for m in self.browser.events:
            if m.get("sessionId") != self.session:
                continue
            if m["method"] == "Runtime.exceptionThrown":
                d = m["params"]["exceptionDetails"]
                texts.append(d.get("exception", {}).get("description", d["text"]))
            elif m["method"] == "Log.entryAdded" and m["params"]["entry"]["level"] == "error":
                texts.append(m["params"]["entry"]["text"] + " " + m["params"]["entry"].get("url", ""))
        return texts
