import pytest
from walks import Models, build

from models.backends.echo import EchoTranslator
from models.base import BEAM4, GREEDY, RERANK4, Candidate, Pair
from pipeline import choose, route
from pipeline.document import Document
from pipeline.route import Chain

LIKELY, WHOLE = "Phone case", "Phone case and raincoat"


class Undecided(EchoTranslator):
    """An echo whose likeliest candidate leaves a word out; the third is damaged."""

    def weighed(self, texts, decoding):
        return [
            [Candidate(LIKELY, -0.5), Candidate(WHOLE, -0.6), Candidate("⟦9⟧ raincoat case", -0.4)]
            for _ in texts
        ]


@pytest.fixture
def undecided():
    return Undecided(Pair("zh", "en"), reply=lambda text: LIKELY)


def test_candidate_that_says_more_of_the_source_is_taken(undecided):
    (found,) = choose.candidates(["手机壳和雨衣"], undecided, RERANK4)
    assert found.index(WHOLE) < found.index(LIKELY)


def test_likeliest_is_taken_where_all_say_the_same():
    found = [Candidate("A nice phone case", -0.5), Candidate("Phone case, nice", -0.6)]
    assert choose.ordered("手机壳", found)[0] == "A nice phone case"


def test_traditional_sources_are_read_as_well():
    found = [Candidate(LIKELY, -0.5), Candidate(WHOLE, -0.6)]
    assert choose.ordered("手機殼和雨衣", found)[0] == WHOLE


@pytest.mark.parametrize("decoding", [GREEDY, BEAM4, RERANK4.ranked(1)], ids=lambda d: d.name)
def test_other_searches_have_one_candidate(undecided, decoding):
    assert choose.candidates(["手机壳和雨衣"], undecided, decoding) == [[LIKELY]]


def test_nothing_is_chosen_for_a_language_that_the_lexicon_lacks():
    model = Undecided(Pair("ja", "en"), reply=lambda text: LIKELY)
    assert choose.candidates(["かばん"], model, RERANK4) == [[LIKELY]]


def test_chain_chooses_by_its_last_model(undecided):
    script = EchoTranslator(Pair("zh-Hant", "zh-Hans"), reply=lambda text: "手机壳和雨衣")
    (found,) = choose.candidates(["手機殼和雨衣"], Chain([script, undecided]), RERANK4)
    assert found.index(WHOLE) < found.index(LIKELY)
    plain = EchoTranslator(Pair("zh", "en"), reply=lambda text: LIKELY)
    assert choose.candidates(["手機殼"], Chain([script, plain]), RERANK4) == [[LIKELY]]


def test_damaged_candidates_are_passed_over_and_the_search_is_of_the_signature(undecided):
    (told,) = build(undecided, decoding=RERANK4)([Document("1", title="手机壳和雨衣")], ["US"])
    assert (told.document.title, told.status) == (WHOLE, "ok")
    assert "decoding:rerank4" in told.signature
    way = route.plan("zh-Hans", "en", Models(undecided).pairs())
    assert str(way) == "zh-en"
