"""Small numbers and times that a sentence says in words of its own."""

import pytest

from models.backends.echo import EchoTranslator
from models.base import GREEDY, Pair
from pipeline import counting
from pipeline.check import check
from pipeline.translate import translate

LOST = [
    ("三个月质保", "3-year warranty", "unit_lost"),
    ("⟦0⟧天超长质保", "Extra-long ⟦0⟧-year warranty", "unit_lost"),
    ("两室一厅", "Two rooms", "count_lost"),
    ("单人 双人 四件", "Single-person, 4-piece", "count_lost"),
    ("三個口袋", "Pockets", "count_lost"),
    ("六档调温", "16 temperature settings", "count_lost"),
    ("八个月宝宝", "18 months of baby", "count_lost"),
    ("四人餐桌", "Four dining tables", "unit_lost"),
    ("⟦0⟧人餐桌", "⟦0⟧ dining table", "unit_lost"),
    ("⟦0⟧质保", "⟦0⟧-year warranty", "unit_added"),
]
SAID = [
    ("三个月质保", "3-month warranty"),
    ("两年质保", "Two years of warranty"),
    ("三层收纳", "Triple-layer storage"),
    ("双层杯 双面穿", "Double-wall cup, reversible"),
    ("两室一厅", "2 bedrooms and a living room"),
    ("第二个 四季 二次元 周三 三年级 六一", "Nothing of these counts"),
    ("⟦0⟧周岁 六岁以下", "⟦0⟧-year-old, under six"),
    ("四周有边 四件套 三个字", "Edges all around"),
    ("二人份套餐", "Set for two"),
    ("早八人 ⟦0⟧人气", "Early birds, popular"),
    ("买两双", "Buy both pairs"),
    ("⟦0⟧年质保", "⟦0⟧-year warranty"),
]


@pytest.mark.parametrize(("masked", "rendered", "code"), LOST)
def test_a_number_or_time_that_is_lost_is_told(masked, rendered, code):
    assert [issue.code for issue in counting.lost(masked, rendered)] == [code]
    assert code in {issue.code for issue in check(masked, rendered, "zh", "en")}


@pytest.mark.parametrize(("masked", "rendered"), SAID)
def test_a_number_that_is_said_in_any_form_passes(masked, rendered):
    assert list(counting.lost(masked, rendered)) == []


@pytest.mark.parametrize(
    ("masked", "reply", "expected"),
    [
        ("三个月质保", "3-year warranty", "3-month warranty"),
        ("三个口袋", "Pockets", "3 pockets"),
        ("四人餐桌", "Four tables", "4-person tables"),
        ("三天两夜背包", "Backpack for two nights", "3 days, 2 nights backpack"),
    ],
)
def test_what_the_model_lost_is_hidden_from_it(masked, reply, expected):
    rest = expected.rpartition(" ")[2]
    model = EchoTranslator(
        Pair("zh", "en"), reply=lambda text: f"⟦0⟧ {rest}" if "⟦0⟧" in text else reply
    )
    (outcome,) = translate([masked], model, GREEDY)
    assert (outcome.text, outcome.rung) == (expected, "hidden")


@pytest.mark.parametrize(
    ("after", "shown"), [(" warranty", "3-month"), ("", "3 months"), (" of use", "3 months")]
)
def test_a_time_is_written_as_what_follows_asks(after, shown):
    (counted,) = counting.find("三个月")
    assert counted.shown(after) == shown


def test_many_of_one_number_are_looked_for_once():
    assert [i.detail for i in counting.lost("三个" * 2000, "x" * 2000)] == ["3"]
