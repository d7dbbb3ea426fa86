"""From corpora to token arrays in a run folder, once; a resumed training finds them there.

::

    run/plan.json               what the folder was prepared from
    run/vocabulary/             tokenizer files
    run/train.npz, dev.npz      token arrays
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.training.arrays import TokenArrays
from models.training.corpus import Corpus, Count, Portion, gather, read
from models.training.errors import TrainingError
from models.training.example import Example
from models.training.grammar import Vertical
from models.training.masking import Masker
from models.training.sizes import size
from models.training.vocabulary import FILES, Vocabulary, build


class RunDiffers(TrainingError):
    """A run folder was prepared from something else."""

    def __init__(self, run: Path, keys: Sequence[str]) -> None:
        self.run, self.keys = run, tuple(keys)
        super().__init__(
            f"{run} was prepared with another {', '.join(keys)}; "
            "give the same, another run folder, or --fresh"
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides what a training learns from.

    Attributes:
        portions: files of pairs and their weights.
        verticals: folders of :mod:`models.training.grammar`, and how many pairs each generates.
        copies: of the hand-written pairs of verticals; all but the first are varied.
        dev: pairs to look at; ``held_out``: files whose first column stays out as well.
        terms: source → target, hidden in some of the pairs that hold both.
        size: name, for a new model; ``base``: directory of the model to fine-tune instead.
        prefix: token before every source, for a base with several target languages.
        mask_share: of the pairs that may get placeholders.
    """

    portions: tuple[Portion, ...]
    verticals: tuple[tuple[Path, int], ...] = ()
    copies: int = 1
    dev: Path | None = None
    held_out: tuple[Path, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    size: str = "small"
    base: Path | None = None
    prefix: str = ""
    mask_share: float = 0.75
    seed: int = 1

    def describe(self) -> dict[str, object]:
        """Return a JSON form; two plans that differ have different ones."""
        return {
            "portions": [[str(p.path), p.weight] for p in self.portions],
            "verticals": [[str(folder), count] for folder, count in self.verticals],
            "copies": self.copies,
            "dev": str(self.dev),
            "held out": [str(path) for path in self.held_out],
            "terms": _digest(self.terms),
            "size": None if self.base else self.size,
            "base": str(self.base),
            "prefix": self.prefix,
            "mask share": self.mask_share,
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a run folder holds.

    Attributes:
        counts: of each file and vertical; empty where the folder was found prepared.
        masked: pairs with placeholders.
        lacking: placeholders that the vocabulary of the base does not know; then none is used.
    """

    plan: Plan
    vocabulary: Vocabulary
    train: TokenArrays
    dev: TokenArrays | None
    counts: tuple[Count, ...] = ()
    masked: int = 0
    lacking: tuple[str, ...] = ()


def prepare(plan: Plan, run: Path) -> Prepared:
    """Return the training data of a run folder, making it first if it is not there.

    Raises:
        RunDiffers: the folder was prepared from another plan.
        InvalidCorpus, InvalidVocabulary: something given cannot be used.
    """
    run.mkdir(parents=True, exist_ok=True)
    note, wanted = run / "plan.json", json.loads(json.dumps(plan.describe()))
    if not note.exists():
        prepared = _make(plan, run)
        note.write_text(json.dumps(wanted, ensure_ascii=False, indent=2) + "\n", "utf-8")
        return prepared
    found = json.loads(note.read_text("utf-8"))
    if differs := [key for key in wanted if found.get(key) != wanted[key]]:
        raise RunDiffers(run, differs)
    vocabulary = Vocabulary.load(run / "vocabulary", prefix=plan.prefix)
    return Prepared(
        plan,
        vocabulary,
        TokenArrays.load(run / "train.npz"),
        TokenArrays.load(run / "dev.npz") if plan.dev else None,
        lacking=tuple(vocabulary.lacking()),
    )


def _make(plan: Plan, run: Path) -> Prepared:
    corpus, dev = _examples(plan)
    vocabulary = _borrow(plan, run / "vocabulary") if plan.base else None
    lacking = tuple(vocabulary.lacking()) if vocabulary else ()
    masker = Masker(plan.terms, 0.0 if lacking else plan.mask_share)
    train, masked = _mask(corpus.examples, masker, plan.seed)
    if vocabulary is None:
        shape = size(plan.size)
        vocabulary = build(train, run / "vocabulary", (shape.source_pieces, shape.target_pieces))
    arrays = TokenArrays.encode(train, vocabulary)
    arrays.save(run / "train.npz")
    looked_at = TokenArrays.encode(_mask(dev, masker, plan.seed)[0], vocabulary) if dev else None
    if looked_at:
        looked_at.save(run / "dev.npz")
    return Prepared(plan, vocabulary, arrays, looked_at, corpus.counts, masked, lacking)


def _examples(plan: Plan) -> tuple[Corpus, list[Example]]:
    dev = list(read(plan.dev)) if plan.dev else []
    held_out = [e.source for e in dev]
    held_out += [e.source for path in plan.held_out for e in read(path)]
    verticals = [(Vertical.load(folder), count) for folder, count in plan.verticals]
    return gather(
        plan.portions, verticals, copies=plan.copies, held_out=held_out, seed=plan.seed
    ), dev


def _digest(terms: Mapping[str, str]) -> str:
    text = json.dumps(terms, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _borrow(plan: Plan, directory: Path) -> Vocabulary:
    """Copy the tokenizer of the base: a fine-tuned model reads text as its base does."""
    assert plan.base
    Vocabulary.load(plan.base, prefix=plan.prefix)
    directory.mkdir(exist_ok=True)
    for name in FILES:
        if (plan.base / name).exists():
            shutil.copyfile(plan.base / name, directory / name)
    return Vocabulary.load(directory, prefix=plan.prefix)


def _mask(examples: Sequence[Example], masker: Masker, seed: int) -> tuple[list[Example], int]:
    rng = random.Random(seed)
    masked = [masker.mask(example, rng) for example in examples]
    return [each.example for each in masked], sum(bool(each.slots) for each in masked)
