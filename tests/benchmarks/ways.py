"""The ways to translate that are compared; each runs in a process of its own."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median, quantiles

from walk import Recorder, Walk, walking
from workload import DECODINGS, Job, Work, every, registry

from models.base import BEAM4, Pair
from pipeline.document import Document


def peak_mb() -> float:
    """Return the most memory that this process has had, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def own_mb() -> float:
    """Return the memory that is this process's alone, where the system tells (Linux)."""
    path = Path("/proc/self/smaps_rollup")
    lines = path.read_text().splitlines() if path.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 2**10


@dataclass(frozen=True)
class Result:
    """What came out, and what it took.

    Attributes:
        count: texts, or listings.
        seconds: for all of them, in the best of some rounds.
        p50_ms, p95_ms: for one request alone: a text, a batch where there are batches, a listing.
        peak_mb: of the process; ``own_mb`` is what no other process shares, at the end.
    """

    count: int
    seconds: float
    p50_ms: float
    p95_ms: float
    peak_mb: float = field(default_factory=peak_mb)
    own_mb: float = field(default_factory=own_mb)
    facts: dict[str, float] = field(default_factory=dict)


def prepared(work: Work) -> Work:
    """Convert the model, and return the work with the model inputs its documents come to."""
    with walking(Job("opus", ""), work, Recorder) as walk:
        walk.run(work.documents)
        texts = tuple(walk.seen)  # type: ignore[attr-defined]
        tokens = sum(walk.count_tokens(texts)) / len(texts) + 1
    return replace(work, texts=texts, tokens=tokens)


def transformers(job: Job, work: Work) -> Result:
    """MarianMTModel.generate: one text at a time, or in batches sorted by length."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    torch.set_num_threads(job.cores)
    tokenizer = MarianTokenizer.from_pretrained(work.entry.path)
    model = MarianMTModel.from_pretrained(work.entry.path, dtype=torch.float32).eval()
    beam, size = (1 if "greedy" in job.way else 4), (32 if "batch" in job.way else 1)
    fixed = DECODINGS[job.shape].length_floor
    length = {"min_new_tokens": fixed, "max_new_tokens": fixed} if job.shape == "opus" else {}
    texts = sorted(every(work.texts, 6 * size if size > 1 else 24), key=len)

    def call(some: Sequence[str]) -> None:
        inputs = tokenizer(list(some), return_tensors="pt", padding=True)
        with torch.inference_mode():
            model.generate(**inputs, num_beams=beam, **length)

    call(texts[:1])
    batches = [texts[i : i + size] for i in range(0, len(texts), size)]
    rounds = [[_timed(call, batch) for batch in batches] for _ in range(2)]
    seconds = [min(times) for times in zip(*rounds, strict=True)]  # in doubt for this way
    return Result(len(texts), sum(seconds), *_spread(seconds))


def backend(job: Job, work: Work) -> Result:
    """Haiyi's engine alone: all texts in one call, then single ones."""
    model = registry(job, work).translator(Pair("zh", "en"))
    decoding = BEAM4 if "beam" in job.way else DECODINGS[job.shape]
    if job.shape == "opus":
        decoding = replace(DECODINGS["opus"], beam=decoding.beam)
    model.translate(work.texts[:8], decoding)
    seconds = min(_timed(model.translate, work.texts, decoding) for _ in range(3))
    alone = [_timed(model.translate, [text], decoding) for text in every(work.texts, 40)]
    return Result(len(work.texts), seconds, *_spread(alone))


def cold(job: Job, work: Work) -> Result:
    """The whole walk over listings of which nothing is known; then some of them one by one."""
    with walking(job, work) as walk:
        walk.run(work.documents[:2])
        work.start.wait()
        seconds, ladder = min(_cold_round(walk, work.documents) for _ in range(2))
        walk.forget()
        alone = [_timed(walk.run, [document]) for document in every(work.documents, 30)]
    facts = {"ladder_s": ladder, "seconds": seconds}
    return Result(len(work.documents), seconds, *_spread(alone), facts=facts)


def _cold_round(walk: Walk, documents: Sequence[Document]) -> tuple[float, float]:
    walk.forget()
    return _timed(walk.run, documents), walk.ladder_s


def warm(job: Job, work: Work) -> Result:
    """The walk over listings that the server knows; this process has seen them before, or not."""
    with walking(job, work) as walk:
        walk.run(work.documents)
        again = walk.run(work.documents)
        known = [d for d, t in zip(work.documents, again, strict=True) if t.cached == t.segments]
        seconds = []
        for _ in range(10):
            if "server" in job.way:
                walk.forget(server=False)
            seconds.append(_timed(walk.run, known))
        if "server" in job.way:
            walk.forget(server=False)
        alone = [_timed(walk.run, [document]) for document in known]
    facts = {"fully_cached": len(known) / len(again),
             "segments_a_listing": sum(t.segments for t in again) / len(again)}  # fmt: skip
    return Result(len(known), min(seconds), *_spread(alone), facts=facts)


def _timed(call: Callable[..., object], *arguments: object) -> float:
    began = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - began


def _spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the middle and the slow end, in milliseconds."""
    return 1000 * median(seconds), 1000 * quantiles(seconds, n=20, method="inclusive")[18]
