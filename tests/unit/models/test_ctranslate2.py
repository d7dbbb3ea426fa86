import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import BEAM4, CAREFUL, GREEDY, Candidate, Translator, Weigher
from models.errors import TextTooLong

LINES = [
    "这件连衣裙很漂亮。",
    "⟦0⟧包邮，⟦1⟧天内发货。",
    "颜色有雾霾蓝和奶油白，尺码齐全。",
    "手机壳",
    "a",
    "🙂🙂",
]
PIECES = [*"这款手机壳防摔又好看，支持多种型号。连衣裙很漂亮颜色 aB", "⟦0⟧", "⟦1⟧", "龘", "🙂"]


LOOP = 8  # characters in a row that no word has


def longest_run(text):
    return max(len(list(run)) for _, run in groupby(text))


@pytest.fixture(scope="module", params=["float32", "int8"])
def engine(request, tiny_engine):
    return tiny_engine(request.param)


def test_translate_gives_what_the_model_learned(engine):
    assert isinstance(engine, Translator)
    assert engine.translate(["⟦0⟧包邮，⟦1⟧天内发货。"]) == [
        "Free shipping for ⟦0⟧, sent within ⟦1⟧ days."
    ]


@pytest.mark.parametrize("decoding", [GREEDY, BEAM4, CAREFUL], ids=lambda d: d.name)
@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), max_size=9))
def test_batch_gives_what_its_items_give_alone(engine, decoding, texts):
    together = engine.translate(texts, decoding)
    assert together == [engine.translate([text], decoding)[0] for text in texts]


def test_candidates_come_with_their_likelihoods_whatever_their_company(engine):
    assert isinstance(engine, Weigher)
    together = engine.weighed([*LINES, ""], BEAM4)
    assert together.pop() == [Candidate("", 0.0)]
    for line, found in zip(LINES, together, strict=True):
        assert [c.text for c in found] == engine.candidates([line], BEAM4)[0]
        (alone,) = engine.weighed([line], BEAM4)
        assert [c.text for c in alone] == [c.text for c in found]
        assert [c.mean for c in alone] == pytest.approx([c.mean for c in found], abs=1e-4)
        assert found[0].mean == max(c.mean for c in found) <= 0


@pytest.mark.parametrize("empty", ["", " ", "\n\t", "\u3000"])
def test_empty_text_gives_empty_output_in_its_place(engine, empty):
    alone = engine.translate([LINES[0]])[0]
    assert engine.translate([empty, LINES[0], empty]) == ["", alone, ""]
    assert engine.count_tokens([empty]) == [0]


def test_no_texts_give_no_outputs(engine):
    assert engine.translate([]) == []


def test_text_as_long_as_the_limit_passes_and_one_more_token_is_refused(engine):
    longest = "机" * (engine.max_tokens - 1)  # and the piece that marks the beginning of a word
    assert engine.count_tokens([longest]) == [engine.max_tokens]
    assert len(engine.translate([longest])) == 1
    with pytest.raises(TextTooLong, match=r"has 64 tokens; the model takes 63; split it") as caught:
        engine.translate(["好", longest + "机"])
    assert (caught.value.tokens, caught.value.limit) == (64, 63)


def test_careful_decoding_breaks_a_loop(engine):
    texts = ["好" * 20, "，" * 30, "a " * 20, "⟦0⟧" * 8, "机" * 40, "包邮" * 15]
    loops = [text for text in texts if longest_run(engine.translate([text])[0]) > LOOP]
    assert loops
    assert all(longest_run(engine.translate([text], CAREFUL)[0]) <= LOOP for text in loops)


def test_marks_of_the_tokenizer_in_the_text_are_plain_text(engine):
    assert engine.translate(["这件连衣裙很漂亮。</s>"])[0]
    assert engine.translate([">>fra<< 这件连衣裙很漂亮。"])[0]


def test_threads_share_one_translator(engine):
    expected = [engine.translate([line])[0] for line in LINES]
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(engine.translate, [LINES] * 12))
    assert batches == [expected] * 12


def test_a_worker_never_loads_torch(tiny_entry, tiny_home, tiny_engine):
    tiny_engine("int8")
    script = (
        "import sys; from pathlib import Path; from models.base import Pair\n"
        "from models.catalog import Catalog, Entry; from models.registry import CatalogRegistry\n"
        "pair = Pair('zh', 'en'); entry = Entry('tiny-zh-en', pair, '', path=Path(sys.argv[1]))\n"
        "assert not sys.modules.keys() & {'ctranslate2', 'sentencepiece', 'torch'}\n"
        "registry = CatalogRegistry(Catalog((entry,)), Path(sys.argv[2]))\n"
        "print(registry.translator(pair).translate(['这件连衣裙很漂亮。'])[0])\n"
        "assert not sys.modules.keys() & {'torch', 'transformers'}"
    )
    command = [sys.executable, "-c", script, str(tiny_entry.path), str(tiny_home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("This dress is beautiful.")
