import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipeline.document import Document
from pipeline.errors import UnknownMarket
from tasks.cli import main as cli
from tasks.cli import translate as cli_translate
from tasks.cli.wanted import markets_of
from tasks.policy import Exit

COMMANDS = {
    "translate", "publish", "worker", "up", "serve", "doctor", "models", "train", "evaluate",
    "keys",
}  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(cli.app, arguments)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_of_every_command_reads_well(command):
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "Usage:" in done.output
    assert len(done.output.split()) > 20


def test_help_names_every_command():
    assert set(run("--help").output.split()) >= COMMANDS


def test_help_loads_no_heavy_library():
    code = "import sys, tasks.cli.main; print([m for m in %r if m in sys.modules])"
    heavy = ["torch", "transformers", "ctranslate2", "celery", "sqlalchemy", "opencc", "fastapi",
             "pydantic", "redis", "numpy", "langdetect"]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code % heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_models_without_a_command_shows_help():
    assert {"list", "fetch", "convert", "verify"} <= set(run("models", "--help").output.split())


@pytest.mark.parametrize(
    ("markets", "expected"),
    [(None, None), ("US", ["US"]), (" US, HK ", ["US", "HK"]), ("HK,HK", ["HK"])],
)
def test_wanted_splits_names(markets, expected):
    assert markets_of(markets, ("US", "HK")) == expected


@pytest.mark.parametrize("markets", ["XX", "US,XX", "", ",", "us"])
def test_wanted_refuses_what_is_not_in_the_table(markets):
    with pytest.raises(UnknownMarket, match="known markets: US, HK"):
        markets_of(markets, ("US", "HK"))


def test_chunks_keep_the_order_and_lose_nothing():
    documents = [Document(str(i)) for i in range(2 * cli_translate.CHUNK + 3)]
    chunks = list(cli_translate.chunks(documents))
    assert [len(c) for c in chunks] == [cli_translate.CHUNK, cli_translate.CHUNK, 3]
    assert [d for c in chunks for d in c] == documents


def test_exit_codes_are_the_contract():
    assert (Exit.OK, Exit.REVIEW, Exit.USAGE, Exit.DEPENDENCY) == (0, 1, 2, 3)


def test_key_of_a_shop_is_made_by_naming_it():
    assert run("keys", "new", "seven", "--seller", "s7").output.rstrip().endswith(":s7")
    for wrong in ("named:x", "a/b", "", "a\x00b", "s" * 201):
        done = run("keys", "new", "seven", "--seller", wrong)
        assert (done.exit_code, "HAIYI_API_KEYS" in done.output) == (2, False)
