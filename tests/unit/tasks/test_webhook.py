import base64
import hashlib
import hmac
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from tasks import addresses
from tasks.webhook import Endpoint, Undelivered, check, post, sign

LOCAL = ("127.0.0.1",)
SECRET = SecretStr("s3cret")


def endpoint(url, secrets=(SECRET,), allowed=LOCAL, timeout_s=1.0):
    return Endpoint(url, secrets, allowed, timeout_s)


@pytest.fixture
def receiver():
    """Run a receiver that gives the answers it is told to, and keeps what it got."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["content-length"])
            self.server.got.append((self.path, dict(self.headers), self.rfile.read(length)))
            status, headers = self.server.answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.answer = [], (204, {})
    server.url = f"http://127.0.0.1:{server.server_port}/hook?shop=7"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def dripping():
    """Run a receiver that sends a byte now and then, and never ends."""
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        opened, _ = listener.accept()
        with opened:
            for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100:
                time.sleep(0.1)
                try:
                    opened.send(bytes([byte]))
                except OSError:
                    return

    threading.Thread(target=drip, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()


def test_post_is_signed_by_every_secret(receiver):
    second = SecretStr("whsec_" + base64.b64encode(b"new").decode())
    post(endpoint(receiver.url, (SECRET, second)), "d1", b'{"a": 1}', now=1700000000.9)
    ((path, headers, body),) = receiver.got
    signed = b'd1.1700000000.{"a": 1}'
    wanted = [
        "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        for key in (b"s3cret", b"new")
    ]
    assert (path, body) == ("/hook?shop=7", b'{"a": 1}')
    assert headers["webhook-signature"].split() == wanted
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("d1", "1700000000")


def test_sign_agrees_with_the_example_of_standard_webhooks():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signature = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "headers", "reason", "may_pass", "after"),
    [
        (500, {}, "status_500", True, None),
        (503, {"retry-after": "7"}, "status_503", True, 7),
        (429, {"retry-after": "999999"}, "status_429", True, 3600),
        (429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "status_429", True, None),
        (400, {}, "status_400", False, None),
        (410, {}, "status_410", False, None),
        (301, {"location": "https://example.com/"}, "redirect", False, None),
    ],
)
def test_post_tells_why_it_was_not_taken(receiver, status, headers, reason, may_pass, after):  # noqa: PLR0917
    receiver.answer = (status, headers)
    with pytest.raises(Undelivered) as caught:
        post(endpoint(receiver.url), "d1", b"{}")
    error = caught.value
    assert (error.reason, error.may_pass, error.retry_after_s) == (reason, may_pass, after)
    assert len(receiver.got) == 1


def test_post_has_a_deadline_for_everything_together(dripping):
    began = time.monotonic()
    with pytest.raises(Undelivered, match="timeout") as caught:
        post(endpoint(dripping), "d1", b"{}")
    assert caught.value.may_pass
    assert time.monotonic() - began < 3


def test_post_to_nobody_may_pass():
    with pytest.raises(Undelivered, match="connection") as caught:
        post(endpoint("http://127.0.0.1:1/"), "d1", b"{}")
    assert caught.value.may_pass
    with pytest.raises(Undelivered, match="unknown_host"):
        post(endpoint("https://nobody.invalid/"), "d1", b"{}")


def test_post_by_tls_to_a_server_without_it_says_so(receiver):
    with pytest.raises(Undelivered, match="tls"):
        post(endpoint(receiver.url.replace("http:", "https:")), "d1", b"{}")
    assert receiver.got == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "[::1]", "[fd00::1]", "0.0.0.0",
     "[::ffff:192.168.0.1]", "100.64.0.1", "224.0.0.1", "[64:ff9b::a00:1]", "[2002:a00:1::]",
     "2130706433", "0x7f.1"],
)  # fmt: skip
def test_post_to_an_address_inside_is_refused(host):
    with pytest.raises(Undelivered, match=r"refused_address|unknown_host"):
        post(endpoint(f"https://{host}/", allowed=()), "d1", b"{}")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://example.com/", "https"),
        ("ftp://example.com/", "https"),
        ("https:///x", "https"),
        ("https://user:word@example.com/", "password"),
        ("https://example.com:8443/", "443"),
    ],
)
def test_check_says_what_is_wrong_with_an_url(url, message):
    with pytest.raises(ValueError, match=message) as caught:
        check(endpoint(url, allowed=()))
    assert "word" not in str(caught.value).replace("password", "")


def test_check_wants_a_secret():
    with pytest.raises(ValueError, match="HAIYI_WEBHOOK_SECRETS"):
        check(endpoint("https://example.com/", ()))


def test_allowed_networks_may_be_private():
    assert addresses.resolve("127.0.0.1", 80, ["127.0.0.0/8"]) == "127.0.0.1"
    with pytest.raises(addresses.RefusedAddress):
        addresses.resolve("127.0.0.1", 80, ["10.0.0.0/8"])
