"""Score a translator, be it a model or a whole pipeline."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.loops import find_loop
from models.training.fidelity import keeps_numbers, keeps_placeholders, keeps_terms
from models.training.scores import Evaluation, Result, Score
from models.training.testset import Segment


@dataclass(frozen=True, slots=True)
class Concealed:
    """A source as a model is to see it, and how to make the output whole again."""

    text: str
    reveal: Callable[[str], str] = str


def plain_check(source: str, output: str) -> Sequence[str]:
    """Return what is plainly wrong with an output.

    >>> plain_check("买⟦0⟧个", "Buy 3"), plain_check("30厘米", "3 cm")
    (['placeholders'], ['numbers'])
    """
    wrong = {
        "empty": not output.strip(),
        "placeholders": keeps_placeholders(source, output) is False,
        "numbers": keeps_numbers(source, output) is False,
        "loop": repeats(source, output),
    }
    return [flag for flag, raised in wrong.items() if raised]


def repeats(source: str, output: str) -> bool:
    """Tell whether an output repeats itself where its source does not."""
    return bool(find_loop(output)) and not find_loop(source)


@dataclass(frozen=True, slots=True)
class System:
    """What is scored.

    Attributes:
        name: stands in reports.
        translate: texts in, as many outputs in the same order.
        conceal: hides in a source what ``translate`` is not to see.
        inspect: source and output as ``translate`` had them → codes of what is wrong.
    """

    name: str
    translate: Callable[[Sequence[str]], list[str]]
    conceal: Callable[[str], Concealed] = Concealed
    inspect: Callable[[str, str], Sequence[str]] = plain_check


@dataclass(frozen=True, slots=True)
class _Passage:
    """One segment on its way: as seen by the model, as the model had it, and as shown."""

    segment: Segment
    seen: str
    rendered: str
    shown: str


def evaluate(
    system: System,
    segments: Sequence[Segment],
    *,
    terms: Mapping[str, str] | None = None,
    target: str = "en",
) -> Evaluation:
    """Translate all segments in one call, and score what comes out.

    Args:
        system: what is scored.
        segments: at least one.
        terms: source → agreed target.
        target: language code; decides how BLEU cuts words.
    """
    started = time.perf_counter()
    passages = _walk(system, segments)
    seconds = time.perf_counter() - started
    bleu, chrf = metrics(target)
    outputs, references = [p.shown for p in passages], streams(segments)
    total = bleu.corpus_score(outputs, references)
    return Evaluation(
        name=system.name,
        results=tuple(_result(p, system, terms or {}, chrf) for p in passages),
        bleu=Score(total.score, str(bleu.get_signature())),
        chrf=Score(chrf.corpus_score(outputs, references).score, str(chrf.get_signature())),
        length=total.sys_len / max(1, total.ref_len),
        seconds=seconds,
    )


def metrics(target: str) -> tuple[Any, Any]:
    """Return sacrebleu's BLEU and chrF for a target language."""
    from sacrebleu.metrics import BLEU, CHRF

    cut = {"zh": "zh", "yue": "zh", "ja": "char", "ko": "char"}
    return BLEU(tokenize=cut.get(target.partition("-")[0], "13a")), CHRF()


def streams(segments: Sequence[Segment]) -> list[list[str | None]]:
    """Return the references as sacrebleu has them: a list for each number of reference.

    >>> streams([Segment("一", ("a", "one")), Segment("二", ("two",))])
    [['a', 'two'], ['one', None]]
    """
    most = max(len(segment.references) for segment in segments)
    return [
        [s.references[i] if i < len(s.references) else None for s in segments] for i in range(most)
    ]


def _walk(system: System, segments: Sequence[Segment]) -> list[_Passage]:
    concealed = [system.conceal(segment.source) for segment in segments]
    rendered = system.translate([each.text for each in concealed])
    return [
        _Passage(segment, hidden.text, output, hidden.reveal(output))
        for segment, hidden, output in zip(segments, concealed, rendered, strict=True)
    ]


def _result(passage: _Passage, system: System, terms: Mapping[str, str], chrf: Any) -> Result:
    source, references = passage.segment.source, passage.segment.references
    return Result(
        segment=passage.segment,
        output=passage.shown,
        chrf=chrf.sentence_score(passage.shown, references).score,
        placeholders=keeps_placeholders(passage.seen, passage.rendered),
        numbers=keeps_numbers(source, passage.shown),
        loop=repeats(passage.seen, passage.rendered),
        terms=keeps_terms(source, passage.shown, references, terms),
        flags=tuple(dict.fromkeys(system.inspect(passage.seen, passage.rendered))),
    )
