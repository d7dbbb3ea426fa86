import random

import pytest

from models.glosses import Glosses
from models.placeholder import PATTERN
from models.training.corpus import Portion
from models.training.coverage import count_words, cover, read_words
from models.training.example import Example, turned
from models.training.lexicon import count, shared
from models.training.masking import Masker
from models.training.switching import Switcher

LEXICON = Glosses({"手环": ("fitness band",), "牛油": ("beef tallow",), "防水": ("waterproof",)})
PAIR = Example("两个手环都防水", "Both fitness bands are waterproof")


def drawn(switcher: Switcher, example: Example, times: int = 200) -> set[Example]:
    rng = random.Random(7)
    return {switcher.switch(example, rng) for _ in range(times)}


def test_lexicon_reads_glosses_and_leaves_out_what_is_not_words(tmp_path):
    path = tmp_path / "lexicon.tsv"
    lines = ["# 注", "手环\tfitness band / bracelet", "的\tof", "型号\tNo. 5", "手环\tring"]
    path.write_text("\n".join(lines), "utf-8")
    assert Glosses.load([path]).senses == {"手环": ("fitness band", "bracelet")}


def test_longest_word_is_found_and_inflected_glosses_count():
    lexicon = Glosses({"水晶": ("crystal",), "水晶灯": ("chandelier",), "清洗": ("wash",)})
    found = list(shared(lexicon, Example("水晶灯清洗", "Chandeliers washed here")))
    assert [(f.source, f.gloss) for f in found] == [((0, 3), "chandelier"), ((3, 5), "wash")]
    assert not list(shared(lexicon, Example("水晶灯", "A lamp")))
    assert not list(shared(lexicon, Example("清洗再清洗", "wash")))  # not once


def test_words_of_the_target_stand_in_the_source_and_the_target_keeps_its_form():
    outcomes = drawn(Switcher(LEXICON, share=1.0), PAIR)
    assert Example("两个 fitness band 都防水", PAIR.target) in outcomes
    assert Example("两个手环都 waterproof", PAIR.target) in outcomes
    assert Example("两个 Fitness Band 都防水", "Both Fitness Bands are waterproof") in outcomes
    for outcome in outcomes:
        assert outcome.target.lower() == PAIR.target.lower()


def test_backwards_the_word_goes_into_the_english():
    outcomes = drawn(Switcher(LEXICON, share=1.0, backwards=True), PAIR)
    assert Example(PAIR.source, "Both 手环 are waterproof") in outcomes
    assert all(outcome.source == PAIR.source for outcome in outcomes)


def test_share_decides_how_many_pairs_are_changed():
    assert drawn(Switcher(LEXICON, share=0.0), PAIR) == {PAIR}
    rng, switcher = random.Random(1), Switcher(LEXICON, share=0.2)
    changed = sum(switcher.switch(PAIR, rng) != PAIR for _ in range(2000))
    assert 300 < changed < 500


def test_words_of_the_lexicon_are_hidden_on_both_sides():
    rng, masker = random.Random(3), Masker(share=1.0, lexicon=LEXICON)
    masked = {masker.mask(PAIR, rng).example for _ in range(400)}
    assert Example("两个⟦0⟧都防水", "Both ⟦0⟧ are waterproof") in masked
    for source, target in masked:
        assert sorted(PATTERN.findall(source)) == sorted(PATTERN.findall(target))


def test_turned_pair_numbers_placeholders_by_its_new_source():
    pair = Example("⟦0⟧的⟦1⟧和⟦2⟧", "⟦2⟧ and ⟦1⟧ of ⟦0⟧")
    assert turned(pair) == Example("⟦0⟧ and ⟦1⟧ of ⟦2⟧", "⟦2⟧的⟦1⟧和⟦0⟧")


def test_coverage_counts_pairs_not_places_and_names_what_is_missing(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("手环\n牛油\n# 注\n杯子\n", "utf-8")
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("手环手环\tband\n" + "牛油\ttallow\n" * 5, "utf-8")
    found = count_words(words, [Portion(pairs, 4.0)], [])
    assert found.counts == {"手环": 1, "牛油": 5, "杯子": 0}
    assert found.missing() == ["杯子", "手环"]
    assert "66.7 % at least 1 times" in str(found)
    assert "杯子:0 手环:1" in str(found)


def test_coverage_of_nothing_is_nothing():
    assert cover([], []).share(1) == 0


@pytest.mark.parametrize("line", ["# a comment", ""])
def test_lists_of_words_may_hold_comments(line, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(f"手环\t9\n{line}\n手环\n", "utf-8")
    assert read_words(path) == ["手环"]


def test_words_are_counted_once_for_each_source():
    pairs = [
        Example("手环手环", "bands"),
        Example("手环手环", "bracelets"),
        Example("防水手环", "x"),
    ]
    assert count(LEXICON, pairs) == {"手环": 2, "防水": 1}
