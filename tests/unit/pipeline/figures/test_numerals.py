from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures.numerals import decimal, parse, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2亿", 120_000_000),
        ("5千万", 50_000_000),
        ("3百万", 3_000_000),
        ("1.5百万", 1_500_000),
        ("1万5千", 15_000),
        ("1万5", 15_000),
        ("12亿3千万", 1_230_000_000),
        ("一亿两千万", 120_000_000),
        ("一万二", 12_000),
        ("两万五千", 25_000),
        ("一百零五", 105),
        ("一百五", 150),
        ("一千零五十", 1050),
        ("十五", 15),
        ("1,299.50", Fraction("1299.5")),
    ],
)
def test_a_whole_numeral_is_one_number(text, value):
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三四", 3, 4),
        ("三五", 3, 5),
        ("两三", 2, 3),
        ("十五六", 15, 16),
        ("二三十", 20, 30),
        ("四五百", 400, 500),
        ("三四万", 30_000, 40_000),
        ("一百二三十", 120, 130),
        ("80~100", 80, 100),
        ("三到五", 3, 5),
        ("3-5万", 30_000, 50_000),
        ("5000-1万", 5000, 10_000),
    ],
)
def test_two_figures_in_a_row_are_a_range(text, low, high):
    found = read(text, 0)
    assert (found.end, found.low, found.high) == (len(text), low, high)


@given(st.integers(1, 9999))
def test_chinese_numeral_is_read_as_it_is_spelt(number):
    assert parse(_spell(number)) == number


@pytest.mark.parametrize("text", ["", "百", "三五", "十几", "一百百", "二十三四", "1,29", "1."])
def test_what_is_not_one_number_is_not_parsed(text):
    assert parse(text) is None


@given(st.fractions(0, 10_000, max_denominator=64))
def test_decimal_is_exact_or_within_half_of_a_tenth(value):
    written = Fraction(decimal(value))
    assert written == value or abs(written - value) <= Fraction(1, 20)


def _spell(number):
    digits, text, gap = "零一二三四五六七八九", "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + name
        gap = not digit
    return text
