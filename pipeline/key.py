"""What stands for a glossary in the keys of a cache."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import ref

if TYPE_CHECKING:
    from pipeline.glossary import Glossary


class Key:
    """Stands for a glossary in the keys of a cache, and does not keep it alive."""

    __slots__ = ("_glossary", "_revision")

    def __init__(self, glossary: Glossary) -> None:
        self._revision, self._glossary = glossary.revision, ref(glossary)

    @property
    def glossary(self) -> Glossary:
        """The glossary, for as long as somebody uses it."""
        found = self._glossary()
        assert found is not None, "the caller holds it"
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self._revision == other._revision

    def __hash__(self) -> int:
        return hash(self._revision)
