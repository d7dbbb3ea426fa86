"""A listing or note as written, and its translation for one market: frozen values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Kind = Literal["listing", "note"]
Status = Literal["ok", "review", "held", "kept"]  # held: not to go out before a person decides


@dataclass(frozen=True, slots=True)
class Attribute:
    """One line of the specification: 材质 · 纯棉."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One choice a buyer makes, and its options: 颜色 · 雾霾蓝, 奶油白."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A listing or note as its seller wrote it; valid by the time it is built.

    Attributes:
        version: a newer one overtakes an older one.
        source: BCP-47 code that overrides detection.
        markets: names of the rows to translate for; none means all.
        glossary: terms of this listing alone.
        cleaned: paths of fields from which the door removed control or bidi characters.
        extra: unknown fields, carried through.
    """

    id: str
    kind: Kind = "listing"
    seller_id: str = ""
    version: int = 0
    title: str = ""
    body: str = ""
    attributes: tuple[Attribute, ...] = ()
    variants: tuple[Variant, ...] = ()
    tags: tuple[str, ...] = ()
    source: str | None = None
    markets: tuple[str, ...] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    cleaned: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the path and text of every field that holds text, in reading order.

        >>> list(Document("1", title="a", variants=(Variant("b", ("c",)),)).fields())
        [('title', 'a'), ('variants.0.name', 'b'), ('variants.0.values.0', 'c')]
        """
        yield from ((path, text) for path, text in self._all_fields() if text.strip())

    def _all_fields(self) -> Iterator[tuple[str, str]]:
        yield "title", self.title
        yield "body", self.body
        for i, attribute in enumerate(self.attributes):
            yield f"attributes.{i}.name", attribute.name
            yield f"attributes.{i}.value", attribute.value
        for i, variant in enumerate(self.variants):
            yield f"variants.{i}.name", variant.name
            for j, value in enumerate(variant.values):
                yield f"variants.{i}.values.{j}", value
        for i, tag in enumerate(self.tags):
            yield f"tags.{i}", tag

    def map(self, translate: Callable[[str, str], str]) -> Document:
        """Return a copy with ``translate(path, text)`` in place of every text."""
        return replace(
            self,
            title=translate("title", self.title),
            body=translate("body", self.body),
            attributes=tuple(
                Attribute(
                    translate(f"attributes.{i}.name", a.name),
                    translate(f"attributes.{i}.value", a.value),
                )
                for i, a in enumerate(self.attributes)
            ),
            variants=tuple(
                Variant(
                    translate(f"variants.{i}.name", v.name),
                    tuple(translate(f"variants.{i}.values.{j}", x) for j, x in enumerate(v.values)),
                )
                for i, v in enumerate(self.variants)
            ),
            tags=tuple(translate(f"tags.{i}", tag) for i, tag in enumerate(self.tags)),
        )


@dataclass(frozen=True, slots=True)
class Issue:
    """Something worth telling about a field: a stable code, and the facts behind it.

    Attributes:
        severity: ``hold`` keeps the translation from going out before a person has decided.
        reason, hint: of a claim, why and what to do; ``law``: where it is written.
    """

    code: str
    detail: str = ""
    severity: str = ""
    reason: str = ""
    hint: str = ""
    law: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the JSON form; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class FieldResult:
    """How one field came out; the score is the chance that its full meaning comes through."""

    status: Status = "ok"
    issues: tuple[Issue, ...] = ()
    score: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; a score that nobody knows is left out."""
        told = {"status": self.status, "issues": [issue.to_json() for issue in self.issues]}
        return told if self.score is None else {**told, "score": self.score}


@dataclass(frozen=True, slots=True)
class Translation:
    """A document in the language of one market, and how it was made.

    Attributes:
        document: the translated texts, in the shape of the source document.
        language: BCP-47 code of the market's language.
        source: detected or given source language, ``und`` where unknown.
        confidence: of the detection, 0 to 1.
        route: ``keep``, ``convert``, a model's pair, or a chain joined by ``+``.
        signature: all that could change the output.
        segments: how many segments the document has; ``cached``: how many were known.
        memory: how many more are said as people decided before.
    """

    document: Document
    market: str
    language: str
    source: str
    confidence: float
    route: str
    signature: str
    status: Status
    fields: Mapping[str, FieldResult]
    segments: int
    cached: int
    memory: int = 0

    @property
    def score(self) -> float | None:
        """That of the worst field; None where no field has one."""
        known = [field.score for field in self.fields.values() if field.score is not None]
        return min(known, default=None)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form of the contract."""
        d = self.document
        body: dict[str, Any] = {
            "id": d.id,
            "seller_id": d.seller_id,
            "version": d.version,
            "market": self.market,
            "language": self.language,
            "source": self.source,
            "confidence": round(self.confidence, 4),
            "title": d.title,
            "body": d.body,
            "attributes": [{"name": a.name, "value": a.value} for a in d.attributes],
            "variants": [{"name": v.name, "values": list(v.values)} for v in d.variants],
            "tags": list(d.tags),
            "status": self.status,
            "fields": {path: result.to_json() for path, result in self.fields.items()},
            "route": self.route,
            "signature": self.signature,
            "segments": self.segments,
            "cached": self.cached,
        }
        if self.memory:
            body["memory"] = self.memory
        if self.score is not None:
            body["score"] = self.score
        if d.extra:
            body["extra"] = dict(d.extra)
        return body
