"""Documents translated together, of which one that fails takes no other with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.document import Document, Translation
from tasks.policy import Exit, rule

# The second argument is the markets, or None for the documents' own where a walk knows them.
Walk = Callable[[Sequence[Document], Any], Sequence[Translation]]


def isolated(
    walk: Walk,
    documents: Sequence[Document],
    markets: Sequence[str] | None,
    known: Sequence[str] = (),
) -> list[Sequence[Translation] | Exception]:
    """Return the translations of each document, or why there are none.

    Without ``markets`` they are the document's own, or all that are ``known``.

    Raises:
        Exception: whatever would hit every document, such as a model that is missing.
    """
    if not documents:
        return []
    try:
        results = iter(walk(documents, markets))
    except Exception as error:
        if rule(error).exit is not Exit.REVIEW:
            raise
        if len(documents) == 1:
            return [error]
        return [isolated(walk, [document], markets, known)[0] for document in documents]
    return [[next(results) for _ in markets or d.markets or known] for d in documents]
