"""The process for long texts: it answers as this one does, and nothing is lost with it."""

import os
import time
from contextlib import contextmanager

import elsewhere
import pytest
from walks import build

from pipeline.document import Document
from pipeline.errors import UnknownMarket
from tasks.policy import DependencyDown
from tasks.web.apart import LONG, Apart, Here, is_long

READY_S = 120


def said(title):
    return [Document("1", title=title)]


@contextmanager
def process(*, ceiling_mb=0, work=elsewhere.work):
    """Yield a process, and what it was asked here before it was there."""
    here = []

    def walk(rank):
        return lambda documents, markets: (
            here.append(documents[0].title) or build()(documents, markets)
        )

    apart = Apart(Here(walk), lambda: 7, ceiling_mb, work)
    try:
        yield apart, here
    finally:
        apart.close()


@pytest.fixture(scope="module")
def ready():
    with process() as (apart, _):
        wait(apart)
        yield apart


def wait(apart):
    until = time.monotonic() + READY_S
    while not apart.held:
        assert time.monotonic() < until
        apart(said("好"), ["US"])


def pid(apart):
    """Return the number of the process that answers, and the row of the terms it was told of."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 - its arguments are what is looked at
        apart(said("几"), ["US"])
    return error.value.args


def test_long_is_what_has_many_characters_in_all():
    assert not is_long(said("好" * LONG))
    assert is_long(said("好" * LONG) + said("好"))


def test_until_it_is_there_texts_are_translated_here():
    with process(work=elsewhere.deaf) as (apart, here):
        assert [apart(said(t), ["US"])[0].market for t in "好看"] == ["US", "US"]
        assert here == ["好", "看"]


def test_it_translates_as_this_process_does(ready):
    documents = [Document("1", title="小米手机", body="雾霾蓝。很好看"), Document("2", title="包")]
    assert ready(documents, ["US", "HK"]) == build()(documents, ["US", "HK"])
    number, read = pid(ready)[1], pid(ready)[0]
    assert (number != os.getpid(), read) == (True, 7)


def test_its_errors_are_those_of_the_pipeline(ready):
    with pytest.raises(UnknownMarket) as error:
        ready(said("好"), ["XX"])
    assert str(error.value) == str(UnknownMarket("XX", build()._markets))


def test_error_that_cannot_be_sent_is_told_by_its_kind(ready):
    with pytest.raises(RuntimeError, match="RuntimeError"):
        ready(said("坏"), ["US"])
    assert ready(said("好"), ["US"])


def test_text_that_kills_it_is_told_and_the_next_is_translated(ready):
    first = pid(ready)
    with pytest.raises(DependencyDown):
        ready(said("死"), ["US"])
    assert (ready.held, ready(said("好"), ["US"])[0].market) == (0, "US")
    wait(ready)
    assert pid(ready) != first


def test_it_is_replaced_when_it_holds_too_much():
    with process(ceiling_mb=1) as (apart, here):
        asked, until = 0, time.monotonic() + READY_S
        while len(here) == asked:
            assert time.monotonic() < until
            asked += 1
            apart(said("好"), ["US"])
        assert apart.held == 0  # it has answered once, and is gone
        apart(said("看"), ["US"])
        assert here[-1] == "看"
