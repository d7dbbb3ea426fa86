"""What is around every request: the length of a body, its time, and the names of metrics."""

import asyncio
import re

import pytest
from doors import opened, parts
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from tasks.web.door.layer import _Bounded

SIZE = 4096


@pytest.fixture
def door(tmp_path):
    with opened(parts(tmp_path), body_bytes=SIZE) as client:
        yield client


def body(size):
    begin, end = b'{"listing": {"title": "a", "x": "', b'"}}'
    return begin + b"y" * (size - len(begin) - len(end)) + end


def post(door, content):
    return door.post("/v1/preview", content=content, headers={"content-type": "application/json"})


@pytest.mark.parametrize("size", [SIZE // 2 - 1, SIZE // 2 + 1, SIZE - 1, SIZE])
def test_body_up_to_the_limit_is_accepted(door, size):
    assert post(door, body(size)).status_code == 200


def test_one_byte_more_is_refused(door):
    assert post(door, body(SIZE + 1)).status_code == 413


@pytest.mark.parametrize(("size", "told"), [(SIZE, None), (SIZE + 1, 413)])
@pytest.mark.parametrize("part", [1000, SIZE // 2])
@pytest.mark.parametrize("announced", [True, False])
def test_body_in_parts_has_the_same_limit(size, told, part, announced):
    """Clients send a long body in several parts; its length is announced once."""
    content = body(size)
    parts = [content[i : i + part] for i in range(0, size, part)]
    messages = iter(
        {"type": "http.request", "body": one, "more_body": n < len(parts)}
        for n, one in enumerate(parts, 1)
    )

    async def receive():
        return next(messages)

    async def read():
        headers = Headers({"content-length": str(size)} if announced else {})
        bounded = _Bounded(receive, SIZE, headers, asyncio.get_running_loop().time() + 60)
        return b"".join([(await bounded())["body"] for _ in parts])

    if told is None:
        assert asyncio.run(read()) == content
    else:
        with pytest.raises(HTTPException) as caught:
            asyncio.run(read())
        assert caught.value.status_code == told


def test_body_that_does_not_come_is_given_up():
    async def read():
        never = asyncio.Event()
        bounded = _Bounded(never.wait, SIZE, Headers({}), asyncio.get_running_loop().time())
        return await bounded()

    with pytest.raises(HTTPException) as caught:
        asyncio.run(read())
    assert caught.value.status_code == 408


def test_unknown_methods_share_one_label(door):
    for number in range(50):
        door.request(f"BREW{number}", "/v1/preview")
    text = door.get("/metrics").text
    assert "BREW" not in text
    assert re.search(
        r'haiyi_http_requests_total\{method="other",route="[^"]*",status="405"\}', text
    )
