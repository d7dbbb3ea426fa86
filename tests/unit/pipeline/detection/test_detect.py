from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.backends.langdetect import LangdetectScorer
from models.base import UNDETERMINED
from pipeline import language
from pipeline.detection.detect import Detector
from pipeline.language import UnknownLanguage

SAMPLES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("detection_samples.tsv").read_text("utf-8").splitlines()
]
DEVSET = Path(__file__).parents[5] / "shared/devset/detection.tsv"
LATIN = frozenset({"en", "es", "pt", "fr", "de", "it", "id", "ms", "vi"})


@pytest.fixture(scope="module")
def scorer() -> LangdetectScorer:
    return LangdetectScorer()


@pytest.fixture(scope="module")
def detector(scorer) -> Detector:
    return Detector(scorer)


def is_right(want: str, got: str) -> bool:
    """Characters that Simplified and Traditional share leave the variant open."""
    return got in (want, "zh") if want.startswith("zh-") else got == want


def share_right(rows, detector, *, answered=False) -> float:
    found = detector.detect([text for _, text in rows])
    pairs = [(want, d.language) for (want, _), d in zip(rows, found, strict=True)]
    pairs = [p for p in pairs if not answered or p[1] != "und"]
    return sum(is_right(*pair) for pair in pairs) / len(pairs)


def test_detector_is_right_on_nearly_all_samples(scorer, detector):
    latin = [row for row in SAMPLES if row[0] in LATIN]
    assert share_right(latin, Detector(scorer, threshold=0.0)) >= 0.96
    assert share_right(SAMPLES, detector) >= 0.94
    assert share_right(SAMPLES, detector, answered=True) >= 0.99


REPORTED = [  # detected as Korean, Norwegian, Vietnamese or English by others
    ("手工皮革錢包", "zh-Hant"),
    ("香港直郵 現貨", "zh-Hant"),
    ("平替YYDS", "zh"),
    ("ins风连衣裙", "zh-Hans"),
    ("保温杯 500ml", "zh-Hans"),
    ("Nike Air Force 1 男鞋", "zh"),
    ("这款手机壳防摔又好看，支持iPhone 15，¥39.9包邮", "zh-Hans"),
    ("SOPA DE ERVILHA", "pt"),
]


@pytest.mark.parametrize(("text", "code"), REPORTED)
def test_detector_knows_what_others_reported_wrong(detector, text, code):
    (found,) = detector.detect([text])
    assert is_right(code, found.language) or found.language.startswith(code)


NO_LANGUAGE = [
    "", " \n\t", "🎁🎁", "👨‍👩‍👧", "1234567890", "¥99.90", "30x40x20", "https://a.example/商品",
    "www.a.example/p", "\ud800", "\udfff\ud800", "@user", "XL", "iPhone 15", "...",
    "\x00\u202e", "500ml",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_LANGUAGE, ids=ascii)
def test_detector_finds_no_language_where_there_is_none(detector, text):
    assert detector.detect([text]) == [UNDETERMINED]


SCRIPTS = [
    ("手机壳", "zh-Hans", "Hans", False),
    ("手機殼", "zh-Hant", "Hant", False),
    ("毛巾", "zh", "Hani", False),
    ("呢件衫好靚,幾時有貨㗎", "yue", "Hant", False),
    ("折りたたみ傘", "ja", "Jpan", False),
    ("접이식 우산", "ko", "Kore", False),
    ("ร่มพับ", "th", "Thai", False),
    ("складной зонт от дождя", "ru", "Cyrl", False),
    ("áo mưa trẻ em", "vi", "Latn", False),
    ("ins风裙", "zh-Hans", "Hans", True),
    ("Sailor Moon セーラームーン poster A3 wall art print", "en", "Latn", True),
    ("Πλεκτή τσάντα", "und", "Zyyy", False),
]


@pytest.mark.parametrize(("text", "code", "script", "mixed"), SCRIPTS)
def test_detector_tells_script_and_mixture(detector, text, code, script, mixed):
    (found,) = detector.detect([text])
    assert (found.language, found.script, found.mixed) == (code, script, mixed)


LOCALES = [
    ("同志社大学", None, "zh-Hans"),
    ("同志社大学", "ja-JP", "ja"),
    ("弁当箱", "ja", "ja"),
    ("这个裙子很好看", "ja-JP", "zh-Hans"),
    ("送料込 発売中", None, "ja"),
    ("日系の杯子", "zh_CN", "zh"),
    ("秋の味 限定礼盒", None, "zh-Hans"),
    ("鬼滅の刃 缶バッジ", None, "ja"),
    ("pisau dapur", "id-ID", "id"),
    ("pisau dapur", "ms-MY", "ms"),
    ("bolsa rosa", "pt-BR", "pt"),
    ("bolsa rosa", "es-MX", "es"),
    ("The zipper broke after two weeks", "es-MX", "en"),
    ("La cremallera se rompió", "en-US", "es"),
]


@pytest.mark.parametrize(("text", "locale", "code"), LOCALES)
def test_locale_tips_the_scales_and_does_not_override(detector, text, locale, code):
    assert detector.detect([text], locale=locale)[0].language == code


def test_locale_that_is_no_language_is_refused(detector):
    with pytest.raises(UnknownLanguage):
        detector.detect(["hello"], locale="!!")


def test_detector_says_und_below_the_threshold_and_tells_how_sure_it_was(scorer):
    text = "kotak pancing"
    (guess,) = Detector(scorer, threshold=0.0).detect([text])
    (answer,) = Detector(scorer, threshold=0.99).detect([text])
    assert guess.language in ("id", "ms")
    assert (answer.language, answer.confidence) == ("und", guess.confidence)


def test_detector_says_und_for_a_language_that_is_not_served(scorer):
    two = Detector(scorer, languages=("zh", "en"))
    texts = ["접이식 우산", "手机壳", "wireless doorbell for the kitchen", "呢件衫好靚,幾時有貨㗎"]
    assert [d.language for d in two.detect(texts)] == ["und", "zh-Hans", "en", "yue"]
    (dutch,) = two.detect(["De kleur is mooier dan op de foto's"])
    assert dutch.language == "und"


def test_detector_answers_each_text_for_itself_and_in_order(detector):
    texts = [text for _, text in SAMPLES]
    together = detector.detect(texts)
    assert together == [detector.detect([text])[0] for text in texts]
    assert together == detector.detect(texts[::-1])[::-1]


def test_detector_of_no_texts_is_empty(detector):
    assert detector.detect([]) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_detector_never_fails_and_keeps_to_its_contract(detector, text):
    (found,) = detector.detect([text])
    assert 0.0 <= found.confidence <= 1.0
    assert found.language == "und" or found.confidence >= 0.80
    assert language.normalize(found.language) == found.language
    assert len(found.script) == 4


@pytest.mark.skipif(not DEVSET.is_file(), reason="the development set is not here")
def test_detector_beats_langdetect_on_the_development_set(detector):
    """The bar is 20 points above langdetect (seed 0), which gets 77.4 % of these Latin rows."""
    rows = [tuple(line.split("\t", 1)) for line in DEVSET.read_text("utf-8").splitlines()]
    latin = [row for row in rows if row[0] in LATIN]
    assert share_right(latin, detector) >= 0.774 + 0.20
    assert share_right(rows, detector) >= 0.97
    assert share_right(rows, detector, answered=True) >= 0.99
