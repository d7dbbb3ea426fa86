"""Servers that die, fill up, slow down, forget, or lose a reply."""

import contextlib
import json
import os
import signal
import time
from urllib.parse import urlsplit

import pytest
import redis
from checks import TITLES, assert_each_once, rows, some_done
from sites import Site, until

from tasks.servers import embedded

pytestmark = pytest.mark.integration


def listings(tmp_path, documents):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in documents), "utf-8")
    return str(path)


def send(site, ids):
    site.run("from tasks.publish import *; import sys; send(translate, sys.argv[1:])", *ids)


def test_server_killed_in_the_middle_and_started_again(home, tmp_path):
    """What it had in memory is gone; what was published meanwhile is in the store."""
    folder = tmp_path / "broker"
    with embedded.serve(folder) as first:
        site = Site(home, first.url, tmp_path)
        site.worker()
        ids = site.journal.add(rows(TITLES))
        send(site, ids)
        assert until(lambda: some_done(site, ids))
        os.kill(first.pid, signal.SIGKILL)
    late = [{"id": "late", "version": 1, "title": "包", "markets": ["US", "HK"]}]
    refused = site.haiyi("publish", listings(tmp_path, late), "--no-wait")
    assert (refused.returncode, "safe in the journal" in refused.stderr) == (3, True)
    with embedded.serve(folder, port=urlsplit(first.url).port):
        assert_each_once(site, [*ids, *refused.stdout.split()])
        site.close()


def test_flushed_and_full_cache_only_makes_it_slower(home, broker, tmp_path):
    """It evicts nothing here, so that every write is refused."""
    full = embedded.Profile("1mb", "noeviction", durable=False)
    with embedded.serve(tmp_path / "cache", full) as cache:
        site = Site(home, broker.url, tmp_path, cache_url=cache.url)
        site.worker()
        with redis.Redis.from_url(cache.url) as client:
            ids = site.journal.add(rows(TITLES))
            assert until(lambda: some_done(site, ids))
            client.flushall()
            _fill(client)
            ids += site.journal.add(rows([f"{title} 长袖" for title in TITLES], version=2))
            jobs = site.wait(ids)
        assert {job.state for job in jobs} <= {"done", "overtaken"}
        assert all(job.state == "done" for job in jobs[len(TITLES) :])
        site.close()


def _fill(client):
    """Write until there is no room for one more."""
    with contextlib.suppress(redis.exceptions.OutOfMemoryError):
        for i in range(1000):
            client.set(f"filler{i}", b"x" * 1_000)


def test_full_broker_refuses_messages_and_nothing_is_lost(site, broker, tmp_path):
    with redis.Redis.from_url(broker.url) as client:
        client.config_set("maxmemory", "1mb")
        refused = site.haiyi("publish", listings(tmp_path, rows(TITLES[:5])), "--no-wait")
        assert refused.returncode == 3
        worker = site.worker()
        assert until(lambda: worker.poll() is not None or b"OutOfMemory" in site.log.read_bytes())
        client.config_set("maxmemory", "0")
    assert_each_once(site, refused.stdout.split())
    assert worker.poll() is None


def test_slow_server(wire):
    site, proxy = wire
    proxy.delay_s = 0.5
    ids = site.journal.add(rows(TITLES[:2]))
    send(site, ids)
    site.worker()
    assert_each_once(site, ids)


def test_connection_cut_again_and_again(wire):
    site, proxy = wire
    worker = site.worker()
    ids = site.journal.add(rows(TITLES))
    send(site, ids)
    assert until(lambda: some_done(site, ids))
    for _ in range(5):
        proxy.cut()
        time.sleep(0.2)
    assert_each_once(site, ids)
    assert worker.poll() is None


def test_reply_lost_after_the_message_was_taken(wire):
    """Celery on Redis loses the message for good; the sweeper sends it again."""
    site, proxy = wire
    site.worker()
    assert_each_once(site, warm := site.journal.add(rows(["包"])))
    proxy.cut_on = b"translations.publish"
    ids = site.journal.add([{**row, "id": f"cut-{row['id']}"} for row in rows(TITLES[:5])])
    send(site, ids)
    assert_each_once(site, [*warm, *ids])
    assert proxy.cuts == 1


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(b"BRPOP", id="waiting"),
        pytest.param(b"-0\r\n", id="working"),  # the reply to XADD, at the end of a delivery
    ],
)
def test_half_open_connection_is_noticed_and_replaced(wire, last):
    """Nobody closes it, and nothing arrives: the worker waits for ever neither for a message
    nor for leave to take the next one."""
    site, proxy = wire
    site.worker()
    proxy.freeze_after = last
    warm = site.journal.add(rows(["包"]))
    assert until(lambda: proxy.freezes)
    ids = site.journal.add([{**row, "id": f"late-{row['id']}"} for row in rows(TITLES[:3])])
    send(site, ids)
    assert_each_once(site, [*warm, *ids])
