"""Receivers of webhooks: HTTP servers in threads, and servers that do as they like."""

import contextlib
import socketserver
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextlib.contextmanager
def running(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


class Receiver:
    """An HTTP server that answers as it is told to, and remembers what it was sent."""

    def __init__(self, status=200, headers=(), tls=None):
        self.taken, self.asked_for = [], []
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                taken.append((self.path, self.headers, body))
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            def get_request(self):
                connection, address = super().get_request()
                if tls is None:
                    return connection, address
                return tls.wrap_socket(connection, server_side=True), address

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            tls.sni_callback = lambda _, name, __: self.asked_for.append(name)


def raw(behave):
    """Return a server that hands every connection to ``behave``."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            with contextlib.suppress(OSError):
                behave(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    return Server(("127.0.0.1", 0), Handler)


def certified(authority, name):
    """Return the TLS of a server that an authority has certified."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context
