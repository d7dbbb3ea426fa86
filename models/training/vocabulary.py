"""Cut text into pieces that the model knows by number: two SentencePiece models, one vocabulary."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.backends.pieces import SEEN
from models.training.errors import TrainingError
from models.training.masking import PLACEHOLDERS
from models.training.pieces import pieces, widen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.training.example import Example

FILES = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json", SEEN)
_STRANGE = 0.05  # share of unknown pieces from which a side is taken for another language's
TAGS = (">>forwards<<", ">>backwards<<")  # before the sources of a model of both directions
END, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"


class InvalidVocabulary(TrainingError):
    """A directory whose vocabulary cannot be trained on."""

    def __init__(self, path: Path, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(f"{path}: {message}")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The tokenizer files of a MarianMT directory.

    Attributes:
        ids: piece → number.
        prefix: token that goes before every source, or "".
    """

    directory: Path
    ids: dict[str, int]
    source: Any
    target: Any
    prefix: str = ""

    @classmethod
    def load(cls, directory: Path, *, prefix: str = "") -> Vocabulary:
        """Read the tokenizer files of a MarianMT directory.

        Raises:
            InvalidVocabulary: a file is missing, the two sides have separate vocabularies, or the
                prefix is not a token.
        """
        from sentencepiece import SentencePieceProcessor

        if missing := [name for name in FILES[:3] if not (directory / name).is_file()]:
            raise InvalidVocabulary(directory, f"lacks {', '.join(missing)}; give a MarianMT model")
        if (directory / "target_vocab.json").exists():
            raise InvalidVocabulary(
                directory, "separate vocabularies; give a model that shares one"
            )
        ids = json.loads((directory / "vocab.json").read_text("utf-8"))
        if prefix and prefix not in ids:
            raise InvalidVocabulary(directory, f"{prefix!r} is not one of its tokens")
        source, target = (
            SentencePieceProcessor(model_file=str(directory / name)) for name in FILES[:2]
        )
        return cls(directory, ids, source, target, prefix)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def pad(self) -> int:
        """Number of ``<pad>``, which also starts every output."""
        return self.ids[PAD]

    @property
    def targets(self) -> int:
        """How many of the first numbers a target can hold, in a vocabulary made here."""
        return max(self._numbers(self.target)) + 1

    def lacking(self) -> list[str]:
        """Return the placeholders that one of the two sides would break into pieces."""

        def whole(side: Any, mark: str) -> bool:
            return mark in self.ids and side.id_to_piece(side.piece_to_id(mark)) == mark

        return [m for m in PLACEHOLDERS if not (whole(self.source, m) and whole(self.target, m))]

    def writes(self, texts: Sequence[str]) -> bool:
        """Tell whether the target side has pieces for nearly all of some texts."""
        unknown, pieces = self.target.unk_id(), self.target.encode(list(texts), num_threads=1)
        strange: int = sum(each.count(unknown) for each in pieces)
        return strange <= _STRANGE * sum(map(len, pieces))

    def encode_sources(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return the token numbers of each text, prefix and ``</s>`` included."""
        return self._encode(self.source, texts, [self.ids[self.prefix]] if self.prefix else [])

    def encode_targets(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return the token numbers of each text, ``</s>`` included."""
        return self._encode(self.target, texts, [])

    def _encode(
        self, side: Any, texts: Sequence[str], before: list[int]
    ) -> list[NDArray[np.int64]]:
        import numpy as np

        numbers = np.array(self._numbers(side), np.int64)
        end = [self.ids[END]]
        pieces = side.encode(list(texts), num_threads=1)
        return [np.concatenate([before, numbers[each], end]).astype(np.int64) for each in pieces]

    def _numbers(self, side: Any) -> list[int]:
        """Return piece number of one side → number in the shared vocabulary."""
        unknown = self.ids[UNKNOWN]
        return [self.ids.get(side.id_to_piece(i), unknown) for i in range(side.get_piece_size())]


def build(
    examples: Sequence[Example], directory: Path, counts: tuple[int, int], *, both: bool = False
) -> Vocabulary:
    """Learn both SentencePiece models, and write a tokenizer that transformers reads.

    The pieces of the target come first, so that a loss need not look at those of the source.

    Args:
        examples: pairs to learn from.
        directory: where the files go; made if missing.
        counts: how many pieces each side has; fewer where the texts do not give so many, more
            where they have more characters.
        both: for a model of both directions: a token tells which, and either side may be produced.
    """
    directory.mkdir(parents=True, exist_ok=True)
    _learn((e.source for e in examples), directory / "source.spm", counts[0], coverage=0.9997)
    _learn((e.target for e in examples), directory / "target.spm", counts[1], coverage=0.9999)
    names = [*pieces(directory / "target.spm"), *pieces(directory / "source.spm")]
    widen(directory / "source.spm", directory / "target.spm")
    if both:
        shutil.copyfile(directory / "source.spm", directory / "target.spm")
    known = dict.fromkeys([END, UNKNOWN, *names, *(TAGS if both else ())])
    known.pop("<s>", None)
    ids = {piece: i for i, piece in enumerate([*known, PAD])}
    (directory / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), "utf-8")
    (directory / "tokenizer_config.json").write_text(json.dumps(_TOKENIZER, indent=2) + "\n")
    return Vocabulary.load(directory)


_TOKENIZER = {"tokenizer_class": "MarianTokenizer", "model_max_length": 256}


def _learn(texts: Iterable[str], path: Path, pieces: int, *, coverage: float) -> None:
    import sentencepiece

    texts = list(texts)
    characters = len(set().union(*texts)) + len(PLACEHOLDERS) + 3  # and <unk>, <s>, </s>
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=file,
            vocab_size=max(pieces, characters),
            hard_vocab_limit=False,
            character_coverage=coverage,
            input_sentence_size=400_000,
            shuffle_input_sentence=True,
            max_sentence_length=4192,
            split_digits=True,
            user_defined_symbols=list(PLACEHOLDERS),
            normalization_rule_name="nmt_nfkc",
            num_threads=1,
            minloglevel=2,
        )
