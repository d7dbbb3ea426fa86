"""No text makes a room slower than its length does."""

import pytest
from growth import MOST, UNITS, growth

from pipeline import protect, segment, title
from pipeline.check import check
from pipeline.fit import fit
from pipeline.guarded import Guarded
from pipeline.markets import market
from pipeline.protection import quotes

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
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("room", ROOMS)
def test_room_grows_no_faster_than_its_text(room):
    grown = {unit: growth(ROOMS[room], unit) for unit in UNITS}
    assert {unit: by for unit, by in grown.items() if by > MOST} == {}
