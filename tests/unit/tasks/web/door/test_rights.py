"""What a key may do, tried on every route that there is."""

import re
from pathlib import Path

import pytest
from doors import opened, parts

from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.ledger.product import Product
from tasks.publish import journal_of_process
from tasks.web.door.api_keys import mint
from tasks.web.door.rights import RIGHTS, Right

KEYS = {"platform": mint("platform"), "boss": mint("boss"), "s7": mint("s7", "s7")}
CSV = {"content": "白,white\n", "headers": {"content-type": "text/csv"}}

# How each route with something of a shop in it is asked for that of a shop.
LISTING = {"title": "包", "seller_id": "{seller}"}
SHOPS = {
    "POST /": ("/", {"data": LISTING, "headers": {"x-fragment": "1"}}),
    "POST /v1/preview": ("/v1/preview", {"json": {"listing": LISTING}}),
    "POST /v1/publish": (
        "/v1/publish", {"json": {"listing": LISTING | {"id": "n"}}},
    ),
    "POST /files": (
        "/files", {"files": {"file": ("a.txt", b"hello")}, "data": {"seller_id": "{seller}"}},
    ),
    "GET /v1/jobs/{job_id}": ("/v1/jobs/{job}", {}),
    "GET /v1/translations/{document_id}": ("/v1/translations/L1?seller_id={seller}", {}),
    "GET /v1/translations/{document_id}/{market}/edits": (
        "/v1/translations/L1/US/edits?seller_id={seller}", {},
    ),
    "PUT /v1/translations/{document_id}/{market}/{field}": (
        "/v1/translations/L1/US/title?seller_id={seller}", {"json": {"text": "Bag"}},
    ),
    "DELETE /v1/translations/{document_id}/{market}/{field}": (
        "/v1/translations/L1/US/tags.0?seller_id={seller}", {},
    ),
    "POST /v1/translations/{document_id}/{market}/accept": (
        "/v1/translations/L1/US/accept?seller_id={seller}", {"json": {"version": 0}},
    ),
    "GET /v1/products": ("/v1/products?seller_id={seller}", {}),
    "GET /v1/products/{document_id}": ("/v1/products/L1?seller_id={seller}", {}),
    "POST /v1/suggestions": (
        "/v1/suggestions", {"json": {"text": "手工包", "market": "US", "seller_id": "{seller}"}},
    ),
    "PUT /v1/memory": (
        "/v1/memory",
        {"json": {"source": "包", "text": "Bag", "market": "US", "seller_id": "{seller}"}},
    ),
    "GET /v1/memory/export": ("/v1/memory/export?seller_id={seller}", {}),
    "GET /v1/products/{document_id}/history": ("/v1/products/L1/history?seller_id={seller}", {}),
    "GET /v1/products/{document_id}/switch": ("/v1/products/L1/switch?seller_id={seller}", {}),
    "PUT /v1/products/{document_id}/switch": (
        "/v1/products/L1/switch?seller_id={seller}", {"json": {"state": "on"}},
    ),
    "GET /v1/glossaries/{scope}": ("/v1/glossaries/seller:{seller}", {}),
    "PUT /v1/glossaries/{scope}/entries": (
        "/v1/glossaries/seller:{seller}/entries", {"json": {"source": "白", "target": "white"}},
    ),
    "DELETE /v1/glossaries/{scope}/entries": (
        "/v1/glossaries/seller:{seller}/entries?source=x", {},
    ),
    "GET /v1/glossaries/{scope}/export": ("/v1/glossaries/seller:{seller}/export", {}),
    "POST /v1/glossaries/{scope}/import": ("/v1/glossaries/seller:{seller}/import", CSV),
}  # fmt: skip
# Bodies in which no shop is named: what they use is that of the key.
UNNAMED = {
    "POST /translate", "POST /v2/translate", "POST /translate_file", "POST /v2/document",
    "GET /language/translate/v2", "POST /language/translate/v2",
}  # fmt: skip


@pytest.fixture
def door(tmp_path, monkeypatch):
    """Return a door behind which s7 and s8 have a product, and its jobs by shop."""
    monkeypatch.setenv("HAIYI_DATABASE_URL", f"sqlite:///{tmp_path}/store.sqlite3")
    runtime = parts(tmp_path)
    journal_of_process.cache_clear()
    lines = ",".join(line for name, (_, line) in KEYS.items() if name != "boss")
    with opened(runtime, api_keys=lines, admin_keys=KEYS["boss"][1]) as client:
        yield client, {seller: published(client, runtime, seller) for seller in ("s7", "s8")}
    journal_of_process.cache_clear()


def published(client, runtime, seller):
    row = {"id": "L1", "seller_id": seller, "title": "手机壳", "tags": ["手工"]}
    asked = {"listing": row, "markets": ["US"]}
    (english,) = client.post("/v1/preview", json=asked, headers=by("platform")).json()[
        "translations"
    ]
    engine = connect(runtime.database)
    journal = Journal(engine)
    (job_id,) = journal.add([row])
    journal.finish(journal.begin(job_id), [english])
    engine.dispose()
    corrected = f"/v1/translations/L1/US/tags.0?seller_id={seller}"
    assert client.put(corrected, json={"text": "x"}, headers=by("platform")).status_code == 200
    return job_id


def by(name):
    return {"x-api-key": KEYS[name][0]}


def filled(value, **names):
    if isinstance(value, dict):
        return {key: filled(inner, **names) for key, inner in value.items()}
    if not isinstance(value, str):
        return value
    for name, text in names.items():
        value = value.replace(f"{{{name}}}", text)
    return value


def ask(client, route, key, seller="s7", job="0" * 32):
    method, path = route.split(" ")
    path, given = SHOPS.get(route, (path, {}))
    given = filled(given, seller=seller)
    given["headers"] = {**given.get("headers", {}), **(by(key) if key else {})}
    names = {"glossary_id": "g", "scope": f"seller:{seller}", "seller": seller, "job": job}
    return client.request(method, filled(path, **names), **given)


@pytest.mark.parametrize("route", RIGHTS)
def test_route_without_a_key_is_for_what_anyone_may_see(door, route):
    status = ask(door[0], route, None).status_code
    compatible = any(part in route for part in (" /v2/", " /v3/", " /languages", " /language/"))
    if RIGHTS[route] in (Right.ANYONE, Right.LINK):
        assert status not in (401, 403)
    elif "POST /v2/" in route or " /language/" in route or route in UNNAMED | {"POST /detect"}:
        assert status in (
            400,
            401,
            403,
        )  # clients of others send keys in bodies, which are read first
    else:
        assert status == (403 if compatible else 401)


@pytest.mark.parametrize("route", sorted(SHOPS))
def test_key_of_a_shop_sees_and_changes_its_own(door, route):
    client, jobs = door
    assert ask(client, route, "s7", "s7", jobs["s7"]).status_code in (200, 202)


@pytest.mark.parametrize("route", sorted(SHOPS))
def test_key_of_a_shop_gets_404_for_anothers(door, route):
    client, jobs = door
    answer = ask(client, route, "s7", "s8", jobs["s8"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("route", sorted(SHOPS))
def test_key_of_the_platform_sees_and_changes_all(door, route):
    client, jobs = door
    for seller in ("s7", "s8"):
        assert ask(client, route, "platform", seller, jobs[seller]).status_code in (200, 202)


def test_every_route_of_a_shop_was_tried():
    of_shops = {route for route, right in RIGHTS.items() if right in (Right.SHOP, Right.TERMS)}
    assert of_shops == set(SHOPS) | UNNAMED


@pytest.mark.parametrize(
    ("name", "read", "changed"), [("s7", 404, 404), ("platform", 200, 403), ("boss", 200, 200)]
)
def test_terms_of_the_platform_are_changed_by_admins(door, name, read, changed):
    client, path = door[0], "/v1/glossaries/platform"
    term = {"source": "白", "target": "white"}
    assert client.get(path, headers=by(name)).status_code == read
    assert client.get(f"{path}/export", headers=by(name)).status_code == read
    for answer in (
        client.put(f"{path}/entries", json=term, headers=by(name)),
        client.delete(f"{path}/entries?source=x", headers=by(name)),
        client.post(f"{path}/import", content=CSV["content"], headers=CSV["headers"] | by(name)),
    ):
        assert answer.status_code == changed


def test_what_a_key_has_made_is_seen_by_that_key_alone(door):
    client = door[0]
    body = {"name": "n", "source_lang": "ZH", "target_lang": "EN", "entries": "白\twhite"}
    made = client.post("/v2/glossaries", json=body, headers=by("s7")).json()
    path = f"/v2/glossaries/{made['glossary_id']}"
    for method, where in (("GET", path), ("DELETE", path), ("GET", f"{path}/entries")):
        assert client.request(method, where, headers=by("platform")).status_code == 404
    assert client.get("/v2/glossaries", headers=by("platform")).json() == {"glossaries": []}
    named = {"text": ["白"], "target_lang": "EN", "glossary_id": made["glossary_id"]}
    assert client.post("/v2/translate", json=named, headers=by("platform")).status_code == 404
    assert client.post("/v2/translate", json=named, headers=by("s7")).status_code == 200


def test_glossary_of_a_key_is_reached_through_no_listing(door):
    """Its name may be known, from a log or a colleague."""
    client = door[0]
    body = {"name": "n", "source_lang": "ZH", "target_lang": "EN", "entries": "手机\tSECRET"}
    made = client.post("/v2/glossaries", json=body, headers=by("boss")).json()["glossary_id"]
    shop = f"named:{made}"
    listing = {"id": "x", "title": "手机", "seller_id": shop}
    for path in ("/v1/preview", "/v1/publish"):
        answer = client.post(path, json={"listing": listing}, headers=by("platform"))
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "seller_id")
    for title in ("手机", ""):
        form = {"title": title, "seller_id": shop}
        assert "SECRET" not in client.post("/", data=form, headers=by("platform")).text


def test_glossary_of_a_key_is_reached_through_no_file(door):
    sent = {"file": ("a.txt", "手机".encode(), "text/plain")}
    shop = {"seller_id": "named:x", "market": "US"}
    answer = door[0].post("/files", files=sent, data=shop, headers=by("platform"))
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "seller_id")


def test_listing_of_no_shop_belongs_to_that_of_the_key(door, tmp_path):
    client = door[0]
    door_of_terms = {"source": "手机", "target": "SEVEN"}
    client.put("/v1/glossaries/seller:s7/entries", json=door_of_terms, headers=by("s7"))
    for path, body in (
        ("/v1/preview", {"listing": {"title": "手机"}, "markets": ["US"]}),
        ("/translate", {"q": "手机", "source": "auto", "target": "en"}),
        ("/v2/translate", {"text": ["手机"], "target_lang": "EN"}),
    ):
        assert "SEVEN" in client.post(path, json=body, headers=by("s7")).text
        assert "SEVEN" not in client.post(path, json=body, headers=by("platform")).text
    said = client.post(
        "/v1/publish", json={"listing": {"id": "mine", "title": "包"}}, headers=by("s7")
    )
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite3")
    found = Journal(engine).get(said.json()["job"])
    engine.dispose()
    assert Product.of(found.document) == Product("mine", "s7")


@pytest.mark.parametrize("name", ["a/b", "..", "../../etc/passwd", "[b]x[/b]", "a?b#c", "a%2Fb"])
def test_id_that_no_path_carries_is_named_in_the_query(door, name):
    client = door[0]
    params = {"id": name, "seller_id": "s7"}
    switch = {"params": params, "headers": by("s7")}
    assert (
        client.put("/v1/products/-/switch", json={"state": "paused"}, **switch).status_code == 200
    )
    assert client.get("/v1/products/-/switch", **switch).json() == {"state": "paused"}
    assert client.get("/v1/translations/-", **switch).status_code == 404


@pytest.mark.parametrize("path", ["/v1/translations/a%00b", "/v1/translations/L1/US%00/edits"])
def test_id_that_no_document_can_have_is_not_found(door, path):
    assert door[0].get(path, headers=by("platform")).status_code == 404


def test_documentation_has_the_same_table():
    page = Path(__file__).parents[5] / "docs" / "security.md"
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    told = {line.split(" | ")[0].removeprefix("| "): line for line in rows}
    for right in Right:
        listed = set(re.findall(r"`([A-Z]+ /[^`]*)`", told[right.value]))
        assert listed == {route for route, found in RIGHTS.items() if found is right}
