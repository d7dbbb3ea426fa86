import base64
import contextlib
import itertools
import json
import logging
import socket
import struct
import threading
import time
from email.utils import formatdate

import pytest
import receivers
import standardwebhooks
import trustme
from pydantic import SecretStr
from receivers import Receiver, certified, running

from tasks.delivery import outbound
from tasks.delivery.webhook import Endpoint, Undelivered, check, post

BODY = json.dumps({"title": "手机壳"}).encode()
CODED = "whsec_" + base64.b64encode(b"a key of the receiver's own").decode()
LOCAL = ("127.0.0.1", "localhost")
NOWHERE = "http://127.0.0.1:1"  # a port on which nothing listens
HANGS_S = 300  # bounds a hang, and measures nothing


def endpoint(url, *secrets, allowed=LOCAL, timeout_s=60.0):
    secrets = tuple(map(SecretStr, secrets or ("s3cret",)))
    return Endpoint(url, secrets, allowed, timeout_s)


def refused(url, **options):
    """Return how a webhook fails."""
    with pytest.raises(Undelivered) as caught:
        post(endpoint(url, **options), "msg_1", BODY)
    return caught.value


@pytest.fixture
def receiver():
    """Return what starts a receiver, and returns it with its port."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, **options):
            made = Receiver(*arguments, **options)
            return made, stack.enter_context(running(made.server))

        yield start


@pytest.fixture
def raw():
    """Return what starts a server that does as it likes with every connection."""
    with contextlib.ExitStack() as stack:
        yield lambda behave: stack.enter_context(running(receivers.raw(behave)))


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """Return an authority whose certificates are believed here."""
    ours = trustme.CA()
    ours.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    outbound.trust.cache_clear()
    yield ours
    outbound.trust.cache_clear()


@pytest.fixture
def resolver(monkeypatch):
    """Return what makes names stand for addresses: the one thing that has no real server here."""

    def stand_for(*answers, after=lambda: None):
        asked = []

        def getaddrinfo(host, port, **_):
            asked.append(host)
            after()
            found = answers[min(len(asked), len(answers)) - 1]
            if not found:
                raise socket.gaierror(socket.EAI_NONAME, "no such name")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return stand_for


# What a receiver reads


@pytest.mark.parametrize("secret", [CODED, "a plain secret"])
def test_post_is_what_a_standard_receiver_verifies(receiver, secret):
    taker, port = receiver()
    post(endpoint(f"http://127.0.0.1:{port}/in?a=%E5%8C%85&b", "old", secret), "msg_1", BODY)
    ((path, headers, body),) = taker.taken
    key = secret if secret is CODED else secret.encode()
    verified = standardwebhooks.Webhook(key).verify(body, dict(headers.items()))
    assert (path, verified) == ("/in?a=%E5%8C%85&b", {"title": "手机壳"})
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{port}"
    assert len(headers["webhook-signature"].split(" ")) == 2


def test_post_signs_what_is_sent(receiver):
    taker, port = receiver()
    post(endpoint(f"http://127.0.0.1:{port}", CODED), "msg_1", BODY)
    ((_, headers, body),) = taker.taken
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(CODED).verify(body + b" ", dict(headers.items()))


def test_post_says_when_it_is(receiver):
    taker, port = receiver()
    post(endpoint(f"http://127.0.0.1:{port}"), "msg_1", BODY, now=1700000000.9)
    assert taker.taken[0][1]["webhook-timestamp"] == "1700000000"


# What it answers


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_post_takes_every_success(receiver, status):
    taker, port = receiver(status)
    post(endpoint(f"http://127.0.0.1:{port}"), "msg_1", BODY)
    assert len(taker.taken) == 1


@pytest.mark.parametrize(
    ("may_pass", "statuses"),
    [(False, (400, 401, 404, 410, 413, 422)), (True, (408, 409, 425, 429, 500, 502, 503, 599))],
)
def test_post_tells_what_may_pass(receiver, may_pass, statuses):
    for status in statuses:
        _, port = receiver(status)
        error = refused(f"http://127.0.0.1:{port}")
        assert (error.reason, error.may_pass) == (f"status_{status}", may_pass)
        assert error.retry_after_s is None


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_post_follows_no_redirect(receiver, status):
    elsewhere, away = receiver()
    _, port = receiver(status, [("location", f"http://127.0.0.1:{away}/")])
    error = refused(f"http://127.0.0.1:{port}")
    assert (error.reason, error.may_pass, elsewhere.taken) == ("redirect", False, [])


@pytest.mark.parametrize(
    ("status", "asked", "wait_s"),
    [
        (429, "7", 7), (503, "0", 0), (429, "999999999", 86400), (429, "-5", None), (429, "", None),
        (429, "9" * 5000, None), (503, formatdate(1060, usegmt=True), 60),
        (503, formatdate(900, usegmt=True), 0), (503, "tomorrow", None), (404, "7", None),
    ],
)  # fmt: skip
def test_post_hears_how_long_to_wait(receiver, status, asked, wait_s):
    _, port = receiver(status, [("Retry-After", asked)])
    with pytest.raises(Undelivered) as caught:
        post(endpoint(f"http://127.0.0.1:{port}"), "msg_1", BODY, now=1000)
    assert caught.value.retry_after_s == wait_s


# How long it takes, and how much: who drags out an answer does so for as long as anybody reads


def drip(connection, data):
    for byte in data:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def silence(connection):
    time.sleep(HANGS_S)


def slow_head(connection):
    connection.recv(65536)
    drip(connection, itertools.chain(b"HTTP/1.1 200 OK\r\n", itertools.cycle(b"x: y\r\n")))


def endless_progress(connection):
    connection.recv(65536)
    drip_forever = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    while True:
        connection.sendall(drip_forever)
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("scheme", "behave"),
    [("http", silence), ("http", slow_head), ("http", endless_progress), ("https", silence)],
)
def test_post_ends_in_time_whatever_drips(raw, scheme, behave):
    error = refused(f"{scheme}://127.0.0.1:{raw(behave)}", timeout_s=0.5)
    assert (error.reason, error.may_pass) == ("timeout", True)


def test_post_ends_in_time_under_tls(raw, authority):
    context = certified(authority, "127.0.0.1")

    def behave(connection):
        with context.wrap_socket(connection, server_side=True) as opened:
            slow_head(opened)

    assert refused(f"https://127.0.0.1:{raw(behave)}", timeout_s=0.6).reason == "timeout"


def test_post_ends_in_time_where_nobody_reads(raw):
    url = f"http://127.0.0.1:{raw(silence)}"
    with pytest.raises(Undelivered, match="timeout"):
        post(endpoint(url, timeout_s=0.5), "msg_1", bytes(32 * 2**20))


def test_post_is_delivered_once_the_status_says_so(raw):
    """However slowly the rest of the answer drips, and wherever it breaks off."""

    def behave(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        drip(connection, itertools.repeat(ord("x")))

    post(endpoint(f"http://127.0.0.1:{raw(behave)}", timeout_s=2), "msg_1", BODY)


def test_post_reads_little_of_an_endless_answer(raw):
    sent = []

    def behave(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16384)
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"400\r\n" + bytes(1024) + b"\r\n")
            sent.append(1024)

    post(endpoint(f"http://127.0.0.1:{raw(behave)}", timeout_s=60), "msg_1", BODY)
    assert sum(sent) < 16 * 2**20  # what the system holds for both sides, and no more


# Connections


def hang_up(connection):
    connection.recv(65536)


def reset(connection):
    held = b""
    while not held.endswith(BODY):
        held += connection.recv(65536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def gibberish(connection):
    connection.recv(65536)
    connection.sendall(b"220 mail.example ESMTP\r\n")


def long_head(connection):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000)


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (reset, "connection"),
        (hang_up, "no_answer"),
        (gibberish, "no_answer"),
        (long_head, "no_answer"),
    ],
)
def test_post_may_pass_where_the_answer_is_none(raw, behave, reason):
    error = refused(f"http://127.0.0.1:{raw(behave)}")
    assert (error.reason, error.may_pass) == (reason, True)


def test_post_reads_an_answer_that_comes_before_all_is_sent(raw):
    def behave(connection):
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(2**20):
            pass

    with pytest.raises(Undelivered, match="status_413"):
        post(endpoint(f"http://127.0.0.1:{raw(behave)}"), "msg_1", bytes(2**20))


def test_post_may_pass_where_nobody_listens():
    error = refused(NOWHERE)
    assert (error.reason, error.may_pass) == ("connection", True)


def test_post_asks_no_proxy(receiver, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, NOWHERE)
    taker, port = receiver()
    post(endpoint(f"http://127.0.0.1:{port}"), "msg_1", BODY)
    assert len(taker.taken) == 1


def test_post_tries_the_next_address(receiver, resolver):
    taker, port = receiver()
    resolver(["127.0.0.2", "127.0.0.1"])
    post(endpoint(f"http://localhost:{port}"), "msg_1", BODY)
    assert len(taker.taken) == 1


# TLS


def test_post_asks_for_the_host_by_its_name(receiver, authority):
    taker, port = receiver(tls=certified(authority, "localhost"))
    post(endpoint(f"https://LOCALHOST.:{port}/"), "msg_1", BODY)
    assert taker.asked_for == ["localhost"]
    assert taker.taken[0][1]["host"] == f"localhost:{port}"


def test_post_goes_to_nobody_with_anothers_certificate(receiver, authority):
    taker, port = receiver(tls=certified(authority, "elsewhere.example"))
    error = refused(f"https://localhost:{port}")
    assert (error.reason, error.may_pass, taker.taken) == ("tls", True, [])


def test_post_goes_to_nobody_whom_no_authority_knows(receiver):
    taker, port = receiver(tls=certified(trustme.CA(), "localhost"))
    error = refused(f"https://localhost:{port}")
    assert (error.reason, taker.taken) == ("tls", [])


def test_post_does_not_go_on_without_tls(receiver):
    taker, port = receiver()
    error = refused(f"https://localhost:{port}")
    assert (error.reason, taker.taken) == ("tls", [])


# Where it may go

INSIDE = [
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "0",
    "10.0.0.1", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "169.254.170.2",
    "168.63.129.16", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[fd00:ec2::254]", "[fe80::1]",
    "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001:0:1::1]",
    "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[fec0::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_post_refuses_what_is_inside(host):
    error = refused(f"https://{host}/", allowed=())
    assert (error.reason, error.may_pass) == ("refused_address", False)


@pytest.mark.parametrize("url", ["http://localhost/", "https://localhost:8443/", "gopher://a/"])
def test_post_refuses_what_check_would_have(url):
    error = refused(url, allowed=())
    assert (error.reason, error.may_pass) == ("refused_url", False)


@pytest.mark.parametrize("answer", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"]])
def test_post_refuses_a_name_that_stands_for_the_inside(resolver, answer):
    resolver(answer)
    error = refused("https://hooks.example/", allowed=())
    assert error.reason == "refused_address"


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "100.100.100.200", "224.0.0.1"])
def test_post_goes_not_anywhere_for_a_name_that_is_allowed(resolver, address):
    resolver([address])
    error = refused("http://localhost:8000/", allowed=("localhost",))
    assert error.reason == "refused_address"


@pytest.mark.parametrize("allowed", ["127.0.0.0/8", "127.0.0.1", "localhost", "LocalHost."])
def test_post_goes_inside_where_that_is_allowed(receiver, resolver, allowed):
    resolver(["127.0.0.1"])
    taker, port = receiver()
    host = "localhost" if allowed[0] in "lL" else "127.0.0.1"
    post(endpoint(f"http://{host}:{port}", allowed=(allowed,)), "msg_1", BODY)
    assert len(taker.taken) == 1


def test_post_goes_to_the_address_that_was_looked_at(receiver, resolver):
    """A name that stands for another address a moment later deceives nobody."""
    taker, port = receiver()
    asked = resolver(["127.0.0.1"], ["127.0.0.2"])
    post(endpoint(f"http://localhost:{port}"), "msg_1", BODY)
    assert (len(asked), len(taker.taken)) == (1, 1)


def test_post_does_not_wait_for_the_resolver(resolver):
    answer = threading.Event()
    resolver(["127.0.0.1"], after=lambda: answer.wait(HANGS_S))
    error = refused("http://localhost:1/", timeout_s=0.3)
    assert (error.reason, error.may_pass, answer.is_set()) == ("timeout", True, False)
    answer.set()


def test_post_may_pass_where_nobody_knows_the_name(resolver):
    resolver([])
    error = refused("https://hooks.example/")
    assert (error.reason, error.may_pass) == ("unknown_host", True)


# What is refused at start-up, and what is never told


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://hooks.example/in?token=x", ()), ("https://hooks.example:443", ()),
        ("https://93.184.216.34/", ()), ("http://hooks.local", ("hooks.local",)),
        ("https://HOOKS.local:8443/", ("hooks.local",)), ("http://10.1.2.3:80/", ("10.0.0.0/8",)),
        ("http://[fd12::1]:9000/", ("fd12::/16",)),
    ],
)  # fmt: skip
def test_check_takes_what_can_be_used(url, allowed):
    check(endpoint(url, allowed=allowed))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "plain ASCII"), ("hooks.example", "https://"), ("https://", "a host"),
        ("ftp://hooks.example/", "https://"), ("file:///etc/passwd", "https://"),
        ("https://hooks.example:70000/", "ASCII"), ("https://hooks.example:x/", "plain ASCII"),
        ("https://[::1/", "plain ASCII"), ("https://例子.example/", "plain ASCII"),
        ("https://hooks.example/\r\nx: y", "plain ASCII"), ("https://hooks.example/a b", "ASCII"),
        ("https://user:hunter2@hooks.example/", "password"),
        ("https://user:hun/ter2@hooks.example/", "plain ASCII"),
        ("https://hooks.example/#part", "fragment"),
        ("http://hooks.example/", "HAIYI_WEBHOOK_ALLOW"),
        ("https://hooks.example:8443/", "HAIYI_WEBHOOK_ALLOW"),
        ("https://169.254.169.254/", "HAIYI_WEBHOOK_ALLOW"), ("https://[::1]/", "WEBHOOK_ALLOW"),
    ],
)  # fmt: skip
def test_check_says_what_is_wrong_with_an_url(url, says):
    with pytest.raises(ValueError, match=says) as caught:
        check(endpoint(url, allowed=()))
    assert "ter2" not in str(caught.value)


@pytest.mark.parametrize("entry", ["10.0.0.1/8", "10.0.0.300", "", "https://hooks.local", "a b"])
def test_check_says_what_cannot_be_allowed(entry):
    with pytest.raises(ValueError, match=r"is not a host such as hooks.local, or a network"):
        check(endpoint("https://hooks.example/", allowed=(entry,)))


@pytest.mark.parametrize("secrets", [(), ("",), ("whsec_",), ("whsec_not Base64!",)])
def test_check_wants_a_secret(secrets):
    with pytest.raises(ValueError, match="secret") as caught:
        check(Endpoint("https://hooks.example/", tuple(map(SecretStr, secrets))))
    assert "not Base64!" not in str(caught.value)


def test_nothing_secret_is_told(receiver, caplog):
    caplog.set_level(logging.DEBUG)
    _, port = receiver(500)
    target = endpoint(f"http://127.0.0.1:{port}/in?token=hunter2", "s3cret")
    with pytest.raises(Undelivered) as caught:
        post(target, "msg_1", BODY)
    told = f"{caplog.text} {target!r} {caught.value!r}"
    assert "send_request_headers" in told  # the library's own lines are among them
    for secret in ("hunter2", "s3cret", "手机壳", json.dumps("手机壳")):
        assert secret not in told
