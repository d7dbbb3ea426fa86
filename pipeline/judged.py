"""Judged pairs of plain texts, as the model would have read and written them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.base import Detection, Registry
from models.placeholder import COUNT, PLACEHOLDER
from pipeline import draft as drafting
from pipeline import restore, route, score
from pipeline.budget import Budget
from pipeline.document import Document
from pipeline.draft import FieldDraft
from pipeline.errors import PipelineError
from pipeline.glossary import Glossary
from pipeline.markets import Market
from pipeline.mask import Masked, mask
from pipeline.protect import Span
from pipeline.score import Features, Scorer
from pipeline.terms import Wording, given

LABELS = {"0": 0, "1": 1, "2": 2}


class InvalidJudgement(PipelineError):
    """A line of judged pairs that cannot be used."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(f"line {line}: {message}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A source, what a model made of it, and whether a reader gets its meaning.

    Attributes:
        label: 2 right, 1 partly, 0 wrong.
    """

    source: str
    output: str
    label: int


def read(text: str) -> list[Judged]:
    r"""Return the rows of a TSV of source, output, label; a first line of names is passed over.

    >>> read("source\toutput\tlabel\n包\tBag\t2\tok\n")
    [Judged(source='包', output='Bag', label=2)]

    Raises:
        InvalidJudgement: naming the line.
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        source, output, label = (*line.split("\t"), "", "", "")[:3]
        if not line.strip() or (number == 1 and label == "label"):
            continue
        if label not in LABELS or not source.strip() or not output.strip():
            raise InvalidJudgement(number, "needs source, output and a label 0, 1 or 2, with tabs")
        rows.append(Judged(source, output, LABELS[label]))
    return rows


def features(
    rows: Sequence[Judged], market: Market, registry: Registry, glossary: Glossary
) -> tuple[Scorer, list[Features]]:
    """Return what speaks for and against each output, and the scorer that found it.

    Raises:
        PipelineError: no model that could judge goes from the language of the rows to the market's.
    """
    source = Detection("zh-Hans", 1.0)
    texts = [_field(row.source, source, market, registry, glossary) for row in rows]
    judge = score.scorer(texts[0].route, registry, fitted=False) if texts else None
    if judge is None:
        raise PipelineError(f"no model whose outputs could be scored writes for {market.name}")
    model = route.translator(texts[0].route, registry)
    pairs = [hidden(text, row.output, market) for text, row in zip(texts, rows, strict=True)]
    wording = Wording(model.seen, model.pair)
    sources = [given(wording.asked(masked)) for masked, _ in pairs]
    return judge, judge.features(sources, [output for _, output in pairs])


def strangers(rows: Sequence[Judged]) -> list[Judged]:
    """Return every source with the output of another, which is wrong whatever that was."""
    outputs = [row.output for row in rows]
    moved = outputs[len(outputs) // 2 :] + outputs[: len(outputs) // 2]
    return [Judged(row.source, output, 0) for row, output in zip(rows, moved, strict=True)]


def hidden(field: FieldDraft, output: str, market: Market) -> tuple[Masked, str]:
    """Return both sides with placeholders for what the pipeline keeps away from the model."""
    slots = list(_spans(field))[:COUNT]
    rest = output
    for number, span in enumerate(slots):
        shown = re.escape(restore.show(span, market)) or r"(?!)"
        rest = re.sub(f"{shown}|{re.escape(span.text)}", PLACEHOLDER.format(number), rest, count=1,
                      flags=re.IGNORECASE)  # fmt: skip
    return mask(field.text, slots), rest


def _field(
    text: str, source: Detection, market: Market, registry: Registry, glossary: Glossary
) -> FieldDraft:
    document = Document("judged", body=text)
    plan = drafting.Plan(market, glossary, registry.pairs(), Budget(math.inf))
    return drafting.draft(document, source, [source], plan).fields[0]


def _spans(field: FieldDraft) -> Iterator[Span]:
    """Yield the spans of all segments, where they stand in the whole text."""
    at = 0
    for segment in field.segments:
        if segment.masked:
            for span in segment.masked.slots:
                yield span._replace(start=span.start + at, end=span.end + at)
        at += len(segment.piece.text)
