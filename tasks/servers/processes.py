"""Child processes: bound to this one, ended politely, asked whether they live."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)  # looked up here, as a forked child of threads must not


def bound_to_us(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """Return what makes a child end with this process, where the system can do that.

    ``number`` is the signal by which it ends.
    """
    parent = os.getpid()

    def bind() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # gone before we asked
            os._exit(1)

    return bind if sys.platform == "linux" else None


def stop(process: subprocess.Popen[bytes], grace_s: float = 5.0) -> None:
    """End a process: politely, then for certain."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(grace_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_alive(pid: int) -> bool:
    """Tell whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's
    return True
