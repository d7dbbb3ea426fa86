"""Processes like those of ``python -m tasks`` and ``python -c``, without importing it all again.

A fork server has imported the libraries, and each process is a fork of it: a process of its own,
with its own arguments, environment, streams, session and end. It has loaded no model and started no
thread, and knows nothing of Haiyi's settings. Two seconds of processor time less for a command.
"""

import contextlib
import gc
import importlib
import inspect
import json
import os
import random
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import time
import types
from pathlib import Path

ADDRESS = "HAIYI_TEST_FORK_SERVER"
_READY_S = 300
_LIBRARIES = """
    celery.app.base celery.apps.worker celery.bin.worker celery.concurrency.thread ctranslate2
    celery.worker.consumer fastapi fastapi.responses fastapi.staticfiles httpx jinja2 opencc
    kombu.transport.redis multiprocessing.spawn openpyxl pydantic_settings redis rich.progress
    rjieba sentencepiece sqlalchemy.dialects.sqlite sqlalchemy.orm typer uvicorn.main
    uvicorn.protocols.http.h11_impl pipeline.run pipeline.claims models.registry
"""


class Popen(subprocess.Popen):
    """A ``subprocess.Popen`` whose process is a fork of the server that ``ADDRESS`` names.

    Without a server, or for another program or other wishes to the interpreter, a plain one.
    """

    _line = None

    def _execute_child(self, *arguments):
        bound = inspect.signature(super()._execute_child).bind(*arguments).arguments
        command, env = bound["args"], bound["env"] or os.environ
        if not _is_ours(command, env) or bound["preexec_fn"]:
            super()._execute_child(*arguments)
            return
        ends = [bound[name] for name in ("p2cread", "c2pwrite", "errwrite")]
        asked = {"command": [*map(str, command[1:])], "env": dict(env),
                 "cwd": os.fspath(bound["cwd"] or os.getcwd()),
                 "session": bound["start_new_session"]}  # fmt: skip
        self._line = _connected(os.environ[ADDRESS])
        _send(self._line, asked, [i if end == -1 else end for i, end in enumerate(ends)])
        self.pid, self._child_created = int.from_bytes(self._line.recv(8), "big"), True
        names = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(bound[name] for name in names))

    def _try_wait(self, flags):
        if self._line is None:
            return super()._try_wait(flags)
        self._line.settimeout(0 if flags & os.WNOHANG else None)
        with contextlib.suppress(BlockingIOError):
            told = self._line.recv(8)
            self._line.close()
            return self.pid, int.from_bytes(told, "big") if told else signal.SIGKILL
        return 0, 0

    def _internal_poll(self, *arguments, **options):
        if self._line is None:
            return super()._internal_poll(*arguments, **options)
        if self.returncode is None:
            pid, status = self._try_wait(os.WNOHANG)
            if pid:
                self._handle_exitstatus(status)
        return self.returncode


def run(command, *, text=True, input=None, timeout=300, check=False, **options):
    """Run a command to its end, as ``subprocess.run`` with ``capture_output`` does."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with Popen(command, text=text, **(pipes | options)) as process:
        try:
            out, err = process.communicate(input, timeout=timeout)
        except BaseException:
            process.kill()
            raise
    done = subprocess.CompletedProcess(command, process.returncode, out, err)
    if check:
        done.check_returncode()
    return done


def _is_ours(command, env):
    """Tell whether a fork does as well: this interpreter, told nothing at its start."""
    mine, theirs = ({k: v for k, v in e.items() if k[:6] == "PYTHON"} for e in (os.environ, env))
    return (
        ADDRESS in os.environ
        and command[0] == sys.executable
        and (command[1] == "-c" or list(command[1:3]) == ["-m", "tasks"])
        and mine == theirs
    )


def _connected(address):
    line, deadline = socket.socket(socket.AF_UNIX), time.monotonic() + _READY_S
    while True:
        try:
            line.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):  # it is still importing
            assert time.monotonic() < deadline, "the fork server does not listen"
            time.sleep(0.05)
        else:
            return line


def _send(line, asked, ends):
    data = json.dumps(asked).encode()
    socket.send_fds(line, [len(data).to_bytes(8, "big")], ends)
    line.sendall(data)


def _receive(line):
    size, ends, _, _ = socket.recv_fds(line, 8, 3)
    data = b""
    while len(data) < int.from_bytes(size, "big"):
        data += line.recv(2**16)
    return json.loads(data), ends


@contextlib.contextmanager
def server(folder):
    """Run a fork server while the context lasts, and name it in the environment."""
    address = str(Path(folder) / "forks")
    command = [sys.executable, __file__, address]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    os.environ[ADDRESS] = address
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as process:
        try:
            yield
        finally:
            del os.environ[ADDRESS]
            process.stdin.close()  # which ends it


def _prepare():
    for name in _LIBRARIES.split():
        importlib.import_module(name)
    from pipeline import lexicon

    lexicon.packaged()
    gc.collect()
    gc.freeze()
    assert len(os.listdir("/proc/self/task")) == 1, "a thread does not survive a fork"


def _listen(address):
    """Fork once for each request; return, in the child, the request and its streams."""
    children, (woken, wake) = {}, socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as selector:
        listener.bind(address)
        listener.listen(64)
        for source in (listener, woken, sys.stdin):
            selector.register(source, selectors.EVENT_READ)
        while True:
            sources = {key.fileobj for key, _ in selector.select()}
            if sys.stdin in sources:
                os._exit(0)
            if woken in sources:
                woken.recv(4096)
                _bury(children)
            if listener in sources:
                line, _ = listener.accept()
                asked, ends = _receive(line)
                if (pid := os.fork()) == 0:
                    return asked, ends
                line.sendall(pid.to_bytes(8, "big"))
                children[pid] = line
                for end in ends:
                    os.close(end)


def _bury(children):
    """Tell of every child that has ended how it did."""
    with contextlib.suppress(ChildProcessError):
        while found := os.waitpid(-1, os.WNOHANG):
            pid, status = found
            if pid == 0:
                return
            with children.pop(pid) as line, contextlib.suppress(OSError):
                line.sendall(status.to_bytes(8, "big"))


def _become(asked, ends):
    """Be the process that was asked for."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if asked["session"]:
        os.setsid()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    for i, end in enumerate(ends):
        os.dup2(end, i)
    os.closerange(3, 1024)
    random.seed()
    kind, what, *arguments = asked["command"]
    sys.argv = [kind, *arguments]
    sys.path[0] = ""
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(what, "<string>", "exec"), vars(sys.modules["__main__"]))


if __name__ == "__main__":
    _prepare()
    _become(*_listen(sys.argv[1]))
