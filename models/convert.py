"""Turn a MarianMT directory into one that CTranslate2 runs, once, whoever asks first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models import store
from models.backends.pieces import SEEN
from models.catalog import Entry
from models.errors import ModelCorrupt

DEFAULT = "int8"


def convert(entry: Entry, home: Path, *, quantization: str = DEFAULT, force: bool = False) -> Path:
    """Convert a model if that has not been done, and return the directory of the conversion.

    Safe to call from several processes at once. The work is done in a process of its own, so
    that a worker never carries torch.

    Raises:
        ModelMissing: the original files are not on this disk.
        ModelCorrupt: they are damaged, or the converter refuses them.
    """
    target = store.converted_dir(entry, home, quantization)
    if force or not (target / store.MANIFEST).exists():
        with store.locked(target.with_suffix(".lock")):
            if force or not (target / store.MANIFEST).exists():
                _replace(entry, home, target, quantization)
    return target


def _replace(entry: Entry, home: Path, target: Path, quantization: str) -> None:
    for problem in store.check_source(entry, home):
        raise problem
    source, partial = store.source_dir(entry, home), target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    arguments = (source, partial, quantization, entry.prefix, entry.golden)
    done = subprocess.run(
        [sys.executable, "-m", "models.convert", *map(str, arguments)],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise ModelCorrupt(entry.name, source, f"conversion failed: {lines[-1]}")
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def _convert(source: Path, target: Path, quantization: str, prefix: str, golden: str) -> None:
    """Convert, record what the model makes of ``golden``, and seal the directory."""
    from transformers import AutoConfig

    from models.backends.ctranslate2 import CTranslate2Translator
    from models.base import Pair

    copied = [n for n in ("source.spm", "target.spm", SEEN) if (source / n).exists()]
    converter = _converter()(str(source), copy_files=copied)
    converter.convert(str(target), quantization=quantization)
    facts = {
        "source": store.read_manifest("", source).digest,
        "quantization": quantization,
        "ctranslate2": version("ctranslate2"),
        "positions": AutoConfig.from_pretrained(source).max_position_embeddings,
        "prefix": prefix,
    }
    store.seal(target, **facts)
    if golden:
        output = CTranslate2Translator(target, Pair("", ""), revision="").translate([golden])[0]
        if not output:
            raise SystemExit("the self-test gave nothing")
        store.seal(target, **facts, golden={"input": golden, "output": output})


def _converter() -> type:
    import torch
    from ctranslate2.converters import TransformersConverter

    class MarianConverter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, model_class: object, name: str, **options: object) -> object:
            """Load in float32, and refuse a model that would not start decoding from zero."""
            options["dtype"] = torch.float32  # what is computed on loading, positions, included
            model = super().load_model(model_class, name, **options)
            start = model.config.decoder_start_token_id
            if model.get_decoder().embed_tokens.weight[start].any():
                raise SystemExit("the embedding of <pad> is not zero; keep it at zero in training")
            return model

        def _load(self) -> Any:
            spec = super()._load()
            _narrow(spec, Path(self._model_name_or_path))
            return spec

    return MarianConverter


def _narrow(spec: Any, folder: Path) -> None:
    """Leave the output layer, the largest of a step, the pieces that target texts are made of.

    A model never learnt to write the others. Unlike a shortlist for each source text, which a
    whole batch would share, this leaves an output independent of its company.
    """
    from sentencepiece import SentencePieceProcessor

    pieces = SentencePieceProcessor(model_file=str(folder / "target.spm"))
    own = {"</s>", "<unk>", *map(pieces.id_to_piece, range(pieces.get_piece_size()))}
    (words,) = spec._vocabularies["target"]
    kept = [i for i, word in enumerate(words) if word in own]
    spec._vocabularies["target"] = [[words[i] for i in kept]]
    layer = spec.decoder.projection
    for table in (spec.decoder.embeddings, layer):
        table.weight = table.weight[kept]
    if layer.has_bias():
        layer.bias = layer.bias[kept]


if __name__ == "__main__":
    _convert(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
