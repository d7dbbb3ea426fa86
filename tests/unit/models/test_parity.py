"""The default engine gives what the reference gives: same weights, float32, greedy."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalog import Catalog
from models.registry import CatalogRegistry, Options

TEXTS = [
    "这款手机壳防摔又好看，支持多种型号。",
    "纯手工编织毛线包 小众设计 送女友生日礼物",
    "⟦0⟧包邮，⟦1⟧天内发货。",
    "⟦3⟧⟦3⟧",
    "a",
    "】】🙂",
    "  两边有空格  ",
    "第一行\n第二行",
    ">>fra<< 这件连衣裙很漂亮。",
    "这件</s>连衣裙<pad>很<unk>漂亮",
    "",
    "机" * 40,
]
PIECES = [*"这款手机壳防摔又好看，支持多种型号。连衣裙很漂亮颜色 aB!", "⟦0⟧", "⟦1⟧", "龘", "🙂"]


def both(entry, home):
    return [
        CatalogRegistry(Catalog((entry,)), home, options=options).translator(entry.pair)
        for options in (Options(quantization="float32"), Options(engine="marian"))
    ]


@pytest.fixture(scope="module")
def engines(tiny_entry, tiny_home):
    return both(tiny_entry, tiny_home)


@pytest.mark.parametrize("text", TEXTS)
def test_engines_agree_on_awkward_text(engines, text):
    engine, reference = engines
    assert engine.translate([text]) == reference.translate([text])
    assert engine.count_tokens([text]) == reference.count_tokens([text])


@settings(max_examples=50, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_engines_agree_on_random_text(engines, text):
    engine, reference = engines
    assert engine.translate([text]) == reference.translate([text])


def test_engines_agree_on_a_batch(engines):
    engine, reference = engines
    assert engine.max_tokens == reference.max_tokens
    assert engine.translate(TEXTS) == reference.translate(TEXTS)


def test_engines_agree_under_a_target_prefix(tiny_entry, converted_here, tmp_path):
    entry = replace(tiny_entry, prefix=">>cmn_Hans<<")
    converted_here(entry, tmp_path, "float32")
    engine, reference = both(entry, tmp_path)
    assert engine.max_tokens == reference.max_tokens == 62
    assert engine.translate(TEXTS) == reference.translate(TEXTS)
