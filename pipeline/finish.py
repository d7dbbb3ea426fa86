"""Turn a draft and its outcomes into the finished copy of one market, and say how it was made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from models.base import UNDETERMINED
from pipeline import fit, hongkong, language, options, score
from pipeline.compare import compare
from pipeline.document import FieldResult, Issue, Status, Translation
from pipeline.draft import Draft, FieldDraft, Segment
from pipeline.figures import Figure
from pipeline.glossary import Glossary
from pipeline.markets import Market
from pipeline.mask import Masked
from pipeline.restore import join, part
from pipeline.route import Route
from pipeline.spacing import Part, unspaced
from pipeline.translate import Outcome


class Answers(Protocol):
    """What is known once everything has been translated."""

    def outcome(self, way: Route, masked: Masked) -> tuple[Outcome | None, bool]:
        """Return what became of a model input, and whether the cache knew it."""
        ...

    def review_below(self, way: Route) -> float:
        """Return the score from which on a route's output may go out unread."""
        ...


# Names of attributes and options stand in a list, and look alike there.
_NAMED = re.compile(r"attributes\.\d+\.name|variants\.\d+\.(?:name|values\.\d+)")
_FIRST = re.compile(r"[a-z]+(?![A-Za-z0-9])")
# These are told, and need nobody's eyes.
HARMLESS = frozenset({"repaired", "pivoted", "shortened", "dropped", "mixed_language"})


@dataclass(frozen=True, slots=True)
class _Finished:
    text: str
    result: FieldResult
    segments: int = 0
    cached: int = 0


def finish(draft: Draft, answers: Answers, signature: str) -> Translation:
    """Restore and fit every field."""
    done = {field.path: _field(field, draft, answers) for field in draft.fields}
    document = draft.document.map(lambda path, text: done[path].text if path in done else text)
    document, collisions = options.tell_apart(document, draft.document, draft.market.target)
    fields = {path: finished.result for path, finished in done.items()}
    for path, issue in collisions.items():
        known = fields[path]
        issues = (*known.issues, issue)
        fields[path] = replace(known, status=_status(issues), issues=issues)
    return Translation(
        document=document,
        market=draft.market.name,
        language=draft.market.language,
        source=draft.source.language,
        confidence=draft.source.confidence,
        route=str(draft.route),
        signature=signature,
        status=_worst([result.status for result in fields.values()]),
        fields=fields,
        segments=sum(finished.segments for finished in done.values()),
        cached=sum(finished.cached for finished in done.values()),
        memory=sum(bool(segment.said) for field in draft.fields for segment in field.segments),
    )


def _field(field: FieldDraft, draft: Draft, answers: Answers) -> _Finished:
    overdue = _Finished(field.text, FieldResult("review", (Issue("time_limit"),)))
    if field.is_overdue:
        return overdue
    if not field.way.steps:
        return _Finished(field.text, _kept(field, draft.market))
    parts, issues, asked, cached = [], _unread(field), 0, 0
    scores: list[tuple[int, float]] = []
    for segment in field.segments:
        rendered = segment.masked.text if segment.masked else None
        if segment.masked and segment.is_asked:
            result, was_known = answers.outcome(field.way, segment.masked)
            if result is None:
                return overdue
            asked, cached = asked + 1, cached + was_known
            rendered = result.text if result.is_good else None
            issues += _told(result, segment)
            if result.score is not None:
                scores.append((len(segment.piece.text), result.score))
        parts.append(part(segment, rendered, draft.market))
    issues += _by_way(field, draft.market)
    if field.path in draft.document.cleaned:
        issues.append(Issue("characters_removed"))
    text, told = _fitted(parts, field, draft.market, draft.glossary)
    issues += told
    issues += _claimed(field.text, text, draft.market)
    rated = score.of_field(scores)
    issues += _doubted(rated, draft.market, answers.review_below(field.way))
    return _Finished(text, FieldResult(_status(issues), tuple(issues), rated), asked, cached)


def _by_way(field: FieldDraft, market: Market) -> list[Issue]:
    """Return what the route alone tells: a third language, or stretches in two."""
    issues = [Issue("pivoted", str(field.way))] if field.way.is_pivot else []
    if field.stretches:
        issues.append(Issue("mixed_language", str(field.stretches)))
        is_read = field.route.is_possible or language.base(field.source.language) == "en"
        issues += [] if is_read else _kept(field, market).issues
    return issues


def _unread(field: FieldDraft) -> list[Issue]:
    """Return the figures that stand as they were written because nobody could be sure of them."""
    spans = (span for segment in field.segments for span in segment.piece.spans)
    return [
        Issue("figure_unread", span.text)
        for span in spans
        if isinstance(span.value, Figure) and span.value.is_doubtful
    ]


def _kept(field: FieldDraft, market: Market) -> FieldResult:
    """The text stays byte for byte: it is in the right language, or nothing can translate it."""
    if field.route.is_possible:
        made = [fit.told("prohibited_term", row) for row in fit.restricted(field.text, market)]
        return FieldResult(_status(made) if made else "kept", tuple(made))
    if field.source.language == UNDETERMINED.language:
        return FieldResult("review", (Issue("low_confidence", f"{field.source.confidence:.2f}"),))
    return FieldResult("review", (Issue("no_model", f"{field.source.language}-{market.target}"),))


def _told(outcome: Outcome, segment: Segment) -> list[Issue]:
    """Return the issues of one segment's way down the ladder."""
    if outcome.rung == "first":
        return []
    why = ", ".join(dict.fromkeys(issue.code for issue in outcome.issues))
    if outcome.rung == "kept":
        return [*outcome.issues, Issue("kept_source", segment.piece.text[:80])]
    told = [issue for issue in outcome.issues if issue.code in hongkong.NETS]
    return [Issue("split" if outcome.rung == "split" else "repaired", why), *told]


def _fitted(
    parts: Sequence[Part], field: FieldDraft, market: Market, glossary: Glossary
) -> tuple[str, list[Issue]]:
    if language.is_spaced(field.way.source) and not language.is_spaced(market.target):
        parts = unspaced(parts)
    restored = join(parts, market)
    text = _sentence(restored.text, field) if market.typography == "en" else restored.text
    fitted = fit.fit(text, field=field.path, market=market, keep=restored.kept)
    forbidden = [Issue("forbidden_term", term) for term in glossary.forbidden_in(fitted.text)]
    compared = compare(field, restored, market)
    return fitted.text, [*compared, *fitted.issues, *forbidden]


def _doubted(rated: float | None, market: Market, usual: float) -> list[Issue]:
    """Return an issue for a score below what a market, or else the model's calibration, asks."""
    limit = usual if market.review_below is None else market.review_below
    if rated is None or rated >= max(limit, market.hold_below):
        return []
    return [Issue("low_score", f"{rated:.2f}", "hold" if rated < market.hold_below else "")]


def _claimed(source: str, text: str, market: Market) -> list[Issue]:
    """Return the claims of a source that its translation does not make, or not in known words."""
    made = {row.claim for row in fit.prohibited(text, market)}
    rows = (row for row in fit.restricted(source, market) if not row.claim or row.claim not in made)
    return [fit.told("prohibited_source", row) for row in rows]


def _sentence(text: str, field: FieldDraft) -> str:
    """Return the name of an attribute or an option with a capital, unless it is itself a name."""
    if not _NAMED.fullmatch(field.path):
        return text
    first = _FIRST.match(text)
    if not first or first[0].casefold() in field.text.casefold():
        return text
    return text[:1].upper() + text[1:]


def _status(issues: Sequence[Issue]) -> Status:
    if any(issue.severity == "hold" for issue in issues):
        return "held"
    return "ok" if all(issue.code in HARMLESS for issue in issues) else "review"


def _worst(statuses: Sequence[Status]) -> Status:
    order: tuple[Status, ...] = ("held", "review", "ok", "kept")
    return next((status for status in order if status in statuses), "kept")
