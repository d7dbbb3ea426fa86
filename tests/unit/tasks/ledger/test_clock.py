"""Clocks that are wrong: what is newer stays newer, and no attempt is counted for them."""

import time

import pytest

from tasks.ledger import clock
from tasks.ledger.journal import Journal
from tasks.ledger.outbox import Outbox

HOUR = 3600.0


@pytest.fixture
def store_clock(monkeypatch):
    """Return a function that sets the clock of the store."""
    at = [time.time()]
    monkeypatch.setattr(clock, "now", lambda db: at[0])
    return lambda moment: at.__setitem__(0, at[0] + moment)


def row(title):
    return {"id": "1", "version": 0, "title": title}


def result(title):
    field = {"title": {"status": "ok", "issues": []}}
    return {"id": "1", "market": "US", "version": 0, "title": title, "fields": field,
            "status": "ok"}  # fmt: skip


def test_newer_publish_is_not_overtaken_when_the_clock_was_set_back(engine, store_clock):
    journal = Journal(engine, lease_s=60)
    (first,) = journal.add([row("包")])
    journal.finish(journal.begin(first), [result("Bag")])
    store_clock(-HOUR)
    (second,) = journal.add([row("裙")])
    assert journal.begin(second)
    (again,) = journal.add([row("包")])
    assert again == first
    assert journal.begin(first)  # which has overtaken the one before it


def test_versions_of_one_call_keep_their_order(engine, store_clock):
    journal = Journal(engine)
    first, second = journal.add([row("包"), row("裙")])
    assert journal.begin(first) is None
    assert journal.begin(second)


def test_worker_whose_clock_is_behind_uses_up_no_attempts(engine, store_clock, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 0.0)  # its own; the store's is right
    journal = Journal(engine, lease_s=60, receivers=["r"])
    (job_id,) = journal.add([row("包")])
    job = journal.begin(job_id)
    assert [journal.begin(job_id) for _ in range(5)] == [None] * 5
    (news,) = journal.finish(job, [result("Bag")])
    outbox = Outbox(engine, lease_s=60)
    assert outbox.begin(news)
    assert [outbox.begin(news) for _ in range(5)] == [None] * 5
    assert journal.overdue() == outbox.overdue() == []
