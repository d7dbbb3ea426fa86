import json

import pytest
from typer.testing import CliRunner

from tasks.cli.jobs import app
from tasks.ledger import quarantine
from tasks.ledger.database import connect
from tasks.ledger.journal import Journal


@pytest.fixture
def site(store_url, monkeypatch):
    """Return a journal, and what a person types against it; its broker is down."""
    monkeypatch.setenv("HAIYI_DATABASE_URL", store_url)
    monkeypatch.setenv("HAIYI_REDIS_URL", "")
    engine = connect(store_url)
    yield Journal(engine), lambda *arguments: CliRunner().invoke(app, arguments)
    engine.dispose()


def dead(journal, name):
    (job_id,) = journal.add([{"id": name, "version": 3, "title": "包"}])
    journal.fail(journal.begin(job_id), "InvalidDocument", may_pass=False)
    return job_id


def test_list_shows_what_was_set_aside_and_why(site):
    journal, haiyi = site
    job_id = dead(journal, "L1")
    journal.add([{"id": "L2", "title": "包"}])
    (line,) = haiyi("list", "--json").output.splitlines()
    assert json.loads(line) == {
        "kind": "jobs", "id": job_id, "about": "L1 → 3", "state": "dead", "attempts": 1,
        "error": "InvalidDocument",
    }  # fmt: skip
    assert "L2" in haiyi("list", "--state", "queued").output
    assert haiyi("list", "--kind", "deliveries", "--json").output == ""


def test_retry_queues_again_and_drop_forgets(site):
    journal, haiyi = site
    first, second = dead(journal, "L1"), dead(journal, "L2")
    assert haiyi("retry", first).output == f"{first}\n"
    assert journal.begin(first).attempts == 1
    assert haiyi("drop", "--all").output == f"{second}\n"
    assert journal.get(second) is None
    assert haiyi("list", "--json").output == ""


def test_what_is_under_way_is_left_alone(site):
    journal, haiyi = site
    (queued,) = journal.add([{"id": "L1", "title": "包"}])
    done = haiyi("drop", queued)
    assert (done.exit_code, journal.get(queued).state) == (1, "queued")
    assert f"{queued}: no dead row" in done.output


@pytest.mark.parametrize("arguments", [("retry",), ("drop", "x", "--all")])
def test_either_ids_or_all(site, arguments):
    assert site[1](*arguments).exit_code == 2


def test_kinds_are_told_apart(site, store_url):
    journal, _ = site
    job_id = dead(journal, "L1")
    engine = connect(store_url)
    assert quarantine.retry(engine, "deliveries", [job_id]) == []
    engine.dispose()


@pytest.mark.parametrize(
    "name", ["SKU[/b]7", "[red]x", "[link=https://evil.example]x[/link]", "[/]"]
)
def test_list_shows_ids_as_they_are(site, name):
    journal, haiyi = site
    dead(journal, name)
    done = haiyi("list")
    assert (done.exit_code, name in done.output) == (0, True)
