"""Terms that come out as agreed: platform, then shop, then listing; the narrower scope wins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline import language
from pipeline.entry import KINDS, Entry, folded, parse
from pipeline.index import Index
from pipeline.key import Key
from pipeline.protection.span import Span

__all__ = ["KINDS", "PLATFORM", "Entry", "Glossary", "Key", "parse"]

PLATFORM = Path(__file__).parent / "data" / "glossary.tsv"


@dataclass(frozen=True, eq=False)
class Glossary:
    """An immutable set of terms; changing one makes a new glossary with a new revision.

    Attributes:
        own: the terms of this scope.
        base: the wider scope, shared and not copied; a term of ``own`` wins over its own there.
        is_fleeting: made for one listing, and not worth remembering.
    """

    own: tuple[Entry, ...] = ()
    base: Glossary | None = None
    is_fleeting: bool = False

    @classmethod
    def load(cls, path: Path = PLATFORM) -> Glossary:
        """Read a TSV of source, target[, kind[, note[, language]]]; lines with # are comments.

        Raises:
            InvalidGlossary: a line that cannot be used, with its number.
        """
        text = path.read_text(encoding="utf-8")
        return cls(tuple(parse(text.splitlines())))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All terms, the wider scopes' first."""
        wider = self.base.entries if self.base else ()
        return (*(e for e in wider if e.id not in self._ids), *self.own)

    @cached_property
    def revision(self) -> str:
        """Hash of everything that could change an output, 12 hexadecimal digits."""
        lines = sorted(
            "\t".join((e.source, e.target, e.kind, e.note, e.language)) for e in self.own
        )
        lines += [self.base.revision] if self.base else []
        return hashlib.blake2b("\n".join(lines).encode(), digest_size=6).hexdigest()

    @cached_property
    def key(self) -> Key | None:
        """What stands for it in the keys of a cache; None for what is made for one listing."""
        return None if self.is_fleeting else Key(self)

    def extended(self, entries: Iterable[Entry], *, fleeting: bool = False) -> Glossary:
        """Return a glossary in which ``entries`` win over those of the same source and language."""
        new = {e.id: e for e in entries}
        if all(self.entry(*at) == e for at, e in new.items()):
            return self
        return Glossary(tuple(new.values()), self, fleeting or self.is_fleeting)

    def with_terms(self, terms: Mapping[str, str]) -> Glossary:
        """Return a glossary extended by plain source → target pairs, as a listing carries them."""
        pairs = (Entry(source, target) for source, target in terms.items())
        return self.extended(pairs, fleeting=True)

    def entry(self, source: str, code: str) -> Entry | None:
        """Return the entry of a folded source and the language of its target."""
        found = self._ids.get((source, code))
        return found or (self.base.entry(source, code) if self.base else None)

    def forbidden_in(self, text: str) -> list[str]:
        """Return the forbidden terms that a target text holds."""
        view = text.casefold() if self._forbidden else ""
        return [term for term in self._forbidden if term.casefold() in view]

    @cached_property
    def _ids(self) -> dict[tuple[str, str], Entry]:
        return {e.id: e for e in self.own}

    def find(self, text: str, target: str) -> list[Span]:
        """Return the spans of a text that must come out as agreed in the target language.

        A longer term shields a shorter one inside it, so 小米粥 is not a brand of telephones.
        """
        if whole := self.whole(text, target):
            return [whole]
        return [_span(e, at, text) for at, e in self._matches(text, target) if e.is_inline]

    def brands(self, text: str) -> list[Span]:
        """Return the spans of an English text that are brands, and stay as they are.

        >>> [s.text for s in Glossary((Entry("耐克", "Nike", "brand"),)).brands("Nike shoes")]
        ['Nike']
        """
        found = self._in_english.find(text, "zh")
        return [span for span in found if span.text[:1].isupper()]

    @cached_property
    def _in_english(self) -> Glossary:
        """The brands by the names that English has for them; a common word is none."""
        from pipeline.protection.english import is_shop_word  # which reads the lexicon

        names = {e.target for e in self.entries if e.kind == "brand" and e.language == "en"}
        return Glossary(
            tuple(Entry(n, n, "keep") for n in names if len(n) > 1 and not is_shop_word(n.lower()))
        )

    def whole(self, text: str, target: str) -> Span | None:
        """Return the span of a text that is one agreed term and nothing else."""
        bare = text.strip()
        if len(bare) > self._longest:
            return None
        entry = self._whole(folded(bare), language.node(target))
        if entry is None or entry.kind == "forbidden":
            return None
        return _span(entry, text.index(bare), text)

    def _whole(self, source: str, node: str) -> Entry | None:
        found = self._exact.get((source, node))
        return found or (self.base._whole(source, node) if self.base else None)

    def _matches(self, text: str, target: str) -> Iterator[tuple[int, Entry]]:
        """Yield the longest entry at each place, and go on behind it."""
        view, at = folded(text), 0
        layers = self._layers(language.node(target))
        starts = [layer.starts(view) for layer in layers]
        for start in starts[0] if len(starts) == 1 else sorted(set().union(*starts)):
            if start < at:
                continue
            source, entry = "", None
            for layer in layers:
                found = layer.longest(view, start)
                if found and len(found[0]) > len(source) and self._stands(found[1]):
                    source, entry = found
            if entry:
                yield start, entry
                at = start + len(source)

    def _stands(self, entry: Entry) -> bool:
        """Tell whether no narrower scope says otherwise."""
        return not self.base or self.entry(*entry.id) is entry

    def _layers(self, node: str) -> list[Index]:
        """Return the indexes of a target language, the narrowest scope's first."""
        return [self._index(node), *(self.base._layers(node) if self.base else ())]

    def _index(self, node: str) -> Index:
        """Return the own entries of one target language."""
        if node not in self._indexes:
            self._indexes[node] = Index(
                e for e in self.own
                if e.kind == "keep" or (e.kind != "forbidden" and language.node(e.language) == node)
            )  # fmt: skip
        return self._indexes[node]

    @cached_property
    def _longest(self) -> int:
        own = max((len(e.source) for e in self.own), default=0)
        return max(own, self.base._longest if self.base else 0)

    @cached_property
    def _indexes(self) -> dict[str, Index]:
        return {}

    @cached_property
    def _exact(self) -> dict[tuple[str, str], Entry]:
        return {(folded(e.source), language.node(e.language)): e for e in self.own}

    @cached_property
    def _forbidden(self) -> tuple[str, ...]:
        wider = self.base._forbidden if self.base else ()
        own = tuple(e.source for e in self.own if e.kind == "forbidden")
        shadowed = {folded(e.source) for e in self.own}
        return (*(term for term in wider if folded(term) not in shadowed), *own)


def _span(entry: Entry, at: int, text: str) -> Span:
    end = at + len(entry.source)
    value = None if entry.kind == "keep" else entry.target
    return Span(at, end, "term", text[at:end], value)
