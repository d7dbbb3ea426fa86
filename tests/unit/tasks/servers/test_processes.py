"""Children end with their parent, by the signal that was chosen, even where it is killed."""

import os
import signal
import subprocess
import sys

import pytest
from sites import until

from tasks.servers import processes

PARENT = """
import signal, subprocess, sys, time
from tasks.servers import processes
child = subprocess.Popen(
    [sys.executable, "-c",
     "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True);"
     "time.sleep(600)"],
    stdout=subprocess.PIPE, preexec_fn=processes.bound_to_us(signal.SIGKILL),
)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_busy_child_ends_at_once_with_a_killed_parent():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert until(lambda: not processes.is_alive(pid))
