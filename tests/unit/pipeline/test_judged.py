import pytest
from walks import GLOSSARY, Models, Opinionated

from models.base import Pair
from pipeline import judged
from pipeline.errors import PipelineError
from pipeline.judged import InvalidJudgement, Judged
from pipeline.markets import market


def hidden(source, output):
    model = Opinionated(Pair("zh", "en"))
    judged.features([Judged(source, output, 2)], market("US"), Models(model), GLOSSARY)
    return model.asked[0]


@pytest.mark.parametrize(
    ("source", "output", "expected"),
    [
        ("小米手机壳", "Phone case for Xiaomi", ("⟦0⟧手机壳", "Phone case for ⟦0⟧")),
        ("长30厘米，重2斤", "30 cm long, 1 kg", ("长⟦0⟧，重⟦1⟧", "⟦0⟧ long, ⟦1⟧")),
        ("适用iPhone 15。好看！", "Fits IPHONE 15. Nice!", ("适用⟦0⟧。好看！", "Fits ⟦0⟧. Nice!")),
        ("长30厘米", "Long", ("长⟦0⟧", "Long")),
    ],
)
def test_pairs_are_judged_as_the_model_would_have_seen_them(source, output, expected):
    assert hidden(source, output) == expected


def test_a_market_without_a_model_is_refused():
    with pytest.raises(PipelineError, match="HK"):
        judged.features([Judged("包", "包", 2)], market("HK"), Models(), GLOSSARY)


@pytest.mark.parametrize("line", ["包\tBag", "包\tBag\t3", "\tBag\t2", "包\t\t0"])
def test_a_line_that_cannot_be_used_is_named(line):
    with pytest.raises(InvalidJudgement, match="line 2"):
        judged.read(f"包\tBag\t2\n{line}\n")


def test_pairs_are_judged_with_the_words_that_the_model_is_given():
    model = Opinionated(Pair("zh", "en"), seen={})
    rows = [Judged("牛油火锅底料", "Beef tallow hot pot base", 2)]
    judged.features(rows, market("US"), Models(model), GLOSSARY)
    ((source, _),) = model.asked
    assert "beef tallow" in source
