import pytest
from walks import build

from models.errors import ModelMissing
from pipeline.document import Document
from tasks.publish import markets_of

BAG = Document("1", title="包", markets=("US", "HK"))


class Broken:
    """A pipeline that fails for some markets."""

    def __init__(self, *markets):
        self._walk, self._bad = build(), set(markets)

    def __call__(self, documents, markets=None):
        if self._bad & set(markets or documents[0].markets):
            raise ModelMissing("zh-en", "/models")
        return self._walk(documents, markets)


@pytest.mark.parametrize(
    ("bad", "good"), [((), ["US", "HK"]), (("US",), ["HK"]), (("HK",), ["US"]), (("US", "HK"), [])]
)
def test_market_that_fails_keeps_no_other_waiting(bad, good):
    results, error = markets_of(BAG, Broken(*bad), ("US", "HK", "MO"))
    assert [result.market for result in results] == good
    assert isinstance(error, ModelMissing) == bool(bad)
