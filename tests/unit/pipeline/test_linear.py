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

# The walk allocates as much as it computes, so that a busy machine shows; quadratic time is 4.
MOST_OF_WALK = 2.0

US, HK = market("US"), market("HK")


def figures_of(text):
    """Read the figures of a text that nobody has asked for before."""
    figures.forget()
    return figures.find(text)


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
    "figures": figures_of,
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("room", ROOMS)
def test_room_grows_no_faster_than_its_text(room):
    grown = {unit: growth(ROOMS[room], unit) for unit in UNITS}
    assert {unit: by for unit, by in grown.items() if by > MOST} == {}


def walk(text):
    """Take a text through every room, for the US and for Hong Kong, as a new process would."""
    field.forget()
    english = EchoTranslator(Pair("zh", "en"), reply=spell, max_tokens=1_000_000)
    document = Document("1", body=text, source="zh-Hans", markets=("US", "HK"))
    return build(english, document_s=600)([document])


@pytest.mark.timeout(600)
def test_walk_grows_no_faster_than_its_text():
    grown = {unit: growth(walk, unit, quick_s=0.5) for unit in UNITS[::3]}
    assert {unit: by for unit, by in grown.items() if by > MOST_OF_WALK} == {}


@pytest.mark.timeout(600)
@settings(max_examples=6, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(UNITS), min_size=2, max_size=5))
def test_walk_grows_no_faster_than_a_mixture_of_such_texts(units):
    assert growth(walk, "".join(units), quick_s=0.5) <= MOST_OF_WALK
