"""Listings built out of numbers, units, currencies and Chinese words: no figure is silently wrong.

Whatever the model says, a field that is ``ok`` says the figures of its source as the market writes
them, and no others.
"""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import HAN, build, spell

from models.backends.echo import EchoTranslator
from models.backends.opencc import OpenCCTranslator
from models.base import Pair
from pipeline.document import Document
from pipeline.figures import expected, find, said, write
from pipeline.figures.fold import fold
from pipeline.markets import market

NUMBERS = """
1 3 10 99 9.9 39.90 1,299 1.2万 3-5 80~100 5千 1.2亿 1万5千
五 两 十五 三十二 一百二十 三四 十五六 二三十 半 １５
"""
UNITS = """
斤 公斤 克 两 米 厘米 公分 毫升 升 瓦 毫安 尺 元 块钱 美元 日元 港币 天 件 个 岁 小时 折 码 % kg cm
"""
FIGURES = """
9块9 ¥39.9 ￥1,299 10元一袋 9.9元500g 15元/斤 每斤9.9元 零下20度 <60kg ≥2mm ±3% 1米75 2尺1寸
三斤半 晚上8点半 一年半 三个半月 百分之九十九 三分之一 6月18日 2026年5月 8折 九成新 HK$88 5欧元
3×5厘米 2万次 第2件 90年代 十几斤 七八折 一两黄金
"""
WORDS = "苹果 袜子 包邮 现摘 纯棉 适合 高 宽 装 左右 以上 新款 ， 。 ； 起 约 只要 送 、"


HONG_KONG = OpenCCTranslator(Pair("zh-Hans", "zh-Hant-HK"))
DAMAGES = {
    "none": spell,
    "glued": lambda text: re.sub(r"\s+", "", spell(text)),
    "doubled": lambda text: spell(text) + (" ⟦0⟧" if "⟦0⟧" in text else ""),
    "lost": lambda text: re.sub(r"⟦\d⟧", "", spell(text), count=1),
    "invented": lambda text: spell(text) + " 30% off 5 kg",
    "digits": lambda text: re.sub(r"⟦(\d)⟧", r"⟦\1⟧0", spell(text), count=1),
    "signs": lambda text: spell(text).replace("⟦", "-⟦"),
    "reversed": lambda text: " ".join(reversed(spell(text).split())),
    "copied": str,
}

figure = st.one_of(
    st.sampled_from(FIGURES.split()),
    st.tuples(st.sampled_from(NUMBERS.split()), st.sampled_from(UNITS.split())).map("".join),
)


def _joined(parts):
    """Join the parts of a listing; Latin letters run into nothing, as they would in one code."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "，", "".join(parts))


listing = st.lists(st.one_of(figure, st.sampled_from(WORDS.split())), min_size=1, max_size=6).map(
    _joined
)


def _finish(text, reply):
    model = EchoTranslator(Pair("zh", "en"), reply=reply)
    document = Document("1", body=text, source="zh-Hans", markets=("US", "HK"))
    return build(model, script=HONG_KONG)([document])


@pytest.mark.parametrize("damage", DAMAGES)
@settings(max_examples=60, deadline=None)
@given(text=listing)
def test_a_listing_that_is_ok_says_the_figures_of_its_source(damage, text):
    for result in _finish(text, DAMAGES[damage]):
        row, body = market(result.market), result.document.body
        if result.status == "review" or not HAN.search(text):
            continue
        assert not expected(text, row) - said(body), (text, body)
        assert not _digits(said(body)) - _digits(expected(text, row)), (text, body)


@settings(max_examples=150, deadline=None)
@given(text=listing)
def test_figures_stand_in_a_listing_as_each_market_writes_them(text):
    for result in _finish(text, spell):
        body, row = result.document.body, market(result.market)
        for found in find(text) if HAN.search(text) and result.status != "review" else ():
            assert fold(write(found.figure, row)) in fold(body), (text, body)


@pytest.mark.parametrize("said_so", FIGURES.split())
def test_one_figure_in_a_listing_is_written_or_told(said_so):
    text = f"苹果{said_so}，新款包邮"
    figures = [found.figure for found in find(text)]
    for result in _finish(text, spell):
        body, row = result.document.body, market(result.market)
        assert all(fold(write(figure, row)) in fold(body) for figure in figures), body
        assert (result.status == "review") is any(figure.is_doubtful for figure in figures)


@settings(max_examples=150, deadline=None)
@given(low=st.sampled_from(NUMBERS.split()), high=st.sampled_from(FIGURES.split()))
def test_two_figures_in_a_row_are_never_one(low, high):
    text = f"型号{low}{high}袋"
    for result in _finish(text, lambda masked: re.sub(r"\s+", "", spell(masked))):
        if result.status != "review":
            assert not expected(text, market(result.market)) - said(result.document.body), text


def _digits(figures):
    """Return the bare numbers that figures say."""
    return Counter(
        number for each in figures.elements() for number in re.findall(r"\d[\d.]*", each)
    )
