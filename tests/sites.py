"""A whole site: a store, a server, and workers that are processes of their own."""

import json
import os
import sys
import time

import forked
import redis
import stores
from sqlalchemy import select

from tasks.delivery.receivers import STREAM
from tasks.ledger.database import connect
from tasks.ledger.journal import Journal
from tasks.ledger.schema import DeliveryRow
from tasks.servers import processes

READY_S = 300
WORKER = (sys.executable, "-m", "tasks", "worker")


class Site:
    """Workers around one store; ``settings`` are HAIYI_* variables."""

    def __init__(self, home, url, folder, **settings):
        store = stores.fresh(folder)
        self.engine, self.url, self.log = connect(store), url, folder / "worker.log"
        self.journal = Journal(self.engine, lease_s=0.5, receivers=[STREAM])
        self.workers = []
        given = {f"HAIYI_{name.upper()}": str(value) for name, value in settings.items()}
        self.environment = {
            **os.environ, "HAIYI_HOME": str(home), "HAIYI_REDIS_URL": url,
            "HAIYI_DATABASE_URL": store, "HAIYI_SWEEP_S": "0.3", "HAIYI_LEASE_S": "2", **given,
        }  # fmt: skip

    def spawn(self, command, environment=None, **streams):
        """Start a process of this site."""
        process = forked.Popen(
            command, env=environment or self.environment, start_new_session=True,
            **streams,
        )  # fmt: skip
        self.workers.append(process)
        return process

    def haiyi(self, *arguments, **options):
        command = [sys.executable, "-m", "tasks", *arguments]
        return forked.run(command, env=self.environment, **options)

    def worker(self, *command, **settings):
        given = {f"HAIYI_{name.upper()}": str(value) for name, value in settings.items()}
        with self.log.open("ab") as log:
            return self.spawn(command or WORKER, self.environment | given, stdout=log, stderr=log)

    def run(self, code, *arguments):
        """Run Python as any other program of this site would."""
        command = [sys.executable, "-c", code, *arguments]
        forked.run(command, env=self.environment, check=True)

    def deliveries(self):
        with self.engine.connect() as db:
            return list(db.scalars(select(DeliveryRow.id)))

    def wait(self, ids):
        """Return the jobs once none is open, or as they are after five minutes."""
        until(lambda: not self.journal.unfinished(ids), READY_S)
        return [self.journal.get(job_id) for job_id in ids]

    def told(self, count):
        """Return what the stream tells, once it tells of ``count`` pieces of news."""
        with redis.Redis.from_url(self.url, decode_responses=True) as client:
            until(lambda: len({e["delivery"] for e in _entries(client)}) >= count)
            return _entries(client)

    def close(self):
        for process in self.workers:
            processes.stop(process)
        self.engine.dispose()


def _entries(client):
    return [{**entry, "body": json.loads(entry["body"])} for _, entry in client.xrange(STREAM)]


def until(is_done, seconds=READY_S):
    """Wait for something, at most so long; tell whether it came."""
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def in_order(entries):
    """Tell whether no document's version ever goes back."""
    newest = {}
    for entry in entries:
        key, version = (entry["id"], entry["market"]), int(entry["version"])
        if version < newest.get(key, 0):
            return False
        newest[key] = version
    return True
