"""What is translated, and by which models: the same for every way."""

from __future__ import annotations

import itertools
import json
import shutil
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import store
from models.base import GREEDY, Decoding, Pair
from models.catalog import Catalog, Entry
from models.hardware import Hardware
from models.registry import CatalogRegistry, Options
from pipeline.document import Attribute, Document, Variant

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "models" / "starter" / "zh-en"
SHAPES = ("starter", "opus")

# Output tokens of the model with random weights, which never ends by itself; the dev set's mean.
FIXED = Decoding("fixed", length_factor=0, length_floor=16)
DECODINGS: Mapping[str, Decoding] = {"starter": GREEDY, "opus": FIXED}

_VOCABULARY, _WRITTEN = 65_001, 32_000  # of opus-mt-zh-en: in all, and in target texts
_SHADES = [a + b for a in "浅深雾暖冷亮" for b in ("蓝色", "绿色", "粉色", "灰色", "紫色")]


@dataclass(frozen=True)
class Job:
    """One measurement: a way, on a model, with so many cores for each of its processes."""

    shape: str
    way: str
    cores: int = 1
    workers: int = 1


@dataclass(frozen=True)
class Work:
    """What all jobs on one model have in common.

    Attributes:
        texts: the distinct model inputs of the documents; ``tokens`` is the mean of their pieces.
        start: what the workers of one job wait for, so that they run at the same time.
    """

    entry: Entry
    home: Path
    documents: Sequence[Document] = ()
    texts: Sequence[str] = ()
    tokens: float = 0.0
    redis_url: str = ""
    start: Any = None


def registry(job: Job, work: Work) -> CatalogRegistry:
    """Return the registry of the job's only model."""
    options = Options(hardware=Hardware(inter=job.cores))
    return CatalogRegistry(Catalog((work.entry,)), work.home, options=options)


def listings(count: int) -> list[Document]:
    """Return listings of a title, six lines, a material and two options: eight segments or more.

    No title and no line comes twice; they are the project's own training sentences.
    """
    files = sorted((ROOT / "models/training/data").glob("*/hand.tsv"))
    rows = [line.split("\t")[0] for path in files for line in path.read_text("utf-8").splitlines()]
    fresh, shades = iter(dict.fromkeys(rows[::7] + rows)), itertools.cycle(_SHADES)
    return [
        Document(
            str(i),
            title=next(fresh),
            body="\n".join(itertools.islice(fresh, 6)),
            attributes=(Attribute("材质", ("纯棉", "涤纶", "羊毛")[i % 3]),),
            variants=(Variant("颜色", (next(shades), next(shades))),),
            markets=("US",),
        )
        for i in range(count)
    ]


def every(texts: Sequence[str], count: int) -> list[str]:
    """Return so many of the texts, from all over.

    >>> every("abcdef", 3)
    ['a', 'c', 'e']
    """
    return list(texts[:: max(1, len(texts) // count)][:count])


def entry(shape: str, folder: Path) -> Entry:
    """Return the row of a model; the one of opus-mt's shape is written to ``folder`` if need be."""
    if shape == "starter":
        return Entry("starter", Pair("zh", "en"), "Apache-2.0", path=STARTER)
    target = folder / "opus-shape"
    if not (target / store.MANIFEST).exists():
        _write_opus_shaped(target)
        store.seal(target, licence="none")
    return Entry("opus-shape", Pair("zh", "en"), "none", path=target)


def _write_opus_shaped(folder: Path) -> None:
    """Write a model of opus-mt-zh-en's exact shape: random weights, and words that say nothing."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    torch.manual_seed(7)
    pad = _VOCABULARY - 1
    model = MarianMTModel(MarianConfig(
        vocab_size=_VOCABULARY, d_model=512, encoder_layers=6, decoder_layers=6,
        encoder_ffn_dim=2048, decoder_ffn_dim=2048, encoder_attention_heads=8,
        decoder_attention_heads=8, activation_function="swish", scale_embedding=True,
        static_position_embeddings=True, pad_token_id=pad, decoder_start_token_id=pad,
        eos_token_id=0, forced_eos_token_id=0, max_position_embeddings=512,
    ))  # fmt: skip
    model.model.shared.weight.data[pad] = 0
    model.save_pretrained(folder)
    own = [
        word for word in json.loads((STARTER / "vocab.json").read_text("utf-8")) if word != "<pad>"
    ]
    fillers = [f"▁{_letters(i)}" for i in range(pad - len(own))]
    numbered = {word: i for i, word in enumerate([*own, *fillers, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(numbered))
    for name in ("source.spm", "tokenizer_config.json"):
        shutil.copy(STARTER / name, folder / name)
    _write_pieces(folder / "target.spm", fillers)


def _letters(number: int) -> str:
    """Return a word of its own for every number.

    >>> _letters(27)
    'qbbaaa'
    """
    return "q" + "".join(chr(97 + number // 26**i % 26) for i in range(5))


def _write_pieces(path: Path, fillers: Sequence[str]) -> None:
    """Write the starter's target pieces and as many fillers as opus-mt has more of them.

    A sentencepiece model is a protocol buffer: records that are appended are pieces like others.
    """
    from sentencepiece import SentencePieceProcessor

    data = (STARTER / "target.spm").read_bytes()
    have = SentencePieceProcessor(model_proto=data).get_piece_size()
    for filler in fillers[: _WRITTEN - have]:
        piece = filler.encode()
        record = b"\x0a" + bytes([len(piece)]) + piece + b"\x15" + struct.pack("<f", -99.0)
        data += b"\x0a" + bytes([len(record)]) + record
    path.write_bytes(data)
