import importlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.figures import expected, find, write
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
LONGEST = ["一", "三五", "¥1", "1月", "99元", "零下1"]
# A room that is quadratic grows by the ratio of the lengths; noise of a busy machine is less.
GROWTH, TRIES = 1.3, 8


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_remembered():
    room = importlib.import_module("pipeline.figures.find")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_SHORT", 0)
        yield


def _whole_room(text):
    found = find(text)
    for row in (US, HK):
        for this in found:
            write(this.figure, row)
    expected(text, US)
    figures(text)


def _time(text):
    start = time.process_time()
    _whole_room(text)
    return time.process_time() - start


def _grows_with_its_length(unit, short_length, long_length):
    """Tell whether the best of several pairs of runs grows no faster than the text."""
    texts = [(unit * (length // len(unit) + 1))[:length] for length in (short_length, long_length)]
    short = long = float("inf")
    for _ in range(TRIES):
        short, long = min(short, _time(texts[0])), min(long, _time(texts[1]))
        if long <= GROWTH * long_length / short_length * max(short, 2e-4):
            return True
    return False


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(unit):
    assert _grows_with_its_length(unit, 1_500, 6_000)


@pytest.mark.parametrize("unit", LONGEST)
def test_time_grows_with_a_very_long_text_and_no_faster(unit):
    assert _grows_with_its_length(unit, 2_500, 20_000)


@settings(max_examples=8, deadline=None)
@given(
    st.text(
        alphabet="一三五两半十百万几1 9.,-~¥$<≥零下元块斤米月日点折成第每/%A５",
        min_size=1,
        max_size=6,
    )
)
def test_time_grows_with_any_mixture_and_no_faster(unit):
    assert _grows_with_its_length(unit, 1_500, 6_000)
