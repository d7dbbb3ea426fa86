"""MarianMT on CTranslate2: the default engine. Neither torch nor transformers is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.backends.pieces import Pieces, group_by_length, refuse_too_long, seen_words
from models.base import GREEDY, Candidate, Decoding, Likelihood, Pair
from models.calibration import Calibration
from models.hardware import ONE_CORE, Hardware
from models.store import read_manifest

# Bounds memory, and the time that one batch holds the engine; a GPU is idle with less. On a
# processor each beam counts: a row of the whole vocabulary is computed for every one.
_BATCH_TOKENS = {"cpu": 512, "cuda": 16_384}
# Of a given output all words are scored at once, each against the whole vocabulary: a large batch
# of that leaves the processor's cache.
_SCORED_TOKENS = {"cpu": 64, "cuda": 16_384}


class CTranslate2Translator:
    """A model in a directory that :mod:`models.convert` made; safe to share among threads."""

    def __init__(
        self,
        directory: Path,
        pair: Pair,
        *,
        revision: str,
        hardware: Hardware = ONE_CORE,
        calibration: Calibration | None = None,
    ) -> None:
        """Load the model, in float16 on a GPU. It must not be loaded before a fork.

        Raises:
            NoGpu: the hardware asks for one, and there is none.
        """
        from ctranslate2 import Translator

        facts = read_manifest(str(pair), directory).facts
        device = "cuda" if hardware.has_gpu() else "cpu"
        self.pair, self.revision, self.calibration = pair, revision, calibration
        self._batch_tokens, self._scored_tokens = _BATCH_TOKENS[device], _SCORED_TOKENS[device]
        self._counts_beams = device == "cpu"
        self._positions: int = facts["positions"]
        self._prefix = [facts["prefix"]] if facts["prefix"] else []
        self.max_tokens = self._positions - len(self._prefix) - 1
        self.seen: Mapping[str, int] | None = seen_words(directory)
        self._source = Pieces(directory / "source.spm")
        self._target = Pieces(directory / "target.spm")
        self._model: Any = Translator(
            str(directory),
            device=device,
            compute_type="float16" if device == "cuda" else "default",
            inter_threads=hardware.inter,
            intra_threads=hardware.intra,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of pieces of each text."""
        return [len(pieces) for pieces in self._source.encode(texts)]

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the pieces of each text."""
        return self._source.encode(texts)

    def likelihoods(
        self, sources: Sequence[str], outputs: Sequence[str]
    ) -> list[Likelihood | None]:
        """Return how likely each output is, given its source; None for what is too long or empty.

        Sources are not padded, as in translating; outputs are, at their end, which nothing before
        it ever sees.
        """
        inputs, given = self._source.encode(sources), self._target.encode(outputs)
        fits = [
            len(source)
            if len(source) <= self.max_tokens and 0 < len(output) < self._positions
            else 0
            for source, output in zip(inputs, given, strict=True)
        ]
        found: list[Likelihood | None] = [None] * len(inputs)
        asked = [
            (index, result)
            for members in group_by_length(fits).values()
            for index, result in zip(members, self._judge(members, inputs, given), strict=True)
        ]
        for index, result in asked:
            found[index] = _likelihood(result.result().log_probs)
        return found

    def _judge(
        self, members: list[int], inputs: list[list[str]], given: list[list[str]]
    ) -> list[Any]:
        results: list[Any] = self._model.score_batch(
            [[*self._prefix, *inputs[i], "</s>"] for i in members],
            [given[i] for i in members],
            asynchronous=True,
            max_batch_size=self._scored_tokens,
            batch_type="tokens",
            max_input_length=0,
        )
        return results

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

    def weighed(self, texts: Sequence[str], decoding: Decoding) -> list[list[Candidate]]:
        """Return all that the search keeps for each text, the likeliest first, with their means.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        outputs = [[Candidate("", 0.0)] for _ in texts]
        for index, result in self._results(texts, decoding, decoding.beam).items():
            pairs = zip(result.hypotheses, result.scores, strict=True)
            outputs[index] = [Candidate(self._target.decode(o), mean) for o, mean in pairs]
        return outputs

    def _search(self, texts: Sequence[str], decoding: Decoding, count: int) -> list[list[str]]:
        outputs = [[""] * count for _ in texts]
        for index, result in self._results(texts, decoding, count).items():
            outputs[index] = [self._target.decode(found) for found in result.hypotheses]
        return outputs

    def _results(self, texts: Sequence[str], decoding: Decoding, count: int) -> dict[int, Any]:
        """Return what the search found for each text that is not empty, by its index."""
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
        return {index: result.result() for index, result in pending.items()}

    def _start(self, inputs: list[list[str]], decoding: Decoding, length: int) -> list[Any]:
        results: list[Any] = self._model.translate_batch(
            [[*self._prefix, *pieces, "</s>"] for pieces in inputs],
            asynchronous=True,  # or inputs of one length would wait for those of another
            max_batch_size=self._batch_tokens // (decoding.beam if self._counts_beams else 1),
            batch_type="tokens",
            beam_size=decoding.beam,
            num_hypotheses=decoding.rank + 1,
            return_scores=True,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            repetition_penalty=decoding.repetition_penalty,
            max_input_length=0,
            max_decoding_length=min(decoding.max_tokens(length), self._positions),
            disable_unk=True,
        )
        return results


def _likelihood(log_probs: Sequence[float]) -> Likelihood:
    total, lowest = sum(log_probs), sorted(log_probs)[:3]
    return Likelihood(total / len(log_probs), sum(lowest) / len(lowest), total)
