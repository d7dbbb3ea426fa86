"""A figure: what a number says together with its sign, its unit and its currency."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["measure", "money", "share", "count", "size", "time", "named", "doubt"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount or range, exact.

    Attributes:
        kind: which rules write it; ``doubt`` is left exactly as it stands and told.
        unit: label of the tables of markets (``斤``, ``g``, ``off`` ...), or an ISO 4217 currency.
        low: the amount, or the lower end of a range, in ``unit``; a time in minutes.
        high: the upper end, or None.
        written: the number as the seller wrote it, or "" where it was put together (三斤半).
        sign: ``<``, ``≥``, ``±``, ``-`` ... as written before the number.
        about: ``多`` (and more) or ``来`` (or so), from between number and unit.
        bound: ``以上`` or ``以下``, from behind it.
        mark: the sign of a currency as written, with which ``written`` holds the whole price; or a
            unit in Latin letters.
        per: what a price is for.
        text: the whole as found.
    """

    kind: Kind
    unit: str = ""
    low: Fraction = Fraction(0)
    high: Fraction | None = None
    written: str = ""
    sign: str = ""
    about: str = ""
    bound: str = ""
    mark: str = ""
    per: Figure | None = None
    text: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Tell whether it could not be read safely, so that a person must look."""
        return self.kind == "doubt"

    @property
    def ends(self) -> list[Fraction]:
        """Return the amount, or both ends of the range."""
        return [self.low] if self.high is None else [self.low, self.high]
