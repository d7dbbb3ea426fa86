"""Texts that no seller writes, and a clock that holds on a busy machine: for linear time."""

import gc
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
QUICK = 0.1  # seconds: what takes less has no growth worth measuring


def text(unit: str, length: int) -> str:
    """Return a text of exactly so many characters."""
    return (unit * (length // len(unit) + 1))[:length]


def seconds(call: Callable[[str], object], text: str, tries: int = 1) -> float:
    """Return the processor time of a call: the best of some tries, with no garbage collected."""
    best = float("inf")
    for _ in range(tries):
        gc.disable()
        began = time.process_time()
        call(text)
        best = min(best, time.process_time() - began)
        gc.enable()
    return best


def growth(call: Callable[[str], object], unit: str, *, quick_s: float = QUICK) -> float:
    """Return how many times faster than its text the time of a call grows, at worst.

    From 2,500 to 10,000 characters, and on to 40,000. What is through within ``quick_s`` has no
    growth worth measuring; what seems to grow too fast is measured again, for a machine is busy.
    """
    worst = 0.0
    for small, large in pairwise(SIZES):
        if seconds(call, text(unit, large)) < quick_s:
            continue
        worst = max(worst, _ratio(call, text(unit, small), text(unit, large)))
        if worst > MOST:
            break  # the next size might take for ever
    return worst


def _ratio(call: Callable[[str], object], small: str, large: str) -> float:
    """Return the growth between two texts, each at its best of up to twelve tries in turn."""
    few = many = float("inf")
    for _ in range(12):
        few, many = min(few, seconds(call, small)), min(many, seconds(call, large))
        if many / few / (len(large) / len(small)) <= MOST:
            break
    return many / few / (len(large) / len(small))
