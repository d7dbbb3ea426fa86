import pytest

from pipeline.document import Document
from tasks.intake.isolated import isolated
from tasks.policy import DependencyDown


def walk(documents, markets):
    if any(document.title == "bad" for document in documents):
        raise OverflowError
    if any(document.title == "down" for document in documents):
        raise DependencyDown("model", "away", "start it")
    return [(d.id, m) for d in documents for m in markets or d.markets or ("US", "HK")]


def test_document_that_fails_takes_no_other_with_it():
    documents = [Document("1", title="a"), Document("2", title="bad"), Document("3", title="c")]
    first, second, third = isolated(walk, documents, ["US"])
    assert (first, third) == ([("1", "US")], [("3", "US")])
    assert isinstance(second, OverflowError)
    assert isolated(walk, [], ["US"]) == []


def test_markets_are_those_asked_for_or_its_own_or_all():
    documents = [Document("1", title="a", markets=("HK",)), Document("2", title="b")]
    assert isolated(walk, documents, None, ("US", "HK")) == [
        [("1", "HK")],
        [("2", "US"), ("2", "HK")],
    ]


def test_what_would_hit_every_document_ends_it():
    with pytest.raises(DependencyDown):
        isolated(walk, [Document("1", title="down")], ["US"])
