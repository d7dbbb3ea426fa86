import asyncio

import redis.asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.web.app import shared_client
from tasks.web.door.rate_limit import LocalBuckets, Rate, RateLimit


def ask(limit, names):
    async def main():
        return [await limit.wait_s(name) for name in names]

    return asyncio.run(main())


async def _asked(url, rate, names):
    client = shared_client(url)
    try:
        limits = [RateLimit(rate, client), RateLimit(rate, client)]
        return [await limits[i % 2].wait_s(name) for i, name in enumerate(names)]
    finally:
        await client.aclose()


def test_rate_limit_is_shared_through_the_server(server, client):
    waits = asyncio.run(_asked(server.url, Rate(1, 3), ["a"] * 5 + ["b"]))
    assert [wait > 0 for wait in waits] == [False, False, False, True, True, False]
    assert 0 < client.pttl("haiyi:rate:a") <= 181_000


def test_rate_limit_without_a_server_still_limits():
    async def main():
        nowhere = redis.asyncio.Redis(port=1, socket_connect_timeout=0.05)
        limit = RateLimit(Rate(1, 2), nowhere)
        waits = [await limit.wait_s("a") for _ in range(3)]
        await nowhere.aclose()
        return waits

    *free, wait = asyncio.run(main())
    assert (free, wait > 0) == ([0, 0], True)


def test_rate_limit_of_zero_is_none():
    assert ask(RateLimit(Rate(0, 1), None), ["a"] * 50) == [0] * 50


@settings(max_examples=60)
@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_local_bucket_never_gives_more_than_its_rate(gaps):
    buckets, rate, now, taken = LocalBuckets(), Rate(60, 5), 0.0, 0
    for gap in gaps:
        now += gap
        taken += buckets.take("k", rate, now=now) == 0
    assert taken <= rate.burst + now * rate.per_second


def test_local_buckets_do_not_grow_without_end():
    buckets = LocalBuckets()
    for i in range(10_050):
        buckets.take(str(i), Rate(60, 5), now=0.0)
    assert len(buckets._buckets) == 10_000
