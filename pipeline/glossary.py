"""Terms that come out as agreed: platform, then shop, then listing; the narrower scope wins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from weakref import ref

from models.simplified import characters
from pipeline import language
from pipeline.errors import InvalidGlossary
from pipeline.protection.span import Span

_Index = dict[str, list[tuple[str, "Entry"]]]

PLATFORM = Path(__file__).parent / "data" / "glossary.tsv"

# These kinds are hidden from the model wherever they stand; the others only where they are the
# whole segment (an option value, a tag): inside a sentence the model needs their grammar.
INLINE = frozenset({"brand", "policy", "term", "keep"})
WHOLE = frozenset({"attribute", "category", "color", "feature", "material", "slang", "unit"})
KINDS = INLINE | WHOLE | {"forbidden"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One agreed term.

    Attributes:
        source: as sellers write it.
        target: as it must come out; for kind ``keep`` the source, for ``forbidden`` unused.
        kind: one of ``KINDS``: ``keep`` is never translated, ``forbidden`` never shown in a target.
        note: for people; "common word" keeps a brand from being matched inside a sentence.
        language: of the target.
    """

    source: str
    target: str
    kind: str = "term"
    note: str = ""
    language: str = "en"

    @property
    def is_inline(self) -> bool:
        """Tell whether the term is matched inside sentences; one character (后) is not enough."""
        if self.kind == "slang":
            return self.source.isascii()
        agreed = self.kind in INLINE and "common word" not in self.note
        return agreed and (len(self.source) > 1 or self.kind in ("term", "keep"))


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
        return (*(e for e in wider if _id(e) not in self._ids), *self.own)

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
        new = {_id(e): e for e in entries}
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
        folded = text.casefold()
        return [term for term in self._forbidden if term.casefold() in folded]

    @cached_property
    def _ids(self) -> dict[tuple[str, str], Entry]:
        return {_id(e): e for e in self.own}

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
        entry = self._whole(_folded(bare), language.node(target))
        if entry is None or entry.kind == "forbidden":
            return None
        return _span(entry, text.index(bare), text)

    def _whole(self, folded: str, node: str) -> Entry | None:
        found = self._exact.get((folded, node))
        return found or (self.base._whole(folded, node) if self.base else None)

    def _matches(self, text: str, target: str) -> Iterator[tuple[int, Entry]]:
        """Yield the longest entry at each place, and go on behind it."""
        folded, at = _folded(text), 0
        layers = self._layers(language.node(target))
        if len(layers) == 1:
            yield from _all(layers[0], folded)
            return
        while at < len(folded):
            source, entry = "", None
            for index in layers:
                found = _longest(index, folded, at)
                if found and len(found[0]) > len(source) and self._stands(found[1]):
                    source, entry = found
            if entry:
                yield at, entry
            at += len(source) or 1

    def _stands(self, entry: Entry) -> bool:
        """Tell whether no narrower scope says otherwise."""
        return not self.base or self.entry(*_id(entry)) is entry

    def _layers(self, node: str) -> list[_Index]:
        """Return the indexes of a target language, the narrowest scope's first."""
        return [self._index(node), *(self.base._layers(node) if self.base else ())]

    def _index(self, node: str) -> _Index:
        """Return the own entries of one target language by their first two characters.

        The longest first; those of one character at the end of each list, and under it.
        """
        if node not in self._indexes:
            index: _Index = {}
            for e in sorted(self.own, key=lambda e: -len(e.source)):
                if e.kind == "keep" or (
                    e.kind != "forbidden" and language.node(e.language) == node
                ):
                    source = _folded(e.source)
                    index.setdefault(source[:2], []).append((source, e))
            for start in index:
                index[start] += index.get(start[0], ()) if len(start) > 1 else ()
            self._indexes[node] = index
        return self._indexes[node]

    @cached_property
    def _longest(self) -> int:
        own = max((len(e.source) for e in self.own), default=0)
        return max(own, self.base._longest if self.base else 0)

    @cached_property
    def _indexes(self) -> dict[str, _Index]:
        return {}

    @cached_property
    def _exact(self) -> dict[tuple[str, str], Entry]:
        return {(_folded(e.source), language.node(e.language)): e for e in self.own}

    @cached_property
    def _forbidden(self) -> tuple[str, ...]:
        wider = self.base._forbidden if self.base else ()
        own = tuple(e.source for e in self.own if e.kind == "forbidden")
        shadowed = {_folded(e.source) for e in self.own}
        return (*(term for term in wider if _folded(term) not in shadowed), *own)


def _all(index: _Index, folded: str) -> Iterator[tuple[int, Entry]]:
    at, end = 0, len(folded)
    while at < end:
        for source, entry in index.get(folded[at : at + 2], index.get(folded[at], ())):
            if folded.startswith(source, at) and _is_word(folded, at, at + len(source)):
                yield at, entry
                at += len(source) - 1
                break
        at += 1


def _longest(index: _Index, folded: str, at: int) -> tuple[str, Entry] | None:
    for source, entry in index.get(folded[at : at + 2], index.get(folded[at], ())):
        if folded.startswith(source, at) and _is_word(folded, at, at + len(source)):
            return source, entry
    return None


def _id(entry: Entry) -> tuple[str, str]:
    return _folded(entry.source), entry.language


def _folded(text: str) -> str:
    """Return a text of the same length in one case and one script: 毛線 is 毛线."""
    lower = text.lower()
    if len(lower) != len(text):  # İ
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower if lower.isascii() else lower.translate(characters())


def parse(lines: Iterable[str]) -> Iterator[Entry]:
    """Yield the entries of TSV lines.

    Raises:
        InvalidGlossary: naming the line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        source, target, kind, note, code = (line.split("\t") + [""] * 5)[:5]
        source, target, kind = source.strip(), target.strip(), kind.strip() or "term"
        if not source or (not target and kind not in ("keep", "forbidden")):
            raise InvalidGlossary("needs a source and a target, separated by a tab", line=number)
        if kind not in KINDS:
            known = ", ".join(sorted(KINDS))
            raise InvalidGlossary(f"unknown kind {kind!r}; known kinds: {known}", line=number)
        shown = source if kind == "keep" else target
        yield Entry(source, shown, kind, note, language.normalize(code or "en"))


def _span(entry: Entry, at: int, text: str) -> Span:
    end = at + len(entry.source)
    value = None if entry.kind == "keep" else entry.target
    return Span(at, end, "term", text[at:end], value)


def _is_word(text: str, start: int, end: int) -> bool:
    """A Latin term must not begin or end inside a longer Latin word."""

    def joins(at: int) -> bool:
        pair = text[at - 1 : at + 1] if at else ""
        return len(pair) == 2 and pair.isascii() and pair.isalnum()

    return not joins(start) and not joins(end)
