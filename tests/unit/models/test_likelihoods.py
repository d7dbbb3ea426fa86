import pytest

SOURCE_LINES = ["这件连衣裙很漂亮。", "⟦0⟧包邮，⟦1⟧天内发货。", "颜色有雾霾蓝和奶油白，尺码齐全。"]
TARGET_LINES = [
    "This dress is beautiful.",
    "Free shipping for ⟦0⟧, sent within ⟦1⟧ days.",
    "Comes in haze blue and cream white, in all sizes.",
]


@pytest.fixture(scope="module")
def engine(tiny_engine):
    return tiny_engine("float32")


def test_model_finds_likelier_what_it_learnt(engine):
    learnt = engine.likelihoods(SOURCE_LINES, TARGET_LINES)
    wrong = engine.likelihoods(SOURCE_LINES, TARGET_LINES[1:] + TARGET_LINES[:1])
    assert all(a.mean > b.mean and a.low > b.low for a, b in zip(learnt, wrong, strict=True))
    assert all(a.low <= a.mean <= 0 and a.total <= a.mean for a in learnt + wrong)


def test_opinion_does_not_depend_on_its_company(engine):
    alone = [
        engine.likelihoods([s], [t])[0] for s, t in zip(SOURCE_LINES, TARGET_LINES, strict=True)
    ]
    together = engine.likelihoods(SOURCE_LINES * 2, TARGET_LINES * 2)
    for one, other in zip(alone * 2, together, strict=True):
        assert one.mean == pytest.approx(other.mean, abs=1e-4)


def test_empty_and_too_long_texts_have_no_likelihood(engine):
    long = "漂亮" * engine.max_tokens
    found = engine.likelihoods(["", "漂亮", long, "漂亮"], ["x", "", "x", "This dress"])
    assert found[:3] == [None, None, None]
    assert found[3] is not None
