from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backends.opencc import PAIRS, OpenCCTranslator
from models.base import BEAM4, Pair, Translator
from models.errors import NoModel, TextTooLong

HK = OpenCCTranslator(Pair("zh-Hans", "zh-Hant-HK"))
MO = OpenCCTranslator(Pair("zh-Hans", "zh-Hant-MO"))
BACK = OpenCCTranslator(Pair("zh-Hant", "zh-Hans"))


def convert(text, translator=HK):
    return translator.translate([text])[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "⟦0⟧ ⟦12⟧",
        "iPhone 15 Pro",
        "😀👩‍👩‍👧🇭🇰",
        "https://a.cn/x?y=1#z",
        "¥39.9\n\t",
        "<b>&amp;</b>",
        "\U00020000",
    ],
)
def test_what_is_not_chinese_passes_untouched(text):
    assert convert(text) == convert(text, MO) == convert(text, BACK) == text


@given(st.lists(st.text(alphabet="充电宝软件信息发后面⟦0⟧aU盘，", max_size=30), max_size=5))
def test_batch_gives_what_its_texts_give_alone(texts):
    assert HK.translate(texts, BEAM4) == [convert(text) for text in texts]


def test_traditional_goes_back_to_mainland_words_and_characters():
    text = "這款外置充電器好用，衞生紙、麵包、單車都有，資訊準確"
    assert convert(text, BACK) == "这款充电宝好用，卫生纸、面包、自行车都有，信息准确"


@pytest.mark.parametrize("word", ["保養品", "背心", "乳酪蛋糕", "增值", "酒店", "水泡"])
def test_traditional_words_with_a_second_meaning_are_not_turned_back(word):
    import opencc

    assert convert(word, BACK) == opencc.OpenCC("hk2s").convert(word)


@pytest.mark.parametrize(
    ("source", "target"), list(product(("zh", "zh-Hans"), ("zh-Hant-HK", "zh-Hant-MO")))
)
def test_chinese_of_unknown_variant_is_treated_as_simplified(source, target):
    assert convert("三明治", OpenCCTranslator(Pair(source, target))) == "三文治"


def test_every_pair_is_a_translator_with_its_own_revision():
    translators = [OpenCCTranslator(pair) for pair in sorted(PAIRS)]
    assert all(isinstance(translator, Translator) for translator in translators)
    assert HK.revision != MO.revision
    assert HK.revision == OpenCCTranslator(HK.pair).revision


def test_tokens_are_characters_and_the_limit_is_told():
    assert HK.count_tokens(["充电宝", ""]) == [3, 0]
    small = OpenCCTranslator(HK.pair)
    small.max_tokens = 2
    with pytest.raises(TextTooLong, match="3 tokens"):
        small.translate(["充电宝"])


def test_unknown_pair_names_those_that_work():
    with pytest.raises(NoModel, match="zh-Hans-zh-Hant-HK"):
        OpenCCTranslator(Pair("zh-Hans", "zh-Hant-TW"))
