"""Segments a second: the obvious way, batched transformers, the backend.

    python tests/benchmarks/throughput.py [--shape starter|opus] [--segments N] [--cores N]

Everything runs in one process, one after the other, on the same texts; what is reported are ratios
to the obvious way. Not timed: loading models, conversion, the network and the doors (JSON, HTTP,
Celery). The ``opus`` shape is that of opus-mt-zh-en with random weights and a fixed output length:
it says something of speed only.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

STARTER = ROOT / "models" / "starter" / "zh-en"
FIXED = 16  # output tokens of the model with random weights; the dev set's mean is 15


def texts(count: int) -> list[str]:
    """Return segments of listings and notes, from the project's own training pairs."""
    lines = [
        line.split("\t")[0]
        for path in sorted((ROOT / "models/training/data").glob("*/hand.tsv"))
        for line in path.read_text("utf-8").splitlines()
        if "\t" in line
    ]
    return list(dict.fromkeys(lines))[:count]


def opus_shaped(folder: Path) -> Path:
    """Write a MarianMT model of opus-mt-zh-en's shape: random weights, the starter's words."""
    import shutil

    from transformers import MarianConfig, MarianMTModel

    vocab = json.loads((STARTER / "vocab.json").read_text())
    size, pad = 65001, 65000
    vocab = {piece: i for piece, i in vocab.items() if piece != "<pad>"}
    vocab |= {f"▁filler{i}": i for i in range(len(vocab), pad)} | {"<pad>": pad}
    config = MarianConfig(
        vocab_size=size, d_model=512, encoder_layers=6, decoder_layers=6, encoder_ffn_dim=2048,
        decoder_ffn_dim=2048, encoder_attention_heads=8, decoder_attention_heads=8,
        activation_function="swish", scale_embedding=True, static_position_embeddings=True,
        pad_token_id=pad, decoder_start_token_id=pad, eos_token_id=0, forced_eos_token_id=0,
        max_position_embeddings=512, num_beams=4, bad_words_ids=[[pad]],
    )  # fmt: skip
    model = MarianMTModel(config)
    model.model.shared.weight.data[pad] = 0
    model.save_pretrained(folder)
    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        shutil.copy(STARTER / name, folder / name)
    (folder / "vocab.json").write_text(json.dumps(vocab))
    return folder


class Transformers:
    """MarianMTModel.generate, one text at a time or in batches sorted by length."""

    def __init__(self, folder: Path, fixed: int | None, threads: int) -> None:
        import torch
        from transformers import MarianMTModel, MarianTokenizer

        torch.set_num_threads(threads)
        self._tokenizer = MarianTokenizer.from_pretrained(folder)
        self._model = MarianMTModel.from_pretrained(folder).float().eval()
        self._length = {"min_new_tokens": fixed, "max_new_tokens": fixed} if fixed else {}

    def __call__(self, batch: Sequence[str], size: int = 1, beam: int = 4) -> list[float]:
        """Return the seconds of each call."""
        import torch

        seconds = []
        ordered = sorted(batch, key=len) if size > 1 else batch
        with torch.inference_mode():
            for i in range(0, len(ordered), size):
                start = time.perf_counter()
                some = list(ordered[i : i + size])
                inputs = self._tokenizer(some, return_tensors="pt", padding=True)
                self._model.generate(**inputs, num_beams=beam, **self._length)
                seconds.append(time.perf_counter() - start)
        return seconds


class Backend:
    """CTranslate2 with int8 weights, one thread a translator, one translator a core."""

    def __init__(self, folder: Path, fixed: int | None, cores: int, scratch: Path) -> None:
        import ctranslate2
        import sentencepiece
        from ctranslate2.converters import TransformersConverter

        target = scratch / "ct2"
        TransformersConverter(str(folder)).convert(str(target), quantization="int8", force=True)
        self._engine = ctranslate2.Translator(
            str(target), inter_threads=cores, intra_threads=1, compute_type="int8"
        )
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self._length = {"min_decoding_length": fixed, "max_decoding_length": fixed} if fixed else {}

    def __call__(self, batch: Sequence[str], beam: int = 1) -> list[float]:
        start = time.perf_counter()
        tokens = [[*p, "</s>"] for p in self._pieces.encode(list(batch), out_type=str)]
        self._engine.translate_batch(
            tokens, beam_size=beam, batch_type="tokens", max_batch_size=1024, **self._length
        )
        return [time.perf_counter() - start]


def row(name: str, count: int, seconds: Sequence[float]) -> dict[str, object]:
    """Return one line of the table."""
    total = sum(seconds)
    return {"what": name, "segments": count, "seconds": round(total, 3), "rate": count / total,
            "p50_ms": round(1000 * statistics.median(seconds), 1)}  # fmt: skip


def measure(name: str, work: Callable[[], list[float]], count: int) -> dict[str, object]:
    """Time one way, and tell it at once."""
    result = row(name, count, work())
    print(f"{name:44} {result['rate']:10.1f} segments/s", file=sys.stderr)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=["starter", "opus"], default="starter")
    parser.add_argument("--segments", type=int, default=600)
    parser.add_argument("--slow", type=int, default=24, help="segments for the obvious way")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    batch, fixed = texts(options.segments), FIXED if options.shape == "opus" else None
    with tempfile.TemporaryDirectory() as scratch:
        folder = STARTER if fixed is None else opus_shaped(Path(scratch) / "opus")
        slow = Transformers(folder, fixed, options.cores)
        rows = [
            measure("(a) transformers, one by one, beam 4",
                    lambda: slow(batch[: options.slow]), options.slow),
            measure("(b) transformers, batches of 32, beam 4",
                    lambda: slow(batch[: 8 * options.slow], 32), 8 * options.slow),
            measure("(b) transformers, batches of 32, greedy",
                    lambda: slow(batch[: 8 * options.slow], 32, 1), 8 * options.slow),
        ]  # fmt: skip
        fast = Backend(folder, fixed, options.cores, Path(scratch))
        fast(batch[:8])
        rows += [
            measure("(c) backend, int8, beam 4", lambda: fast(batch, 4), len(batch)),
            measure("(c) backend, int8, greedy", lambda: fast(batch), len(batch)),
        ]
    base = float(rows[0]["rate"])  # type: ignore[arg-type]
    for line in rows:
        line["ratio"] = round(float(line["rate"]) / base, 1)  # type: ignore[arg-type]
    result = {"shape": options.shape, "cores": options.cores, "rows": rows,
              "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}  # fmt: skip
    text = json.dumps(result, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text)


if __name__ == "__main__":
    main()
