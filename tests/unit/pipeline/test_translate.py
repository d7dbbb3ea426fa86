import pytest

from models.backends.echo import EchoTranslator
from models.base import GREEDY, Pair
from pipeline.translate import translate

ZH_EN = Pair("zh", "en")
WORDS = {"买⟦0⟧个": "Buy ⟦0⟧", "买": "Buy", "个": "pieces", "好": "Good", "好看": "Nice"}


def echo(**options):
    return EchoTranslator(ZH_EN, reply=lambda text: WORDS.get(text, "Something else"), **options)


def test_translate_is_one_batch_when_nothing_is_damaged():
    model = echo()
    assert [o.text for o in translate(["好", "好看"], model, GREEDY)] == ["Good", "Nice"]
    assert model.batches == [("好", "好看")]


def test_translate_repairs_with_another_decoding():
    model = echo(damage="loop", decodings=frozenset({"greedy"}))
    (outcome,) = translate(["好"], model, GREEDY)
    assert (outcome.text, outcome.rung, outcome.issues[0].code) == ("Good", "careful", "loop")


def test_translate_splits_at_placeholders_when_they_get_lost():
    (outcome,) = translate(["买⟦0⟧个"], echo(damage="drop_placeholder"), GREEDY)
    assert (outcome.text, outcome.rung) == ("Buy ⟦0⟧ pieces", "split")


@pytest.mark.parametrize("damage", ["loop", "empty", "leftover"])
def test_translate_keeps_the_source_at_the_bottom(damage):
    (outcome,) = translate(["买⟦0⟧个"], echo(damage=damage), GREEDY)
    assert (outcome.text, outcome.rung, outcome.is_good) == ("买⟦0⟧个", "kept", False)
    assert outcome.issues


def test_translate_damage_of_one_leaves_the_others_alone():
    model = EchoTranslator(ZH_EN, reply=lambda t: WORDS.get(t, ""))
    outcomes = translate(["好", "无法", "好看"], model, GREEDY)
    assert [o.rung for o in outcomes] == ["first", "kept", "first"]


def test_translate_text_longer_than_the_model_is_kept_never_cut():
    (outcome,) = translate(["好" * 50], echo(max_tokens=10), GREEDY)
    assert outcome.rung == "kept"
