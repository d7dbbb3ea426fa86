import re
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import UnknownMarket
from pipeline.markets import load_markets, load_profiles, market

TABLE = Path(pipeline.__file__).with_name("markets.toml")
JAPAN = """
[market.JP]
language = "ja-JP"
target = "ja"
title_limit = 120
profile = "shopify"
typography = "none"
units = "en"
filler = "none"
prohibited = []
"""


@pytest.mark.parametrize(
    ("name", "language", "target"),
    [
        ("US", "en-US", "en"),
        ("HK", "zh-Hant-HK", "zh-Hant-HK"),
        ("MO", "zh-Hant-MO", "zh-Hant-MO"),
    ],
)
def test_market_has_its_language(name, language, target):
    row = market(name)
    assert (row.name, row.language, row.target) == (name, language, target)
    assert row.title_limit == 200


def test_market_is_added_as_a_row(tmp_path):
    path = tmp_path / "markets.toml"
    path.write_text(JAPAN + TABLE.read_text("utf-8"), "utf-8")
    japan = load_markets(path)["JP"]
    assert (japan.language, japan.profile.title, japan.title_limit) == ("ja-JP", 255, 120)
    assert "US" in load_markets(path)
    assert "JP" not in load_markets()


def test_unknown_market_lists_the_known():
    with pytest.raises(UnknownMarket, match=r"'XX'; known markets: US, HK, MO"):
        market("XX")


def test_market_and_table_are_frozen():
    with pytest.raises(AttributeError):
        market("US").title_limit = 10
    with pytest.raises(TypeError):
        load_markets()["US"] = market("HK")


def test_every_market_can_write_every_unit_and_every_conversion():
    for row in load_markets().values():
        assert row.units.convert <= set(row.units.labels)
        assert {"g", "kg", "cm", "m", "yuan", "shoe", "size", "inch"} <= set(row.units.labels)
        assert all(label.count("{}") == 1 for label in row.units.labels.values())


def test_prohibited_terms_are_said_once_and_weighed():
    for row in load_markets().values():
        terms = [prohibited.term.casefold() for prohibited in row.prohibited]
        assert len(terms) == len(set(terms))
        assert {prohibited.severity for prohibited in row.prohibited} <= {"review", "hold"}


@pytest.mark.parametrize(
    ("name", "title", "tags", "tag"),
    [("amazon_us", 200, 0, 0), ("ebay", 80, 0, 0), ("etsy", 140, 13, 20), ("shopify", 255, 0, 0)],
)
def test_profile_has_the_limits_its_marketplace_publishes(name, title, tags, tag):
    profile = load_profiles()[name]
    assert (profile.title, profile.tags, profile.tag) == (title, tags, tag)


def test_amazon_bans_its_nine_characters():
    assert load_profiles()["amazon_us"].banned == frozenset("!$?_{}^¬¦")


def test_tables_name_no_host():
    assert not re.search(r"https?://", TABLE.read_text("utf-8"))
