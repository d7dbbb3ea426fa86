import hashlib
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from models import store
from models.base import Pair
from models.catalog import Entry
from models.errors import ModelCorrupt
from models.fetch import FetchFailed, fetch

REVISION = "c" * 40

NOWHERE = "http://127.0.0.1:1"  # a port on which nothing listens


def serve(root):
    """Answer as the hub does, on loopback: files of one revision, with their sums."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            *_, revision, name = self.path.split("/")
            path = root / name
            if revision != REVISION or not path.is_file():
                return self.send_error(404)
            data = path.read_bytes()
            self.send_response(200)
            self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
            self.send_header("X-Repo-Commit", revision)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)
            return None

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def hub(pickled_model):
    server = serve(pickled_model)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def hub_entry(pickled_model):
    files = {path.name: store.sha256(path) for path in pickled_model.iterdir()}
    return Entry(
        "tiny", Pair("zh", "en"), "none", repository="a/tiny", revision=REVISION, files=files
    )


def test_fetch_keeps_safetensors_only(hub_entry, hub, tmp_path):
    seen = []
    directory = fetch(hub_entry, tmp_path, endpoint=hub, progress=lambda *step: seen.append(step))
    names = {path.name for path in directory.iterdir()}
    assert {"model.safetensors", "source.spm", "manifest.json"} <= names
    assert "pytorch_model.bin" not in names
    assert seen == [(name, i, len(hub_entry.files)) for i, name in enumerate(hub_entry.files)]
    assert store.verify(hub_entry, tmp_path) == []
    facts = store.read_manifest("tiny", directory).facts
    assert facts["fetched"]["pytorch_model.bin"] == hub_entry.files["pytorch_model.bin"]


def test_fetch_refuses_other_bytes_than_the_catalog_names(hub_entry, hub, tmp_path):
    entry = replace(hub_entry, files={**hub_entry.files, "vocab.json": "0" * 64})
    with pytest.raises(ModelCorrupt, match=r"vocab.json: sha256 is .* not installed"):
        fetch(entry, tmp_path, endpoint=hub)
    assert not store.source_dir(entry, tmp_path).exists()


def test_fetch_records_sums_that_the_catalog_lacks(hub_entry, hub, tmp_path):
    entry = replace(hub_entry, files=dict.fromkeys(hub_entry.files, ""))
    directory = fetch(entry, tmp_path, endpoint=hub)
    (directory / "vocab.json").write_text("{}")
    (problem,) = store.verify(entry, tmp_path)
    assert "first `haiyi models fetch tiny --force`" in str(problem)
    fetch(entry, tmp_path, endpoint=hub, force=True)
    assert store.verify(entry, tmp_path) == []


@pytest.mark.parametrize("missing", [{"absent.json": ""}, {}], ids=["no such file", "offline"])
def test_fetch_failure_leaves_nothing_and_says_what_to_do(hub_entry, hub, tmp_path, missing):
    entry = replace(hub_entry, files=missing or hub_entry.files)
    with pytest.raises(FetchFailed, match="run `haiyi models fetch tiny` again"):
        fetch(entry, tmp_path, endpoint=hub if missing else NOWHERE)
    assert not store.source_dir(entry, tmp_path).exists()


def test_fetch_packaged_model_has_nowhere_to_come_from(tiny_entry, tmp_path):
    with pytest.raises(FetchFailed, match="no repository"):
        fetch(tiny_entry, tmp_path)
