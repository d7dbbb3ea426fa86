import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import models
from models.backends.opencc import PAIRS, Lexicon, OpenCCTranslator, read_vocabulary
from models.base import BEAM4, Pair, Translator
from models.errors import NoModel, TextTooLong

DATA = Path(models.__file__).parent / "data"
HK = OpenCCTranslator(Pair("zh-Hans", "zh-Hant-HK"))
MO = OpenCCTranslator(Pair("zh-Hans", "zh-Hant-MO"))
BACK = OpenCCTranslator(Pair("zh-Hant", "zh-Hans"))
ENTRIES = read_vocabulary(DATA / "hk.tsv")
WORDS = [entry for entry in ENTRIES if entry.kind not in ("guard", "variant")]
GUARDS = [entry for entry in ENTRIES if entry.kind == "guard"]


def convert(text, translator=HK):
    return translator.translate([text])[0]


def test_vocabulary_has_enough_words_and_no_duplicates():
    keys = [entry.simplified for entry in ENTRIES]
    assert len(WORDS) >= 450
    assert len(keys) == len(set(keys))


def test_vocabulary_of_macau_has_no_duplicates_and_says_something_new():
    entries = read_vocabulary(DATA / "mo.tsv")
    assert len({entry.simplified for entry in entries}) == len(entries)
    assert all(convert(entry.simplified) != entry.regional for entry in entries)


@pytest.mark.parametrize("entry", WORDS, ids=lambda entry: entry.simplified)
def test_word_becomes_its_regional_word_and_stays_it(entry):
    assert convert(entry.simplified) == entry.regional
    assert convert(entry.regional) == entry.regional


def test_every_word_changes_what_the_others_and_opencc_would_make():
    words = {entry.simplified: entry.regional for entry in WORDS} | {
        entry.simplified: "" for entry in GUARDS
    }
    opencc = OpenCCTranslator(Pair("zh-Hans", "zh-Hant-HK"))
    for entry in WORDS:
        opencc._lexicon = Lexicon({k: v for k, v in words.items() if k != entry.simplified})
        assert convert(entry.simplified, opencc) != entry.regional, entry


@pytest.mark.parametrize("entry", GUARDS, ids=lambda entry: entry.simplified)
def test_guarded_word_is_only_written_in_other_characters(entry):
    assert convert(entry.simplified) == entry.regional
    assert len(entry.regional) == len(entry.simplified)


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("这款充电宝支持U盘和软件", "這款外置充電器支持USB手指和軟件"),
        ("酸奶、土豆、西红柿、奶酪、三文鱼", "乳酪、薯仔、番茄、芝士、三文魚"),
        ("优惠券 快递 包邮 短信 出租车", "優惠券 速遞 包郵 短訊 的士"),
        ("洗面奶 打印机 空调 冰淇淋 自行车", "潔面乳 打印機 冷氣機 雪糕 單車"),
        ("公交车 幼儿园 卫生纸 视频 信息", "巴士 幼稚園 廁紙 影片 資訊"),
        ("里面很舒服，头发干净，后面有面条", "裏面很舒服，頭髮乾淨，後面有麵"),
        ("厘米 户外 说明书 床单 温水", "厘米 戶外 說明書 床單 溫水"),
        ("干皮皇后的范围", "乾性皮膚皇后的範圍"),
    ],
)
def test_shop_copy_reads_as_in_hong_kong(simplified, expected):
    assert convert(simplified) == expected


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("电视频道", "電視頻道"),
        ("纯棉衣服", "純棉衣服"),
        ("纯银耳环", "純銀耳環"),
        ("花瓶装饰", "花瓶裝飾"),
        ("面包包装", "麵包包裝"),
        ("本页面包含说明", "本頁面包含說明"),
        ("质量守恒", "質量守恆"),
        ("材质保证", "材質保證"),
        ("大小区别", "大小區別"),
        ("红豆花生", "紅豆花生"),
        ("被子弹打中", "被子彈打中"),
        ("量身质量身材", "量身質量身材"),
        ("注意事项链接", "注意事項鏈接"),
        ("无线充电宝", "無線外置充電器"),
        ("手机号码", "手機號碼"),
        ("摩托罗拉", "摩托羅拉"),
        ("CPU盘", "CPU盤"),
    ],
)
def test_words_are_not_found_across_other_words(simplified, expected):
    assert convert(simplified) == expected


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


@given(
    st.lists(
        st.sampled_from([*(entry.simplified for entry in ENTRIES), "⟦0⟧", "😀", " ", "的", "\n"])
    )
)
def test_placeholders_digits_and_layout_survive_any_neighbours(parts):
    text = "".join(parts)
    for translator in (HK, MO):
        converted = convert(text, translator)
        for pattern in (r"⟦\d+⟧", "😀", r"\s", r"[0-9]"):
            assert re.findall(pattern, converted) == re.findall(pattern, text)


@given(st.lists(st.text(alphabet="充电宝软件信息发后面⟦0⟧aU盘，", max_size=30), max_size=5))
def test_batch_gives_what_its_texts_give_alone(texts):
    assert HK.translate(texts, BEAM4) == [convert(text) for text in texts]


def test_macau_says_some_things_its_own_way():
    assert convert("公交卡和葡式蛋挞", MO) == "澳門通和葡撻"
    assert convert("充电宝", MO) == convert("充电宝") == "外置充電器"


def test_traditional_goes_back_to_mainland_words_and_characters():
    text = "這款外置充電器好用，衞生紙、麵包、單車都有，資訊準確"
    assert convert(text, BACK) == "这款充电宝好用，卫生纸、面包、自行车都有，信息准确"


@pytest.mark.parametrize("word", ["保養品", "背心", "乳酪蛋糕", "增值", "酒店", "水泡"])
def test_traditional_words_with_a_second_meaning_are_not_turned_back(word):
    import opencc

    assert convert(word, BACK) == opencc.OpenCC("hk2s").convert(word)


def test_chinese_of_unknown_variant_is_treated_as_simplified():
    unknown = OpenCCTranslator(Pair("zh", "zh-Hant-HK"))
    assert convert("三明治", unknown) == "三文治"


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
