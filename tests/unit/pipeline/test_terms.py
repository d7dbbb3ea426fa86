"""Terms inside the sentence: what a model is asked, and what is made of its answer."""

import re

import pytest

from models.backends.echo import EchoTranslator
from models.base import GREEDY, Pair
from pipeline.field import Segment
from pipeline.glossary import Entry, Glossary
from pipeline.markets import market
from pipeline.mask import mask
from pipeline.protect import find
from pipeline.restore import part
from pipeline.segment import Piece
from pipeline.terms import PLACES, Wording, plain, shown, taken_back, translate_worded

ZH_EN = Pair("zh", "en")
HAN = re.compile("[一-鿿]")
GLOSSARY = Glossary((Entry("云朵包", "Cloud Bag"), Entry("小米", "Xiaomi", "brand")))


def masked(text):
    return mask(text, find(text, GLOSSARY.find(text, "en")))


def asked(text, seen=()):
    return Wording(dict.fromkeys(seen, 99), ZH_EN).asked(masked(text))


def test_agreed_term_stands_in_the_sentence_and_figures_stay_hidden():
    text = asked("这款云朵包只要¥39", seen=("这款", "只要"))
    assert shown(text) == "这款 Cloud Bag 只要⟦1⟧"
    assert plain(text) == "这款⟦0⟧只要⟦1⟧"


def test_brand_stays_behind_its_placeholder():
    assert shown(asked("小米的云朵包")) == "⟦0⟧的 Cloud Bag"


def test_word_hardly_seen_is_given_and_a_familiar_one_or_one_of_two_senses_is_not():
    assert shown(asked("就是给儿童的")) == "就是给 kids 的"
    assert asked("就是给儿童的", seen=("儿童",)) == "就是给儿童的"


def test_places_come_from_the_table():
    assert shown(asked("义乌")) == "Yiwu"


@pytest.mark.parametrize("pair", [Pair("en", "zh"), Pair("ja", "en"), Pair("zh", "zh-Hant-HK")])
def test_other_pairs_are_left_alone(pair):
    assert Wording({}, pair).asked(masked("云朵包好看")) == "⟦0⟧好看"


def test_model_that_takes_no_words_over_is_asked_as_ever():
    assert Wording(None, ZH_EN).asked(masked("儿童云朵包")) == "儿童⟦0⟧"


def test_text_that_forges_the_marks_of_this_room_is_left_alone():
    text = "儿童\x02云\x1fcloud\x03"
    assert Wording({}, ZH_EN).asked(mask(text, [])) == text


def answered(text, answer, seen=()):
    model = EchoTranslator(ZH_EN, reply=lambda t: answer.get(t, "Nothing"), seen={})
    (outcome,) = translate_worded([asked(text, seen)], model, GREEDY)
    return outcome


def test_plural_of_a_term_is_taken_and_the_term_goes_back_behind_its_mark():
    outcome = answered("两个云朵包", {"两个 Cloud Bag": "Two cloud bags"}, seen=("两个",))
    assert outcome.text == "Two ⟦0⟧s"


def test_output_without_the_term_falls_back_to_the_placeholder():
    answer = {"好看的 Cloud Bag": "A nice backpack", "好看的⟦0⟧": "A nice ⟦0⟧"}
    assert answered("好看的云朵包", answer, seen=("好看",)).text == "A nice ⟦0⟧"


def test_output_without_a_given_word_falls_back_to_the_source_as_written():
    answer = {"给 kids 的": "For you", "给儿童的": "For children"}
    assert answered("给儿童的", answer).text == "For children"
    assert answered("给儿童的", {"给 kids 的": "For kids"}).text == "For kids"


def test_damaged_output_falls_back_although_the_word_is_there():
    answer = {"给 kids 的": "For kids 9", "给儿童的": "For children"}
    assert answered("给儿童的", answer).text == "For children"


def test_term_that_comes_twice_in_the_source_must_come_twice_in_the_output():
    text = asked("云朵包和云朵包")
    assert taken_back(text, "Cloud Bag and cloud bags") == "⟦1⟧ and ⟦0⟧s" or (
        taken_back(text, "Cloud Bag and cloud bags") == "⟦0⟧ and ⟦1⟧s"
    )
    assert taken_back(text, "Cloud Bag") is None
    assert taken_back(text, "Cloud Bag, Cloud Bag, Cloud Bag") is None


def test_part_of_a_longer_word_is_not_the_term():
    assert taken_back(asked("云朵包"), "Cloud Baggage") is None


def test_table_of_places_holds_each_once_in_english():
    rows = [line.split("\t") for line in PLACES.read_text("utf-8").splitlines() if line[0] != "#"]
    assert all(len(row) == 2 and row[0] and not HAN.search(row[1]) for row in rows)
    assert len({word for word, _ in rows}) == len(rows)


def test_plural_stands_right_behind_its_term():
    segment = Segment(Piece("两个云朵包", "text"), masked("两个云朵包"), True)
    assert part(segment, "Two ⟦0⟧s", market("US")).text == "Two Cloud Bags"
