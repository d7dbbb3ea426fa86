import csv
import json
import os
import signal
import socket
import subprocess
import sys

import forked
import httpx
import pytest
from sites import until

from tasks.servers import processes

pytestmark = pytest.mark.integration


@pytest.fixture
def haiyi(home):
    """Run the command line in a process of its own."""

    def run(*arguments, stdin=""):
        command = [sys.executable, "-m", "tasks", *arguments]
        return forked.run(command, env={**os.environ, "HAIYI_HOME": str(home)}, input=stdin)

    return run


def test_translate_text_keeps_model_and_price(haiyi):
    text = "这款手机壳防摔又好看，支持iPhone 15，¥39.9包邮"
    done = haiyi("translate", "--text", text, "--markets", "US,HK")
    _, us, hk = done.stdout.splitlines()
    for line in (us, hk):
        assert "iPhone 15" in line
        assert "¥39.9" in line
    assert hk.endswith("這款手機殼防摔又好看，支持iPhone 15，¥39.9包郵")
    assert "\x1b" not in done.stdout


def test_translate_file_from_stdin_to_csv(haiyi, tmp_path):
    out = tmp_path / "out.csv"
    line = json.dumps({"id": "1", "title": "保温杯"}) + "\n"
    done = haiyi("translate", "-", "--markets", "HK", "--out", str(out), stdin=line)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["保溫杯"]


def test_translate_bad_line_is_named_and_the_others_go_on(haiyi):
    stdin = '{"id":"1","title":"包"}\nnot json\n{"id":"2","title":"杯"}\n'
    done = haiyi("translate", "-", "--markets", "HK", stdin=stdin)
    assert done.returncode == 1
    assert done.stderr.startswith("haiyi: line 2: malformed JSON")
    assert len(done.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("translate",), 2, "FILE"),
        (
            ("translate", "-t", "包", "-m", "XX"),
            2,
            "unknown market 'XX'; known markets: US, HK, MO",
        ),
        (("translate", "no-such-file.jsonl"), 2, "no-such-file.jsonl"),
        (("translate", "-", "--format", "xml"), 2, "jsonl, csv or parquet"),
        (("translate", "-", "--format", "parquet"), 2, "--out FILE"),
        (("models", "convert", "no-such-model"), 2, "starter-zh-en"),
        (("publish", "x.jsonl"), 3, "HAIYI_REDIS_URL"),
        (("translate", "/"), 2, "Is a directory"),
        (("translate", "-t", "包", "-m", ""), 2, "unknown market ''"),
        (("translate", "-t", ""), 1, "field 'title': no text to translate"),
    ],
)
def test_usage_errors_are_one_clear_line(haiyi, arguments, code, message):
    done = haiyi(*arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_that_cannot_be_are_named(haiyi, monkeypatch):
    monkeypatch.setenv("HAIYI_THREADS", "many")
    monkeypatch.setenv("HAIYI_REDIS_URL", "http://u:secret@h")
    done = haiyi("translate", "-t", "包")
    assert done.returncode == 2
    assert "HAIYI_THREADS: " in done.stderr
    assert "HAIYI_REDIS_URL: " in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_translate_carries_what_cannot_be_written_as_utf8(haiyi):
    done = haiyi("translate", "-", "-m", "HK", stdin='{"id":"1","title":"包","sku":"a\\ud800"}\n')
    assert json.loads(done.stdout)["extra"] == {"sku": "a"}


def test_translate_leaves_no_half_written_file(haiyi, tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("as it was")
    done = haiyi("translate", str(tmp_path), "-o", str(out))
    assert done.returncode == 2
    assert out.read_text() == "as it was"


def test_translate_ends_quietly_when_nobody_reads_on(home, tmp_path):
    rows = [{"id": str(i), "title": "手机壳", "body": "包" * 2000} for i in range(200)]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "tasks", "translate", str(path), "-m", "HK"],
        env={**os.environ, "HAIYI_HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_models_list_and_verify(haiyi):
    assert "starter-zh-en" in haiyi("models", "list").stdout
    done = haiyi("models", "verify", "starter-zh-en")
    assert (done.returncode, done.stdout) == (0, "starter-zh-en: intact\n")


def test_doctor_finds_nothing_to_do(haiyi):
    done = haiyi("doctor")
    assert done.returncode == 0, done.stdout
    assert "starter-zh-en" in done.stdout


def answers(url):
    try:
        return httpx.get(url, timeout=60).is_success
    except httpx.TransportError:
        return False


def test_up_starts_everything_and_leaves_nothing(home, tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "HAIYI_REDIS_URL"}
    environment |= {
        "HAIYI_HOME": str(home),
        "HAIYI_DATABASE_URL": f"sqlite:///{tmp_path}/j.sqlite3",
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "tasks", "up", "--port", str(port)],
        env=environment, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        lines = [process.stderr.readline() for _ in range(2)]
        assert "Haiyi is up" in lines[0]
        assert until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        assert len(children) >= 4, "two servers, a worker and the page"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=300)
        assert process.returncode == 0
    assert until(lambda: not any(processes.is_alive(int(pid)) for pid in children))
