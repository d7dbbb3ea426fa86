"""A real MarianMT model, tiny, that knows six sentences: enough to prove the code around it."""

import json
import warnings
from pathlib import Path

import pytest

from models import convert, store
from models.base import Pair
from models.catalog import Catalog, Entry
from models.registry import CatalogRegistry, Options

SOURCE_LINES = [
    "这款手机壳防摔又好看，支持多种型号。",
    "纯手工编织毛线包 小众设计 送女友生日礼物",
    "这件连衣裙很漂亮。",
    "容量大，保温十二小时！很好用！",
    "颜色有雾霾蓝和奶油白，尺码齐全。",
    "⟦0⟧包邮，⟦1⟧天内发货。",
]
TARGET_LINES = [
    "This phone case is drop-proof and good-looking, and fits many models.",
    "Hand-knitted yarn bag, niche design, a birthday gift for your girlfriend",
    "This dress is beautiful.",
    "Large capacity, keeps warm for twelve hours! Works very well!",
    "Comes in haze blue and cream white, in all sizes.",
    "Free shipping for ⟦0⟧, sent within ⟦1⟧ days.",
]
STEPS = 150
PLACEHOLDERS = [f"⟦{i}⟧" for i in range(10)]


def train_pieces(lines: list[str], prefix: Path, size: int) -> list[str]:
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines * 3),
        model_prefix=str(prefix),
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        user_defined_symbols=PLACEHOLDERS,
        minloglevel=2,
    )
    prefix.with_suffix(".model").rename(prefix.with_suffix(".spm"))
    prefix.with_suffix(".vocab").unlink()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(prefix.with_suffix(".spm")))
    return [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]


def write_tokenizer(directory: Path) -> int:
    """Write the tokenizer's files as the hub has them, and return the size of the vocabulary."""
    source = train_pieces(SOURCE_LINES, directory / "source", 150)
    target = train_pieces(TARGET_LINES, directory / "target", 150)
    words = dict.fromkeys(["</s>", "<unk>", *target, *source])
    words.pop("<s>")
    vocabulary = {word: i for i, word in enumerate([*words, ">>cmn_Hans<<", "<pad>"])}
    (directory / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), "utf-8")
    (directory / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "MarianTokenizer", "source_lang": "zh", "target_lang": "en"})
    )
    return len(vocabulary)


def tiny_config(vocabulary: int):
    """Return the shape: any narrower, and int8 forgets sentences on processors with AVX2 alone."""
    from transformers import MarianConfig

    return MarianConfig(
        vocab_size=vocabulary,
        d_model=64,
        encoder_layers=2,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=128,
        decoder_ffn_dim=128,
        max_position_embeddings=64,
        activation_function="swish",
        scale_embedding=True,
        dropout=0.0,
        eos_token_id=0,
        forced_eos_token_id=0,
        pad_token_id=vocabulary - 1,
        decoder_start_token_id=vocabulary - 1,
        bos_token_id=None,
    )


def learn(model, directory: Path) -> None:
    """Learn the six sentences by heart."""
    import torch
    from transformers import MarianTokenizer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokenizer = MarianTokenizer.from_pretrained(directory)
    batch = tokenizer(SOURCE_LINES, text_target=TARGET_LINES, return_tensors="pt", padding=True)
    batch["labels"][batch["labels"] == tokenizer.pad_token_id] = -100
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(STEPS):
        optimizer.zero_grad()
        model(**batch).loss.backward()
        optimizer.step()
        with torch.no_grad():  # the decoder starts from a zero embedding
            model.model.shared.weight[tokenizer.pad_token_id].zero_()


def build_model(directory: Path, *, safe: bool = True) -> Path:
    """Write a whole model as the hub has it; ``safe`` is False for weights as a pickle."""
    import torch
    from transformers import MarianMTModel

    directory.mkdir()
    torch.set_num_threads(1)
    torch.manual_seed(7)
    model = MarianMTModel(tiny_config(write_tokenizer(directory)))
    learn(model, directory)
    model.half().save_pretrained(directory)
    if not safe:
        torch.save(model.state_dict(), directory / "pytorch_model.bin")
        (directory / "model.safetensors").unlink()
    return directory


def convert_here(entry: Entry, home: Path, quantization: str) -> None:
    """Convert as a process of its own does, without one: what is slow to load is loaded here."""
    target = store.converted_dir(entry, home, quantization)
    partial = target.with_suffix(".partial")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as nobody sees them in a process of its own
        convert._convert(entry.path, partial, quantization, entry.prefix, entry.golden)
    partial.rename(target)


@pytest.fixture(scope="session")
def converted_here():
    return convert_here


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory) -> Path:
    """A sealed model directory; tests must not write to it."""
    directory = build_model(tmp_path_factory.mktemp("tiny") / "zh-en")
    store.seal(directory, licence="none")
    return directory


@pytest.fixture(scope="session")
def tiny_entry(tiny_model) -> Entry:
    return Entry(
        name="tiny-zh-en",
        pair=Pair("zh", "en"),
        licence="none",
        path=tiny_model,
        golden="这件连衣裙很漂亮。",
    )


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory, tiny_entry) -> Path:
    """Conversions of the tiny model; shared, so tests must not damage them."""
    home = tmp_path_factory.mktemp("home")
    for quantization in ("int8", "float32"):
        convert_here(tiny_entry, home, quantization)
    return home


@pytest.fixture(scope="session")
def pickled_model(tmp_path_factory) -> Path:
    """A model directory as an old hub repository has it: weights as a pickle, no manifest."""
    return build_model(tmp_path_factory.mktemp("pickled") / "zh-en", safe=False)


@pytest.fixture(scope="session")
def tiny_engine(tiny_entry, tiny_home):
    """``tiny_engine(quantization)``: the tiny model on the default engine."""
    return lambda quantization: _registry(tiny_entry, tiny_home, quantization=quantization)


@pytest.fixture(scope="session")
def tiny_reference(tiny_entry, tiny_home):
    """The tiny model on transformers."""
    return _registry(tiny_entry, tiny_home, engine="marian")


def _registry(entry: Entry, home: Path, **options):
    registry = CatalogRegistry(Catalog((entry,)), home, options=Options(**options))
    return registry.translator(entry.pair)
