"""What a person asks of a command: markets, the form of its output, roles of columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from pipeline.errors import UnknownMarket


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of a file.

    Attributes:
        form: of the output, where its suffix does not say it.
        asked: roles of columns by their headings.
        how: markets beside each other in ``sheets`` or in ``columns``.
    """

    markets: str | None = None
    out: Path | None = None
    form: str | None = None
    asked: Mapping[str, str] = field(default_factory=dict)
    how: str | None = None


def markets_of(markets: str | None, known: Collection[str]) -> list[str] | None:
    """Return the names of a list such as ``US,HK``.

    Raises:
        UnknownMarket: a name that the table does not have.
    """
    if markets is None:
        return None
    names = list(dict.fromkeys(name.strip() for name in markets.split(",")))
    for name in names:
        if name not in known:
            raise UnknownMarket(name, known)
    return names


def roles_of(pairs: Sequence[str]) -> dict[str, str]:
    """Return heading → role of options such as ``我的标题=title``."""
    found = {}
    for pair in pairs:
        heading, mark, role = pair.rpartition("=")
        if not mark or not heading.strip():
            raise typer.BadParameter(f"{pair!r} is not HEADING=ROLE", param_hint="--map")
        found[heading] = role.strip()
    return found
