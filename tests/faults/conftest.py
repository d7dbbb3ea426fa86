from urllib.parse import urlsplit

import pytest
from proxy import Proxy
from sites import Site

from tasks.servers import embedded


@pytest.fixture
def broker(tmp_path):
    """Run a server of this test's own."""
    with embedded.serve(tmp_path / "broker") as running:
        yield running


@pytest.fixture
def site(home, broker, tmp_path):
    running = Site(home, broker.url, tmp_path)
    yield running
    running.close()


@pytest.fixture
def wire(broker, home, tmp_path):
    """Return a site whose workers reach the server through a wire that goes wrong, and the wire."""
    proxy = Proxy(urlsplit(broker.url).port)
    url = broker.url.replace(str(urlsplit(broker.url).port), str(proxy.port))
    running = Site(home, broker.url, tmp_path, redis_url=url)
    yield running, proxy
    running.close()
    proxy.close()
