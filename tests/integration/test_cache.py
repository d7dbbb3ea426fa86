import pytest
import redis
from blackhole import blackhole
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from redis.backoff import NoBackoff
from redis.retry import Retry
from walks import build, spell

from models.backends.echo import EchoTranslator
from models.base import Pair
from pipeline.cache import SegmentCache, Signature, key
from pipeline.document import Document, Issue
from pipeline.translate import Outcome
from tasks.servers import embedded

pytestmark = pytest.mark.integration

SIGNATURE = Signature("zh-en", "r1", "greedy", "g1")
LISTING = Document("1", title="很好看的手机壳", body="推荐！¥39.9", markets=("US", "HK"))


def test_key_is_pinned():
    """A changed key empties every cache in use: this must be on purpose."""
    expected = "68315037457fda51ed0aeecf1bcbecbbc2f57306a9020bf32c1d"
    assert key(SIGNATURE, "很好⟦0⟧").hex() == expected


PART = st.text(alphabet='a|:",[]', max_size=3)
SIGNATURES = st.builds(Signature, PART, PART, PART, PART, st.integers(0, 2))


@given(SIGNATURES, SIGNATURES, PART, PART)
def test_key_is_injective(a, b, text, other):
    assert (key(a, text) == key(b, other)) == ((a, text) == (b, other))


def test_key_of_joined_texts_is_another():
    assert key(SIGNATURE, "a|b") != key(SIGNATURE, "a")
    assert key(Signature("a|b", "", "", ""), "") != key(Signature("a", "b", "", ""), "")


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("Nice"),
        Outcome("Nice\n", "split", (Issue("loop", "x"),)),
        Outcome("long " * 200, "careful", (Issue("placeholder_lost", "⟦0⟧"),)),
    ],
)
def test_cache_recalls_what_it_remembered(client, outcome):
    cache = SegmentCache(client)
    cache.remember(SIGNATURE, {"很好": outcome})
    assert cache.recall(SIGNATURE, ["很好", "不好"]) == [outcome, None]


def test_cache_never_remembers_damage(client):
    SegmentCache(client).remember(SIGNATURE, {"很好": Outcome("很好", "kept", (Issue("loop"),))})
    assert client.dbsize() == 0


def test_cache_compresses_only_what_is_long(client):
    cache = SegmentCache(client)
    cache.remember(SIGNATURE, {"短": Outcome("Short"), "长": Outcome("long " * 200)})
    assert client.strlen(key(SIGNATURE, "短")) == 4 + 1 + 1 + 1 + len("Short")
    assert client.strlen(key(SIGNATURE, "长")) < 100


def test_cache_entries_end_but_not_together(client):
    cache = SegmentCache(client, ttl_s=1000)
    cache.remember(SIGNATURE, {str(i): Outcome("x") for i in range(20)})
    lives = {client.ttl(key(SIGNATURE, str(i))) for i in range(20)}
    assert len(lives) > 5
    assert all(899 <= life <= 1100 for life in lives)


@pytest.mark.parametrize("value", [b"", b"x", b"xxxx\x80broken", b"xxxx\x00\xff\xfe", b"xxxx\x09a"])
def test_cache_takes_a_damaged_value_for_a_miss(client, value):
    cache = SegmentCache(client)
    cache.remember(SIGNATURE, {"很好": Outcome("Nice")})
    guard = client.get(key(SIGNATURE, "很好"))[:4]
    client.set(key(SIGNATURE, "很好"), value.replace(b"xxxx", guard))
    assert SegmentCache(client).recall(SIGNATURE, ["很好"]) == [None]


def test_cache_keeps_at_hand_what_it_wrote_and_what_it_read(client):
    writer, reader = SegmentCache(client), SegmentCache(client)
    writer.remember(SIGNATURE, {"很好": Outcome("Nice")})
    assert reader.recall(SIGNATURE, ["很好", "不好"]) == [Outcome("Nice"), None]
    client.flushall()
    for cache in (writer, reader):
        assert cache.recall(SIGNATURE, ["不好", "很好"]) == [None, Outcome("Nice")]
        assert cache.recall(Signature("zh-en", "r2", "greedy", "g1"), ["很好"]) == [None]
    assert SegmentCache(client).recall(SIGNATURE, ["很好"]) == [None]


def test_cache_keeps_at_hand_only_the_recent(client):
    cache = SegmentCache(client, recent=2)
    cache.remember(SIGNATURE, {"一": Outcome("One"), "二": Outcome("Two"), "三": Outcome("Three")})
    client.flushall()
    assert cache.recall(SIGNATURE, ["一", "二", "三"]) == [None, Outcome("Two"), Outcome("Three")]


def test_cache_without_a_server_keeps_nothing():
    cache = SegmentCache(None)
    cache.remember(SIGNATURE, {"很好": Outcome("Nice")})
    assert cache.recall(SIGNATURE, ["很好"]) == [None]


def test_cached_equals_fresh(client):
    pipeline = build(cache=SegmentCache(client))
    both = Document(
        "1", title="很好看", body="美好！¥39.9", markets=("US", "HK")
    )  # in either script
    fresh, cached = pipeline([both]), pipeline([both])
    assert [t.document for t in fresh] == [t.document for t in cached]
    assert [t.fields for t in fresh] == [t.fields for t in cached]
    assert [t.cached for t in cached] == [t.segments for t in cached]
    assert all(t.cached == 0 for t in fresh)


def test_cached_repair_tells_the_same_issues(client):
    english = EchoTranslator(Pair("zh", "en"), reply=spell, damage="drop_placeholder")
    pipeline = build(english, SegmentCache(client))
    document = Document("1", title="买12个送", markets=("US",))
    (fresh,), (cached,) = pipeline([document]), pipeline([document])
    assert (fresh.fields, cached.cached) == (cached.fields, 1)
    assert fresh.document == cached.document


def test_flushed_cache_changes_nothing_but_time(client):
    pipeline = build(cache=SegmentCache(client))
    before = pipeline([LISTING])
    client.flushall()
    assert [t.document for t in pipeline([LISTING])] == [t.document for t in before]


def test_new_glossary_is_a_new_namespace(client):
    pipeline = build(cache=SegmentCache(client))
    pipeline([LISTING])
    (changed, _) = pipeline([Document("1", title="很好看的手机壳", glossary={"手机壳": "case"},
                                      markets=("US", "HK"))])  # fmt: skip
    assert "case" in changed.document.title
    assert changed.cached == 0


def failures():
    name, calls = "haiyi_cache_failures_total", ("recall", "remember")
    return sum(REGISTRY.get_sample_value(name, {"call": call}) or 0 for call in calls)


def test_dead_cache_costs_one_timeout_not_one_a_call():
    without = [t.document for t in build()([LISTING])]
    with (
        blackhole() as port,
        redis.Redis(port=port, socket_timeout=0.2, retry=Retry(NoBackoff(), 0)) as connection,
    ):
        pipeline, before = build(cache=SegmentCache(connection, rest_s=600)), failures()
        after = [pipeline([LISTING]) for _ in range(20)]
    assert failures() - before == 1
    assert all([t.document for t in found] == without for found in after)


def test_full_cache_is_only_slower(tmp_path):
    with (
        embedded.serve(tmp_path) as server,
        redis.Redis.from_url(server.url, retry=Retry(NoBackoff(), 0)) as connection,
    ):
        connection.config_set("maxmemory-policy", "noeviction")
        connection.config_set("maxmemory", "1")
        (us, _) = build(cache=SegmentCache(connection))([LISTING])
    assert us.status == "ok"
