"""Build the wheel, and use it beside the dependencies with the sources out of the way."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USE = """
import models, pipeline, tasks, tasks.app
from pathlib import Path
from models import catalog
from pipeline.glossary import Glossary
from pipeline.markets import load_markets
root = Path(models.__file__).parents[1]
assert all(Path(p.__file__).is_relative_to(root) for p in (pipeline, tasks)), "mixed sources"
assert str(root) != {sources!r}, "the sources are in the way"
assert len(Glossary.load().entries) > 3000 and set(load_markets()) >= {{"US", "HK", "MO"}}
assert (root / "models/starter/zh-en/model.safetensors").exists(), "no starter model"
assert catalog.load().entries
from tasks.ledger.database import connect
connect("sqlite:///store.sqlite3").dispose()
assert (root / "tasks/web/page/static/page.css").exists(), "no page"
"""


def main() -> None:
    """Raise CalledProcessError where a step fails."""
    with tempfile.TemporaryDirectory() as folder:
        build = [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "-o",
            folder,
            str(ROOT),
        ]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        venv = Path(folder) / "venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install"]
        subprocess.run([*pip, "-q", "--no-deps", str(wheel)], check=True)
        site = next((venv / "lib").glob("python*/site-packages"))
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        python = str(venv / "bin" / "python")
        subprocess.run([python, "-c", USE.format(sources=str(ROOT))], check=True, cwd=folder)
        subprocess.run(
            [python, "-m", "tasks", "--help"], check=True, cwd=folder, capture_output=True
        )
    print("wheel: works without the sources")


if __name__ == "__main__":
    main()
