"""Texts that no seller writes, and a measure of work that holds on a busy machine: for linear time.

Where the processor lets us, its instructions are counted: they are the same on an idle machine and
a busy one, to a hundredth, so that one run tells. Elsewhere it is the processor time, the best of
several tries.
"""

import ctypes
import gc
import os
import platform
import struct
import time
from collections.abc import Callable
from itertools import pairwise

# Short units, repeated to any length: each has once been, or could be, a room's worst case.
UNITS = (
    "一", "三五", "九", "七", "1", "1一", "⟦", "⟦0⟧", "¥1", "1月", "1%", "99元", "#", "#a", "-",
    "x", "XL-", "+", "a.", " ", "\t", "\n", "1,", "1/", "好 ", "<a ", "<", "<!--", "<a \"",
    "<a '\"", "&", "&lt;a", "[", "](", "**", "_", "`", "{", "{{", "%", "%1$", "[a ", "<%", "http://a",
    "a@", "://", "www.", "😍", "①", "→", "“", "’", "\"", "(", "（", "【", "，", "、", ",", "…", "~",
    "=", "$1", "1-", "1:", "2026年", "1.2万", "半", "点", "\\n", "ア", "é", "K&", "</code>",
    "<code>", "好,", "1x", "零下", "<60kg", "红 ",
    "for ", "a b ", "【】", "[红](", "#红 ", "图.jpg",
    "1.jpg", "https://a.cn/红/", "红/", "<![CDATA[", "[code]", "```\n", "{a,plural,", "--", "— ",
    "\u3000",
)  # fmt: skip
SIZES = (2_500, 10_000, 40_000)
MOST = 1.3  # times the growth of the text
# What is quadratic, and 1.3 times too slow from 10,000 characters to 40,000, is 1.09 times too slow
# from 2,500 to 10,000: below this the longest text need not be tried.
SUSPECT = 1.06

_OPEN = {"x86_64": 298, "aarch64": 241}  # perf_event_open
_INSTRUCTIONS, _OURS_ALONE = 1, 1 << 5 | 1 << 6  # neither the kernel's nor a hypervisor's


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_uint32), ("size", ctypes.c_uint32), ("config", ctypes.c_uint64),
        ("period", ctypes.c_uint64), ("sample", ctypes.c_uint64), ("read", ctypes.c_uint64),
        ("flags", ctypes.c_uint64), ("rest", ctypes.c_uint8 * 80),
    )  # fmt: skip


def _counter() -> Callable[[], float] | None:
    """Return what tells how many instructions this thread has run; None where nothing does."""
    event = _Event(size=ctypes.sizeof(_Event), config=_INSTRUCTIONS, flags=_OURS_ALONE)
    number = _OPEN.get(platform.machine())
    if number is None or platform.system() != "Linux":
        return None
    file = ctypes.CDLL(None).syscall(number, ctypes.byref(event), 0, -1, -1, 0)
    read = (lambda: struct.unpack("Q", os.read(file, 8))[0]) if file >= 0 else None
    return read if read and _counts(read) else None


def _counts(read: Callable[[], int]) -> bool:
    """Tell whether that moves: a virtual machine may have a counter that stands still."""
    before = read()
    return sum(range(10_000)) > 0 and read() - before > 10_000


_COUNTER = _counter()
_NOW = _COUNTER or time.process_time
_QUICK = 2e7 if _COUNTER else 0.1  # what takes less has no growth worth measuring
_TRIES = 1 if _COUNTER else 12


def text(unit: str, length: int) -> str:
    """Return a text of exactly so many characters."""
    return (unit * (length // len(unit) + 1))[:length]


def work(call: Callable[[str], object], text: str) -> float:
    """Return the instructions of a call, or its seconds, with no garbage collected."""
    gc.disable()
    began = _NOW()
    call(text)
    done = _NOW() - began
    gc.enable()
    return done


def growth(call: Callable[[str], object], unit: str, *, at_least: int = 1) -> float:
    """Return how many times faster than its text the work of a call grows, at worst.

    From 2,500 to 10,000 characters, and on to 40,000 where that leaves a doubt, or where two steps
    ``at_least`` are to be made.
    """
    worst = 0.0
    for step, (small, large) in enumerate(pairwise(SIZES), 1):
        worst = max(worst, _ratio(call, text(unit, small), text(unit, large)))
        if worst > MOST or (worst <= SUSPECT and step >= at_least):
            break  # the next size might take for ever, or is beyond doubt
    return worst


def _ratio(call: Callable[[str], object], small: str, large: str) -> float:
    """Return the growth between two texts, each at its best of several tries in turn."""
    few = many = float("inf")
    ratio = 0.0
    for _ in range(_TRIES):
        many = min(many, work(call, large))
        if many < _QUICK:
            return 0.0
        few = min(few, work(call, small))
        ratio = many / few / (len(large) / len(small))
        if ratio <= SUSPECT:
            break
    return ratio
