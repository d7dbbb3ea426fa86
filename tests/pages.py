"""Pages in a real browser, and all that goes wrong on them."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the playwright package")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
DOCS = Path(__file__).parents[1] / "docs"
HANGS_MS = 300_000  # bounds a hang: on a busy machine a page takes longer than a person would wait
MARKS = [
    pytest.mark.integration,
    pytest.mark.timeout(900),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH, nor in CHROMIUM"),
]


@contextmanager
def chromium():
    """Run a browser until the block ends."""
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


class Visit:
    """A page, and all that went wrong on it or left this machine."""

    foreseen = ()  # what the console may say

    def __init__(self, browser, door, path="/", **options):
        self.wrong, self.abroad, self._home = [], [], door.url
        self.context = browser.new_context(**{"locale": "en-US", **options})
        self.context.set_default_timeout(HANGS_MS)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", self._see)
        self.page.goto(f"{door.url}{path}")

    def _hear(self, message):
        if message.type == "error" and not any(word in message.text for word in self.foreseen):
            self.wrong.append(f"{message.text} {message.location}")

    def _see(self, request):
        if not request.url.startswith((self._home, "data:", "blob:")):
            self.abroad.append(request.url)

    def close(self):
        """End the visit, and see that all was well."""
        assert (self.wrong, self.abroad) == ([], [])
        self.context.close()


def picture(name, folder):
    """Return where a picture belongs: with HAIYI_PICTURE set, into the documentation."""
    return (DOCS if os.environ.get("HAIYI_PICTURE") else folder) / name
