import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import HAN, build, spell

from models.backends.echo import EchoTranslator
from models.base import Pair
from pipeline.document import Attribute, Document, Issue, Variant
from pipeline.errors import UnknownMarket
from pipeline.glossary import Entry, Glossary

LISTING = Document(
    "L1",
    title="小米手机壳 iPhone 15",
    body="很好看！¥39.9包邮\n\n#手工编织# @小美 https://a.cn [害羞R]",
    attributes=(Attribute("材质", "雾霾蓝"),),
    variants=(Variant("颜色", ("米白", "XL")),),
    tags=("手工",),
    markets=("US", "HK"),
    extra={"shop": "a"},
)


def test_pipeline_translates_every_field_for_every_market_in_order():
    us, hk = build()([LISTING])
    assert (us.market, us.language, hk.market) == ("US", "en-US", "HK")
    assert set(us.fields) == {path for path, _ in LISTING.fields()}
    assert not HAN.search(us.document.title)
    assert us.document.attributes[0].value == "haze blue"
    assert us.document.variants[0].values[1] == "XL"
    assert us.document.extra == {"shop": "a"}
    assert us.route == "zh-en"
    assert us.status == "ok"


def test_pipeline_keeps_what_must_survive():
    (us, _) = build()([LISTING])
    for survivor in ("Xiaomi", "iPhone 15"):
        assert survivor in us.document.title
    for survivor in ("¥39.9", "@小美", "https://a.cn", "[害羞R]", "\n\n", "#"):
        assert survivor in us.document.body


def test_pipeline_asks_for_each_distinct_segment_once():
    english = EchoTranslator(Pair("zh", "en"), reply=spell)
    copies = [
        Document(str(i), title="很好看", body=f"价格{i}元很好看！", markets=("US",))
        for i in range(9)
    ]
    build(english)(copies)
    assert sum(len(batch) for batch in english.batches) == 2


def test_pipeline_same_language_is_kept_byte_for_byte():
    document = Document("E", title="  Sailor  poster，【A3】 ", markets=("US",))
    (kept,) = build()([document])
    assert (kept.document.title, kept.status, kept.route) == (document.title, "kept", "keep")


def test_pipeline_without_a_model_keeps_and_says_so():
    (result,) = build()([Document("J", title="とても かわいい", markets=("US",))])
    assert (result.document.title, result.status, result.route) == (
        "とても かわいい", "review", "none",
    )  # fmt: skip
    assert result.fields["title"].issues[0].code == "no_model"


def test_pipeline_undetermined_language_is_kept_for_review():
    (result,) = build()([Document("U", title="ЖЖЖ", markets=("US",))])
    assert result.fields["title"].issues[0].code == "low_confidence"


def test_pipeline_text_without_letters_is_kept_without_review():
    (result,) = build()([Document("N", title="123 😍", markets=("US",))])
    assert (result.document.title, result.status) == ("123 😍", "kept")


@pytest.mark.parametrize("title", ["500ml", "XL/2XL", "USB-C 65W"])
def test_pipeline_figures_sizes_and_codes_are_kept_without_review(title):
    for result in build()([Document("N", title=title, markets=("US", "HK"))]):
        assert (result.document.title, result.status) == (title, "kept")


def test_pipeline_field_in_another_language_goes_its_own_way():
    document = Document("M", title="很好看", tags=("かわいい", "vintage"), markets=("US",))
    (result,) = build()([document])
    assert result.fields["tags.0"].issues[0].detail == "ja-en"
    assert result.document.tags[1] == "vintage"


def test_pipeline_given_source_overrides_detection():
    (result,) = build()([Document("S", title="同志社大学", source="ja", markets=("US",))])
    assert (result.source, result.confidence, result.route) == ("ja", 1.0, "none")


@pytest.mark.parametrize("damage", ["loop", "empty", "leftover"])
def test_pipeline_never_shows_damage(damage):
    english = EchoTranslator(Pair("zh", "en"), reply=spell, damage=damage)
    (result,) = build(english)([Document("D", title="很好看", markets=("US",))])
    assert (result.document.title, result.status) == ("很好看", "review")
    assert "kept_source" in {issue.code for issue in result.fields["title"].issues}


def test_pipeline_lost_placeholder_is_repaired():
    english = EchoTranslator(Pair("zh", "en"), reply=spell, damage="drop_placeholder")
    (result,) = build(english)([Document("D", title="买12个送", markets=("US",))])
    assert "12" in result.document.title
    assert result.fields["title"].issues[0].code == "split"


def test_pipeline_option_values_never_collapse():
    english = EchoTranslator(Pair("zh", "en"), reply=lambda text: "Off-white")
    values = ("米白", "奶白", "杏色", "米白")
    (result,) = build(english)(
        [Document("V", variants=(Variant("颜色", values),), markets=("US",))]
    )
    assert result.document.variants[0].values == (
        "Off-white", "Off-white (2)", "Off-white (3)", "Off-white",
    )  # fmt: skip
    assert result.fields["variants.0.values.1"].issues[0].code == "option_collision"


def test_pipeline_scopes_listing_over_shop_over_platform():
    shops = {"s1": [Entry("小米", "MI")]}
    pipeline = build(shop=lambda seller: shops.get(seller, ()))
    titles = [
        pipeline([Document("1", title="小米壳", markets=("US",), **extra)])[0].document.title
        for extra in ({}, {"seller_id": "s1"}, {"seller_id": "s1", "glossary": {"小米": "Mi Co."}})
    ]
    assert [t.split()[0] for t in titles] == ["Xiaomi", "MI", "Mi"]


def test_pipeline_forbidden_target_term_is_flagged():
    terms = Glossary((Entry("Off-white", "", "forbidden"),))
    english = EchoTranslator(Pair("zh", "en"), reply=lambda text: "Off-white bag")
    pipeline = build(english, shop=lambda seller: terms.entries)
    (result,) = pipeline([Document("F", title="白色包", markets=("US",))])
    assert [issue.code for issue in result.fields["title"].issues] == ["forbidden_term"]


def test_pipeline_unknown_market_lists_the_known():
    with pytest.raises(UnknownMarket, match="known markets: US, HK, MO"):
        build()([LISTING], ["XX"])


def test_pipeline_without_markets_goes_to_all_with_a_review_where_nothing_leads():
    assert [t.market for t in build()([Document("A", title="很好看")])] == ["US", "HK", "MO"]


TEXT = st.text(alphabet="好看推荐，。！\n #￥¥123.9iPhone小米XL【】😍", min_size=1, max_size=60)


@settings(max_examples=40)
@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=5))
def test_pipeline_batch_gives_what_its_items_give_alone(texts):
    documents = [
        Document(str(i), title=t, body=t, markets=("US", "HK")) for i, t in enumerate(texts)
    ]
    together = [t.document for t in build()(documents)]
    alone = [t.document for document in documents for t in build()([document])]
    assert together == alone


@settings(max_examples=60)
@given(TEXT.filter(str.strip))
def test_pipeline_every_digit_survives(text):
    (result,) = build()([Document("1", body=text, markets=("HK",))])
    assert re.findall(r"\d", result.document.body) == re.findall(r"\d", text)


def test_a_figure_that_may_mean_two_things_is_for_a_person():
    (result,) = build()([Document("1", title="西瓜十几斤", markets=("US",))])
    assert ("十几斤" in result.document.title, result.status) == (True, "review")
    assert Issue("figure_unread", "十几斤") in result.fields["title"].issues
