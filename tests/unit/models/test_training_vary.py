import random

import pytest

from models.training.example import Example
from models.training.grammar import Vertical, Word
from models.training.vary import Variation, rearranged

BAGS = tuple(
    Word(zh, en, en + "s")
    for zh, en in {
        "托特包": "tote bag",
        "水桶包": "bucket bag",
        "腋下包": "underarm bag",
        "斜挎包": "crossbody bag",
        "手提包": "handbag",
        "双肩包": "backpack",
        "链条包": "chain bag",
        "邮差包": "messenger bag",
        "帆布包": "canvas bag",
        "草编包": "straw bag",
        "化妆包": "makeup bag",
        "卡包": "card holder",
    }.items()
)
VARIATION = Variation([Vertical("bags", {"bag": BAGS, "few": BAGS[:3]}, (), ())])


@pytest.mark.parametrize("seed", range(20))
def test_exchanged_word_is_another_of_its_slot_on_both_sides(seed):
    pair = Example("我买了一个托特包。", "I bought a tote bag.")
    source, target = VARIATION.exchanged(pair, random.Random(seed)) or pair
    word = next(word for word in BAGS if word.zh in source)
    article = "an" if word.en == "underarm bag" else "a"
    assert (source, target) == (f"我买了一个{word.zh}。", f"I bought {article} {word.en}.")


def test_exchanged_word_keeps_its_number_and_its_capital():
    pair = Example("斜挎包 两个", "Crossbody bags, 2")
    source, target = VARIATION.exchanged(pair, random.Random(3))
    word = next(word for word in BAGS if word.zh in source)
    assert word.zh != "斜挎包"
    assert target == f"{word.plural[0].upper()}{word.plural[1:]}, 2"


@pytest.mark.parametrize(
    "pair",
    [
        Example("好看的衣服", "Nice clothes"),
        Example("托特包和托特包", "A tote bag and a tote bag"),
        Example("托特包", "A nice one"),
    ],
)
def test_nothing_is_exchanged_that_is_not_surely_the_same(pair):
    assert VARIATION.exchanged(pair, random.Random(1)) is None


@pytest.mark.parametrize("seed", range(20))
def test_rearranged_title_keeps_its_product_and_its_keywords_together(seed):
    source, target = "包 手工 小众 复古", "Bag, handmade, niche, vintage"
    said = dict(zip(source.split(), target.split(", "), strict=True))
    changed = rearranged(Example(source, target), random.Random(seed))
    assert changed.source.split()[0] == "包"
    assert [said[word] for word in changed.source.split()] == changed.target.split(", ")
    assert len(set(changed.source.split())) == len(changed.source.split()) >= 2


@pytest.mark.parametrize(
    "pair",
    [
        Example("很好看 真的 推荐！", "Nice, really, recommended!"),
        Example("包 手工", "Bag, handmade"),
        Example("包 手工 小众", "Handmade bag, niche"),
    ],
)
def test_what_is_no_keyword_title_is_not_rearranged(pair):
    assert rearranged(pair, random.Random(1)) is None


def test_copies_begin_with_the_pair_itself_and_are_the_same_for_the_same_seed():
    pair = Example("托特包 手工 小众", "Tote bag, handmade, niche")
    copies = list(VARIATION.copies(pair, 6, random.Random(1)))
    assert copies[0] == pair
    assert copies == list(VARIATION.copies(pair, 6, random.Random(1)))
    assert len(set(copies)) > 2
