"""One pair to learn from."""

from typing import NamedTuple

from models.placeholder import PATTERN, PLACEHOLDER


class Example(NamedTuple):
    """A text and its translation."""

    source: str
    target: str


def turned(example: Example) -> Example:
    """Return a pair the other way round, placeholders numbered by where the new source has them.

    >>> turned(Example("⟦0⟧买⟦1⟧个", "Buy ⟦1⟧ for ⟦0⟧"))
    Example(source='Buy ⟦0⟧ for ⟦1⟧', target='⟦1⟧买⟦0⟧个')
    """
    order = {mark: i for i, mark in enumerate(dict.fromkeys(PATTERN.findall(example.target)))}

    def renumbered(text: str) -> str:
        return PATTERN.sub(lambda match: PLACEHOLDER.format(order.get(match[1], match[1])), text)

    return Example(renumbered(example.target), renumbered(example.source))
