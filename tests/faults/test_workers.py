"""Workers that are killed, stopped, or given what they cannot bear."""

import os
import shutil
import signal
import sys

import pytest
from checks import TITLES, assert_each_once, rows, some_done
from sites import in_order, until

pytestmark = pytest.mark.integration

# A worker for which one text is deadly, as a bug in native code would make it.
DEADLY = """
import os
from tasks import runtime
from tasks.cli.worker import run
here = runtime.of_process()
walk = here.pipeline.__class__.__call__
def deadly(self, documents, *rest):
    if any("致命" in document.title for document in documents):
        os._exit(1)
    return walk(self, documents, *rest)
here.pipeline.__class__.__call__ = deadly
run()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_worker_ended_in_the_middle_loses_nothing(site, number):
    ids = site.journal.add(rows(TITLES))
    worker = site.worker()
    assert until(lambda: some_done(site, ids))
    os.kill(worker.pid, number)
    code = worker.wait(300)
    assert code == (-number if number == signal.SIGKILL else 0)
    site.worker()
    assert_each_once(site, ids)


def test_worker_that_grows_too_large_ends_itself_and_loses_nothing(site):
    ids = site.journal.add(rows(TITLES[:5]))
    worker = site.worker(worker_memory_mb=20)
    assert worker.wait(300) == 0
    assert b"too much memory" in site.log.read_bytes()
    site.worker()
    assert_each_once(site, ids)


def test_document_that_kills_its_worker_is_set_aside_and_the_rest_goes_on(site):
    deadly, *others = site.journal.add(rows(["致命", *TITLES[:9]]))
    for _ in range(4):  # the supervisor of the workers
        worker = site.worker(sys.executable, "-c", DEADLY)
        assert until(lambda worker=worker: worker.poll() is not None or _is_dead(site, deadly))
        if _is_dead(site, deadly):
            break
    job = site.journal.get(deadly)
    assert (job.state, job.attempts) == ("dead", 3)
    assert job.error == "no attempt came to an end"
    assert_each_once(site, others)


def _is_dead(site, job_id):
    return site.journal.get(job_id).state == "dead"


def test_document_that_cannot_be_translated_is_set_aside_and_the_rest_goes_on(site):
    bad = [{"id": "bad", "version": 1, "title": "包", "markets": ["ATLANTIS"]}]
    (refused, *others) = site.journal.add(bad + rows(TITLES[:5]))
    site.worker()
    assert_each_once(site, others)
    assert site.journal.get(refused).error == "InvalidDocument"
    assert b"InvalidDocument" in site.log.read_bytes()
    assert "包".encode() not in site.log.read_bytes()


def test_versions_out_of_order_end_with_the_newest(site):
    """Two workers, every version of ten documents, the newest first for half of them."""
    titles = {version: f"{version}号连衣裙" for version in (1, 2, 3)}
    orders = [(3, 1, 2) if i % 2 else (1, 3, 2) for i in range(10)]
    ids = []
    for turn in range(3):
        for i, order in enumerate(orders):
            version = order[turn]
            ids += site.journal.add(
                [{"id": f"d{i}", "version": version, "title": titles[version], "markets": ["HK"]}]
            )
    site.worker(), site.worker()
    states = {job.state for job in site.wait(ids)}
    assert states <= {"done", "overtaken"}
    site.told(10)
    assert until(lambda: _newest(site) == {f"d{i}": "3" for i in range(10)})
    assert in_order(site.told(0))


def _newest(site):
    return {entry["id"]: entry["version"] for entry in site.told(0)}


def test_every_message_twice_does_everything_once(site):
    ids = site.journal.add(rows(TITLES[:10]))
    site.worker(), site.worker()
    twice = "from tasks.publish import *; import sys; send(translate, sys.argv[1:] * 2)"
    site.run(twice, *ids)
    assert_each_once(site, ids)
    assert {job.attempts for job in site.wait(ids)} == {1}
    again = "from tasks.publish import *; import sys; send(deliver, sys.argv[1:] * 2)"
    site.run(again, *site.deliveries())
    assert_each_once(site, ids)


def test_corrupt_model_is_refused_and_its_repair_goes_on(site, home, tmp_path):
    broken = tmp_path / "home"
    shutil.copytree(home, broken)
    weights = next(broken.rglob("model.bin"))
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 0xFF
    weights.write_bytes(data)
    ids = site.journal.add(rows(TITLES[:3]))
    assert site.worker(home=broken).wait(300) == 3
    assert b"haiyi models" in site.log.read_bytes()
    site.worker()
    assert_each_once(site, ids)
