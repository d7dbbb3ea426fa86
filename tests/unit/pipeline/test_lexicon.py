import gzip

import pytest

from pipeline.attested import shares
from pipeline.lexicon import Lexicon, packaged

SMALL = Lexicon({"毛线": ("yarn",), "毛线包": ("yarn bag",), "漂亮": ("pretty", "beautiful")})


def test_coverage_counts_the_longest_word_and_any_of_its_glosses():
    told = SMALL.coverage("漂亮毛线包", "A beautiful bag made of yarn")
    assert (told.known, told.found, told.characters) == (2, 2.0, 1.0)


def test_coverage_of_half_a_gloss_counts_half():
    assert SMALL.coverage("毛线包", "A bag").found == 0.5


def test_coverage_matches_inflected_words():
    assert SMALL.coverage("毛线包", "Yarn bags").found == 1


def test_coverage_tells_words_that_nothing_accounts_for():
    told = SMALL.coverage("漂亮", "pretty monster trucks")
    assert (told.words, told.strange) == (3, 2)


def test_coverage_does_not_read_placeholders():
    told = SMALL.coverage("漂亮⟦0⟧", "pretty ⟦0⟧")
    assert (told.words, told.characters) == (1, 1.0)


def test_coverage_of_empty_texts_is_nothing():
    told = SMALL.coverage("", "")
    assert (told.known, told.found, told.characters, told.words) == (0, 0, 0, 0)


def test_load_joins_files_and_its_revision_follows_their_bytes(tmp_path):
    plain, packed = tmp_path / "a.tsv", tmp_path / "b.tsv.gz"
    plain.write_text("# note\n包\tbag\tkind\n", "utf-8")
    packed.write_bytes(gzip.compress("包\tpack / case\n".encode()))
    both = Lexicon.load(plain, packed)
    assert both.entries == {"包": ("bag", "pack", "case")}
    assert both.revision != Lexicon.load(plain).revision


def test_word_that_translations_always_say_weighs_more_than_one_they_seldom_do():
    words = Lexicon(SMALL.entries, attested={"毛线": 0.98, "漂亮": 0.1})
    assert words.coverage("毛线", "A bag").dropped > 3
    assert words.coverage("漂亮", "A bag").dropped < 0.2
    assert words.coverage("漂亮毛线", "Pretty yarn").dropped == 0


def test_shares_are_counted_in_pairs_and_doubted_where_they_are_few():
    pairs = [("漂亮毛线", "Pretty yarn")] * 20 + [("漂亮", "Lovely")] * 20 + [("毛线包", "Bag")]
    assert shares(pairs, SMALL) == {"漂亮": 0.51, "毛线": 0.95}


def test_load_reads_shares_and_its_revision_follows_them(tmp_path):
    plain, shared = tmp_path / "a.tsv", tmp_path / "b.tsv"
    plain.write_text("包\tbag\n", "utf-8")
    shared.write_text("包\t0.75\n", "utf-8")
    words = Lexicon.load(plain, attested=shared)
    assert words.attested == {"包": 0.75}
    assert words.revision != Lexicon.load(plain).revision


def test_packaged_lexicon_knows_what_is_always_said():
    told = packaged()
    assert told.coverage("口红", "Case").dropped > 2 * told.coverage("合格", "Case").dropped


@pytest.mark.parametrize(
    ("source", "output", "missing"),
    [
        ("产地：安徽六安", "Place of origin: Anhui", ["六安"]),
        ("新疆、西藏、内蒙古补10元", "Xinjiang and Tibet: add ¥10", ["内蒙古"]),
        ("手机、口红都放得下", "A phone fits", ["口红"]),
        ("款式大方，包头设计", "A simple style with a closed toe", []),
    ],
)
def test_what_is_always_said_is_missed(source, output, missing):
    assert packaged().missing(source, output) == missing


def test_packaged_lexicon_knows_shop_words():
    told = packaged().coverage("羽绒马甲", "Down vest")
    assert (told.known, told.found) == (1, 1)
