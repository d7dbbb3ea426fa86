import pytest
from doors import opened, parts
from walks import build

from models.backends.echo import EchoTranslator
from models.base import GREEDY, Pair


@pytest.fixture
def door(tmp_path):
    with opened(parts(tmp_path)) as client:
        yield client


def translate(door, **body):
    return door.post("/translate", json={"source": "auto", "target": "en", **body})


def test_translate_answer_has_the_shape_of_q(door):
    one = translate(door, q="很好看").json()
    many = translate(door, q=["很好看"]).json()
    assert isinstance(one["translatedText"], str)
    assert many["translatedText"] == [one["translatedText"]]
    assert many["detectedLanguage"] == [one["detectedLanguage"]]


@pytest.mark.parametrize(("first", "second"), [(["a|b", "c"], ["a", "b|c"]), (["a", "b"], ["a|b"])])
def test_translate_texts_that_join_alike_stay_apart(door, first, second):
    assert translate(door, q=first).json()["translatedText"] == first
    assert translate(door, q=second).json()["translatedText"] == second


def test_translate_detects_each_item_for_itself(door):
    answer = translate(door, q=["很好看", "hello there", "とても", "", "123"]).json()
    assert [d["language"] for d in answer["detectedLanguage"]] == [
        "zh-Hans",
        "en",
        "ja",
        "und",
        "und",
    ]
    assert answer["translatedText"][1:] == ["hello there", "とても", "", "123"]


def test_translate_with_a_source_tells_no_detection(door):
    assert "detectedLanguage" not in translate(door, q="很好看", source="zh").json()


def test_translate_alternatives_have_their_shape(door):
    """A model that knows only one way to say it."""
    assert translate(door, q="好", alternatives=2).json()["alternatives"] == []
    assert translate(door, q=["好", ""], alternatives=2).json()["alternatives"] == [[], []]
    assert "alternatives" not in translate(door, q="好").json()


class TwoWays(EchoTranslator):
    """Says it in one way, and has another in mind."""

    def translate(self, texts, decoding=GREEDY):
        ways = ("nice", "pretty", "nice", "")
        return [ways[decoding.rank] for _ in texts]


def test_translate_alternatives_differ_from_the_translation_and_each_other(tmp_path):
    runtime = parts(tmp_path)
    runtime.pipeline = build(TwoWays(Pair("zh", "en")))
    with opened(runtime) as door:
        answer = translate(door, q=["好看", "123"], alternatives=3).json()
    assert answer["translatedText"] == ["Nice", "123"]
    assert answer["alternatives"] == [["Pretty"], []]


def test_translate_takes_forms_too(door):
    form = {"q": ["很好看", "好"], "source": "auto", "target": "en"}
    assert door.post("/translate", data=form).json() == translate(door, q=form["q"]).json()
    files = {
        name: (None, value) for name, value in {"q": "好", "source": "zh", "target": "en"}.items()
    }
    assert (
        door.post("/translate", files=files).json() == translate(door, q="好", source="zh").json()
    )


def test_translate_markup_and_lines_survive(door):
    text = "<p class=\"a\">很好看<br>漂亮</p>\n\n<a href='https://a.cn'>好</a>"
    out = translate(door, q=text, format="html").json()["translatedText"]
    for survivor in ('<p class="a">', "<br>", "</p>\n\n<a href='https://a.cn'>", "</a>"):
        assert survivor in out


@pytest.mark.parametrize("target", ["zt", "zh-Hant", "zh-HK", "ZH-MO", "en-GB", "EN"])
def test_translate_knows_the_codes_clients_send(door, target):
    assert translate(door, q="很好看", target=target).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{"target": "fr"}, {"target": "!"}, {"source": "!!"}, {"format": "rtf"}, {"q": None},
     {"q": [1]}, {"q": {"a": 1}}, {"alternatives": -1}],
)  # fmt: skip
def test_translate_errors_are_sentences(door, body):
    answer = translate(door, **{"q": "好", **body})
    assert answer.status_code == 400
    assert isinstance(answer.json()["error"], str)


def test_translate_too_much_is_413(tmp_path):
    with opened(parts(tmp_path), documents=2, document_chars=5) as door:
        assert translate(door, q=["好"] * 3).status_code == 413
        assert translate(door, q="好" * 6).status_code == 413
        assert translate(door, q=["好" * 5] * 2).status_code == 200


def test_detect_is_a_list_of_candidates(door):
    assert door.post("/detect", data={"q": "很好看"}).json() == [
        {"confidence": 99.0, "language": "zh-Hans"}
    ]
    assert door.post("/detect", json={"q": "123"}).json() == []


def test_languages_list_what_leads_to_what(door):
    rows = {row["code"]: row["targets"] for row in door.get("/languages").json()}
    assert rows == {"en": ["en"], "zh-Hans": ["en", "zh-Hant"]}


def test_frontend_settings_have_what_front_ends_read(door):
    settings = door.get("/frontend/settings").json()
    assert set(settings) >= {"apiKeys", "charLimit", "frontendTimeout", "language", "suggestions"}


@pytest.mark.parametrize("source", ["xx", "?", "tlh", "fr"])
def test_translate_refuses_a_source_that_leads_nowhere_and_lists_those_that_do(door, source):
    answer = door.post("/translate", json={"q": "bonjour", "source": source, "target": "en"})
    assert answer.status_code == 400
    assert "zh" in answer.text


@pytest.mark.parametrize("source", ["chi", "zho", "cmn", "zh_CN", "ZH-HANS", "zh"])
def test_translate_knows_chinese_by_all_its_codes(door, source):
    asked = {"q": "很好看", "source": source, "target": "en"}
    assert door.post("/translate", json=asked).json()["translatedText"] != "很好看"
