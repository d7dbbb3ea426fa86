"""From corpora to token arrays in a run folder, once; a resumed training finds them there.

::

    run/plan.json               what the folder was prepared from
    run/vocabulary/             tokenizer files
    run/train.npz, dev.npz      token arrays
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.backends.pieces import SEEN
from models.glosses import Glosses
from models.placeholder import PATTERN
from models.training.alteration import Alteration
from models.training.arrays import TokenArrays
from models.training.corpus import Corpus, Count, gather, read
from models.training.errors import TrainingError
from models.training.example import Example
from models.training.grammar import Vertical
from models.training.lexicon import count
from models.training.pieces import widen
from models.training.plan import Plan
from models.training.sizes import size
from models.training.turn import join, turn
from models.training.vocabulary import FILES, TAGS, Vocabulary, build

_SAMPLE = 500  # pairs that tell whether a base can write the targets


class RunDiffers(TrainingError):
    """A run folder was prepared from something else."""

    def __init__(self, run: Path, keys: Sequence[str]) -> None:
        self.run, self.keys = run, tuple(keys)
        super().__init__(
            f"{run} was prepared with another {', '.join(keys)}; "
            "give the same, another run folder, or --fresh"
        )


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
    vocabulary = _borrow(plan, run, corpus.examples[:_SAMPLE]) if plan.base else None
    lacking = tuple(vocabulary.lacking()) if vocabulary else ()
    ways = _ways(plan, maskable=not lacking)
    train = {tag: way.examples(corpus.examples, plan.seed) for tag, way in ways.items()}
    if vocabulary is None:
        shape, pairs = size(plan.size), next(iter(train.values()))
        counts = (shape.source_pieces, shape.target_pieces)
        vocabulary = build(pairs, run / "vocabulary", counts, both=plan.direction == "both")
    _note_words(plan, corpus, run / "vocabulary" / SEEN)
    arrays = _encoded(train, vocabulary)
    arrays.save(run / "train.npz")
    seen = {tag: replace(way, switcher=None).examples(dev, plan.seed) for tag, way in ways.items()}
    looked_at = _encoded(seen, vocabulary) if dev else None
    if looked_at:
        looked_at.save(run / "dev.npz")
    masked = sum(bool(PATTERN.search(e.source)) for pairs in train.values() for e in pairs)
    return Prepared(plan, vocabulary, arrays, looked_at, corpus.counts, masked, lacking)


def _note_words(plan: Plan, corpus: Corpus, path: Path) -> None:
    """Write beside the model how many pairs hold each word, if its sources may hold English."""
    if plan.switch_share and plan.direction != "backwards":
        counts = count(Glosses.load(plan.lexicon), corpus.examples)
        path.write_text("".join(f"{word}\t{n}\n" for word, n in counts.items()), "utf-8")


def _ways(plan: Plan, *, maskable: bool) -> dict[str, Alteration]:
    """Return the token before the sources of each direction, and what becomes of its pairs."""
    if plan.direction == "both":
        return {
            tag: Alteration.of(plan, is_turned=turned, maskable=maskable)
            for tag, turned in zip(TAGS, (False, True), strict=True)
        }
    is_turned = plan.direction == "backwards"
    return {plan.prefix: Alteration.of(plan, is_turned=is_turned, maskable=maskable)}


def _encoded(pairs: Mapping[str, Sequence[Example]], vocabulary: Vocabulary) -> TokenArrays:
    return TokenArrays.joined(
        [TokenArrays.encode(each, replace(vocabulary, prefix=tag)) for tag, each in pairs.items()]
    )


def _examples(plan: Plan) -> tuple[Corpus, list[Example]]:
    dev = list(read(plan.dev)) if plan.dev else []
    held_out = [e.source for e in dev]
    held_out += [e.source for path in plan.held_out for e in read(path)]
    verticals = [(Vertical.load(folder), count) for folder, count in plan.verticals]
    return gather(
        plan.portions, verticals, copies=plan.copies, held_out=held_out, seed=plan.seed
    ), dev


def _borrow(plan: Plan, run: Path, pairs: Sequence[Example]) -> Vocabulary:
    """Copy the tokenizer of the base: a fine-tuned model reads text as its base does.

    A base whose target side cannot write the targets is turned round first; one that does not know
    the tokens for both directions learns them.
    """
    assert plan.base
    directory, theirs = run / "vocabulary", Vocabulary.load(plan.base, prefix=plan.prefix)
    targets = [e.source if plan.direction == "backwards" else e.target for e in pairs]
    if plan.direction == "both" and not theirs.ids.keys() >= set(TAGS):
        join(plan.base, run / "base")
    elif not theirs.writes(targets):
        turn(plan.base, run / "base")
    directory.mkdir(exist_ok=True)
    for name in FILES:
        if (plan.origin(run) / name).exists():
            shutil.copyfile(plan.origin(run) / name, directory / name)
    if plan.switch_share:
        widen(directory / "source.spm", directory / "target.spm")
    return Vocabulary.load(directory, prefix=plan.prefix)
