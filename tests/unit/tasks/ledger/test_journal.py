import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.ledger.product import Product
from tasks.ledger.translations import Translations
from tasks.policy import DependencyDown

LEASE_S = 0.1

ONE = Product("1")


@pytest.fixture
def journal(engine):
    return Journal(engine, lease_s=LEASE_S, max_attempts=2)


def row(name="1", version=1, **fields):
    return {"id": name, "version": version, "title": "手机壳", **fields}


def result(title, name="1", version=1):
    field = {"title": {"status": "ok", "issues": []}}
    return {
        "id": name, "market": "US", "version": version, "title": title, "fields": field,
        "status": "ok",
    }  # fmt: skip


def finished(journal, document, title):
    job = journal.begin(journal.add([document])[0])
    return journal.finish(job, [result(title, document["id"], document["version"])])


def test_add_is_idempotent_on_id_version_and_content(journal):
    first, again = journal.add([row()]) + journal.add([row()])
    assert first == again
    assert journal.add([row(version=2)]) != [first]
    assert journal.add([row(title="包")]) != [first]


def test_add_twice_in_one_call_is_one_job(journal):
    assert len(set(journal.add([row(), row(), row("2")]))) == 2


def test_add_by_many_at_once_is_one_job(journal):
    """Two doors take the same listing at once; neither fails."""
    with ThreadPoolExecutor(8) as pool:
        rows = [row(str(i)) for i in range(20)]
        found = list(pool.map(lambda _: journal.add(rows), range(16)))
    assert len({tuple(ids) for ids in found}) == 1


def test_begin_counts_the_attempt_before_the_work(journal):
    (job_id,) = journal.add([row()])
    job = journal.begin(job_id)
    assert (job.document["title"], job.attempts) == ("手机壳", 1)
    assert journal.get(job_id).attempts == 1


def test_begin_by_many_workers_gives_the_job_to_one(engine):
    journal = Journal(engine, lease_s=60)
    (job_id,) = journal.add([row()])
    with ThreadPoolExecutor(8) as pool:
        jobs = list(pool.map(lambda _: journal.begin(job_id), range(16)))
    assert sum(job is not None for job in jobs) == 1
    assert journal.get(job_id).attempts == 1


def test_begin_sets_a_poison_job_aside(journal):
    """A document that kills its worker never gets to say so."""
    (job_id,) = journal.add([row()])
    for attempt in range(2):
        assert journal.begin(job_id)
        time.sleep(LEASE_S * 2**attempt * 1.2)
    assert journal.begin(job_id) is None
    job = journal.get(job_id)
    assert (job.state, job.attempts, job.error) == ("dead", 2, "no attempt came to an end")


def test_finish_happens_once(journal):
    (job_id,) = journal.add([row()])
    job = journal.begin(job_id)
    assert journal.finish(job, [result("first")]) == []
    assert journal.finish(job, [result("second")]) is None
    assert journal.get(job_id).result == [result("first")]
    assert journal.begin(job_id) is None


def test_finish_tells_the_receivers_of_what_is_news(engine):
    journal = Journal(engine, receivers=["a", "b"])
    done = [finished(journal, row(version=1), "one"), finished(journal, row(version=2), "one")]
    assert [len(news) for news in done] == [2, 2]
    assert finished(journal, row(version=2, sku=1), "one") == []


def test_older_version_that_ends_last_replaces_nothing(engine):
    journal = Journal(engine, receivers=["a"])
    slow = journal.begin(journal.add([row(version=1)])[0])
    assert len(finished(journal, row(version=2), "new")) == 1
    assert journal.finish(slow, [result("old")]) == []
    assert Translations(engine).read(ONE) == [result("new", version=2)]


def test_begin_of_an_overtaken_version_does_nothing(journal):
    old, new = (journal.add([row(version=v)])[0] for v in (1, 2))
    assert journal.begin(old) is None
    assert journal.get(old).state == "overtaken"
    assert journal.begin(new)


def test_begin_of_another_market_is_not_overtaken(journal):
    us, _ = (journal.add([row(version=v, markets=[m])])[0] for v, m in ((1, "US"), (2, "HK")))
    assert journal.begin(us)


def test_add_of_what_was_taken_back_is_done_again(journal):
    """Without versions a seller writes A, then B, then A again: A is what must show."""
    (first,) = journal.add([row(version=0)])
    journal.finish(journal.begin(first), [result("A", version=0)])
    (second,) = journal.add([row(version=0, title="包")])
    journal.finish(journal.begin(second), [result("B", version=0)])
    assert journal.add([row(version=0, title="包")]) == [second]
    assert journal.begin(second) is None
    assert journal.add([row(version=0)]) == [first]
    assert journal.begin(first)


def test_add_of_what_failed_is_tried_again(journal):
    (job_id,) = journal.add([row()])
    journal.fail(journal.begin(job_id), "InvalidDocument", may_pass=False)
    assert journal.add([row()]) == [job_id]
    assert journal.begin(job_id).attempts == 1


def test_paused_product_waits_until_it_is_switched_on(engine, journal):
    store = Translations(engine)
    assert store.turn(ONE, paused=True) == ([], [])
    (job_id,) = journal.add([row()])
    assert journal.begin(job_id) is None
    assert (journal.get(job_id).state, store.is_paused(ONE)) == ("paused", True)
    assert journal.overdue() == []
    assert store.turn(ONE, paused=False) == ([job_id], [])
    assert journal.begin(job_id)


def test_fail_for_good_is_not_tried_again(journal):
    (job_id,) = journal.add([row()])
    journal.fail(journal.begin(job_id), "InvalidDocument", may_pass=False)
    assert (journal.get(job_id).state, journal.get(job_id).error) == ("dead", "InvalidDocument")


def test_fail_for_now_is_tried_again_soon_and_then_set_aside(journal):
    (job_id,) = journal.add([row()])
    journal.fail(journal.begin(job_id), "TimeoutError", may_pass=True)
    assert journal.get(job_id).state == "queued"
    time.sleep(LEASE_S * 1.2)
    assert journal.overdue() == [job_id]
    journal.fail(journal.begin(job_id), "TimeoutError", may_pass=True)
    assert (journal.get(job_id).state, journal.get(job_id).error) == ("dead", "TimeoutError")


def test_unfinished_lists_what_is_queued(journal):
    ids = journal.add([row(str(i)) for i in range(3)])
    journal.finish(journal.begin(ids[0]), [])
    assert journal.unfinished(ids) == ids[1:]


def test_get_of_nothing_is_none(journal):
    assert journal.get("no") is None
    assert journal.begin("no") is None


def test_connect_survives_a_second_time_and_keeps_the_rows(tmp_path):
    url = f"sqlite:///{tmp_path}/sub/j.sqlite3"
    first = connect(url)
    (job_id,) = Journal(first).add([row()])
    first.dispose()
    again = connect(url)
    assert Journal(again).get(job_id).state == "queued"
    again.dispose()


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////dev/null/x.sqlite3", "postgresql://u:secret@127.0.0.1:1/x"]
)
def test_connect_says_what_to_do(url):
    with pytest.raises(DependencyDown, match="HAIYI_DATABASE_URL") as caught:
        connect(url)
    assert "secret" not in str(caught.value)
