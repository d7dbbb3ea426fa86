"""English listings on their way into Chinese: what is hidden, what is cut, how it is set."""

import re

import pytest
from walks import ByScript, Models

from models.backends.echo import EchoTranslator
from models.backends.opencc import OpenCCTranslator
from models.base import Pair
from pipeline import field
from pipeline.cache import SegmentCache
from pipeline.document import Document
from pipeline.glossary import Entry, Glossary
from pipeline.markets import load_markets
from pipeline.protection import english
from pipeline.route import Route
from pipeline.run import Pipeline

SCRIPT = Pair("zh-Hans", "zh-Hant-HK")
WAY = Route("en", "zh-Hant-HK", (Pair("en", "zh"), SCRIPT))
BRANDS = Glossary(
    (
        Entry("耐克", "Nike", "brand"),
        Entry("雅诗兰黛", "Estée Lauder", "brand"),
        Entry("蔻驰", "Coach", "brand"),
    )
)


def seen(text):
    """Return what the model is asked, segment by segment."""
    found = field.segments(text, WAY, BRANDS, mixed=False)
    return [s.masked.text for s in found if s.masked and s.is_asked]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This dress is beautiful.", "This dress is beautiful."),
        ("Women's Cotton Summer Dress, Size M", "Women's Cotton Summer Dress, Size M"),
        ("Hand-Knitted Crossbody Bag, Gift for Her", "Hand-Knitted Crossbody Bag, Gift for Her"),
        ("NEW ARRIVAL SUMMER SALE", "NEW ARRIVAL SUMMER SALE"),
        ("Case for iPhone 15 Pro Max, only $39.9", "Case for ⟦0⟧, only ⟦1⟧"),
        ("I bought 3 pieces, and 500 ml is enough", "I bought ⟦0⟧ pieces, and ⟦1⟧ is enough"),
        ("Wash at 30°C; weighs 2 lbs", "Wash at ⟦0⟧"),
        ("25 cm x 3 cm, 2-3 days, 5 inch, 3-pack", "⟦0⟧, ⟦1⟧ days, ⟦2⟧ inch, ⟦3⟧-pack"),
        ("USB-C cable by Kanken, H&M style", "⟦0⟧ cable by ⟦1⟧, ⟦2⟧ style"),
        ("Nike shoes, Estée Lauder cream", "⟦0⟧ shoes, ⟦1⟧ cream"),
        ("Coach seat cover", "Coach seat cover"),  # shops sell coaches
        ("Code SAVE10 at https://a.cn/x for {name}", "Code ⟦0⟧ at ⟦1⟧ for ⟦2⟧"),
    ],
)
def test_names_figures_and_marks_are_hidden_and_words_are_not(text, expected):
    assert seen(text)[0] == expected


def test_sentences_are_cut_whole_where_words_are_spelled():
    long = "This handmade bag is large enough for a book, a bottle and an umbrella, and " * 2
    assert seen(f"{long}it is light. It is also warm.") == [
        f"{long}it is light.",
        "It is also warm.",
    ]


def test_every_span_is_where_its_text_stands():
    text = "iPhone 15's 3-in-1 USB-C hub (65W) costs US$39.9-49.9, 1/2 of Levi's price at 24/7!"
    for span in english.find(text):
        assert text[span.start : span.end] == span.text


def chinese(text):
    """Say one character a word, each another, and keep placeholders and stops."""
    stops = {".": "。", "!": "！", ",": "，"}
    parts = re.findall(r"⟦\d⟧|[\w'-]+|[.,!]", text)
    return "".join(p if "⟦" in p else stops.get(p, chr(0x4E00 + sum(p.encode()))) for p in parts)


@pytest.fixture
def walk():
    models = Models(EchoTranslator(Pair("en", "zh"), reply=chinese), OpenCCTranslator(SCRIPT))
    return Pipeline(
        detector=ByScript(), registry=models, markets=load_markets(), glossary=BRANDS,
        cache=SegmentCache(None),
    )  # fmt: skip


def test_english_listings_reach_hong_kong(walk):
    (told,) = walk([Document("1", title="Case for iPhone 15, $39.9", tags=("gift",))], ["HK"])
    assert (told.source, told.route, told.status) == ("en", "en-zh+zh-Hans-zh-Hant-HK", "ok")
    assert "iPhone 15" in told.document.title
    assert "$39.9" in told.document.title
    assert not re.search("[A-Za-z]", told.document.tags[0])
    assert told.score is None  # nobody judged such outputs yet


def test_chinese_has_no_spaces_between_sentences(walk):
    (told,) = walk([Document("1", body="It is light. It is warm; wash it by hand.\nNew!")], ["HK"])
    assert " " not in told.document.body
    assert told.document.body.count("\n") == 1
    assert "；" in told.document.body
