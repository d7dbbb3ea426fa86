import json
from concurrent.futures import ThreadPoolExecutor

from pipeline.glossary import Entry
from tasks.glossaries import HASH, Glossaries
from tasks.scope import PLATFORM

CREAM = Entry("奶油白", "cream white")


def test_glossaries_seller_terms_come_after_the_platforms(tmp_path):
    glossaries = Glossaries(tmp_path / "j.jsonl")
    glossaries.put("seller:s1", [Entry("小米", "MI")])
    glossaries.put(PLATFORM, [Entry("小米", "Xiaomi")])
    assert [e.target for e in glossaries.terms("s1")] == ["Xiaomi", "MI"]
    assert [e.target for e in glossaries.terms("s2")] == ["Xiaomi"]
    assert [e.target for e in glossaries.terms("")] == ["Xiaomi"]


def test_glossaries_every_edit_changes_the_revision(tmp_path):
    glossaries = Glossaries(tmp_path / "j.jsonl")
    revisions = [
        glossaries.scope("seller:s1").revision,
        glossaries.put("seller:s1", [CREAM]).revision,
        glossaries.put("seller:s1", [Entry("奶油白", "off-white")]).revision,
        glossaries.delete("seller:s1", "奶油白", "en").revision,
    ]
    assert len(set(revisions[:3])) == 3
    assert revisions[3] == revisions[0]


def test_glossaries_survive_the_process_and_are_seen_by_another(tmp_path):
    one, two = Glossaries(tmp_path / "j.jsonl"), Glossaries(tmp_path / "j.jsonl")
    assert two.terms("s1") == ()
    one.put("seller:s1", [CREAM])
    assert two.terms("s1") == (CREAM,)
    assert Glossaries(tmp_path / "j.jsonl").terms("s1") == (CREAM,)


def test_glossaries_a_torn_line_costs_only_itself(tmp_path):
    journal = tmp_path / "j.jsonl"
    Glossaries(journal).put("seller:s1", [CREAM])
    with journal.open("a") as file:
        file.write('{"op": "put", "sco')
    after = Glossaries(journal)
    assert after.terms("s1") == (CREAM,)
    after.put("seller:s1", [Entry("杏色", "apricot")])
    assert [e.source for e in Glossaries(journal).terms("s1")] == ["奶油白", "杏色"]
    assert [e.source for e in after.terms("s1")] == ["奶油白", "杏色"]


def test_glossaries_written_at_once_lose_nothing(tmp_path):
    journals = [Glossaries(tmp_path / "j.jsonl") for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: journals[i % 4].put("seller:s", [Entry(f"词{i}", "w")]), range(60)))
    assert len(Glossaries(tmp_path / "j.jsonl").terms("s")) == 60
    lines = (tmp_path / "j.jsonl").read_text().splitlines()
    assert len([json.loads(line) for line in lines]) == 60


def test_glossaries_reach_a_machine_without_the_journal(tmp_path, client):
    here = Glossaries(tmp_path / "j.jsonl", client)
    here.put("seller:s1", [CREAM])
    there = Glossaries(tmp_path / "none.jsonl", client)
    assert there.terms("s1") == (CREAM,)


def test_glossaries_a_flush_loses_none(tmp_path, client):
    here = Glossaries(tmp_path / "j.jsonl", client)
    here.put("seller:s1", [CREAM])
    there = Glossaries(tmp_path / "none.jsonl", client)
    assert there.terms("s1") == (CREAM,)
    client.flushall()
    there._fetched = {name: (-9.0, scope) for name, (_, scope) in there._fetched.items()}
    assert there.terms("s1") == here.terms("s1") == (CREAM,)
    assert here.mirror()
    assert not here.mirror()
    assert Glossaries(tmp_path / "none.jsonl", client).terms("s1") == (CREAM,)
    assert client.hlen(HASH) == 2


def test_glossaries_a_dropped_scope_is_gone_everywhere(tmp_path, client):
    here = Glossaries(tmp_path / "j.jsonl", client)
    here.put("named:1", [CREAM], title="a")
    here.drop("named:1")
    assert here.scopes("named:") == []
    assert Glossaries(tmp_path / "none.jsonl", client).scope("named:1").entries == ()
