"""What every test may use: one converted model and one real server for the whole session."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import forked
import hypothesis
import pytest
import redis

from tasks.servers import embedded

# One core is often busy, and more threads than cores only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# A shell starts its background jobs with SIGINT ignored, and so would be every process of a test.
signal.signal(signal.SIGINT, signal.default_int_handler)
# The first example of a property may load a dictionary, and a busy machine is slow.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Start what all processes of tests are forks of, once for all workers."""
    if forked.ADDRESS in os.environ or config.option.collectonly:
        return
    folder = tempfile.TemporaryDirectory()
    running = forked.server(folder.name)
    running.__enter__()
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(lambda: running.__exit__(None, None, None))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a HAIYI_HOME in which the starter model has been converted."""
    from models import catalog
    from models.convert import convert

    path = tmp_path_factory.getbasetemp() / "home"
    if "PYTEST_XDIST_WORKER" in os.environ:  # one for all of them; converting takes a lock
        path = tmp_path_factory.getbasetemp().parent / "home"
    convert(catalog.load().entry("starter-zh-en"), path / "models")
    return path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Server]:
    """Run a real Redis-protocol server."""
    with embedded.serve(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def client(server: embedded.Server) -> Iterator[redis.Redis]:
    """Return a client of the server, whose data is gone after the test."""
    with redis.Redis.from_url(server.url, socket_timeout=2) as connection:
        yield connection
        connection.flushall()
