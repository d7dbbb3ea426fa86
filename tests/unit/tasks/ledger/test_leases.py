"""What holds for every table of work: one worker gets a row; a row that nobody ends comes back."""

import time

import pytest
from sqlalchemy import update

from tasks.backfill.orders import Chunks
from tasks.ledger.journal import Journal
from tasks.ledger.outbox import Outbox
from tasks.ledger.schema import DeliveryRow

SHORT, LONG = 0.2, 600  # seconds: over before long, and not over while a test runs


def jobs(engine, lease_s):
    return Journal(engine, lease_s=lease_s, receivers=["r"])


def deliveries(engine, lease_s):
    return Outbox(engine, lease_s=lease_s)


def chunks(engine, lease_s):
    return Chunks(engine, lease_s=lease_s)


def a_job(engine):
    return jobs(engine, SHORT).add([{"id": "1", "version": 1, "title": "包"}])[0]


def a_delivery(engine):
    journal = jobs(engine, LONG)
    done = journal.begin(a_job(engine))
    fields = {"title": {"status": "ok", "issues": []}}
    told = {"id": "1", "market": "US", "version": 1, "title": "Bag"}
    (row_id,) = journal.finish(done, [{**told, "fields": fields, "status": "ok"}])
    with engine.begin() as db:  # its message is given a minute
        db.execute(update(DeliveryRow).values(due=0))
    return row_id


def a_chunk(engine):
    return chunks(engine, SHORT).add("run", "signature", [{"id": "1", "title": "包"}])


@pytest.fixture(params=[(jobs, a_job), (deliveries, a_delivery), (chunks, a_chunk)])
def work(request, engine):
    """Return what opens a store of work with a lease, and the id of its one row."""
    opened, made = request.param
    row_id = made(engine)
    return lambda lease_s: opened(engine, lease_s), row_id


def overdue(store):
    """Return what is overdue, once something is."""
    while not (late := store.overdue()):
        time.sleep(0.02)
    return late


def test_row_goes_to_one_of_two_workers(work):
    store, row_id = work[0](LONG), work[1]
    assert store.begin(row_id)
    assert store.begin(row_id) is None


def test_row_whose_message_got_lost_is_overdue_once(work):
    store, row_id = work[0](LONG), work[1]
    assert overdue(store) == [row_id]
    assert store.overdue() == []


def test_row_whose_worker_died_is_overdue_and_begun_again(work):
    opened, row_id = work
    assert opened(SHORT).begin(row_id)
    store = opened(LONG)
    assert overdue(store) == [row_id]
    again = store.begin(row_id)
    assert (getattr(again, "attempt", None) or again.attempts) == 2


def test_row_that_is_not_there_is_none(work):
    assert work[0](LONG).begin("no") is None
