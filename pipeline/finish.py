"""Turn a draft and its outcomes into the finished copy of one market, and say how it was made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.base import UNDETERMINED
from pipeline import fit, hongkong, language, options, score
from pipeline.answers import Answers
from pipeline.compare import compare
from pipeline.document import FieldResult, Issue, Status, Translation
from pipeline.draft import Draft, FieldDraft, Segment
from pipeline.field import Copy
from pipeline.figures import Figure
from pipeline.glossary import Glossary
from pipeline.markets import Market
from pipeline.restore import join, part
from pipeline.route import Route
from pipeline.spacing import Part, unspaced
from pipeline.translate import Outcome

# Names of attributes and options stand in a list, and look alike there.
_NAMED = re.compile(r"attributes\.\d+\.name|variants\.\d+\.(?:name|values\.\d+)")
_FIRST = re.compile(r"[a-z]+(?![A-Za-z0-9])")
# These are told, and need nobody's eyes.
HARMLESS = frozenset({"repaired", "pivoted", "shortened", "dropped", "mixed_language"})


_COPIES = 16  # of one text that are remembered; more markets and places are rare
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
    copy = _copy(field, draft, tuple(outcomes))
    issues = [*copy.told, *_by_way(field, draft.market)]
    if field.path in draft.document.cleaned:
        issues.append(Issue("characters_removed"))
    issues += [*copy.found, *_doubted(copy.score, draft.market, known.review_below)]
    result = FieldResult(_status(issues), tuple(issues), copy.score)
    return _Finished(copy.text, result, len(outcomes), cached)


def _copy(field: FieldDraft, draft: Draft, outcomes: tuple[Outcome, ...]) -> Copy:
    """Return the copy of a field, as it was made before if nothing has changed."""
    if field.copies is None:
        return _made(field, draft, outcomes)
    at = (draft.market, field.path, outcomes)
    if at not in field.copies:
        if len(field.copies) >= _COPIES:
            field.copies.clear()
        field.copies[at] = _made(field, draft, outcomes)
    return field.copies[at]


def _made(field: FieldDraft, draft: Draft, outcomes: Sequence[Outcome]) -> Copy:
    parts, told, scores, waiting = [], _unread(field), [], iter(outcomes)
    for segment in field.segments:
        rendered = segment.masked.text if segment.masked else None
        if segment.masked and segment.is_asked:
            outcome = next(waiting)
            rendered = outcome.text if outcome.is_good else None
            told += _told(outcome, segment)
            if outcome.score is not None:
                scores.append((len(segment.piece.text), outcome.score))
        parts.append(part(segment, rendered, draft.market))
    text, found = _fitted(parts, field, draft.market, draft.glossary)
    found += _claimed(field.text, text, draft.market)
    return Copy(text, tuple(told), tuple(found), score.of_field(scores))


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
    if not (rows := fit.restricted(source, market)):
        return []
    made = {row.claim for row in fit.prohibited(text, market)}
    return [
        fit.told("prohibited_source", row) for row in rows if not row.claim or row.claim not in made
    ]


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
