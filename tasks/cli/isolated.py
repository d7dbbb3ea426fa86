"""Documents translated together, of which one that fails takes no other with it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Document, Translation
from tasks.policy import Exit, rule
from tasks.runtime import Runtime


def isolated(
    here: Runtime, documents: Sequence[Document], names: Sequence[str] | None
) -> list[list[Translation] | Exception]:
    """Return the translations of each document, or why there are none.

    Raises:
        Exception: whatever would hit every document, such as a model that is missing.
    """
    if not documents:
        return []
    try:
        results = iter(here.pipeline(documents, names))
    except Exception as error:
        if rule(error).exit is not Exit.REVIEW:
            raise
        if len(documents) == 1:
            return [error]
        return [isolated(here, [document], names)[0] for document in documents]
    return [[next(results) for _ in names or d.markets or here.markets] for d in documents]
