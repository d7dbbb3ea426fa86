import asyncio

from walks import Opinionated, build

from models.base import Pair
from models.calibration import Calibration, Fit
from pipeline.document import Document
from tasks.web.alternatives import Alternatives
from tasks.web.apart import Here

DOUBTFUL = Fit(("mean",), (-1.0,), (0.5,), ((2.0,),), 0.0, review_below=1.0)


def ranked(rank):
    replies = ("A bag", "One bag", "抗 bag", "Cures cancer")
    model = Opinionated(
        Pair("zh", "en"), Calibration((DOUBTFUL,)), reply=lambda text: replies[rank]
    )
    return build(model)


def test_doubtful_ways_are_offered_and_damaged_or_forbidden_ones_are_not():
    here = Here(ranked)
    (found,) = asyncio.run(Alternatives(here, here, 30.0)([Document("1", body="包")], "US", 3))
    assert found == ["One bag"]
