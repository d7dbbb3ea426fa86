import pytest

from models.errors import ModelMissing, NoModel
from pipeline.errors import InvalidDocument, UnknownMarket
from tasks.policy import UNFORESEEN, DependencyDown, Exit, rule


@pytest.mark.parametrize(
    ("error", "status", "code", "may_pass"),
    [
        (InvalidDocument("empty", "no text"), 422, Exit.REVIEW, False),
        (UnknownMarket("XX", ["US"]), 422, Exit.USAGE, False),
        (ModelMissing("m", "/x"), 503, Exit.DEPENDENCY, False),
        (NoModel("ja", "en", ()), 503, Exit.DEPENDENCY, False),
        (DependencyDown("broker", "refused", "start it"), 503, Exit.DEPENDENCY, True),
        (ConnectionRefusedError(), 503, Exit.DEPENDENCY, True),
        (FileNotFoundError("x"), 404, Exit.USAGE, False),
    ],
)
def test_rule(error, status, code, may_pass):
    row = rule(error)
    assert (row.status, row.exit, row.may_pass) == (status, code, may_pass)


def test_rule_of_the_unforeseen_may_pass():
    assert rule(KeyError("x")) is UNFORESEEN
