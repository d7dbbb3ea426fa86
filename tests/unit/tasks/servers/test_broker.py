import pytest

from tasks.policy import DependencyDown
from tasks.servers import broker, embedded


def test_refuse_eviction_of_a_server_that_deletes_queues(tmp_path):
    with (
        embedded.serve(tmp_path, embedded.CACHE) as server,
        pytest.raises(DependencyDown, match="noeviction"),
    ):
        broker.refuse_eviction(server.url)


def test_refuse_eviction_takes_our_own_broker(tmp_path):
    with embedded.serve(tmp_path, embedded.BROKER) as server:
        assert broker.eviction(server.url) == "noeviction"
        broker.refuse_eviction(server.url)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1/"])
def test_refuse_eviction_leaves_a_broker_that_cannot_be_asked_to_celery(url):
    broker.refuse_eviction(url)
