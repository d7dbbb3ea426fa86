import time

import pytest

from tasks.journal import Journal
from tasks.store import connect


@pytest.fixture
def journal(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/j.sqlite3")
    yield Journal(engine, lease_s=0.05, max_attempts=2)
    engine.dispose()


def row(name="1", version=1, **fields):
    return {"id": name, "version": version, "title": "手机壳", **fields}


def test_add_is_idempotent_on_id_version_and_content(journal):
    first, again = journal.add([row()]) + journal.add([row()])
    assert first == again
    assert journal.add([row(version=2)]) != [first]
    assert journal.add([row(title="包")]) != [first]


def test_add_twice_in_one_call_is_one_job(journal):
    assert len(set(journal.add([row(), row(), row("2")]))) == 2


def test_begin_counts_the_attempt_before_the_work(journal):
    (job_id,) = journal.add([row()])
    assert journal.begin(job_id).document["title"] == "手机壳"
    assert journal.get(job_id).attempts == 1


def test_begin_sets_a_poison_job_aside(journal):
    (job_id,) = journal.add([row()])
    assert journal.begin(job_id)
    assert journal.begin(job_id)
    assert journal.begin(job_id) is None
    assert journal.get(job_id).state == "dead"


def test_finish_happens_once(journal):
    (job_id,) = journal.add([row()])
    assert journal.finish(job_id, [{"a": 1}])
    assert not journal.finish(job_id, [{"a": 2}])
    assert journal.get(job_id).result == [{"a": 1}]
    assert journal.begin(job_id) is None


def test_fail_for_good_is_not_tried_again(journal):
    (job_id,) = journal.add([row()])
    journal.fail(job_id, "InvalidDocument", may_pass=False)
    assert (journal.get(job_id).state, journal.get(job_id).error) == ("dead", "InvalidDocument")


def test_overdue_gives_a_new_lease(journal):
    (job_id,) = journal.add([row()])
    assert journal.overdue() == []
    time.sleep(0.06)
    assert journal.overdue() == [job_id]
    assert journal.overdue() == []


def test_unfinished_lists_what_is_queued(journal):
    ids = journal.add([row(str(i)) for i in range(3)])
    journal.finish(ids[0], [])
    assert set(journal.unfinished(ids)) == set(ids[1:])


def test_get_of_nothing_is_none(journal):
    assert journal.get("no") is None
    assert journal.begin("no") is None
