"""Put the segments of a field together as the copy of a market, and tell what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.base import Pair
from models.simplified import characters
from pipeline import fit, hongkong, language, lexicon, score
from pipeline.compare import compare
from pipeline.document import Issue
from pipeline.draft import Draft, FieldDraft, Segment
from pipeline.field import Copy
from pipeline.figures import Figure
from pipeline.glossary import Glossary
from pipeline.markets import Market
from pipeline.restore import join, part
from pipeline.spacing import Part, unspaced
from pipeline.translate import Outcome

# Names of attributes and options stand in a list, and look alike there.
_NAMED = re.compile(r"attributes\.\d+\.name|variants\.\d+\.(?:name|values\.\d+)")
_FIRST = re.compile(r"[a-z]+(?![A-Za-z0-9])")
_KNOWN = Pair("zh", "en")  # languages of the lexicon
_COPIES = 16  # of one text that are remembered; more markets and places are rare


def copy_of(field: FieldDraft, draft: Draft, outcomes: tuple[Outcome, ...]) -> Copy:
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
                told += _missing(segment.masked.text, rendered or "", field)
        parts.append(part(segment, rendered, draft.market))
    text, found = _fitted(parts, field, draft.market, draft.glossary)
    found += _claimed(field.text, text, draft.market)
    return Copy(text, tuple(told), tuple(found), score.of_field(scores))


def _missing(masked: str, rendered: str, field: FieldDraft) -> list[Issue]:
    """Return the words that every translation says, and this output of a model does not."""
    if not rendered or field.way.steps[-1] != _KNOWN:
        return []
    simplified = masked.translate(characters())
    return [
        Issue("word_missing", word) for word in lexicon.packaged().missing(simplified, rendered)
    ]


def _unread(field: FieldDraft) -> list[Issue]:
    """Return the figures that stand as they were written because nobody could be sure of them."""
    spans = (span for segment in field.segments for span in segment.piece.spans)
    return [
        Issue("figure_unread", span.text)
        for span in spans
        if isinstance(span.value, Figure) and span.value.is_doubtful
    ]


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
