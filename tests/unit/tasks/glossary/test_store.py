from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from pipeline.glossary import Entry
from tasks.glossary import memory
from tasks.glossary.scope import PLATFORM
from tasks.glossary.store import HASH, Glossaries
from tasks.ledger.database import engine
from tasks.ledger.schema import TermRow
from tasks.policy import DependencyDown

CREAM = Entry("奶油白", "cream white")
AWAY = "postgresql+psycopg://haiyi@127.0.0.1:1/haiyi?connect_timeout=1"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Wait on a busy machine as long as it takes."""
    monkeypatch.setattr(memory, "BEARABLE_S", 60.0)
    monkeypatch.setattr(memory, "AT_FIRST_S", 60.0)


@pytest.fixture
def at_once(monkeypatch):
    """Let every process see at once what another writes."""
    monkeypatch.setattr(memory, "FRESH_S", -1.0)


def test_glossaries_seller_terms_come_after_the_platforms(store_url):
    glossaries = Glossaries(store_url)
    glossaries.put("seller:s1", [Entry("小米", "MI")])
    glossaries.put(PLATFORM, [Entry("小米", "Xiaomi")])
    assert [e.target for e in glossaries.terms("s1")] == ["Xiaomi", "MI"]
    assert [e.target for e in glossaries.terms("s2")] == ["Xiaomi"]
    assert [e.target for e in glossaries.terms("")] == ["Xiaomi"]


def test_glossaries_every_edit_changes_the_revision(store_url):
    glossaries = Glossaries(store_url)
    revisions = [
        glossaries.scope("seller:s1").revision,
        glossaries.put("seller:s1", [CREAM]).revision,
        glossaries.put("seller:s1", [Entry("奶油白", "off-white")]).revision,
        glossaries.delete("seller:s1", ("奶油白", "en")).revision,
    ]
    assert len(set(revisions[:3])) == 3
    assert revisions[3] == revisions[0]


def test_glossaries_survive_the_process_and_are_seen_by_another(store_url, at_once):
    one, two = Glossaries(store_url), Glossaries(store_url)
    assert two.terms("s1") == ()
    one.put("seller:s1", [CREAM])
    assert two.terms("s1") == (CREAM,)
    assert Glossaries(store_url).terms("s1") == (CREAM,)


def test_glossaries_ask_the_store_no_more_than_once_a_second(store_url):
    one, two = Glossaries(store_url), Glossaries(store_url)
    assert two.terms("s1") == ()
    one.put("seller:s1", [CREAM])
    assert one.terms("s1") == (CREAM,)
    assert two.terms("s1") == ()
    two._memory.forget_the_time()
    assert two.terms("s1") == (CREAM,)


def test_glossaries_written_at_once_lose_nothing(store_url, at_once):
    journals = [Glossaries(store_url) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: journals[i % 4].put("seller:s", [Entry(f"词{i}", "w")]), range(60)))
    assert {len(journal.terms("s")) for journal in (*journals, Glossaries(store_url))} == {60}
    with engine(store_url).connect() as db:
        assert db.scalar(select(func.count()).select_from(TermRow)) == 60


def test_glossaries_of_a_store_that_is_away_are_those_in_redis(store_url, client):
    here, there = Glossaries(store_url, client), Glossaries(AWAY, client)
    here.put("seller:s1", [CREAM])
    assert there.terms("s1") == (CREAM,)
    assert not there.mirror()


def test_glossaries_that_were_read_outlive_the_store(store_url, monkeypatch, at_once):
    glossaries = Glossaries(store_url)
    glossaries.put("seller:s1", [CREAM])
    monkeypatch.setattr(glossaries._memory, "database", AWAY)
    assert glossaries.terms("s1") == (CREAM,)
    with pytest.raises(DependencyDown):
        glossaries.put("seller:s1", [Entry("杏色", "apricot")])
    assert glossaries.terms("s1") == (CREAM,)


def test_glossaries_a_flush_loses_none(store_url, client):
    here, there = Glossaries(store_url, client), Glossaries(AWAY, client)
    here.put("seller:s1", [CREAM])
    assert there.terms("s1") == (CREAM,)
    client.flushall()
    there._fetched = {name: (-9.0, scope) for name, (_, scope) in there._fetched.items()}
    assert there.terms("s1") == here.terms("s1") == (CREAM,)
    assert here.mirror()
    assert not here.mirror()
    assert Glossaries(AWAY, client).terms("s1") == (CREAM,)
    assert client.hlen(HASH) == 2


def test_glossaries_what_is_older_never_goes_over_what_is_newer_in_redis(store_url, client):
    here, behind = Glossaries(store_url, client), Glossaries(store_url, client)
    here.put("seller:s1", [CREAM])
    assert behind.terms("s1") == (CREAM,)
    here.put("seller:s1", [Entry("杏色", "apricot")])
    assert not behind.mirror()
    assert len(Glossaries(AWAY, client).terms("s1")) == 2


def test_glossaries_a_dropped_scope_is_gone_everywhere(store_url, client):
    here = Glossaries(store_url, client)
    here.put("named:1", [CREAM], title="a")
    here.drop("named:1")
    assert here.scopes("named:") == []
    assert Glossaries(AWAY, client).scope("named:1").entries == ()
