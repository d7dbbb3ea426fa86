"""A server without keys listens to its own machine and its own pages."""

import pytest
from doors import opened, parts

from tasks.web.door.api_keys import mint

TERM = {"source": "白", "target": "white"}
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    with opened(parts(tmp_path_factory.mktemp("door")), cors="https://front.example") as client:
        yield client


@pytest.mark.parametrize(
    "host", ["localhost:8000", "LOCALHOST", "127.0.0.1", "127.8.9.1:1", "[::1]:8000", "localhost."]
)
def test_names_of_this_machine_are_answered(door, host):
    assert door.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "", "[x",
     "0.0.0.0", "evil@localhost.example"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/v1/glossaries/platform", "/metrics"])
def test_other_names_that_lead_here_are_refused(door, host, path):
    answer = door.get(path, headers={"host": host})
    assert (answer.status_code, "forbidden" in answer.text) == (403, True)


@pytest.mark.parametrize(
    "headers",
    [{"origin": EVIL}, {"origin": "null"}, {"origin": "http://127.0.0.1:9"},
     {"sec-fetch-site": "cross-site"}, {"origin": f"{EVIL}/127.0.0.1"}],
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/v1/glossaries/platform/entries"), ("POST", "/"), ("POST", "/v2/glossaries"),
     ("POST", "/translate"), ("DELETE", "/v1/glossaries/platform/entries?source=x")],
)  # fmt: skip
def test_page_of_another_site_may_not_write(door, method, path, headers):
    answer = door.request(
        method, path, content="{}", headers=headers | {"content-type": "text/plain"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://127.0.0.1"}, {"origin": "https://front.example"},
     {"sec-fetch-site": "same-origin"}],
)  # fmt: skip
def test_own_pages_and_those_that_are_listed_may_write(door, headers):
    put = door.put("/v1/glossaries/platform/entries", json=TERM, headers=headers)
    assert put.status_code == 200


def test_server_with_keys_is_reached_by_any_name(tmp_path):
    (key, line) = mint("shop")
    with opened(parts(tmp_path), api_keys=line) as door:
        headers = {"host": "haiyi.example", "origin": EVIL, "x-api-key": key}
        listing = {"listing": {"title": "包"}}
        assert door.post("/v1/preview", json=listing, headers=headers).status_code == 200
