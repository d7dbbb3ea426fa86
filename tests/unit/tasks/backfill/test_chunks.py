import time

import pytest
from sqlalchemy import func, select

from tasks.backfill.orders import Answer, Chunks
from tasks.ledger.schema import ChunkRow

DOCUMENTS = [{"id": "1", "title": "包"}, {"id": "2", "title": "裙"}]


@pytest.fixture
def store(engine):
    return Chunks(engine, lease_s=0.1, max_attempts=2)


def rows(engine):
    with engine.connect() as db:
        return db.execute(select(func.count()).select_from(ChunkRow)).scalar_one()


def until_overdue(store, ids):
    """Wait until something is, and see that it is these."""
    while not (late := store.overdue()):
        time.sleep(0.02)
    assert late == ids


def kill(store, row_id):
    """Begin an attempt that leaves no trace, and wait until its lease is over."""
    assert store.begin(row_id)
    until_overdue(store, [row_id])


def test_order_says_what_is_to_be_done(store):
    order = store.begin(store.add("run", "signature", DOCUMENTS))
    assert (order.signature, order.documents, order.attempt) == ("signature", DOCUMENTS, 1)


def test_answer_is_the_first_result(store):
    row_id = store.add("run", "s", DOCUMENTS)
    order = store.begin(row_id)
    assert store.answer(row_id) is None
    store.finish(order, {"n": 1})
    store.finish(order, {"n": 2})
    store.fail(order, "late", may_pass=False)
    assert store.answer(row_id) == Answer({"n": 1})
    assert store.begin(row_id) is None


def test_answer_of_workers_that_died_has_no_error(store):
    row_id = store.add("run", "s", DOCUMENTS)
    kill(store, row_id)
    kill(store, row_id)
    assert store.answer(row_id) is None
    assert store.begin(row_id) is None
    assert store.answer(row_id) == Answer(None, "")


def test_answer_names_an_error_that_cannot_pass_at_once(store):
    row_id = store.add("run", "s", DOCUMENTS)
    store.fail(store.begin(row_id), "ModelMissing: no", may_pass=False)
    assert store.answer(row_id) == Answer(None, "ModelMissing: no")


def test_answer_names_an_error_that_may_pass_after_the_last_attempt(store):
    row_id = store.add("run", "s", DOCUMENTS)
    store.fail(store.begin(row_id), "ConnectionError: no", may_pass=True)
    assert store.answer(row_id) is None
    until_overdue(store, [row_id])
    store.fail(store.begin(row_id), "ConnectionError: no", may_pass=True)
    assert store.answer(row_id) == Answer(None, "ConnectionError: no")


def test_answer_tells_that_a_row_is_gone(engine, store):
    kept, gone = (store.add("run", "s", DOCUMENTS) for _ in range(2))
    order = store.begin(gone)
    store.delete(gone)
    store.finish(order, {"n": 1})
    assert store.answer(gone) == Answer(None, "its row is gone")
    assert (rows(engine), store.answer(kept)) == (1, None)


def test_clear_takes_the_rows_of_one_run(engine, store):
    mine, other = store.add("mine", "s", DOCUMENTS), store.add("other", "s", DOCUMENTS)
    store.clear("mine")
    assert store.begin(mine) is None
    assert store.begin(other)
    assert rows(engine) == 1
