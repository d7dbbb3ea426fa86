import pytest
from growth import MOST, growth
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures import expected, find, forget, write
from pipeline.figures.spelt import figures
from pipeline.markets import market

US, HK = market("US"), market("HK")
HOSTILE = [
    *(
        "一",
        "三五",
        "1",
        "¥1",
        "1月",
        "1%",
        "99元",
        "1,",
        "<1",
        "3×",
        "10元一袋",
        "零下1",
        "百分之",
    ),
    *("二〇二六年", "几百", "9块9", "半", "A5", "-1", " ", "上", "第1", "<a ", "一两", "5米1"),
]


def _whole_room(text):
    forget()
    found = find(text)
    for row in (US, HK):
        for this in found:
            write(this.figure, row)
    expected(text, US)
    figures(text)


@pytest.mark.parametrize("part", range(3))
def test_work_grows_with_the_text_and_no_faster(part):
    _whole_room("好看，只要99元。")  # tables are read once
    grown = {unit: growth(_whole_room, unit) for unit in HOSTILE[part::3]}
    assert {unit: by for unit, by in grown.items() if by > MOST} == {}


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    st.text(
        alphabet="一三五两半十百万几1 9.,-~¥$<≥零下元块斤米月日点折成第每/%A５",
        min_size=1,
        max_size=6,
    )
)
def test_work_grows_with_any_mixture_and_no_faster(unit):
    assert growth(_whole_room, unit) <= MOST
