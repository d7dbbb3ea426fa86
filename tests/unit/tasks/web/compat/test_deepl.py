import pytest
from doors import opened, parts
from hypothesis import given
from hypothesis import strategies as st

from tasks.web.compat.deepl import Hidden
from tasks.web.door.api_keys import mint


@pytest.fixture
def door(tmp_path):
    with opened(parts(tmp_path)) as client:
        yield client


def translate(door, **body):
    return door.post("/v2/translate", json={"target_lang": "EN-US", **body})


def test_translate_keeps_order_and_detects_each_text(door):
    rows = translate(door, text=["很好看", "hello", "とても", " "]).json()["translations"]
    assert [r["detected_source_language"] for r in rows] == ["ZH", "EN", "JA", ""]
    assert [r["text"] for r in rows[1:]] == ["hello", "とても", " "]
    assert [r["billed_characters"] for r in rows] == [3, 5, 3, 1]


def test_translate_does_not_touch_ignored_tags(door):
    text = "买<keep id='1'>小米\n手机</keep>的壳<br/>很<x/>好"
    (row,) = translate(door, text=text, tag_handling="xml", ignore_tags=["keep"]).json()[
        "translations"
    ]
    assert "<keep id='1'>小米\n手机</keep>" in row["text"]
    assert "<br/>" in row["text"]
    assert "Xiaomi" not in row["text"]


@given(
    st.lists(st.sampled_from(["好", "<k>看</k>", "<k/>", "</k>", "<b>", " a ", "<k>"]), max_size=8)
)
def test_hidden_and_shown_is_the_same(parts_of_text):
    text = "".join(parts_of_text)
    hidden = Hidden.of(text, ["k"])
    assert hidden.shown(hidden.text) == text


def test_translate_takes_forms_too(door):
    form = {"text": ["很好看", "好"], "target_lang": "ZH-HANT"}
    assert (
        door.post("/v2/translate", data=form).json()
        == translate(door, text=form["text"], target_lang="ZH-HANT").json()
    )


@pytest.mark.parametrize(
    "body", [{"target_lang": "DE"}, {"source_lang": "?"}, {"text": None}, {"text": [1]}]
)
def test_translate_errors_have_a_message(door, body):
    answer = translate(door, **{"text": ["好"], **body})
    assert answer.status_code == 400
    assert isinstance(answer.json()["message"], str)


def test_usage_counts_what_was_translated(door):
    before = door.get("/v2/usage").json()["character_count"]
    translate(door, text=["很好看", "好"])
    assert door.get("/v2/usage").json()["character_count"] == before + 4


def test_glossary_is_seen_by_the_key_that_made_it(tmp_path):
    (one, line), (two, other) = mint("one"), mint("two")
    body = {"name": "n", "source_lang": "zh", "target_lang": "en", "entries": "奶油白\tcream",
            "entries_format": "tsv"}  # fmt: skip
    with opened(parts(tmp_path), api_keys=f"{line},{other}") as door:
        mine, theirs = ({"Authorization": f"DeepL-Auth-Key {key}"} for key in (one, two))
        made = door.post("/v2/glossaries", json=body, headers=mine).json()
        path = f"/v2/glossaries/{made['glossary_id']}"
        assert door.get(path, headers=mine).json()["entry_count"] == 1
        assert door.get(path, headers=theirs).status_code == 404
        assert door.delete(path, headers=theirs).status_code == 404
        assert door.get("/v2/glossaries", headers=theirs).json() == {"glossaries": []}


@pytest.mark.parametrize(
    "change",
    [
        {"entries": ""},
        {"entries": "好"},
        {"name": ""},
        {"target_lang": "?"},
        {"entries_format": "xls"},
    ],
)
def test_glossary_that_cannot_be_used_is_refused(door, change):
    body = {"name": "n", "source_lang": "zh", "target_lang": "en", "entries": "好\tgood", **change}
    assert door.post("/v2/glossaries", json=body).status_code == 400


def test_translate_refuses_a_source_that_leads_nowhere(door):
    assert translate(door, text=["bonjour"], source_lang="XX").status_code == 400
