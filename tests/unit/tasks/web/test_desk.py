import json
from xml.etree import ElementTree

import pytest
from doors import opened, parts

from models.training import corpus
from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.web.door.api_keys import mint

SHOP, PLATFORM = mint("shop", "s7"), mint("office")
ROW = {"id": "L1", "seller_id": "s7", "title": "毛线包", "tags": ["抗菌"]}


@pytest.fixture
def door(tmp_path):
    runtime = parts(tmp_path)
    with opened(runtime, api_keys=f"{SHOP[1]},{PLATFORM[1]}") as client:
        client.headers["x-api-key"] = SHOP[0]
        asked = {"listing": ROW, "markets": ["US"]}
        rows = client.post("/v1/preview", json=asked).json()["translations"]
        engine = connect(runtime.database)
        journal = Journal(engine)
        journal.finish(journal.begin(journal.add([ROW])[0]), rows)
        engine.dispose()
        yield client


def test_products_are_found_and_paged(door):
    page = door.get("/v1/products?status=held&market=US&q=毛线&limit=1").json()
    assert [row["id"] for row in page["products"]] == ["L1"]
    assert page["next"] is None
    assert door.get("/v1/products?status=kept").json()["products"] == []
    assert door.get("/v1/products?cursor=x").status_code == 422
    assert door.get("/v1/products?status=best").status_code == 422


def test_product_is_shown_side_by_side(door):
    told = door.get("/v1/products/L1").json()
    assert (told["source"]["title"], told["state"]) == ("毛线包", "on")
    assert told["translations"][0]["status"] == "held"
    assert door.get("/v1/products/L2").status_code == 404


def test_accepting_lets_it_out_and_an_old_version_does_not(door):
    assert door.post("/v1/translations/L1/US/accept", json={"version": 9}).status_code == 409
    told = door.post("/v1/translations/L1/US/accept", json={"version": 0})
    assert (told.status_code, told.json()["status"]) == (200, "ok")
    (deed,) = door.get("/v1/products/L1/history").json()["history"]
    assert (deed["action"], deed["who"]) == ("accepted", "shop")


def test_words_for_all_shops_are_for_keys_of_the_platform(door):
    wanted = {"text": "Yarn bag", "for_all": True}
    path = "/v1/translations/L1/US/title?seller_id=s7"
    assert door.put(path, json=wanted).status_code == 403
    office = {"x-api-key": PLATFORM[0]}
    assert door.put(path, json=wanted, headers=office).status_code == 200
    exported = door.get("/v1/memory/export", headers=office).text
    assert exported == "毛线包\tYarn bag\ten-US\n"


def test_suggestions_are_other_hypotheses_and_what_was_said_of_similar_texts(door):
    door.put("/v1/translations/L1/US/title", json={"text": "Yarn bag"})
    asked = {"text": "毛线包包", "market": "US"}
    told = door.post("/v1/suggestions", json=asked).json()
    assert told["memory"] == [{"source": "毛线包", "target": "Yarn bag", "likeness": 0.86}]
    assert isinstance(told["alternatives"], list)
    assert door.post("/v1/suggestions", json={**asked, "market": "XX"}).status_code == 422


def test_words_for_a_text_are_in_the_next_preview_until_they_are_taken_back(door):
    words = {"source": "皮包。好看！", "text": "Leather bag. Nice!", "market": "US"}
    told = door.put("/v1/memory", json=words).json()
    assert (told["language"], len(told["segments"])) == ("en-US", 3)

    def body():
        asked = {"listing": {"title": "包", "body": words["source"]}, "markets": ["US"]}
        return door.post("/v1/preview", json=asked).json()["translations"][0]["body"]

    assert body() == "Leather bag. Nice!"
    assert door.put("/v1/memory", json=words | {"text": ""}).status_code == 200
    assert body() != "Leather bag. Nice!"
    assert door.put("/v1/memory", json=words | {"text": ""}).status_code == 404
    assert door.put("/v1/memory", json=words | {"market": "XX"}).status_code == 422
    assert door.put("/v1/memory", json=words | {"text": " "}).json()["error"]["code"] == "empty"


def test_memory_is_taken_out_in_three_forms(door):
    door.put("/v1/translations/L1/US/title", json={"text": "Yarn <bag>"})
    assert door.get("/v1/memory/export").text == "毛线包\tYarn <bag>\ten-US\n"
    line = json.loads(door.get("/v1/memory/export?format=jsonl").text)
    assert line == {"source": "毛线包", "target": "Yarn <bag>", "language": "en-US", "by": "shop"}
    told = door.get("/v1/memory/export?format=tmx")
    assert "memory.tmx" in told.headers["content-disposition"]
    segments = [seg.text for seg in ElementTree.fromstring(told.content).iter("seg")]
    assert segments == ["毛线包", "Yarn <bag>"]


def test_training_learns_from_what_people_decided(door, tmp_path):
    """Of one language: what Hong Kong reads is nothing for a model that writes English."""
    door.put("/v1/translations/L1/US/title", json={"text": "Yarn bag"})
    for form in ("tsv", "jsonl"):
        path = tmp_path / f"memory.{form}"
        told = door.get(f"/v1/memory/export?format={form}&language=en")
        path.write_bytes(told.content)
        assert list(corpus.read(path)) == [("毛线包", "Yarn bag")]
    assert door.get("/v1/memory/export?language=zh-HK").text == ""
    assert door.get("/v1/memory/export?language=!").status_code == 422


def test_desk_page_holds_nothing_of_a_shop_and_needs_no_cookie(door):
    page = door.get("/desk?lang=en", headers={"x-api-key": ""})
    assert page.status_code == 200
    assert "毛线包" not in page.text
    assert "set-cookie" not in page.headers
    assert '<html lang="zh-Hans">' in door.get("/desk?lang=zh").text
