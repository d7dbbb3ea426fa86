import pytest
from walks import Opinionated, build, spell

from models.base import Pair
from models.calibration import Calibration, Fit
from pipeline.changes import compare
from pipeline.document import Document

FIT = Fit(("mean",), (-1.0,), (0.5,), ((2.0,),), 0.0, review_below=0.5)
SAMPLE = [
    Document("0", title="很好看"),
    Document("1", title="毛线包"),
    Document("2", title="奇巧"),
]


def translated(reply):
    model = Opinionated(Pair("zh", "en"), Calibration((FIT,)), reply=reply)
    return build(model)(SAMPLE, ["US"])


def test_nothing_changes_between_a_model_and_itself():
    found = compare(SAMPLE, translated(spell), translated(spell))
    assert (found.others, found.worst(9), found.is_worse(0.0)) == (0.0, [], False)
    assert found.scores[0] == found.scores[1]


def test_what_gets_worse_is_told_the_worst_first():
    after = translated(lambda text: spell(text) + " bad" * ("毛线" in text))
    found = compare(SAMPLE, translated(spell), after)
    assert found.others == pytest.approx(1 / 3)
    (change,) = found.worst(9)
    assert (change.document, change.path, change.source) == ("1", "title", "毛线包")


def test_a_fall_of_the_score_beyond_the_margin_is_worse():
    class Doubtful(Opinionated):
        def likelihoods(self, sources, outputs):
            return super().likelihoods(["怪"] * len(sources), outputs)

    doubtful = Doubtful(Pair("zh", "en"), Calibration((FIT,)), reply=lambda t: spell(t) + " x")
    after = build(doubtful)(SAMPLE, ["US"])
    found = compare(SAMPLE, translated(spell), after)
    assert found.is_worse(0.5)
    assert not compare(SAMPLE, after, translated(spell)).is_worse(0.0)
    assert found.issues[0]["low_score"] == 3
    assert found.ok == (1.0, 0.0)


def test_fields_that_stay_as_written_are_left_out():
    kept = [Document("0", title="a gift", source="en")]
    walk = build(Opinionated(Pair("zh", "en"), Calibration((FIT,)), reply=spell))
    assert compare(kept, walk(kept, ["US"]), walk(kept, ["US"])).changes == ()


def test_a_model_without_a_calibration_is_not_better_for_having_no_doubts():
    found = compare(SAMPLE, translated(spell), build(Opinionated(Pair("zh", "en")))(SAMPLE, ["US"]))
    assert found.scores is None
    assert found.uncalibrated == ("new",)
