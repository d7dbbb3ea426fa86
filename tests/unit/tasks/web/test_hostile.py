"""Every hostile listing through every door: an answer that is no defect, and others go on."""

import json

import pytest
from doors import opened, parts
from hostile import listings
from hostile_files import FILES
from hostile_requests import REQUESTS

HOSTILE = listings()
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with (
        pytest.MonkeyPatch.context() as patch,
        opened(parts(folder), rate_per_minute=0, timeout_s=120) as client,
    ):
        patch.setenv("HAIYI_DATABASE_URL", f"sqlite:///{folder}/store.sqlite3")
        yield client


def sent(value):
    """Return a body as any client could send it: surrogates as escapes."""
    return json.dumps(value).encode("ascii")


def assert_answered(answer):
    """Tell no defect: neither a 5xx, but for a server that is away, nor anything of our insides."""
    assert answer.status_code < 500 or (
        answer.status_code == 503 and "retry-after" in answer.headers
    ), answer.text[:500]
    assert "Traceback" not in answer.text
    if answer.status_code >= 400 and answer.headers["content-type"] == "application/json":
        told = answer.json()
        assert told.get("error") or told.get("message")


def texts(row):
    title, body = row.get("title"), row.get("body")
    return [text for text in (title, body) if isinstance(text, str)]


def test_there_are_two_hundred_of_them():
    assert len(HOSTILE) >= 200


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_listing_is_answered(door, name):
    row = HOSTILE[name]
    asked = sent({"listing": row, "markets": ["US", "HK"]})
    assert_answered(door.post("/v1/preview", content=asked, headers=JSON))
    if not name.startswith("run of"):  # what publishing looks at is not the text
        assert_answered(door.post("/v1/publish", content=asked, headers=JSON))
    for text in texts(row):
        for path, body in (
            ("/translate", {"q": text, "source": "auto", "target": "en"}),
            ("/v2/translate", {"text": [text], "target_lang": "EN", "ignore_tags": text[:99]}),
            ("/v1/detect", {"texts": [text], "locale": text[:30]}),
            ("/detect", {"q": text}),
            ("/v2/glossaries", {"name": "n", "source_lang": "ZH", "target_lang": "EN",
                                "entries": f"{text}\t{text}"}),
        ):  # fmt: skip
            assert_answered(door.post(path, content=sent(body), headers=JSON))
        form = {
            "title": text,
            "attributes": text,
            "variants": text,
            "tags": text,
            "seller_id": text,
        }
        safe = {k: v.encode("utf-8", "replace") for k, v in form.items()}
        assert_answered(door.post("/", data=safe, headers={"x-fragment": "1"}))
        assert_answered(door.post("/", data=safe))
    assert door.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_in_a_path_or_a_query_is_answered(door, name):
    row = HOSTILE[name]
    for text in {str(row["id"])[:300], *(text[:300] for text in texts(row))}:
        given = text.encode("utf-8", "replace").decode()
        params = {"id": given, "seller_id": given}
        assert_answered(door.get("/v1/translations/-", params=params))
        assert_answered(door.get("/v1/products/-/switch", params=params))
        assert_answered(door.get("/v1/jobs/-", params=params))
        correction = {"params": params, "content": sent({"text": text or "x"}), "headers": JSON}
        assert_answered(door.put("/v1/translations/-/US/title", **correction))
        term = {"source": text, "target": text, "kind": text, "language": text}
        for scope in ("platform", "seller:s1"):
            path = f"/v1/glossaries/{scope}/entries"
            assert_answered(door.put(path, content=sent(term), headers=JSON))
            assert_answered(door.delete(path, params={"source": given, "language": given}))
        assert_answered(door.get("/v2/languages", params={"type": given}))
        assert_answered(door.get("/", headers={"accept-language": given.encode()[:50]}))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"7", b'"a"', b"\xff\xfe", b"[" * 100_000, b'{"listing": ' * 5000,
     b'{"listing": null}', b'{"listing": {}}', b'{"listing": {"title": NaN}}',
     b'{"listing": {"title": 1e999}}', b'{"listing": {"a": ' + b"9" * 5000 + b"}}",
     b'{"listing": {"title": "a", "title": "b"}, "markets": [[]]}'],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded",
                                  "multipart/form-data; boundary=x", "text/plain", ""])  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/preview", "/v1/publish", "/translate", "/v2/translate", "/"])
def test_hostile_body_is_answered(door, path, kind, body):
    assert_answered(door.post(path, content=body, headers={"content-type": kind}))


@pytest.mark.parametrize("name", REQUESTS)
def test_hostile_request_is_answered(door, name):
    method, path, options = REQUESTS[name]
    assert_answered(door.request(method, path, **options))
    assert door.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_is_answered(door, name):
    sent = {"file": FILES[name]}
    assert_answered(door.post("/translate_file", files=sent, data={"source": "zh", "target": "en"}))
    for path, fields in (("/files", {"market": "US"}), ("/v2/document", {"target_lang": "EN"})):
        answer = door.post(path, files=sent, data=fields)
        assert_answered(answer)
        if path == "/files" and answer.status_code == 202:
            assert ended(door, answer.json()["id"])["state"] in {"done", "error"}


def ended(door, file_id):
    while (told := door.get(f"/files/{file_id}").json())["state"] in {"queued", "translating"}:
        assert "Traceback" not in str(told)
    return told
