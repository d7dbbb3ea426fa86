import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.servers import processes

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def demo(home):
    """Run what `make demo` runs, as it would from the root."""
    return subprocess.run(
        [sys.executable, "-m", "tasks.cli.demo"],
        env={**os.environ, "HAIYI_HOME": str(home)},
        cwd=ROOT, capture_output=True, text=True, timeout=800, check=False,
    )  # fmt: skip


def test_demo_shows_every_example_in_every_market(demo):
    assert demo.returncode == 0, demo.stderr
    examples = (ROOT / "examples" / "listings.jsonl").read_text("utf-8").splitlines()
    assert len(re.findall(r"^│ [LN]\d{4} ", demo.stdout, re.M)) == len(examples) >= 36
    for market in ("US", "HK", "MO"):
        assert len(re.findall(rf"^│ +│ {market} +│", demo.stdout, re.M)) == len(examples)


def test_demo_shows_prices_models_and_hong_kong_words_intact(demo):
    assert "支持iPhone 15 / iPhone 15 Pro / iPhone 15 Pro Max，¥39.9包郵！" in demo.stdout
    assert "[害羞R]" in demo.stdout


def test_demo_takes_the_second_time_from_the_cache(demo):
    cached, segments = map(int, re.search(r"(\d+) of (\d+) segments came", demo.stdout).groups())
    kept = re.search(r"^(\d+) failed every check", demo.stdout, re.M)
    assert cached + (int(kept[1]) if kept else 0) == segments > 500
    assert float(re.search(r"([\d.]+) times as fast", demo.stdout)[1]) > 1


def test_demo_leaves_no_process_and_no_colour_behind(demo):
    pids = [int(pid) for pid in re.findall(r"process (\d+)", demo.stdout)]
    assert len(pids) == 3
    assert not any(map(processes.is_alive, pids))
    assert "\x1b" not in demo.stdout + demo.stderr
