import asyncio
import threading

import pytest
from walks import build

from pipeline.document import Document
from tasks.web.door.refusal import Refused
from tasks.web.engine import Engine
from tasks.web.waiting import Limits

HANGS_S = 300  # bounds a hang, and measures nothing


def document(title, **fields):
    return Document("1", title=title, **fields)


class Gate:
    """A pipeline that waits to be let through, and remembers its batches."""

    def __init__(self, fails_on=""):
        self.open, self.batches, self._fails_on = threading.Event(), [], fails_on
        self._pipeline = build()

    def __call__(self, documents):
        self.batches.append([d.title for d in documents])
        assert self.open.wait(HANGS_S)
        if self._fails_on and any(self._fails_on in d.title for d in documents):
            raise ValueError("guilty")
        return self._pipeline(documents)


def run(gate, scenario, **limits):
    async def main():
        engine = Engine(gate, gate, Limits(**{"timeout_s": HANGS_S} | limits))
        engine.start()
        try:
            return await scenario(engine)
        finally:
            gate.open.set()
            await engine.stop()

    return asyncio.run(main())


async def let_in(engine, titles):
    """Send one request for each title, and wait until all of them stand in the engine."""
    tasks = [asyncio.create_task(engine([document(t)], ["US"])) for t in titles]
    for _ in range(5):
        await asyncio.sleep(0.01)
    return tasks


def test_engine_waiting_requests_share_a_batch():
    gate = Gate()

    async def scenario(engine):
        first = await let_in(engine, ["好"])
        rest = await let_in(engine, [f"好看{'啊' * i}" for i in range(5)])
        gate.open.set()
        return await asyncio.gather(*first, *rest)

    results = run(gate, scenario)
    assert [len(batch) for batch in gate.batches] == [1, 5]
    assert [r[0][0].document.title.count(" ") for r in results] == [0, 1, 2, 3, 4, 5]


def test_engine_identical_requests_in_flight_are_one():
    gate = Gate()

    async def scenario(engine):
        waiting = await let_in(engine, ["好看"] * 20)
        gate.open.set()
        return await asyncio.gather(*waiting)

    results = run(gate, scenario)
    assert gate.batches == [["好看"]]
    assert len({r[0][0].document.title for r in results}) == 1


def test_engine_keeps_the_order_of_documents_and_markets():
    gate = Gate()
    gate.open.set()

    async def scenario(engine):
        return await engine([document("小米"), document("雾霾蓝")], ["US", "HK"])

    (first, second) = run(gate, scenario)
    assert [t.market for t in first] == [t.market for t in second] == ["US", "HK"]
    assert [first[0].document.title, second[0].document.title] == ["Xiaomi", "haze blue"]


def test_engine_beyond_its_queue_refuses_with_a_time_to_come_back():
    gate = Gate()

    async def scenario(engine):
        running = await let_in(engine, ["一"])
        waiting = await let_in(engine, ["二", "三"])
        with pytest.raises(Refused) as refused:
            await engine([document("四")], ["US"])
        gate.open.set()
        await asyncio.gather(*running, *waiting)
        return refused.value

    refused = run(gate, scenario, queue=2)
    assert (refused.status, refused.code) == (503, "overloaded")
    assert 1 <= refused.retry_after <= 30


def test_engine_gives_up_in_time_and_drops_what_nobody_waits_for():
    gate = Gate()

    async def scenario(engine):
        waiting = await let_in(engine, ["一", "二"])
        results = await asyncio.gather(*waiting, return_exceptions=True)
        gate.open.set()
        engine.limits = Limits(batch=1, timeout_s=HANGS_S)  # for the one who is answered
        (after,) = await engine([document("三")], ["US"])
        return results, after

    results, after = run(gate, scenario, timeout_s=0.3, batch=1)
    assert [r.status for r in results] == [504, 504]
    assert after[0].status == "ok"
    assert gate.batches == [["一"], ["三"]]


def test_engine_one_guilty_document_does_not_fail_its_neighbours():
    gate = Gate(fails_on="坏")

    async def scenario(engine):
        first = await let_in(engine, ["好"])
        rest = await let_in(engine, ["好看", "很好", "坏了", "漂亮"])
        gate.open.set()
        return await asyncio.gather(*first, *rest, return_exceptions=True)

    results = run(gate, scenario)
    assert [isinstance(r, ValueError) for r in results] == [False, False, False, True, False]


def test_engine_long_documents_do_not_share_a_batch():
    gate = Gate()
    gate.open.set()
    long = "好看，" * 1000

    async def scenario(engine):
        return await engine([document("", body=f"{long}{i}") for i in range(4)], ["US"])

    run(gate, scenario)
    assert [len(batch) for batch in gate.batches] == [1, 1, 1, 1]


def test_engine_short_documents_pass_a_long_one():
    long, began, go_on = "好" * 3000, threading.Event(), threading.Event()
    pipeline = build()

    def slow(documents):
        if documents[0].title == long:
            began.set()
            assert go_on.wait(HANGS_S)
        return pipeline(documents)

    async def scenario(engine):
        first = await let_in(engine, [long])
        assert await asyncio.to_thread(began.wait, HANGS_S)
        rest = await let_in(engine, [f"好看{i}" for i in range(5)])
        short = await asyncio.gather(*rest)  # while the long one is not done
        go_on.set()
        return short, await asyncio.gather(*first)

    async def main():
        engine = Engine(slow, slow, Limits(timeout_s=HANGS_S))
        engine.start()
        try:
            return await scenario(engine)
        finally:
            go_on.set()
            await engine.stop()

    short, (alone,) = asyncio.run(main())
    assert [len(result) for result in short] == [1] * 5
    assert alone[0][0].document.title


def test_engine_two_long_documents_are_two_batches():
    gate = Gate()

    async def scenario(engine):
        first = await let_in(engine, ["好"])
        rest = await let_in(engine, ["好" * 3000, "看" * 3000, "短"])
        gate.open.set()
        await asyncio.gather(*first, *rest)
        return [sorted(map(len, batch)) for batch in gate.batches]

    assert sorted(run(gate, scenario, timeout_s=HANGS_S)) == [[1], [1], [3000], [3000]]
