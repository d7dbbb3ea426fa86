"""One pair to learn from."""

from typing import NamedTuple


class Example(NamedTuple):
    """A text and its translation."""

    source: str
    target: str
