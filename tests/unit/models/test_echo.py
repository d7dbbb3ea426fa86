import pytest

from models.backends.echo import EchoTranslator
from models.base import CAREFUL, GREEDY, Pair, Translator
from models.errors import TextTooLong

TEXT = "⟦0⟧ costs 39.9"


@pytest.mark.parametrize(
    ("damage", "output"),
    [
        (None, TEXT),
        ("drop_placeholder", " costs 39.9"),
        ("change_number", "⟦0⟧ costs 49.9"),
        ("empty", ""),
        ("leftover", TEXT + " 没有翻译的文字"),
    ],
)
def test_echo_damages_as_told(damage, output):
    assert EchoTranslator(Pair("zh", "en"), damage=damage).translate([TEXT]) == [output]


def test_echo_loop_is_long():
    (output,) = EchoTranslator(Pair("zh", "en"), damage="loop").translate([TEXT])
    assert output.count("over and") == 20


def test_echo_damages_only_under_the_named_decodings():
    echo = EchoTranslator(Pair("zh", "en"), damage="empty", decodings=frozenset({"greedy"}))
    assert echo.translate([TEXT], GREEDY) == [""]
    assert echo.translate([TEXT], CAREFUL) == [TEXT]
    assert echo.batches == [(TEXT,), (TEXT,)]


def test_echo_is_a_translator_with_a_limit():
    echo = EchoTranslator(Pair("zh", "en"), reply=str.upper, max_tokens=3)
    assert isinstance(echo, Translator)
    assert echo.translate(["ab", ""]) == ["AB", ""]
    with pytest.raises(TextTooLong):
        echo.translate(["abcd"])
