"""The shop of the demo: one page, the orders, from a database."""
import http.server

import pymysql

CONFIG = "/etc/shop/timeouts.conf"


def timeout():
    """Seconds that a query may take; without the file: as long as it likes."""
    try:
        with open(CONFIG) as f:
            return int(f.read())
    except OSError:
        return None


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self):
        db = pymysql.connect(host="127.0.0.1", user="shop", password="demo", database="shop",
                             read_timeout=timeout())
        with db, db.cursor() as c:
            c.execute("SELECT item, price FROM orders ORDER BY price")
            body = "".join(f"{item}: {price}\n" for item, price in c.fetchall()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Page).serve_forever()
