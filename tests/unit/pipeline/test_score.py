import pytest
from walks import Models, Opinionated, build, spell

from models.backends.echo import EchoTranslator
from models.base import Pair
from models.calibration import Calibration, Fit
from pipeline import score
from pipeline.cache import SegmentCache
from pipeline.document import Document
from pipeline.route import Route
from pipeline.score import of_field

BY_LIKELIHOOD = Fit(("mean",), (-1.0,), (0.5,), ((2.0,),), 0.0, review_below=0.5, auc=0.9)
READ_BACK = Fit(("back",), (-1.0,), (0.5,), ((2.0,),), 0.0, review_below=0.5, reverse="back")


@pytest.fixture
def english():
    return Opinionated(Pair("zh", "en"), Calibration((BY_LIKELIHOOD,)), reply=spell)


def test_field_and_document_have_the_score_of_their_worst(english):
    (told,) = build(english)([Document("1", title="很漂亮", body="好看。怪怪的。")], ["US"])
    assert told.fields["title"].score == 0.96
    assert told.fields["body"].score < 0.1
    assert told.score == told.fields["body"].score == told.to_json()["score"]


def test_low_score_is_for_review_and_says_so(english):
    (told,) = build(english)([Document("1", title="怪怪的", tags=("好看",))], ["US"])
    assert [i.code for i in told.fields["title"].issues] == ["low_score"]
    assert (told.status, told.fields["tags.0"].status) == ("review", "ok")


def test_score_is_absent_without_a_calibration():
    (told,) = build(Opinionated(Pair("zh", "en"), reply=spell))([Document("1", title="怪")], ["US"])
    assert (told.score, told.status) == (None, "ok")
    assert "score" not in told.to_json()
    assert "score" not in told.to_json()["fields"]["title"]
    assert "score" not in told.signature


def test_score_of_a_conversion_is_absent(english):
    (told,) = build(english)([Document("1", title="怪怪的")], ["HK"])
    assert (told.score, told.status) == (None, "ok")


def test_score_is_remembered_and_not_worked_out_twice(english, client):
    walk = build(english, cache=SegmentCache(client))
    (first,) = walk([Document("1", title="怪怪的")], ["US"])
    english.asked.clear()
    (again,) = build(english, cache=SegmentCache(client))([Document("1", title="怪怪的")], ["US"])
    assert (again.cached, again.score, english.asked) == (1, first.score, [])


def test_another_calibration_is_another_signature(english):
    strict = Opinionated(Pair("zh", "en"), Calibration((READ_BACK, BY_LIKELIHOOD)), reply=spell)
    assert strict.revision == english.revision
    one, same, other = (
        build(model)([Document("1", title="好")], ["US"])[0].signature
        for model in (english, strict, Opinionated(Pair("zh", "en"), Calibration((
            Fit(("mean",), (-1.0,), (0.5,), ((1.0,),), 0.0, review_below=0.5),)), reply=spell))
    )  # fmt: skip
    assert one == same != other


def test_outputs_are_read_back_where_the_calibration_knows_the_reverse_model():
    there = Opinionated(Pair("zh", "en"), Calibration((READ_BACK, BY_LIKELIHOOD)))
    back = Opinionated(Pair("en", "zh"))
    back.revision = "back@1"
    judge = score.scorer(Route("zh", "en", (Pair("zh", "en"),)), Models(there, back))
    assert judge.fit is READ_BACK
    low, high = judge.scores(["怪", "好"], ["odd", "fine"])
    assert low < high
    assert back.asked == [("odd", "怪"), ("fine", "好")]
    back.revision = "other@1"
    assert score.scorer(Route("zh", "en", (Pair("zh", "en"),)), Models(there, back)).fit is (
        BY_LIKELIHOOD
    )


def test_a_reverse_model_that_no_weights_need_is_never_loaded():
    """It would cost its conversion at the first start, and its memory ever after."""
    there = Opinionated(Pair("zh", "en"), Calibration((BY_LIKELIHOOD,)))
    models = Models(there, Opinionated(Pair("en", "zh")))
    loaded = []
    known = models.translator
    models.translator = lambda pair: loaded.append(pair) or known(pair)
    judge = score.scorer(Route("zh", "en", (there.pair,)), models)
    assert judge.scores(["好"], ["fine"]) == [0.96]
    assert loaded == [there.pair]
    assert score.scorer(Route("zh", "en", (there.pair,)), models, fitted=False).reverse
    assert loaded[-1] == Pair("en", "zh")


def test_traditional_sources_are_judged_as_the_model_read_them():
    there = Opinionated(Pair("zh", "en"), Calibration((BY_LIKELIHOOD,)))
    script = EchoTranslator(Pair("zh-Hant", "zh-Hans"), reply=lambda text: text.replace("裡", "里"))
    way = Route("zh-Hant", "en", (script.pair, there.pair))
    score.scorer(way, Models(script, there)).scores(["裡面"], ["inside"])
    assert there.asked == [("里面", "inside")]


def test_pivots_are_not_scored():
    first, last = EchoTranslator(Pair("ja", "zh")), Opinionated(Pair("zh", "en"))
    assert score.scorer(Route("ja", "en", (first.pair, last.pair)), Models(first, last)) is None


@pytest.mark.parametrize(
    ("segments", "expected"),
    [([], None), ([(5, 0.4)], 0.4), ([(20, 0.9), (20, 0.2)], 0.2), ([(100, 0.9), (1, 0.0)], 0.9)],
)
def test_field_score_is_that_of_its_worst_segment_by_length(segments, expected):
    assert of_field(segments) == expected
