"""A wire that goes wrong: slow, cut in the middle of a reply, or silent for ever."""

import contextlib
import socket
import threading
import time


class Proxy:
    """Forwards one loopback port to another, as badly as it is told to.

    Attributes:
        delay_s: added to every reply.
        cut_on: the first reply that holds these bytes is lost, and its connection closed.
        freeze_after: the first request or reply that holds these bytes is the last thing that
            arrives on any of the connections there are.
    """

    def __init__(self, target):
        self.delay_s, self.cut_on, self.cuts = 0, None, 0
        self.freeze_after, self.freezes = None, 0
        self._target, self._frozen, self._open = target, set(), []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self):
        """Say nothing more on the connections there are, as when a router forgets them."""
        self._frozen.update(self._open)
        self.freeze_after, self.freezes = None, self.freezes + 1

    def cut(self):
        """Close every connection there is."""
        for pair in self._open:
            for end in pair:
                _close(end)

    def close(self):
        _close(self._listener)
        self.cut()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open.append(pair := (near, far))
                for source, sink in (pair, pair[::-1]):
                    arguments = (source, sink, pair)
                    threading.Thread(target=self._pump, args=arguments, daemon=True).start()

    def _pump(self, source, sink, pair):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if source is pair[1]:  # a reply
                    time.sleep(self.delay_s)
                    if self.cut_on and self.cut_on in data:
                        self.cut_on, self.cuts = None, self.cuts + 1
                        break
                arrives = pair not in self._frozen
                if self.freeze_after and self.freeze_after in data:
                    self.freeze()
                if arrives:
                    sink.sendall(data)
        if pair not in self._frozen:
            _close(source)
            _close(sink)


def _close(end):
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
