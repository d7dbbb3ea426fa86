import base64
import json
import os
import signal
import sys
from pathlib import Path

import forked
import pytest
from sites import Site, until

from tasks import runtime
from tasks.intake import document as intake
from tasks.ledger.product import Product
from tasks.ledger.translations import Translations
from tasks.servers import embedded, processes
from tasks.settings import Settings

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def site(home, server, tmp_path_factory):
    running = Site(home, server.url, tmp_path_factory.mktemp("site"))
    running.worker()
    yield running
    running.close()


def listings(tmp_path, *rows):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return str(path)


def test_publish_through_a_worker_translates_for_every_market(site, tmp_path):
    file = listings(
        tmp_path,
        {"id": "1", "version": 1, "title": "保温杯 500ml", "markets": ["US", "HK", "MO"], "sku": 9},
        {"id": "2", "version": 1, "title": "Ceramic mug", "markets": ["US"]},
    )
    done = site.haiyi("publish", file)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["id"], row["market"]) for row in rows] == [
        ("1", "US"), ("1", "HK"), ("1", "MO"), ("2", "US"),
    ]  # fmt: skip
    assert all("500ml" in row["title"] for row in rows[:3])
    assert rows[1]["title"] == "保溫杯 500ml"
    assert rows[0]["extra"] == {"sku": 9}
    assert (rows[3]["title"], rows[3]["status"]) == ("Ceramic mug", "kept")


def test_publish_is_told_to_the_stream_once_a_market(site, tmp_path):
    row = {"id": "told", "version": 7, "title": "保温杯", "markets": ["US", "HK"]}
    done = site.haiyi("publish", listings(tmp_path, row))
    published = [json.loads(line) for line in done.stdout.splitlines()]
    assert until(lambda: len(told(site, "told")) == 2)
    entries = sorted(told(site, "told"), key=lambda entry: entry["market"])
    assert [(e["market"], e["version"]) for e in entries] == [("HK", "7"), ("US", "7")]
    assert [e["body"]["translation"] for e in reversed(entries)] == published
    assert all(e["body"]["delivery"] == e["delivery"] for e in entries)
    site.haiyi("publish", listings(tmp_path, row))
    assert len(told(site, "told")) == 2


def test_paused_product_is_neither_translated_nor_delivered(site):
    store = Translations(site.engine)
    store.turn(Product("shy"), paused=True)
    (job_id,) = site.journal.add([{"id": "shy", "version": 1, "title": "包", "markets": ["HK"]}])
    assert until(lambda: site.journal.get(job_id).state == "paused")
    store.turn(Product("shy"), paused=False)
    (job,) = site.wait([job_id])
    assert job.state == "done"
    assert until(lambda: len(told(site, "shy")) == 1)


def told(site, document_id):
    return [entry for entry in site.told(0) if entry["id"] == document_id]


def test_publish_gives_what_a_preview_shows(site, home, tmp_path):
    """Both doors open onto one pipeline; only where a segment came from may differ."""
    row = {
        "id": "p", "version": 1, "title": "【现货】保温杯 500ml", "body": "很好用！¥39.9包邮 @小美",
        "variants": [{"name": "颜色", "values": ["米白", "奶白"]}], "markets": ["US", "HK"],
    }  # fmt: skip
    published = [
        json.loads(x) for x in site.haiyi("publish", listings(tmp_path, row)).stdout.splitlines()
    ]
    here = runtime.build(Settings(home=home))
    previewed = [t.to_json() for t in here.pipeline([intake.parse(row, here.markets)])]
    for result in (*published, *previewed):
        del result["cached"]
    assert published == previewed


def test_publish_again_is_the_same_job(site, tmp_path):
    file = listings(tmp_path, {"id": "again", "version": 1, "title": "手机壳", "markets": ["HK"]})
    first = site.haiyi("publish", file, "--no-wait").stdout
    assert first
    assert site.haiyi("publish", file, "--no-wait").stdout == first


def test_publish_reports_bad_lines_and_sends_the_good(site, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "ok", "title": "包", "markets": ["HK"]}\n{"id": "bad"\n', "utf-8")
    done = site.haiyi("publish", str(path))
    assert done.returncode == 1
    assert "line 2: malformed JSON" in done.stderr
    assert json.loads(done.stdout)["title"] == "包"


def test_publish_tells_what_the_door_removed(site, tmp_path):
    """Preview equals publish: the journal keeps what was noticed before it."""
    file = listings(tmp_path, {"id": "bidi", "title": "手\u202e机壳", "markets": ["HK"]})
    (result,) = map(json.loads, site.haiyi("publish", file).stdout.splitlines())
    assert result["title"] == "手機殼"
    assert "characters_removed" in {issue["code"] for issue in result["fields"]["title"]["issues"]}


def test_publish_twice_delivered_is_worked_on_once(site):
    """Ten messages for one job, and ten more after it: one attempt."""
    (job_id,) = site.journal.add([{"id": "dup", "version": 1, "title": "包", "markets": ["HK"]}])
    send = (
        "import sys; from tasks.publish import send, translate; send(translate, sys.argv[1:] * 10)"
    )
    for _ in range(2):
        command = [sys.executable, "-c", send, job_id]
        forked.run(command, env=site.environment, check=True)
        site.wait([job_id])
    site.wait(
        site.journal.add([{"id": "behind them", "version": 1, "title": "包", "markets": ["HK"]}])
    )
    assert (site.journal.get(job_id).state, site.journal.get(job_id).attempts) == ("done", 1)


def test_publish_of_what_cannot_be_done_is_set_aside_with_a_reason(site, tmp_path):
    """A row that an older door let in: this one refuses it, and the others go on."""
    bad = {"id": "old", "version": 1, "title": "包", "markets": ["ATLANTIS"]}
    good = {"id": "new", "version": 1, "title": "包", "markets": ["HK"]}
    dead, done = site.wait(site.journal.add([bad, good]))
    assert (dead.state, dead.error) == ("dead", "InvalidDocument")
    assert done.state == "done"


def test_worker_outlives_messages_that_are_not_ours(site, client):
    """Broken JSON, an unknown task, an unknown job, a pickle: none stops the next publish."""
    (before,) = [process for process in site.workers if process.poll() is None]
    body = base64.b64encode(b"[[],{},{}]").decode()
    route = {"exchange": "publish", "routing_key": "publish"}
    alien = {
        "body": body,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"task": "no.such.task", "id": "x"},
        "properties": {"delivery_tag": "t", "body_encoding": "base64", "delivery_info": route},
    }
    client.lpush("publish", json.dumps(alien))
    client.lpush("publish", json.dumps(alien | {"content-type": "application/x-python-serialize"}))
    send = "from tasks.publish import send, translate; send(translate, ['0' * 32])"
    forked.run([sys.executable, "-c", send], env=site.environment, check=True)
    (job,) = site.wait(site.journal.add([{"id": "after", "title": "包", "markets": ["HK"]}]))
    assert job.state == "done"
    assert before.poll() is None


def test_publish_with_the_broker_down_is_kept_for_later(site, tmp_path):
    """Nothing is lost: the sweeper of a worker that has a broker sends it."""
    file = listings(tmp_path, {"id": "down", "version": 1, "title": "手机壳", "markets": ["HK"]})
    normal = site.environment
    site.environment = normal | {"HAIYI_REDIS_URL": "redis://127.0.0.1:1/0"}
    done = site.haiyi("publish", file, "--no-wait")
    site.environment = normal
    assert done.returncode == 3
    assert "safe in the journal" in done.stderr
    (job,) = site.wait(done.stdout.split())
    assert job.state == "done"


def test_worker_started_by_celery_itself_works_as_well(site):
    for process in site.workers:
        processes.stop(process)
    celery = str(Path(sys.executable).with_name("celery"))
    site.worker(celery, "-A", "tasks.app", "worker", "-Q", "publish")
    (job,) = site.wait(
        site.journal.add([{"id": "cel", "title": "手机壳", "markets": ["US", "HK"]}])
    )
    assert job.state == "done"


def test_worker_refuses_a_broker_that_deletes_queues(site, tmp_path):
    with embedded.serve(tmp_path, embedded.CACHE) as server:
        done = forked.run(
            [sys.executable, "-m", "tasks", "worker"],
            env=site.environment | {"HAIYI_REDIS_URL": server.url},
        )  # fmt: skip
    assert done.returncode == 3
    assert "noeviction" in done.stderr


def test_worker_without_a_model_says_which_command_repairs_it(site, tmp_path):
    environment = site.environment | {"HAIYI_MODEL": "opus-mt-zh-en", "HAIYI_HOME": str(tmp_path)}
    done = forked.run(
        [sys.executable, "-m", "tasks", "worker"],
        env=environment,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.startswith("haiyi: model 'opus-mt-zh-en' is not at ")
    assert "`haiyi models fetch opus-mt-zh-en`" in done.stderr


def test_publish_survives_a_killed_worker_and_a_flushed_server(site, client):
    """No message is left, and the worker is gone: the sweeper of the next one sends again."""
    for process in site.workers:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    rows = [
        {"id": f"k{i}", "version": 1, "title": f"手机壳{i}", "markets": ["HK"]} for i in range(20)
    ]
    ids = site.journal.add(rows)
    client.flushall()
    site.worker()
    jobs = site.wait(ids)
    assert [job.state for job in jobs] == ["done"] * 20
    assert [job.result[0]["title"] for job in jobs] == [f"手機殼{i}" for i in range(20)]


def test_worker_ends_on_sigterm_and_loses_nothing(site):
    process = site.worker()
    ids = site.journal.add([{"id": "term", "version": 1, "title": "手机壳", "markets": ["HK"]}])
    process.terminate()
    process.wait(300)
    assert site.journal.get(ids[0]).state in ("queued", "done")


def test_publish_without_a_broker_says_what_to_do(site, tmp_path):
    environment = {k: v for k, v in site.environment.items() if k != "HAIYI_REDIS_URL"}
    file = listings(tmp_path, {"id": "1", "title": "包"})
    done = forked.run(
        [sys.executable, "-m", "tasks", "publish", file],
        env=environment,
    )  # fmt: skip
    assert done.returncode == 3
    assert "haiyi up" in done.stderr
    assert "Traceback" not in done.stderr
