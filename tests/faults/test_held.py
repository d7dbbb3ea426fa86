"""Held translations through faults: nothing is lost, and nothing goes out before its time."""

import os
import signal

import pytest
from sites import until

from tasks.ledger.product import Product
from tasks.ledger.translations import Overtaken, Translations

pytestmark = pytest.mark.integration

SOCKS = Product("d1", "s")
RECEIVERS = ["haiyi:translations"]


def document(version, title="抗菌袜子"):
    return {"id": "d1", "seller_id": "s", "version": version, "title": title, "markets": ["US"]}


def bodies(site, count):
    """Return what was told of the socks, once that is so much."""
    until(lambda: len(_mine(site)) >= count)
    return [entry["body"] for entry in _mine(site)]


def _mine(site):
    return [entry for entry in site.told(0) if entry["id"] == SOCKS.id]


def accept(site, version):
    return Translations(site.engine, RECEIVERS).accept(SOCKS, "US", version, "ann")


@pytest.fixture
def held(site):
    """A site whose worker has told of one held translation."""
    site.worker()
    site.wait(site.journal.add([document(1)]))
    (news,) = bodies(site, 1)
    assert news["type"] == "translation.held"
    assert "title" not in news["translation"]
    return site


def test_worker_killed_between_accept_and_delivery_delivers_afterwards(held):
    os.kill(held.workers[0].pid, signal.SIGKILL)
    held.workers[0].wait(300)
    assert accept(held, 1).deliveries
    assert len(bodies(held, 1)) == 1
    held.worker()
    _, news = bodies(held, 2)
    assert (news["type"], news["translation"]["status"]) == ("translation.updated", "ok")
    assert news["translation"]["title"]


def test_accepted_twice_is_delivered_once(held):
    assert accept(held, 1).deliveries
    assert accept(held, 1).deliveries == []
    bodies(held, 2)
    site_quiet(held)
    assert [news["type"] for news in bodies(held, 2)] == ["translation.held", "translation.updated"]


def test_overtaken_version_cannot_be_accepted_and_stays_unseen(held):
    held.wait(held.journal.add([document(2, "抗菌手套")]))
    bodies(held, 2)
    with pytest.raises(Overtaken):
        accept(held, 1)
    site_quiet(held)
    assert {news["type"] for news in bodies(held, 2)} == {"translation.held"}
    accept(held, 2)
    assert bodies(held, 3)[-1]["translation"]["version"] == 2


def test_paused_while_held_goes_out_when_switched_on(held):
    store = Translations(held.engine, RECEIVERS)
    store.turn(SOCKS, paused=True)
    accept(held, 1)
    site_quiet(held)
    assert len(bodies(held, 1)) == 1
    store.turn(SOCKS, paused=False)
    assert bodies(held, 2)[-1]["type"] == "translation.updated"


def site_quiet(site):
    """Wait until a document that was published last has been told of: all before it has gone."""
    number = len(site.told(0))
    site.wait(site.journal.add([{**document(number, "蓝色"), "id": f"last{number}"}]))
    assert until(lambda: any(e["id"] == f"last{number}" for e in site.told(0)))
