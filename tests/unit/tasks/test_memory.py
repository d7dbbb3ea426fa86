import threading

from tasks import memory


def test_process_that_holds_too_much_is_ended_once():
    ended = []
    memory.watch(threading.Event(), 1, lambda: ended.append(1), look_s=0)
    assert ended == [1]


def test_process_below_its_ceiling_goes_on():
    stop, ended = threading.Event(), []
    looks = iter([False, False, True])
    stop.wait = lambda _: next(looks)
    memory.watch(stop, 10**6, lambda: ended.append(1))
    memory.watch(stop, 0, lambda: ended.append(1))
    assert ended == []
