import pytest

from pipeline.figures import find, write
from pipeline.markets import market


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("晚上8点半发货", ["8:30 PM"], ["晚上8點半"]),
        ("早上9点", ["9:00 AM"], ["早上9點"]),
        ("下午三点一刻", ["3:15 PM"], ["下午三點一刻"]),
        ("下午3点15分", ["3:15 PM"], ["下午3點15分"]),
        ("今晚8点", ["8:00 PM"], ["8點"]),
        ("凌晨12点", ["12:00 AM"], ["凌晨12點"]),
        ("中午12点", ["12:00 PM"], ["中午12點"]),
        ("20点开抢", ["20:00"], ["20點"]),
        ("9点-18点", ["9:00", "18:00"], ["9點", "18點"]),
        ("早8点到晚8点", ["8:00 AM", "8:00 PM"], ["早8點", "晚8點"]),
        ("12点半", ["12:30"], ["12點半"]),
        ("一年半", ["1.5 years"], ["一年半"]),
        ("三个半月", ["3.5 months"], ["三個半月"]),
        ("一个半小时", ["1.5 hours"], ["一個半小時"]),
        ("三岁半宝宝", ["3.5-year-old"], ["三歲半"]),
        ("3点建议 三点式 一年半载 三天半夜 三个半圆 25点半 19:30", [], []),
    ],
)
def test_times_are_found_and_written_for_each_market(text, us, hk):
    found = [time.figure for time in find(text)]
    assert [write(time, market("US")) for time in found] == us
    assert [write(time, market("HK")) for time in found] == hk
