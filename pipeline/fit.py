"""The last room: copy that follows the rules of a market and a marketplace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import claims
from pipeline import title as titles
from pipeline.claims import Finder, Prohibited, Side
from pipeline.document import Issue
from pipeline.guarded import Guarded, Range
from pipeline.markets import Market, Profile
from pipeline.typography import set_type


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text that fits its field.

    Attributes:
        text: the text to show.
        dropped: what the rules made it lose, in that order.
        issues: ``shortened``, ``dropped``, ``banned_character``, ``prohibited_term``, ``too_long``.
    """

    text: str
    dropped: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def fit(
    text: str,
    *,
    field: str,
    market: Market,
    profile: Profile | None = None,
    keep: Sequence[Range] = (),
) -> Fitted:
    """Fit the text of one field to a market, and to a marketplace other than the market's own.

    ``field`` is the path in the document: ``title``, ``body``, ``tags.0`` ... Nothing in the
    character ranges ``keep`` is changed, except that a title over its limit may lose one whole.

    >>> from pipeline.markets import market
    >>> fit("【New】Bag，red！", field="title", market=market("US"))
    Fitted(text='[New] Bag, red!', dropped=(), issues=())
    """
    profile = profile or market.profile
    fitted = set_type(Guarded.of(text, keep), market.typography)
    dropped: list[str] = []
    issues: list[Issue] = []
    if field == "title":
        fitted, dropped, issues = _fit_title(fitted, market, profile)
    issues += _tag_issues(field, fitted.text, profile)
    issues += [told("prohibited_term", row) for row in prohibited(fitted.text, market)]
    return Fitted(fitted.text, tuple(dropped), tuple(issues))


def prohibited(text: str, market: Market) -> list[Prohibited]:
    """Return the prohibited terms of a market that a translation uses, in the order of its table.

    Of the terms of one claim the first is enough.
    """
    return claims.once(_finder(market, "target")(text))


def restricted(text: str, market: Market) -> list[Prohibited]:
    """Return the claims of a market that a source makes, in its language or the market's."""
    return claims.once(_finder(market, "source")(text))


def told(code: str, row: Prohibited) -> Issue:
    """Return what is said about a claim."""
    return Issue(code, row.term, row.severity, row.reason, row.hint, row.law)


@cache
def _finder(market: Market, side: Side) -> Finder:
    more = market.restricted if side == "source" else ()
    return Finder((*market.prohibited, *more))


def _fit_title(
    title: Guarded, market: Market, profile: Profile
) -> tuple[Guarded, list[str], list[Issue]]:
    title, issues = _without_banned(title, profile.banned)
    title, promo = titles.without(title, profile.promo)
    repeats: list[str] = []
    if profile.repeats:
        title, repeats = titles.repeated(title, profile.repeats)
    limit = min(market.title_limit, profile.title or market.title_limit)
    title, cut = titles.shorten(title, limit, market.filler)
    if promo + repeats:
        issues.append(Issue("dropped", ", ".join(promo + repeats)))
    if cut:
        issues.append(Issue("shortened", ", ".join(cut)))
    if len(title) > limit:
        issues.append(Issue("too_long", f"{len(title)} of {limit} characters"))
    return title, promo + repeats + cut, issues


def _without_banned(title: Guarded, banned: frozenset[str]) -> tuple[Guarded, list[Issue]]:
    """Return a title without banned characters, unless kept or of a price; all are told."""
    found = "".join(sorted(banned & set(title.text)))
    if not found:
        return title, []
    one = rf"(?!\$\d)[{re.escape(found)}]"
    return title.sub(re.compile(rf"(?<!\s)\s*+(?:{one})+"), _gap), [
        Issue("banned_character", found)
    ]


def _gap(match: re.Match[str]) -> str:
    """Return what stands in place of banned characters: a space where two words would join."""
    joined = match.string[: match.start()][-1:] + match.string[match.end() :][:1]
    return " " if len(joined) == 2 and joined.isalnum() else ""


def _tag_issues(field: str, text: str, profile: Profile) -> Iterable[Issue]:
    name, _, number = field.partition(".")
    if name != "tags":
        return
    if profile.tags and int(number) >= profile.tags:
        yield Issue("too_long", f"tag {int(number) + 1} of {profile.tags}")
    if profile.tag and len(text) > profile.tag:
        yield Issue("too_long", f"{len(text)} of {profile.tag} characters")
