"""Listings built out of numbers, units, currencies and Chinese words: no figure is silently wrong.

Whatever the model says, a field that is ``ok`` says the figures of its source as the market writes
them, and no others.
"""

import re

import pytest
from goods import FIGURES, NUMBERS, digits, in_words, of_figures
from hypothesis import example, given, settings
from hypothesis import strategies as st
from walks import HAN, build, spell

from models.backends.echo import EchoTranslator
from models.backends.opencc import OpenCCTranslator
from models.base import Pair
from pipeline.document import Document
from pipeline.figures import expected, find, said, write
from pipeline.figures.fold import fold
from pipeline.markets import market

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


def _finish(text, reply):
    model = EchoTranslator(Pair("zh", "en"), reply=reply)
    document = Document("1", body=text, source="zh-Hans", markets=("US", "HK"))
    return build(model, script=HONG_KONG)([document])


@pytest.mark.parametrize("damage", DAMAGES)
@settings(max_examples=60, deadline=None)
@given(text=of_figures)
@example(text="三分之一五克")
def test_a_listing_that_is_ok_says_the_figures_of_its_source(damage, text):
    for result in _finish(text, DAMAGES[damage]):
        row, body = market(result.market), result.document.body
        if result.status == "review" or not HAN.search(text):
            continue
        assert not expected(text, row) - said(body), (text, body)
        more = digits(said(body)) - digits(expected(text, row)) - in_words(text)
        assert not more, (text, body)


@settings(max_examples=150, deadline=None)
@given(text=of_figures)
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
