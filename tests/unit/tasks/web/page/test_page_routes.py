import pytest
from doors import opened, parts

from pipeline.glossary import Entry
from tasks.web.door.api_keys import mint
from tasks.web.page.form import Form
from tasks.web.page.page import samples, words

FORM = {"title": "很好看", "seller_id": "s1", "lang": "en"}


@pytest.fixture
def door(tmp_path):
    with opened(parts(tmp_path)) as client:
        yield client


def keys_of(table, prefix=""):
    return {
        name
        for key, value in table.items()
        for name in (keys_of(value, f"{key}.") if isinstance(value, dict) else [prefix + key])
    }


def test_page_says_the_same_in_both_languages():
    assert keys_of(words()["zh"]) == keys_of(words()["en"])


def test_page_language_follows_the_browser_and_the_choice(door):
    assert 'lang="zh-Hans"' in door.get("/", headers={"accept-language": "zh-CN,zh"}).text
    assert 'lang="en"' in door.get("/", headers={"accept-language": "de"}).text
    assert 'lang="zh-Hans"' in door.get("/?lang=zh", headers={"accept-language": "de"}).text


def test_page_is_whole_for_a_browser_and_a_part_for_itself(door):
    whole = door.post("/", data=FORM).text
    part = door.post("/", data=FORM, headers={"x-fragment": "1"}).text
    assert whole.startswith("<!doctype html>")
    assert not part.lstrip().startswith("<!doctype")
    assert part.count('role="tabpanel"') == whole.count('role="tabpanel"') == 3


def test_page_escapes_what_sellers_write(door):
    nasty = "</textarea><script>alert('好')</script>"
    form = FORM | {"title": nasty, "tags": nasty, "seller_id": '"><i id=x>'}
    text = door.post("/", data=form).text
    assert "<script>alert" not in text
    assert '"><i id=x>' not in text


def test_page_tells_on_itself_what_is_wrong(door):
    answer = door.post("/", data=FORM | {"title": "好" * 10_001})
    assert '<p class="complaint" role="alert">10001 characters' in answer.text
    part = door.post("/", data=FORM | {"title": "好" * 10_001}, headers={"x-fragment": "1"})
    assert (part.status_code, part.json()["error"]["code"]) == (413, "too_long")


def test_page_shows_no_shop_to_a_stranger(tmp_path):
    (key, line), runtime = mint("shop"), parts(tmp_path)
    for shop in ("s1", "demo"):
        runtime.glossaries.put(f"seller:{shop}", [Entry("奶油白", "clotted cream")])
    with opened(runtime, api_keys=line) as door:
        strangers = [
            door.get("/"),
            door.post("/", data=FORM),
            door.post("/", data=FORM | {"api_key": "x"}),
        ]
        friend = door.post("/", data=FORM | {"api_key": key})
    assert not any("clotted cream" in answer.text for answer in strangers)
    assert "clotted cream" in friend.text
    assert key not in friend.text


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample["name"]["en"])
def test_page_translates_every_sample(door, sample):
    answer = door.post("/", data=sample["form"] | {"lang": "zh"}, headers={"x-fragment": "1"})
    assert answer.status_code == 200
    assert answer.text.count("<article") == 3


def test_page_nothing_written_is_no_error(door):
    assert "Nothing to show yet" in door.post("/", data={"lang": "en"}).text


@pytest.mark.parametrize("field", ["attributes", "variants", "tags"])
def test_page_measures_a_form_before_it_reads_it(door, monkeypatch, field):
    monkeypatch.setattr(Form, "listing", lambda form: pytest.fail("it was read"))
    form = {field: "材质" + " " * 40_000 + "x"}
    assert door.post("/", data=form, headers={"x-fragment": "1"}).status_code == 413


def test_form_of_too_many_fields_is_refused(door):
    answer = door.post("/", content="a=1&" * 1001, headers=URLENCODED)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "too_many")


URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
