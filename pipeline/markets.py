"""The markets and marketplaces Haiyi writes for, each a row of a table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pipeline import claims
from pipeline.claims import Prohibited, Side
from pipeline.errors import UnknownMarket

Typography = Literal["en", "zh-Hant", "none"]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class UnitRules:
    """How a market reads quantities.

    Attributes:
        labels: unit → format of a quantity in it, such as ``{} cm``.
        convert: Chinese units that are turned into metric ones.
        myriad: buyers count in 万; otherwise it is multiplied out.
        thousands: stands between groups of three digits in a computed number.
        dash: stands between the ends of a range.
        numerals: ``arabic`` rewrites 两 as 2; ``written`` keeps it.
        months: names of the twelve; none leaves dates as written.
        dates: ``day``, ``day_year``, ``month``, ``month_year`` → format of such a date.
    """

    labels: Mapping[str, str]
    convert: frozenset[str] = frozenset()
    myriad: bool = False
    thousands: str = ""
    dash: str = "-"
    numerals: Literal["arabic", "written"] = "arabic"
    months: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a marketplace allows; limits are in characters, and 0 is no limit."""

    name: str
    title: int = 0
    subtitle: int = 0
    banned: frozenset[str] = frozenset()
    repeats: int = 0
    promo: tuple[str, ...] = ()
    tags: int = 0
    tag: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """One market: the language it reads, and the rules its copy is fitted to; equal to itself only.

    Attributes:
        language: BCP-47 code shown with a result.
        target: code of the models that write the language.
        title_limit: longest title, in characters.
        filler: what a title can lose, least missed first.
        prohibited: terms to find in translations; ``restricted``: in what sellers write.
        review_below: fields with a lower score are for people to look at; None takes the limit
            that was chosen for the model when it was calibrated.
        hold_below: translations with a field of a lower score wait until a person has decided.
    """

    name: str
    language: str
    target: str
    title_limit: int
    profile: Profile
    typography: Typography
    units: UnitRules
    filler: tuple[str, ...] = ()
    prohibited: tuple[Prohibited, ...] = field(default=(), repr=False)
    restricted: tuple[Prohibited, ...] = field(default=(), repr=False)
    review_below: float | None = None
    hold_below: float = 0.0


@cache
def load_profiles(path: Path = _HERE / "marketplaces.toml") -> Mapping[str, Profile]:
    """Return every marketplace profile by name.

    >>> load_profiles()["ebay"].title
    80
    """
    rows = tomllib.loads(path.read_text("utf-8"))
    return MappingProxyType({name: _profile(name, row) for name, row in rows.items()})


@cache
def load_markets(path: Path | None = None) -> Mapping[str, Market]:
    """Return every market by name, from the packaged table or another of its form.

    >>> [(m.name, m.language) for m in load_markets().values()]
    [('US', 'en-US'), ('HK', 'zh-Hant-HK'), ('MO', 'zh-Hant-MO')]
    """
    tables = tomllib.loads((path or _HERE / "markets.toml").read_text("utf-8"))
    return MappingProxyType(
        {name: _market(name, row, tables) for name, row in tables["market"].items()}
    )


def market(name: str) -> Market:
    """Return one market.

    Raises:
        UnknownMarket: the table has no such row.
    """
    known = load_markets()
    if name not in known:
        raise UnknownMarket(name, known)
    return known[name]


def _profile(name: str, row: Mapping[str, Any]) -> Profile:
    fields = dict(row)
    fields["banned"] = frozenset(row.get("banned", ""))
    fields["promo"] = tuple(row.get("promo", ()))
    return Profile(name=name, **fields)


def _market(name: str, row: Mapping[str, Any], tables: Mapping[str, Any]) -> Market:
    return Market(
        name=name,
        language=row["language"],
        target=row["target"],
        title_limit=row["title_limit"],
        profile=load_profiles()[row["profile"]],
        typography=row["typography"],
        units=_units(tables["units"][row["units"]]),
        filler=tuple(tables["filler"][row["filler"]]),
        review_below=row.get("review_below"),
        hold_below=row.get("hold_below", 0.0),
        prohibited=(*_claims(row.get("claims"), "target"), *_tables(row, tables)),
        restricted=_claims(row.get("claims"), "source"),
    )


def _units(row: Mapping[str, Any]) -> UnitRules:
    return UnitRules(
        **{
            **row,
            "labels": MappingProxyType(row["labels"]),
            "convert": frozenset(row["convert"]),
            "months": tuple(row.get("months", ())),
            "dates": MappingProxyType(row.get("dates", {})),
        }
    )


def _claims(name: str | None, side: Side) -> tuple[Prohibited, ...]:
    """Return the rows of one side of the packaged table of claims that a market names."""
    return tuple(row for row in claims.load()[name] if row.side == side) if name else ()


def _tables(row: Mapping[str, Any], tables: Mapping[str, Any]) -> Iterator[Prohibited]:
    for name in row.get("prohibited", ()):
        for kind, group in tables["prohibited"][name].items():
            yield from (Prohibited(term, kind, group["severity"]) for term in group["terms"])
