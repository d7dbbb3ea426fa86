"""MarianMT on transformers: the reference that the default engine is held to."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.backends.pieces import Pieces, group_by_length, refuse_too_long, seen_words
from models.base import GREEDY, Decoding, Pair


class MarianTranslator:
    """A model in a directory as the hub has it, computed in float32; one thread at a time."""

    def __init__(
        self, directory: Path, pair: Pair, *, revision: str, prefix: str = "", threads: int = 1
    ) -> None:
        """Load the model, from safetensors only. It must not be loaded before a fork."""
        import torch
        from transformers import GenerationConfig, MarianMTModel, MarianTokenizer
        from transformers.utils.logging import disable_progress_bar

        torch.set_num_threads(threads)
        disable_progress_bar()
        with warnings.catch_warnings():  # it recommends a punctuation normaliser it does not use
            warnings.simplefilter("ignore")
            self._tokenizer: Any = MarianTokenizer.from_pretrained(directory)
        self._model: Any = MarianMTModel.from_pretrained(
            directory, dtype=torch.float32, use_safetensors=True
        ).eval()
        self._model.generation_config = GenerationConfig()  # the search is ours, not the hub's
        self._lock = threading.Lock()
        self.seen: Mapping[str, int] | None = seen_words(directory)
        self._source = Pieces(directory / "source.spm")
        self._silent = _never_written(self._tokenizer)
        self._prefix = [prefix] if prefix else []
        self._positions: int = self._model.config.max_position_embeddings
        self.pair, self.revision = pair, revision
        self.max_tokens = self._positions - len(self._prefix) - 1

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of pieces of each text."""
        return [len(pieces) for pieces in self._source.encode(texts)]

    def translate(self, texts: Sequence[str], decoding: Decoding = GREEDY) -> list[str]:
        """Return one output for each text, in order; an empty text gives an empty output.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        return [found[decoding.rank] for found in self._all(texts, decoding, decoding.rank + 1)]

    def candidates(self, texts: Sequence[str], decoding: Decoding) -> list[list[str]]:
        """Return all that the search keeps for each text, the best first.

        Raises:
            TextTooLong: a text has more than ``max_tokens`` tokens.
        """
        return self._all(texts, decoding, decoding.beam)

    def _all(self, texts: Sequence[str], decoding: Decoding, count: int) -> list[list[str]]:
        inputs = self._source.encode(texts)
        groups = group_by_length([len(pieces) for pieces in inputs])
        refuse_too_long(groups, self.max_tokens)
        outputs = [[""] * count for _ in inputs]
        search = replace(decoding, rank=count - 1)
        for length, members in groups.items():
            with self._lock:
                rendered = self._decode([inputs[i] for i in members], search, length)
            for position, i in enumerate(members):
                outputs[i] = rendered[position * count : (position + 1) * count]
        return outputs

    def _decode(self, inputs: list[list[str]], decoding: Decoding, length: int) -> list[str]:
        import torch

        limit = min(decoding.max_tokens(length), self._positions)
        tokens = [[*self._prefix, *pieces, "</s>"] for pieces in inputs]
        ids = torch.tensor([self._tokenizer.convert_tokens_to_ids(each) for each in tokens])
        with torch.inference_mode():
            outputs = self._model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                generation_config=self._search(decoding, limit),
            )
        return list(
            self._tokenizer.batch_decode(
                outputs, skip_special_tokens=True, use_source_tokenizer=False
            )
        )

    def _search(self, decoding: Decoding, limit: int) -> object:
        from transformers import GenerationConfig

        config = self._model.config
        return GenerationConfig(
            num_beams=decoding.beam,
            num_return_sequences=decoding.rank + 1,
            no_repeat_ngram_size=decoding.no_repeat_ngram or None,
            repetition_penalty=decoding.repetition_penalty,
            max_new_tokens=limit,
            min_new_tokens=1,
            suppress_tokens=self._silent,
            decoder_start_token_id=config.decoder_start_token_id,
            eos_token_id=config.eos_token_id,
            pad_token_id=config.pad_token_id,
        )


def _never_written(tokenizer: Any) -> list[int]:
    """Return the numbers of all that no target text is made of: source pieces, marks, unknown."""
    pieces = tokenizer.spm_target
    own = {"</s>", *map(pieces.id_to_piece, range(pieces.get_piece_size()))} - {"<unk>"}
    return [number for piece, number in tokenizer.encoder.items() if piece not in own]
