"""A store or a broker that accepts and never answers: previews go on, and it is told."""

import os
import threading
import time

import pytest
from blackhole import blackhole
from doors import opened, parts
from proxy import Proxy
from sites import until
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from tasks.glossary import memory
from tasks.ledger import patience
from tasks.ledger.database import connect
from tasks.ledger.patience import limited
from tasks.policy import DependencyDown

GIVEN = os.environ.get("HAIYI_TEST_DATABASE_URL")
LISTING = {"id": "L1", "version": 1, "title": "手机壳"}
WELL_S = 300  # bounds a hang, and measures nothing


@pytest.fixture
def hung():
    """Return the URL of a database that accepts and never answers."""
    with blackhole() as port:
        yield f"postgresql+psycopg://haiyi@127.0.0.1:{port}/haiyi"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(patience, "CONNECT_S", 2)
    monkeypatch.setattr(memory, "AT_FIRST_S", 0.2)


def test_connecting_to_a_store_that_hangs_ends(hung, impatient):
    with pytest.raises(DependencyDown):
        connect(hung)


def test_previews_go_on_while_the_store_hangs(tmp_path, hung, impatient):
    runtime = parts(tmp_path)
    runtime.glossaries._memory.database = hung
    with opened(runtime, database_url=hung, timeout_s=WELL_S) as door:
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(preview(door))) for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert until(lambda: door.get("/readyz").json()["ready"], WELL_S)
        assert door.get("/readyz").json()["parts"]["store"].startswith("down")
    assert [answer.status_code for answer in answers] == [200] * 20


def preview(door):
    return door.post("/v1/preview", json={"listing": LISTING, "markets": ["US"]})


def test_what_needs_the_store_is_refused_while_it_hangs(tmp_path, hung, impatient, monkeypatch):
    monkeypatch.setenv("HAIYI_DATABASE_URL", hung)
    with opened(parts(tmp_path), database_url=hung) as door:
        for answer in (
            door.get("/v1/translations/L1"),
            door.put("/v1/products/L1/switch", json={"state": "on"}),
        ):
            assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


def test_broker_that_hangs_is_told_and_keeps_no_publish_waiting(tmp_path):
    with blackhole() as port:
        url = f"redis://127.0.0.1:{port}/0"
        with opened(parts(tmp_path), redis_url=url) as door:
            assert until(lambda: door.get("/readyz").json()["parts"]["store"] == "ready", WELL_S)
            assert until(lambda: door.get("/readyz").json()["ready"], WELL_S)
            assert door.get("/readyz").json()["parts"]["broker"].startswith("down")


def test_terms_are_those_last_read_while_the_store_hangs(tmp_path, hung, impatient, monkeypatch):
    """Nobody holds a lock while waiting for it: a hundred readers are as fast as one."""
    from pipeline.glossary import Entry

    monkeypatch.setattr(memory, "BEARABLE_S", 0.2)
    glossaries = parts(tmp_path).glossaries
    glossaries.put("seller:s1", [Entry("白", "white")])
    glossaries._memory.database = hung
    glossaries._memory.forget_the_time()
    released = threading.Event()
    threading.Thread(target=lambda: (edit(glossaries), released.set()), daemon=True).start()
    found = [glossaries.terms("s1") for _ in range(100)]
    assert [[e.target for e in terms] for terms in found] == [["white"]] * 100
    assert released.wait(WELL_S)


def edit(glossaries):
    from pipeline.glossary import Entry

    with pytest.raises(DependencyDown):
        glossaries.put("seller:s1", [Entry("黑", "black")])


def test_statement_without_an_answer_ends():
    """The driver wakes its steps with 0 where nothing has come."""

    def steps():
        while True:
            yield 1

    waiting = limited(steps(), 0.01)
    next(waiting)
    waiting.send(1)  # something came
    time.sleep(0.02)
    with pytest.raises(TimeoutError):
        waiting.send(0)


def test_statement_that_is_answered_gives_what_the_driver_gives():
    def steps():
        ready = yield 1
        return ready

    waiting = limited(steps(), 60)
    next(waiting)
    with pytest.raises(StopIteration) as ended:
        waiting.send(2)
    assert ended.value.value == 2


@pytest.mark.skipif(GIVEN is None, reason="HAIYI_TEST_DATABASE_URL names no PostgreSQL")
def test_statement_on_a_connection_that_went_silent_ends(monkeypatch):
    monkeypatch.setattr(patience, "ANSWER_S", 1.0)
    url = make_url(GIVEN)
    proxy = Proxy(url.port)
    engine = connect(url.set(port=proxy.port).render_as_string(hide_password=False))
    with engine.connect() as db:
        assert db.scalar(text("SELECT 1")) == 1
        proxy.freeze()
        with pytest.raises(OperationalError, match="no answer in time"):
            db.scalar(text("SELECT 2"))
    with engine.connect() as db:  # a new one: the old one is out of the pool
        assert db.scalar(text("SELECT 3")) == 3
    engine.dispose()
    proxy.close()
