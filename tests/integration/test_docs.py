"""The examples of docs/integrate.md, run as they stand against a real door and a real worker."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from serving import served
from sites import Site
from standardwebhooks import Webhook

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

PAGE = (Path(__file__).parents[2] / "docs" / "integrate.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(python|bash|js)\n(.*?)^```", PAGE, re.M | re.S)
EXAMPLES = [(kind, code) for kind, code in BLOCKS if "serve_forever" not in code]
(RECEIVER,) = (code for _, code in BLOCKS if "serve_forever" in code)
RUN = {"python": [sys.executable, "-c"], "bash": ["bash", "-euc"], "js": ["node", "-e"]}


@pytest.fixture(scope="module")
def url(home, server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    site = Site(home, server.url, folder)
    site.worker()
    store = site.environment["HAIYI_DATABASE_URL"]
    with served(home, folder, server.url, database_url=store) as door:
        yield door.url
    site.close()


@pytest.mark.parametrize(("kind", "code"), EXAMPLES)
def test_example_runs_as_it_stands(url, tmp_path, kind, code):
    if not shutil.which(RUN[kind][0]):
        pytest.skip(f"{RUN[kind][0]} is not here")
    code = code.replace("http://127.0.0.1:8000", url)
    if kind == "js":
        code = f"(async () => {{ {code} }})()"
    done = subprocess.run(
        [*RUN[kind], code], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_receiver_believes_what_is_signed_and_nothing_else():
    names = {"__name__": "receiver"}
    exec(RECEIVER, names)
    body, now = '{"delivery": "d", "type": "translation.updated"}', time.time()
    from datetime import UTC, datetime

    signed = Webhook(names["SECRET"]).sign("msg_1", datetime.fromtimestamp(int(now), UTC), body)
    headers = {
        "webhook-id": "msg_1", "webhook-timestamp": str(int(now)), "webhook-signature": signed,
    }  # fmt: skip
    assert names["verified"](headers, body.encode())["delivery"] == "d"
    with pytest.raises(ValueError, match="not signed"):
        names["verified"](headers, body.encode() + b" ")
    with pytest.raises(ValueError, match="too old"):
        names["verified"](headers, body.encode(), now + 1000)
