"""Hide from a model what it lost when it saw it: Latin words, signs, small numbers and times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from models.placeholder import COUNT, PATTERN, PLACEHOLDER
from pipeline import counting
from pipeline.counting import Counted
from pipeline.mask import placeholders
from pipeline.protection import words

_SIGN = regex.compile(r"[+=&](?=\p{Han}|⟦)")
_LETTER = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A masked text with more placeholders than it had, and what stands behind those.

    >>> hidden = Hidden.of("⟦0⟧nike袜子+鞋")
    >>> hidden.text, hidden.revealed("⟦0⟧⟦1⟧socks⟦2⟧ shoes")
    ('⟦0⟧⟦1⟧袜子⟦2⟧鞋', '⟦0⟧ nike socks + shoes')
    >>> hidden = Hidden.of("三个月质保")
    >>> hidden.text, hidden.revealed("⟦0⟧ warranty")
    ('⟦0⟧质保', '3-month warranty')
    """

    text: str
    first: int
    shown: tuple[str | Counted, ...]

    @classmethod
    def of(cls, masked: str) -> Hidden | None:
        """Hide the plain words of a text; None where there are none, or too many to number."""
        found: dict[tuple[int, int], str | Counted] = {
            (c.start, c.end): c for c in counting.find(masked) if c.said
        }
        found |= {at: masked[slice(*at)] for at in _plain(masked)}
        first = max(placeholders(masked), default=-1) + 1
        if not found or first + len(found) > COUNT:
            return None
        parts, at = [], 0
        for number, (start, end) in enumerate(sorted(found), first):
            parts += [masked[at:start], PLACEHOLDER.format(number)]
            at = end
        shown = tuple(found[each] for each in sorted(found))
        return cls("".join([*parts, masked[at:]]), first, shown)

    def revealed(self, rendered: str) -> str:
        """Put the words back, apart from what is beside them; "" where one was lost or doubled."""
        if placeholders(rendered) != placeholders(self.text):
            return ""
        out, at = "", 0
        for match in PATTERN.finditer(rendered):
            number = int(match[1]) - self.first
            hidden = match[0] if number < 0 else self.shown[number]
            shown = hidden if isinstance(hidden, str) else hidden.shown(rendered[match.end() :])
            out = _joined(_joined(out, rendered[at : match.start()]), shown)
            at = match.end()
        return _joined(out, rendered[at:])


def _plain(masked: str) -> Iterator[tuple[int, int]]:
    """Yield where the plain words and the signs of a text stand."""
    yield from words.plain(masked)
    yield from (match.span() for match in _SIGN.finditer(masked))


def _joined(left: str, right: str) -> str:
    """Join two texts, with a space where two words would run into each other."""
    meet = left[-1:], right[:1]
    apart = all(edge and (_LETTER.match(edge) or edge in "⟦⟧+=&") for edge in meet)
    return f"{left} {right}" if apart else left + right
