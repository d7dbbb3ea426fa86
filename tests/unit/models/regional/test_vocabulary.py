import pytest

from models.regional.converter import converter
from models.regional.vocabulary import DATA, backward, read_shared, read_vocabulary

HK, MO = read_vocabulary(DATA / "hk.tsv"), read_vocabulary(DATA / "mo.tsv")
HONG_KONG = converter("zh-Hant-HK")
MACAU = converter("zh-Hant-MO")
SEEN = ("price_watch", "rime-cantonese", "common-voice", "ctcpc", "hkcancor")


def test_vocabulary_has_no_duplicates_and_names_where_each_word_is_seen():
    keys = [entry.simplified for entry in HK]
    assert len(keys) == len(set(keys))
    assert {entry.source.split(":")[0] for entry in HK} == {*SEEN, "editor"} - {"hkcancor"}
    assert sum(entry.source.startswith(SEEN) for entry in HK) >= 1500


@pytest.mark.parametrize("shelf", sorted({entry.shelf.rstrip(">") for entry in HK}))
def test_words_become_their_regional_words_and_those_stay(shelf):
    wrong = {}
    for entry in HK:
        for word in (entry.simplified, entry.regional):
            if entry.shelf.startswith(shelf) and HONG_KONG.convert(word) != entry.regional:
                wrong[word] = HONG_KONG.convert(word)
    assert not wrong


def test_every_word_says_what_the_characters_alone_do_not():
    for entry in HK:
        assert "".join(p.plain for p in HONG_KONG.pieces(entry.simplified)) != entry.regional, entry


def test_part_that_a_compound_is_known_by_stands_in_it():
    for entry in HK:
        part = entry.source.partition(":")[2]
        assert part in entry.regional, entry


def test_words_of_macau_differ_from_those_of_hong_kong():
    assert len({entry.simplified for entry in MO}) == len(MO)
    assert all(HONG_KONG.convert(entry.simplified) != entry.regional for entry in MO)
    assert all(MACAU.convert(entry.simplified) == entry.regional for entry in MO)


def test_shared_words_are_left_alone():
    changed = [w for w in read_shared() if any(p.text != p.plain for p in HONG_KONG.pieces(w))]
    assert not changed


def test_shared_words_and_vocabulary_do_not_overlap():
    assert {entry.simplified for entry in HK}.isdisjoint(read_shared())


def test_words_that_lead_back_are_longer_than_a_character_and_two_way():
    words = backward(HK)
    assert words["外置充電器"] == "充电宝"
    assert all(len(word) > 1 for word in words)
    assert "乳酪" not in words
