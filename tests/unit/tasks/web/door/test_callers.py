"""Callers that are slow on purpose: a real server, and real connections."""

import contextlib
import socket
import threading
import time

import httpx
import pytest
import uvicorn

from tasks.web.door import callers

SHORT_S = 1.5  # for a header; what is sent at once is there long before
HALF = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
MOST = 8


async def application(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@contextlib.contextmanager
def serving(header_s):
    """Yield the address of a server with room for a few connections."""
    gate = callers.Gate(MOST, header_s)
    config = uvicorn.Config(
        application, "127.0.0.1", 0, http=callers.protocol(gate), lifespan="off", log_config=None,
        access_log=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()
    finally:
        server.should_exit = True
        thread.join()


def opened(address, sent=HALF):
    connection = socket.create_connection(address, timeout=300)
    connection.sendall(sent)
    return connection


def is_closed(connection):
    """Tell that the other end has closed; a server that does not, fails the test by its time."""
    with connection:
        try:
            return connection.recv(1000) == b""
        except ConnectionResetError:
            return True


def test_header_that_never_ends_is_given_up():
    with serving(header_s=SHORT_S) as address:
        assert is_closed(opened(address))
        assert is_closed(opened(address, b""))


def test_header_after_an_answer_has_its_time_too():
    with serving(header_s=SHORT_S) as address:
        connection = opened(address, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"204" in connection.recv(1000)
        connection.sendall(HALF)
        assert is_closed(connection)


def test_callers_that_say_half_of_what_they_want_keep_nobody_out():
    with serving(header_s=600) as address:
        slow = [opened(address) for _ in range(10 * MOST)]
        for _ in range(3):
            assert httpx.get(f"http://{address[0]}:{address[1]}/", timeout=300).status_code == 204
        assert all(is_closed(connection) for connection in slow[: -2 * MOST])
        for connection in slow:
            connection.close()


def test_body_is_not_a_header():
    with serving(header_s=SHORT_S) as address:
        connection = opened(address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
        time.sleep(2 * SHORT_S)
        with connection:
            connection.sendall(b"b")
            assert b"204" in connection.recv(1000)


@pytest.mark.parametrize(("files", "most"), [(256, 192), (65536, 1000), (10, 1)])
def test_there_are_no_more_connections_than_files(monkeypatch, files, most):
    monkeypatch.setattr(callers.resource, "getrlimit", lambda _: (files, files))
    assert callers.most(1000) == most
