"""Hostile files through every command: each line is done or named, and no stack trace is shown."""

import json

import pytest
from hostile import listings
from sites import Site
from sqlalchemy import text
from typer.testing import CliRunner

from tasks.cli import main as cli

pytestmark = pytest.mark.integration

ROWS = {name: row for name, row in listings().items() if not name.startswith("run of")}
QUICK = {name: row for name, row in ROWS.items() if len(str(row)) < 3000}
STATES = ("dead", "queued", "paused", "done", "overtaken")


@pytest.fixture
def site(home, server, tmp_path):
    running = Site(home, server.url, tmp_path)
    yield running
    running.close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "hostile.jsonl"
    path.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in QUICK.values()))
    return path


def assert_told(done, codes=(0, 1)):
    assert done.returncode in codes, done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr
    assert "a defect" not in done.stderr


def test_translate_names_what_it_cannot_take_and_does_the_rest(site, file):
    done = site.haiyi("translate", str(file), "-m", "HK")
    assert_told(done)
    named = sum(line.startswith("haiyi: line") for line in done.stderr.splitlines())
    assert named + len(done.stdout.splitlines()) == len(QUICK)


def test_publish_puts_every_good_line_into_the_journal(site, file):
    done = site.haiyi("publish", str(file), "-m", "HK", "--no-wait")
    assert_told(done)
    named = sum(line.startswith("haiyi: line") for line in done.stderr.splitlines())
    assert named + len(done.stdout.splitlines()) == len(QUICK)
    for state in STATES:
        for form in ((), ("--json",)):
            told = CliRunner().invoke(
                cli.app, ["jobs", "list", "--state", state, *form], env=site.environment
            )
            assert (told.exit_code, told.exception) == (0, None), told.output


def test_backfill_rejects_what_it_cannot_take_and_does_the_rest(site, file, tmp_path):
    done = site.haiyi("backfill", str(file), "--out", str(tmp_path / "out"), "-m", "HK")
    assert_told(done)
    report = json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert report["documents"] + sum(report["rejected"].values()) == len(QUICK)
    assert_told(site.haiyi("backfill", str(file), "--dry-run"))


def test_every_text_alone_is_translated_or_named(site, tmp_path):
    for name in ("surrogate", "5,000 digits and a unit", "rich", "escape codes", "header"):
        given = ROWS[f"text: {name}"]["title"].encode("utf-8", "replace").decode()
        done = site.haiyi("translate", "--text", "-", "-m", "HK", input=given)
        assert_told(done)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zeros.jsonl", b"\0" * 5000), ("deep.jsonl", b"[" * 200_000),
        ("digits.jsonl", b'{"id": ' + b"9" * 5000 + b"}"), ("quote.csv", b'id,title\n1,"'),
        ("no.parquet", b"PAR1"), ("no.jsonl.gz", b"\x1f\x8b"),
    ],
)  # fmt: skip
def test_every_command_tells_of_a_file_that_is_none(site, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    for command in (
        ("translate", str(path), "-m", "HK", "--out", str(tmp_path / "out.jsonl")),
        ("publish", str(path), "--no-wait"),
        ("backfill", str(path), "--out", str(tmp_path / "out")),
    ):
        assert_told(site.haiyi(*command), codes=(0, 1, 2))


def test_every_command_tells_of_a_newer_store(site, file, tmp_path):
    with site.engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    for command in (
        ("jobs", "list"), ("jobs", "retry", "--all"), ("publish", str(file), "--no-wait"),
        ("backfill", str(file), "--out", str(tmp_path / "out"), "--workers"),
    ):  # fmt: skip
        done = site.haiyi(*command)
        assert_told(done, codes=(3,))
        assert "newer release (0099)" in done.stderr
    assert "newer release" in " ".join(site.haiyi("doctor").stdout.split())
    assert site.haiyi("translate", "-t", "包", "-m", "HK").returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        ("jobs", "retry", "\udcff[/b]"), ("jobs", "drop", "../../x"), ("keys", "new", "a:b"),
        ("keys", "new", "[/b]"), ("keys", "new", "x", "--seller", "named:x"),
        ("jobs", "list", "--state", "[red]"),
        ("serve", "--host", "\udcff"), ("backfill", "none.jsonl", "--out", "/proc/self/x"),
    ],
)  # fmt: skip
def test_every_command_tells_of_an_argument_that_is_none(site, command):
    assert_told(site.haiyi(*command), codes=(1, 2))
