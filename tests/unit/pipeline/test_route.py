import pytest

from models.backends.echo import EchoTranslator
from models.base import Pair
from pipeline.route import Chain, plan

PAIRS = {
    Pair("zh", "en"), Pair("zh-Hans", "zh-Hant-HK"), Pair("zh-Hans", "zh-Hant-MO"),
    Pair("zh-Hant", "zh-Hans"), Pair("ja", "en"), Pair("en", "zh"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "target", "route"),
    [
        ("zh-Hans", "en", "zh-en"),
        ("zh", "en", "zh-en"),
        ("zh-Hant", "en", "zh-Hant-zh-Hans+zh-en"),
        ("yue", "en", "zh-Hant-zh-Hans+zh-en"),
        ("zh-Hans", "zh-Hant-HK", "zh-Hans-zh-Hant-HK"),
        ("zh-Hans", "zh-Hant-MO", "zh-Hans-zh-Hant-MO"),
        ("zh", "zh-Hant-HK", "zh-Hans-zh-Hant-HK"),
        ("zh-Hant", "zh-Hant-HK", "keep"),
        ("en", "en", "keep"),
        ("en", "zh-Hant-HK", "en-zh+zh-Hans-zh-Hant-HK"),
        ("ja", "en", "ja-en"),
        ("ja", "zh-Hant-HK", "ja-en+en-zh+zh-Hans-zh-Hant-HK"),
        ("ko", "en", "none"),
        ("und", "en", "none"),
    ],
)
def test_plan(source, target, route):
    assert str(plan(source, target, PAIRS)) == route


def test_plan_tells_conversion_and_pivot_apart():
    assert plan("zh-Hans", "zh-Hant-HK", PAIRS).is_conversion
    assert not plan("zh-Hans", "zh-Hant-HK", PAIRS).is_pivot
    assert plan("ja", "zh-Hant-HK", PAIRS).is_pivot
    assert not plan("zh-Hant", "en", PAIRS).is_pivot


def test_chain_goes_through_every_translator():
    first = EchoTranslator(Pair("zh-Hant", "zh-Hans"), reply=lambda t: t + "1", max_tokens=9)
    second = EchoTranslator(Pair("zh", "en"), reply=lambda t: t + "2")
    chain = Chain([first, second])
    assert chain.translate(["a"]) == ["a12"]
    assert (str(chain.pair), chain.revision, chain.max_tokens) == ("zh-Hant-en", "echo+echo", 9)
