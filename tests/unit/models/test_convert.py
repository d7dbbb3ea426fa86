import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
import sentencepiece

from models import store
from models.base import Pair
from models.catalog import Entry
from models.convert import convert
from models.errors import ModelCorrupt, ModelMissing
from models.store import check, read_manifest, verify


def flip_a_byte(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.fixture
def own_entry(tiny_entry, tmp_path):
    """A copy of the tiny model that a test may damage."""
    return replace(tiny_entry, path=shutil.copytree(tiny_entry.path, tmp_path / "source"))


def test_convert_records_what_it_made(tiny_entry, tiny_home):
    directory = convert(tiny_entry, tiny_home)
    manifest = read_manifest("tiny", directory)
    assert manifest.files.keys() == {
        "config.json", "model.bin", "source.spm", "target.spm",
        "source_vocabulary.json", "target_vocabulary.json",
    }  # fmt: skip
    assert manifest.facts["golden"]["output"].startswith("This dress is beautiful")
    assert manifest.facts["quantization"] == "int8"
    assert verify(tiny_entry, tiny_home) == []


def test_convert_leaves_the_output_only_target_pieces(tiny_entry, tiny_home):
    directory = convert(tiny_entry, tiny_home)
    read, written = (
        set(json.loads((directory / f"{side}_vocabulary.json").read_text("utf-8")))
        for side in ("source", "target")
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(directory / "target.spm"))
    assert written == read & {pieces.id_to_piece(i) for i in range(pieces.get_piece_size())}
    assert written != read


def test_convert_keeps_positions_exact_where_weights_are_stored_in_half(tiny_entry, tiny_home):
    import torch
    from transformers import MarianMTModel

    model = MarianMTModel.from_pretrained(tiny_entry.path, dtype=torch.float32)
    positions = model.get_encoder().embed_positions.weight.detach().numpy()
    converted = convert(tiny_entry, tiny_home, quantization="float32") / "model.bin"
    assert positions.tobytes() in converted.read_bytes()


def test_convert_by_two_processes_at_once_happens_once(tiny_entry, tmp_path):
    script = (
        "import sys; from pathlib import Path; from models.base import Pair\n"
        "from models.catalog import Entry; from models.convert import convert\n"
        "entry = Entry('t', Pair('zh', 'en'), 'none', path=Path(sys.argv[1]))\n"
        "model = convert(entry, Path(sys.argv[2])) / 'model.bin'\n"
        "print(model.stat().st_ino, 'torch' in sys.modules)"
    )
    command = [sys.executable, "-c", script, str(tiny_entry.path), str(tmp_path)]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = {worker.communicate()[0].strip() for worker in workers}
    assert [worker.returncode for worker in workers] == [0, 0]
    assert len(outputs) == 1
    assert outputs.pop().endswith(" False")
    assert [path for path in tmp_path.rglob("*.partial")] == []


def test_convert_is_not_repeated_unless_forced(tiny_entry, converted_here, tmp_path):
    converted_here(tiny_entry, tmp_path, "int8")
    first = convert(tiny_entry, tmp_path)
    stamp = (first / "model.bin").stat().st_mtime_ns
    assert convert(tiny_entry, tmp_path) == first
    assert (first / "model.bin").stat().st_mtime_ns == stamp
    flip_a_byte(first / "model.bin")
    assert len(verify(tiny_entry, tmp_path)) == 1
    assert convert(tiny_entry, tmp_path, force=True) == first
    assert verify(tiny_entry, tmp_path) == []


def test_convert_missing_source_names_the_command(tmp_path):
    entry = Entry("opus", Pair("zh", "en"), "none", repository="a/b")
    with pytest.raises(ModelMissing, match="haiyi models fetch opus"):
        convert(entry, tmp_path)


def test_convert_refuses_a_damaged_source(own_entry, tmp_path):
    flip_a_byte(own_entry.path / "model.safetensors")
    with pytest.raises(ModelCorrupt, match=r"model.safetensors: sha256 is .* reinstall haiyi"):
        convert(own_entry, tmp_path)
    assert not list(tmp_path.rglob("model.bin"))


def test_convert_refuses_a_decoder_that_does_not_start_from_zero(own_entry, tmp_path):
    from safetensors.torch import load_file, save_file

    weights = load_file(own_entry.path / "model.safetensors")
    weights["model.shared.weight"][-1] = 1.0
    save_file(weights, own_entry.path / "model.safetensors", metadata={"format": "pt"})
    store.seal(own_entry.path)
    with pytest.raises(ModelCorrupt, match="embedding of <pad> is not zero"):
        convert(own_entry, tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: (d / "source.spm").unlink(),
        lambda d: flip_a_byte(d / "vocab.json"),
        lambda d: (d / "config.json").write_bytes(b""),
        lambda d: (d / "manifest.json").write_text("{"),
        lambda d: (d / "manifest.json").write_text('{"files": 3}'),
    ],
    ids=["missing", "flipped", "empty", "torn manifest", "wrong manifest"],
)
def test_check_finds_damage(own_entry, damage):
    damage(own_entry.path)
    (problem,) = check(own_entry.name, own_entry.path)
    assert isinstance(problem, ModelCorrupt)
    assert "haiyi models convert tiny-zh-en --force" in str(problem)
