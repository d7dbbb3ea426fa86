"""Servers that accept, and never answer."""

import socket
import threading
from contextlib import contextmanager


@contextmanager
def blackhole():
    """Yield a loopback port that takes every connection, reads, and says nothing."""
    held = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:

        def accept():
            try:
                while True:
                    held.append(listener.accept()[0])
            except OSError:
                pass

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()
