import pytest
from doors import opened, parts

from tasks.web.door.api_keys import mint

SHOP = "/v1/glossaries/seller:s1"


@pytest.fixture
def door(tmp_path):
    with opened(parts(tmp_path)) as client:
        yield client


def title(door, seller="s1"):
    listing = {"title": "奶油白包", "seller_id": seller}
    answer = door.post("/v1/preview", json={"listing": listing, "markets": ["US"]})
    return answer.json()["translations"][0]["title"].lower()


def test_glossary_a_fixed_term_shows_at_once_and_in_that_shop_alone(door):
    before = title(door)
    answer = door.put(f"{SHOP}/entries", json={"source": "奶油白", "target": "cream white"})
    assert answer.json()["entries"] == [
        {"source": "奶油白", "target": "cream white", "kind": "term", "note": "", "language": "en"}
    ]
    assert title(door).startswith("cream white")
    assert title(door, "s2") == before
    door.delete(f"{SHOP}/entries", params={"source": "奶油白"})
    assert title(door) == before


def test_glossary_revision_follows_the_terms(door):
    revisions = [door.get(SHOP).json()["revision"]]
    for target in ("cream", "off-white", "cream"):
        answer = door.put(f"{SHOP}/entries", json={"source": "奶油白", "target": target})
        revisions.append(answer.json()["revision"])
    assert len(set(revisions)) == 3
    assert revisions[1] == revisions[3]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_glossary_goes_out_and_comes_in_again(door, form):
    table = "奶油白,cream white\n杏色,apricot,color\n"
    door.post(f"{SHOP}/import", content=table, headers={"content-type": "text/csv"})
    out = door.get(f"{SHOP}/export", params={"format": form})
    assert 'filename="glossary-seller-s1.' in out.headers["content-disposition"]
    there = door.post(
        "/v1/glossaries/seller:s2/import", content=out.content,
        headers={"content-type": out.headers["content-type"]},
    )  # fmt: skip
    assert there.json()["entries"] == door.get(SHOP).json()["entries"]
    assert len(there.json()["entries"]) == 2


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_glossary_takes_no_table_that_any_web_page_could_send(door, kind):
    answer = door.post(f"{SHOP}/import", content="好,good\n", headers={"content-type": kind})
    assert answer.status_code == 415


def test_glossary_a_table_with_a_wrong_line_changes_nothing(door):
    answer = door.post(
        f"{SHOP}/import", content="好,good\n坏\n", headers={"content-type": "text/csv"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_glossary")
    assert "line 2" in answer.json()["error"]["message"]
    assert door.get(SHOP).json()["entries"] == []


@pytest.mark.parametrize("term", [{"source": " ", "target": "a"}, {"source": "好"},
                                  {"source": "好", "target": "a", "kind": "x"},
                                  {"source": "好", "target": "a", "language": "?"}])  # fmt: skip
def test_glossary_refuses_terms_that_cannot_be_used(door, term):
    assert door.put(f"{SHOP}/entries", json=term).status_code == 422


def test_glossary_of_the_platform_is_for_admins(tmp_path):
    (key, line), (boss, admin) = mint("shop"), mint("boss")
    term = {"source": "奶油白", "target": "cream"}
    with opened(parts(tmp_path), api_keys=line, admin_keys=admin) as door:
        path = "/v1/glossaries/platform/entries"
        assert door.put(path, json=term, headers={"X-API-Key": key}).status_code == 403
        assert door.put(path, json=term, headers={"X-API-Key": boss}).status_code == 200
        assert door.put(f"{SHOP}/entries", json=term, headers={"X-API-Key": key}).status_code == 200
