import re
from pathlib import Path

import pytest
from growth import MOST, growth
from hypothesis import given
from hypothesis import strategies as st

from models.regional import nets, senses
from models.regional.converter import converter
from models.regional.segmenter import Segmenter
from models.regional.vocabulary import DATA, read_vocabulary, rows

HK, MO = converter("zh-Hant-HK"), converter("zh-Hant-MO")
COPY = rows(Path(__file__).parent / "copy.tsv")
WORDS = [entry.simplified for entry in read_vocabulary(DATA / "hk.tsv")]
OTHERS = ["⟦0⟧", "⟦7⟧", "iPhone 15 Pro", "¥39.9", "2.4GHz", "😀", "\n", " ", "的", "U盘", "A4"]


@pytest.mark.parametrize("kind", ["characters", "compounds", "line"])
def test_copy_reads_as_in_hong_kong(kind):
    wrong = {
        text: HK.convert(text)
        for k, text, shown in COPY
        if (k, shown) != (kind, HK.convert(text)) and k == kind
    }
    assert not wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("笔记本内存条 16G", "手提電腦記憶體模組 16G"),
        ("笔记本 A5 方格内页", "筆記簿 A5 方格內頁"),
        ("会议纪要笔记本", "會議紀要筆記簿"),
        ("遥控器用5号电池", "遙控器用AA電池"),
        ("5号篮球", "5號籃球"),
        ("一次性餐盒 50套", "即棄餐盒 50套"),
        ("请勿一次性倒入", "請勿一次性倒入"),
        ("橡皮 文具", "擦膠 文具"),
        ("橡皮垫片", "橡皮墊片"),
        ("给您发了信息", "給您發了訊息"),
        ("商品信息", "商品資訊"),
        ("视频接口转HDMI", "影像接口轉HDMI"),
        ("CPU盘 U盘", "CPU盤 USB手指"),
    ],
)
def test_neighbours_tell_which_word_is_meant(text, expected):
    assert HK.convert(text) == expected


def test_word_of_a_sense_is_what_its_pattern_looks_for():
    assert [sense for sense in senses.read() if sense.word not in sense.pattern.pattern] == []


def test_macau_says_some_things_its_own_way():
    assert MO.convert("公交卡和葡式蛋挞") == "澳門通和葡撻"
    assert MO.convert("充电宝") == HK.convert("充电宝") == "外置充電器"


@given(st.lists(st.sampled_from([*WORDS, *OTHERS])).map("".join))
def test_pieces_are_the_whole_text_and_nothing_but_chinese_changes(text):
    pieces = HK.pieces(text)
    assert "".join(text[p.start : p.end] for p in pieces) == text
    for pattern in (r"⟦\d+⟧", "😀", r"\s", r"[0-9.]+", "iPhone|Pro|GHz"):
        assert re.findall(pattern, HK.convert(text)) == re.findall(pattern, text)


@given(st.lists(st.sampled_from([*WORDS, *(text for _, text, _ in COPY)])).map("".join))
def test_no_simplified_character_is_left(text):
    for writer in (HK, MO):
        assert nets.leftover(writer.convert(text)) is None
        assert nets.leftover(writer.cautious(text)) is None


@given(st.text(max_size=60))
def test_any_text_keeps_its_figures_and_latin_letters(text):
    kept = r"[0-9A-Za-z]"
    assert re.findall(kept, HK.plain(text)) == re.findall(kept, text)


def test_word_borders_are_those_of_the_likeliest_sequence():
    assert Segmenter(["口红"]).words("进口红酒") == [(0, 2), (2, 4)]


@pytest.mark.parametrize("unit", ["口红", "国", "一次性", "笔记本 16G ", "屏幕幕", "⟦0⟧只", "5号"])
def test_time_grows_no_faster_than_the_text(unit):
    assert growth(HK.cautious, unit) <= MOST
