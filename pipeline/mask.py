"""Hide what must survive behind numbered placeholders, and put it back; owns their grammar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from models.placeholder import PATTERN, PLACEHOLDER
from pipeline.figures import touch
from pipeline.protection.span import Span


class BrokenPlaceholders(ValueError):
    """A rendered text does not hold every placeholder exactly once."""


class Masked(NamedTuple):
    """Model input, and what its placeholders stand for.

    Attributes:
        text: with ⟦0⟧, ⟦1⟧ ... numbered from 0 in order of appearance.
        slots: the hidden spans; ``slots[i]`` stands behind ⟦i⟧.
    """

    text: str
    slots: tuple[Span, ...] = ()


def mask(text: str, spans: Sequence[Span]) -> Masked:
    """Put a placeholder in the place of every span.

    >>> from pipeline.protect import find
    >>> mask("支持iPhone 15，¥39.9包邮", find("支持iPhone 15，¥39.9包邮")).text
    '支持⟦0⟧，⟦1⟧包邮'
    """
    parts, at = [], 0
    for number, span in enumerate(spans):
        parts += [text[at : span.start], PLACEHOLDER.format(number)]
        at = span.end
    return Masked("".join([*parts, text[at:]]), tuple(spans))


def copy(span: Span) -> str:
    """Return a span as it was written."""
    return span.text


def unmask(
    rendered: str, slots: Sequence[Span], render: Callable[[Span], str] = copy
) -> tuple[str, list[tuple[int, int]]]:
    """Put the slots back; return the text and where each slot now stands.

    >>> unmask("Case for ⟦0⟧", [Span(0, 2, "code", "X1")])
    ('Case for X1', [(9, 11)])

    Raises:
        BrokenPlaceholders: a placeholder is missing, doubled or unknown.
    """
    parts: list[str] = []
    ranges: dict[int, tuple[int, int]] = {}
    at = length = 0
    for match in PATTERN.finditer(rendered):
        number = int(match[1])
        if number in ranges or number >= len(slots):
            raise BrokenPlaceholders(match[0])
        shown, between = render(slots[number]), rendered[at : match.start()]
        between += _gap(between or (parts[-1] if parts else ""), shown, slots[number])
        length += len(between)
        ranges[number] = (length, length + len(shown))
        parts += [between, shown]
        length, at = length + len(shown), match.end()
    if len(ranges) != len(slots):
        raise BrokenPlaceholders(f"{len(slots) - len(ranges)} missing")
    return "".join([*parts, rendered[at:]]), sorted(ranges.values())


def _gap(before: str, shown: str, slot: Span) -> str:
    """Return the space that keeps a figure of another length from running into its neighbour."""
    return " " if shown != slot.text and touch(before, shown) else ""


def placeholders(text: str) -> list[int]:
    """Return the placeholder numbers of a text, sorted.

    >>> placeholders("⟦1⟧ of ⟦0⟧")
    [0, 1]
    """
    return sorted(map(int, PATTERN.findall(text))) if "⟦" in text else []
