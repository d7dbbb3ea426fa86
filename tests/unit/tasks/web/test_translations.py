import pytest
from doors import opened, parts

from tasks.ledger.database import connect
from tasks.ledger.journal import Journal

LISTING = {"id": "L1", "version": 1, "title": "手机壳", "tags": ["手工"]}


@pytest.fixture
def runtime(tmp_path):
    return parts(tmp_path)


@pytest.fixture
def door(runtime):
    """Return a door behind which a listing has been published for the US."""
    with opened(runtime) as client:
        answer = client.post("/v1/preview", json={"listing": LISTING, "markets": ["US"]})
        engine = connect(runtime.database)
        journal = Journal(engine)
        job = journal.begin(journal.add([LISTING])[0])
        journal.finish(job, answer.json()["translations"])
        engine.dispose()
        yield client


def test_current_translations_are_told(door):
    (told,) = door.get("/v1/translations/L1").json()["translations"]
    assert (told["id"], told["market"]) == ("L1", "US")
    assert door.get("/v1/translations/none").status_code == 404


def test_correction_is_stored_shown_and_taken_back(door):
    before = door.get("/v1/translations/L1").json()["translations"][0]["title"]
    answer = door.put("/v1/translations/L1/US/title", json={"text": "Phone case\u202e"})
    assert (answer.status_code, answer.json()["title"]) == (200, "Phone case")
    assert door.get("/v1/translations/L1").json()["translations"] == [answer.json()]
    edits = door.get("/v1/translations/L1/US/edits").json()["edits"]
    assert edits == [{"field": "title", "text": "Phone case", "outdated": False}]
    assert door.delete("/v1/translations/L1/US/title").json()["title"] == before
    assert door.delete("/v1/translations/L1/US/title").status_code == 404


def test_preview_of_a_corrected_listing_shows_the_correction(door):
    """A preview shows what a publish would give."""
    door.put("/v1/translations/L1/US/tags.0", json={"text": "hand-made"})
    asked = {"listing": LISTING | {"title": "新手机壳"}, "markets": ["US", "HK"]}
    us, hk = door.post("/v1/preview", json=asked).json()["translations"]
    assert (us["tags"], hk["tags"]) == (["hand-made"], ["手工"])
    assert us["fields"]["tags.0"]["issues"] == [{"code": "edited"}]


def test_preview_goes_on_when_the_store_is_down(runtime):
    with opened(runtime, database_url="sqlite:////dev/null/x.sqlite3") as client:
        answer = client.post("/v1/preview", json={"listing": LISTING, "markets": ["US"]})
        assert answer.status_code == 200
        assert 'haiyi_fallbacks_total{kind="no_store"}' in client.get("/metrics").text
        refused = client.get("/v1/translations/L1")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "unavailable")
        assert "/dev/null" not in refused.text


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/v1/translations/L1/US/title", {"text": " "}, 422, "text"),
        ("/v1/translations/L1/US/title", {"text": ""}, 422, "text"),
        ("/v1/translations/L1/US/title", {}, 422, "text"),
        ("/v1/translations/L1/US/nothing", {"text": "x"}, 422, "field"),
        ("/v1/translations/L1/HK/title", {"text": "x"}, 404, None),
        ("/v1/translations/L2/US/title", {"text": "x"}, 404, None),
        ("/v1/products/L1/switch", {"state": "off"}, 422, "state"),
    ],
)
def test_what_is_wrong_is_named(door, path, body, status, field):
    answer = door.put(path, json=body)
    assert (answer.status_code, answer.json()["error"].get("field")) == (status, field)


def test_switch_is_on_until_it_is_paused(door):
    assert door.get("/v1/products/L1/switch").json() == {"state": "on"}
    for state in ("paused", "on"):
        assert door.put("/v1/products/L1/switch", json={"state": state}).json() == {"state": state}
        assert door.get("/v1/products/L1/switch").json() == {"state": state}
