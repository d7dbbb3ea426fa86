import pytest

from models.regional import nets
from models.regional.converter import converter

HK = converter("zh-Hant-HK")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("高清屏幕", "高清螢幕幕", "幕幕"),
        ("天天喝的奶", "天天喝的奶", None),
        ("个个好", "個個好", None),
        ("机机", "機機機", None),
        ("包包", "手袋", None),
        ("面膜敷肤", "面膜敷膚膚", "膚膚"),
        ("", "", None),
    ],
)
def test_doubled_character_is_one_the_source_has_not(before, after, found):
    assert nets.doubled(before, after) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("輕薄連衣裙", None),
        ("輕薄连衣裙", "连"),
        ("皇后的頭髮，里昂的麵包，着色", None),
        ("干擾 皇后 系列 松鼠 肽 酶", None),
        ("iPhone 15 ⟦0⟧ 😀", None),
    ],
)
def test_leftover_is_a_character_of_the_mainland_alone(text, found):
    assert nets.leftover(text) == found


def test_word_that_takes_a_part_of_another_is_split():
    assert [word for _, word in HK.split("香水瓶子")] == ["瓶子"]
    assert HK.split("香水瓶 子母扣") == []
    assert HK.cautious("香水瓶子") == "香水瓶子"


def test_word_that_doubles_a_character_is_written_plainly():
    assert HK.convert("钢化膜贴上去") == "玻璃保護貼貼上去"
    assert HK.cautious("钢化膜贴上去") == "鋼化膜貼上去"
    assert HK.cautious("钢化膜很好") == HK.convert("钢化膜很好")
