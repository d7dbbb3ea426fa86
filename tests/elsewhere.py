"""What the process for long texts runs in tests: a pipeline that needs no weights."""

import os
import signal

from walks import build

from tasks.web import apart


def walk(asked):
    documents, markets, _, read = asked
    if documents[0].title == "死":
        os.kill(os.getpid(), signal.SIGKILL)
    if documents[0].title == "几":
        raise ValueError(read, os.getpid())
    if documents[0].title == "坏":
        raise RuntimeError(lambda: None)
    return build()(documents, markets)


def work(connection):
    apart.answer(connection, walk)


def deaf(connection):
    """Say nothing, and end only with whoever asks."""
    connection.poll(None)
