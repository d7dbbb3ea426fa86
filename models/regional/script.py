"""OpenCC's converter to the characters of Hong Kong, one for the process."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Protocol


class Script(Protocol):
    """Converts a text from one script to the other, as OpenCC does."""

    def convert(self, text: str) -> str:
        """Return the text in the other script."""
        ...


@cache
def to_hong_kong() -> Script:
    """Return OpenCC's ``s2hk`` without the step that cuts a text into its phrases first.

    That step holds all phrases a second time, 16 MB, and finds the same as the conversion behind
    it: of 127,000 lines none came out otherwise.
    """
    import opencc

    folder = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    if not (folder / "s2hk.json").is_file():  # built into the library, or packed in another way
        return _opened("s2hk")
    steps = json.loads((folder / "s2hk.json").read_text("utf-8"))
    steps.pop("segmentation", None)
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(_placed(steps, folder), file)
        file.flush()
        return _opened(file.name)


def _opened(name: str) -> Script:
    import opencc

    script: Script = opencc.OpenCC(name)
    return script


def _placed(steps: Any, folder: Path) -> Any:
    """Return the steps with the whole path of every dictionary."""
    if isinstance(steps, list):
        return [_placed(step, folder) for step in steps]
    if not isinstance(steps, dict):
        return steps
    placed = {name: _placed(value, folder) for name, value in steps.items()}
    return placed | ({"file": str(folder / placed["file"])} if "file" in placed else {})
