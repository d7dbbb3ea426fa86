import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures import Date, find, write
from pipeline.markets import market

US, HK = market("US"), market("HK")


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("1月25日至2月4日停止发货", ["January 25", "February 4"], ["1月25日", "2月4日"]),
        ("1月25到2月6不发货", ["January 25"], ["1月25"]),
        ("2月8日—2月17日", ["February 8", "February 17"], ["2月8日", "2月17日"]),
        ("5月1-3日放假", ["May 1–3"], ["5月1-3日"]),
        ("6月6号至8号", ["June 6–8"], ["6月6號至8號"]),
        ("2026年12月25日前下单", ["December 25, 2026"], ["2026年12月25日"]),
        ("生产日期：2025年06月以后", ["June 2025"], ["2025年06月"]),
        ("2026年新款", ["2026"], ["2026年"]),
        ("2022年-2024年", ["2022", "2024"], ["2022年", "2024年"]),
        ("3月份发货，8月底", ["March", "August"], ["3月份", "8月"]),
        ("二〇二六年五月一日", ["May 1, 2026"], ["二〇二六年五月一日"]),
        ("十月一日放假", ["October 1"], ["十月一日"]),
        ("5月1日-3日", ["May 1–3"], ["5月1日-3日"]),
        ("一月 十一月 三个月 三月三", [], []),
        ("3个月 满3月 3月龄 宝宝3月大 每月5日 第2月", [], []),
        ("90年代 1998年代 11.11 13月1日 21-3月 3-5月", [], []),
    ],
)
def test_dates_are_found_and_written_for_each_market(text, us, hk):
    dates = [found.figure for found in find(text) if isinstance(found.figure, Date)]
    assert [write(date, US) for date in dates] == us
    assert [write(date, HK) for date in dates] == hk


@given(
    st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 31), st.text("新款的，", max_size=4)
)
def test_dates_say_what_was_written(year, month, day, after):
    (found,) = find(f"于{year}年{month}月{day}日{after}")
    start, end, date = found.start, found.end, found.figure
    assert (date.year, date.month, date.day, date.last) == (year, month, day, 0)
    assert (start, end) == (1, 1 + len(date.text))
    assert write(date, US) == f"{US.units.months[month - 1]} {day}, {year}"
