"""``haiyi worker``: a Celery worker with the options that suit Haiyi."""

from __future__ import annotations

import os
import warnings

from celery.platforms import SecurityWarning

from tasks.app import QUEUES, app


def run(queues: str = ",".join(QUEUES), *, level: str = "WARNING") -> None:
    """Run a worker in this process until it is told to stop; the model is loaded first."""
    name = f"haiyi-{os.getpid()}@%h"  # two workers of one name on one host hide each other
    arguments = ["worker", "-Q", queues, "--loglevel", level, "-n", name]
    # Of root, which in a container is usual; what makes it dangerous is pickle.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    # Neither is of use without events, and both cost messages.
    app.worker_main(["--quiet", *arguments, "--without-mingle", "--without-gossip"])
