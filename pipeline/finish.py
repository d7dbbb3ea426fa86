"""Turn a draft and its outcomes into the finished copy of one market, and say how it was made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.base import UNDETERMINED
from pipeline import fit, language, options
from pipeline.answers import Answers
from pipeline.copies import copy_of
from pipeline.document import FieldResult, Issue, Status, Translation
from pipeline.draft import Draft, FieldDraft
from pipeline.markets import Market
from pipeline.route import Route

# These are told, and need nobody's eyes.
HARMLESS = frozenset({"repaired", "pivoted", "shortened", "dropped", "mixed_language"})


_OVERDUE = FieldResult("review", (Issue("time_limit"),))


@dataclass(frozen=True, slots=True)
class _Finished:
    text: str
    result: FieldResult
    segments: int = 0
    cached: int = 0


def finish(draft: Draft, answers: Callable[[Route], Answers], signature: str) -> Translation:
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


def _field(field: FieldDraft, draft: Draft, answers: Callable[[Route], Answers]) -> _Finished:
    if field.is_overdue:
        return _Finished(field.text, _OVERDUE)
    if not field.way.steps:
        return _Finished(field.text, _kept(field, draft.market))
    known, outcomes, cached = answers(field.way), [], 0
    for segment in field.segments:
        if segment.masked and segment.is_asked:
            outcome, was_known = known.outcome(segment.masked)
            if outcome is None:
                return _Finished(field.text, _OVERDUE)
            outcomes.append(outcome)
            cached += was_known
    copy = copy_of(field, draft, tuple(outcomes))
    issues = [*copy.told, *_by_way(field, draft.market)]
    if field.path in draft.document.cleaned:
        issues.append(Issue("characters_removed"))
    issues += [*copy.found, *_doubted(copy.score, draft.market, known.review_below)]
    result = FieldResult(_status(issues), tuple(issues), copy.score)
    return _Finished(copy.text, result, len(outcomes), cached)


def _by_way(field: FieldDraft, market: Market) -> list[Issue]:
    """Return what the route alone tells: a third language, or stretches in two."""
    issues = [Issue("pivoted", str(field.way))] if field.way.is_pivot else []
    if field.stretches:
        issues.append(Issue("mixed_language", str(field.stretches)))
        is_read = field.route.is_possible or language.base(field.source.language) == "en"
        issues += [] if is_read else _kept(field, market).issues
    return issues


def _kept(field: FieldDraft, market: Market) -> FieldResult:
    """The text stays byte for byte: it is in the right language, or nothing can translate it."""
    if field.route.is_possible or language.is_neutral(field.text):
        made = [fit.told("prohibited_term", row) for row in fit.restricted(field.text, market)]
        return FieldResult(_status(made) if made else "kept", tuple(made))
    if field.source.language == UNDETERMINED.language:
        return FieldResult("review", (Issue("low_confidence", f"{field.source.confidence:.2f}"),))
    return FieldResult("review", (Issue("no_model", f"{field.source.language}-{market.target}"),))


def _doubted(rated: float | None, market: Market, usual: float) -> list[Issue]:
    """Return an issue for a score below what a market, or else the model's calibration, asks."""
    limit = usual if market.review_below is None else market.review_below
    if rated is None or rated >= max(limit, market.hold_below):
        return []
    return [Issue("low_score", f"{rated:.2f}", "hold" if rated < market.hold_below else "")]


def _status(issues: Sequence[Issue]) -> Status:
    if any(issue.severity == "hold" for issue in issues):
        return "held"
    return "ok" if all(issue.code in HARMLESS for issue in issues) else "review"


def _worst(statuses: Sequence[Status]) -> Status:
    order: tuple[Status, ...] = ("held", "review", "ok", "kept")
    return next((status for status in order if status in statuses), "kept")
