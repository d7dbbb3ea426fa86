"""MarianMT on CTranslate2: the default engine. Neither torch nor transformers is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.backends.pieces import Pieces, group_by_length, refuse_too_long
from models.base import GREEDY, Decoding, Pair
from models.store import read_manifest

_BATCH_TOKENS = 1024  # bounds memory, and the time that one batch holds the engine


@dataclass(frozen=True, slots=True)
class Threads:
    """How much of the machine one model may use: batches at once, and cores for each."""

    inter: int = 1
    intra: int = 1


ONE_CORE = Threads()


class CTranslate2Translator:
    """A model in a directory that :mod:`models.convert` made; safe to share among threads."""

    def __init__(
        self, directory: Path, pair: Pair, *, revision: str, threads: Threads = ONE_CORE
    ) -> None:
        """Load the model. It must not be loaded before a fork."""
        from ctranslate2 import Translator

        facts = read_manifest(str(pair), directory).facts
        self.pair, self.revision = pair, revision
        self._positions: int = facts["positions"]
        self._prefix = [facts["prefix"]] if facts["prefix"] else []
        self.max_tokens = self._positions - len(self._prefix) - 1
        self._source = Pieces(directory / "source.spm")
        self._target = Pieces(directory / "target.spm")
        self._model: Any = Translator(
            str(directory), inter_threads=threads.inter, intra_threads=threads.intra
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of pieces of each text."""
        return [len(pieces) for pieces in self._source.encode(texts)]

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return one output for each text, in order; an empty text gives an empty output.

        An output that fills its limit ends there: whoever reads it must take it for a loop.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        return [found[decoding.rank] for found in self._search(texts, decoding, decoding.rank + 1)]

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Return all that the search keeps for each text, the best first.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        return self._search(texts, decoding, decoding.beam)

    def _search(self, texts: Sequence[str], decoding: Decoding, count: int) -> list[list[str]]:
        inputs = self._source.encode(texts)
        groups = group_by_length([len(pieces) for pieces in inputs])
        refuse_too_long(groups, self.max_tokens)
        search = replace(decoding, rank=count - 1)
        pending = {
            index: result
            for length, members in groups.items()
            for index, result in zip(
                members, self._start([inputs[i] for i in members], search, length), strict=True
            )
        }
        outputs = [[""] * count for _ in inputs]
        for index, result in pending.items():
            outputs[index] = [self._target.decode(found) for found in result.result().hypotheses]
        return outputs

    def _start(self, inputs: list[list[str]], decoding: Decoding, length: int) -> list[Any]:
        results: list[Any] = self._model.translate_batch(
            [[*self._prefix, *pieces, "</s>"] for pieces in inputs],
            asynchronous=True,  # or inputs of one length would wait for those of another
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            beam_size=decoding.beam,
            num_hypotheses=decoding.rank + 1,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            repetition_penalty=decoding.repetition_penalty,
            max_input_length=0,
            max_decoding_length=min(decoding.max_tokens(length), self._positions),
            disable_unk=True,
        )
        return results
