"""The packaged models say how good their outputs are, and are right about it."""

import pytest

from models import catalog, store
from models.base import Pair
from models.registry import CatalogRegistry
from pipeline import score
from pipeline.route import Route

pytestmark = pytest.mark.quality

GOOD = {
    "这件连衣裙很漂亮。": "This dress is beautiful.",
    "发货地：浙江义乌": "Ships from: Yiwu, Zhejiang",
    "真丝枕套": "Silk pillowcase",
    "手工编织毛线包": "Hand-knitted yarn bag",
}
BAD = {
    "这件连衣裙很漂亮。": "The weather will pay for the chicken.",
    "发货地：浙江义乌": "Free gift with every order, cash back",
    "真丝枕套": "Stainless steel bottle opener for cars",
    "手工编织毛线包": "A phone case that never breaks",
}


def test_packaged_chinese_model_is_calibrated(tmp_path):
    """A model that was trained anew needs `haiyi calibrate JUDGED.tsv` before it is packaged."""
    entry = catalog.load().entry("starter-zh-en")
    found = store.calibrated(entry, tmp_path)
    assert found is not None
    assert all(fit.auc >= 0.85 and 0 < fit.review_below < 1 for fit in found.fits)


def test_right_outputs_score_above_wrong_ones(home):
    registry = CatalogRegistry(catalog.load(), home / "models", prefer="starter-zh-en")
    judge = score.scorer(Route("zh", "en", (Pair("zh", "en"),)), registry)
    good = judge.scores(list(GOOD), list(GOOD.values()))
    bad = judge.scores(list(BAD), list(BAD.values()))
    assert min(good) > max(bad)
    assert max(bad) < judge.fit.review_below
