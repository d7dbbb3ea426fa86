"""Receivers that are down, slow, broken or elsewhere."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sites import Site, until

from tasks.ledger import quarantine

pytestmark = pytest.mark.integration


class Receiver:
    """Answers what it is told to, and remembers what it took."""

    def __init__(self, *answers):
        self.answers, self.taken, self.tried = list(answers), [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                receiver.tried.append(self.headers["webhook-id"])
                answer = receiver.answers.pop(0) if receiver.answers else 200
                if answer == "slow":
                    time.sleep(8)
                    answer = 200
                if answer == 200:
                    receiver.taken.append(body)
                self.send_response(answer)
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def titles(self):
        return [body["translation"]["title"] for body in self.taken]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def opened(home, broker, tmp_path):
    """Return what opens a site that tells a receiver."""
    open_now = []

    def start(receiver, **settings):
        site = Site(
            home, broker.url, tmp_path, webhook_urls=receiver.url, webhook_secrets="s3cret",
            webhook_allow="127.0.0.1", stream_length=0, delivery_retry_s=0.2, **settings,
        )  # fmt: skip
        open_now.extend((site, receiver))
        site.worker()
        return site

    yield start
    for each in open_now:
        each.close()


def publish(site, version, title):
    path = site.log.with_name("in.jsonl")
    row = {"id": "1", "version": version, "title": title, "markets": ["HK"]}
    path.write_text(json.dumps(row), "utf-8")
    assert site.haiyi("publish", str(path)).returncode == 0


@pytest.mark.parametrize("trouble", [503, 429, "slow"])
def test_receiver_in_trouble_is_told_again_with_the_same_id(opened, trouble):
    receiver = Receiver(trouble, trouble)
    site = opened(receiver)
    publish(site, 1, "手机壳")
    assert until(lambda: len(receiver.tried) >= 3 and "手機殼" in receiver.titles())
    assert len(set(receiver.tried)) == 1


def test_receiver_that_is_down_is_told_when_it_is_up(opened):
    receiver = Receiver()
    site = opened(receiver)
    receiver.close()
    publish(site, 1, "手机壳")
    assert until(lambda: b"not delivered" in site.log.read_bytes())
    assert "手机壳".encode() not in site.log.read_bytes()


@pytest.mark.parametrize(("answer", "reason"), [(302, "redirect"), (410, "status_410")])
def test_receiver_that_sends_us_away_is_set_aside(opened, answer, reason):
    receiver = Receiver(answer)
    site = opened(receiver)
    publish(site, 1, "手机壳")
    dead = lambda: quarantine.rows(site.engine, "deliveries")  # noqa: E731
    assert until(dead)
    assert [row.error for row in dead()] == [reason]
    assert len(receiver.tried) == 1


def test_receiver_is_never_told_something_older_after_something_newer(opened):
    receiver = Receiver(503, 503, 503)
    site = opened(receiver)
    publish(site, 1, "旧手机壳")
    assert until(lambda: receiver.tried)
    publish(site, 2, "新手机壳")
    assert until(lambda: "新手機殼" in receiver.titles())
    time.sleep(1)
    assert receiver.titles()[-1] == "新手機殼"
    assert sorted(receiver.titles(), key=["舊手機殼", "新手機殼"].index) == receiver.titles()


def test_worker_refuses_a_private_address_that_is_not_allowed(opened):
    receiver = Receiver()
    site = opened(receiver)
    worker = site.worker(webhook_allow="")
    assert worker.wait(300) == 3
    assert b"listed in HAIYI_WEBHOOK_ALLOW" in site.log.read_bytes()
    assert receiver.tried == []
