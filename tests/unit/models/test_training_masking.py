import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.placeholder import PATTERN
from models.training.alteration import Alteration
from models.training.converted import converted
from models.training.example import Example
from models.training.masking import PLACEHOLDERS, Masker

TERMS = {"雾霾蓝": "haze blue", "蓝": "blue"}
ALWAYS = Masker(TERMS, share=1.0)
PIECES = st.sampled_from(
    [
        ("30厘米", "30 cm"), ("¥39.9", "$39.9"), ("iPhone 15", "iPhone 15"),
        ("杯子", "cup"), ("S925", "S925"), ("5-8岁", "5-8 years old"), ("vintage", "Vintage"),
        ("雾霾蓝", "haze blue"), ("，", ", "), ("30", "30"), ("包", "bag"),
    ]
)  # fmt: skip
PAIRS = st.lists(PIECES, min_size=1, max_size=14).map(
    lambda pieces: Example("".join(p[0] for p in pieces), " ".join(p[1] for p in pieces))
)


def restored(masked: str, slots: list[str]) -> str:
    return PATTERN.sub(lambda m: slots[int(m[1])], masked)


def numbers(text: str) -> list[int]:
    return [int(n) for n in PATTERN.findall(text)]


@settings(max_examples=100)
@given(PAIRS, st.integers(0, 1000))
def test_masking_is_consistent_on_both_sides_and_reversible(pair, seed):
    masked = ALWAYS.mask(pair, random.Random(seed))
    source, target = masked.example
    assert numbers(source) == list(range(len(masked.slots)))
    assert sorted(numbers(target)) == numbers(source)
    assert restored(source, [s for s, _ in masked.slots]) == pair.source
    assert restored(target, [t for _, t in masked.slots]) == pair.target


def seen(pair: Example, masker: Masker = ALWAYS) -> set[Example]:
    """All that may come of a pair."""
    return {masker.mask(pair, random.Random(seed)).example for seed in range(60)}


@pytest.mark.parametrize(
    ("source", "target", "masked"),
    [
        ("长30厘米", "30 cm long", ("长⟦0⟧", "⟦0⟧ long")),
        ("长30厘米", "30 cm long", ("长⟦0⟧厘米", "⟦0⟧ cm long")),
        ("只要¥39", "Only ¥39", ("只要⟦0⟧", "Only ⟦0⟧")),
        ("雾霾蓝杯子", "haze blue cup", ("⟦0⟧杯子", "⟦0⟧ cup")),
        ("很vintage", "Very Vintage", ("很⟦0⟧", "Very ⟦0⟧")),
        ("3个装5元", "5 yuan for 3", ("⟦0⟧个装⟦1⟧", "⟦1⟧ for ⟦0⟧")),
    ],
)
def test_masking_hides_what_both_sides_share(source, target, masked):
    assert Example(*masked) in seen(Example(source, target))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("3件", "three"),  # not shared
        ("30和30", "30 and 30"),  # which is which?
        ("a10", "a100"),  # a part of a word
        ("30", "30"),  # nothing would be left
        ("⟦0⟧有30", "⟦0⟧ has 30"),  # masked already
    ],
)
def test_masking_leaves_alone_what_it_must(source, target):
    assert seen(Example(source, target)) == {Example(source, target)}


def test_masking_share_is_kept():
    pair, rng = Example("长30厘米", "30 cm long"), random.Random(1)
    masked = sum(bool(Masker(share=0.5).mask(pair, rng).slots) for _ in range(1000))
    assert 340 < masked < 460  # half of them, and of those the 80 % that hide a number


def test_masking_numbers_at_most_as_many_as_there_are_symbols():
    source = "，".join(f"{n}" for n in range(20, 40))
    masked = [ALWAYS.mask(Example("数" + source, source), random.Random(s)) for s in range(20)]
    assert max(len(each.slots) for each in masked) == len(PLACEHOLDERS)


@pytest.mark.parametrize(
    ("source", "target", "masked"),
    [
        ("1月25日发货", "Ships Jan. 25", Example("⟦0⟧发货", "Ships ⟦0⟧")),
        ("全场8折", "20% off everything", Example("全场⟦0⟧", "⟦0⟧ off everything")),
        ("适合110斤", "Fits 55 kg", Example("适合⟦0⟧", "Fits ⟦0⟧")),
    ],
)
def test_figures_in_other_digits_are_hidden_whole(source, target, masked):
    rng, masker = random.Random(1), Masker(share=1.0)
    assert masked in {masker.mask(Example(source, target), rng).example for _ in range(50)}


@pytest.mark.parametrize("target", ["Ships January 26", "Ships soon"])
def test_figure_that_the_other_side_does_not_say_stays(target):
    assert list(converted(Example("1月25日发货", target))) == []


def test_short_pairs_with_figures_are_chained_now_and_then():
    pairs = [Example(f"长{n}厘米。", f"{n} cm long.") for n in range(10, 90)]
    altered = Alteration(Masker(share=1.0), None, is_turned=False).examples(pairs * 5, seed=1)
    chained = [each for each in altered if "；" in each.source]
    assert 50 < len(chained) < 150
    assert Example("长⟦0⟧；长⟦1⟧。", "⟦0⟧ long; ⟦1⟧ long.") in chained
