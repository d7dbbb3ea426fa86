"""No text makes a room slower than its length does."""

import pytest
from growth import MOST, UNITS, growth
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import build, spell

from models.backends.echo import EchoTranslator
from models.base import Pair
from pipeline import field, figures, protect, segment, title
from pipeline.check import check
from pipeline.document import Document
from pipeline.fit import fit
from pipeline.guarded import Guarded
from pipeline.markets import market
from pipeline.protection import english, quotes

US, HK = market("US"), market("HK")
ROOMS = {
    "protect": protect.find,
    "segment": lambda text: segment.split(text, []),
    "spans": lambda text: segment.split(text, protect.find(text)),
    "title": lambda text: title.shorten(Guarded(text), 200, US.filler),
    "fit for the US": lambda text: fit(text, field="title", market=US),
    "fit for Hong Kong": lambda text: fit(text, field="body", market=HK),
    "check": lambda text: check(text, text[1:], "zh", "en"),
    "quotes": quotes.pairs,
    "English": english.find,
}


def walk(text):
    """Take a text through every room, for the US and for Hong Kong, as a new process would."""
    field.forget()
    english = EchoTranslator(Pair("zh", "en"), reply=spell, max_tokens=1_000_000)
    document = Document("1", body=text, source="zh-Hans", markets=("US", "HK"))
    return build(english, document_s=600)([document])


@pytest.mark.parametrize(("number", "room"), list(enumerate(ROOMS)))
def test_room_grows_no_faster_than_its_text(number, room):
    """Each room takes a quarter of the texts, and two rooms have the same."""
    ROOMS[room]("好看，只要99元。")  # tables are read once
    grown = {unit: growth(ROOMS[room], unit) for unit in UNITS[number % 4 :: 4]}
    assert {unit: by for unit, by in grown.items() if by > MOST} == {}


@pytest.mark.parametrize("part", range(3))
def test_walk_grows_no_faster_than_its_text(part):
    walk("好看，只要99元。<a>#a 1.jpg")
    grown = {unit: growth(walk, unit) for unit in UNITS[part::9]}
    assert {unit: by for unit, by in grown.items() if by > MOST} == {}


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(UNITS), min_size=2, max_size=5))
def test_walk_grows_no_faster_than_a_mixture_of_such_texts(units):
    assert growth(walk, "".join(units)) <= MOST


def test_longest_text_of_all_kinds_grows_no_faster():
    everything = "".join(UNITS)
    assert growth(ROOMS["spans"], everything, at_least=2) <= MOST
    assert growth(figures_of, everything, at_least=2) <= MOST


def figures_of(text):
    """Read the figures of a text that nobody has asked for before."""
    figures.forget()
    return figures.find(text)
