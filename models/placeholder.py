"""The placeholder grammar that models are trained on: one symbol each, ⟦0⟧ to ⟦9⟧."""

from __future__ import annotations

import re

COUNT = 10
PLACEHOLDER = "⟦{}⟧"
PATTERN = re.compile(r"⟦(\d)⟧")


def without(text: str, instead: str = " ") -> str:
    """Return a text with something else in place of every placeholder.

    >>> without("买⟦0⟧个"), without("买个")
    ('买 个', '买个')
    """
    return PATTERN.sub(instead, text) if "⟦" in text else text
