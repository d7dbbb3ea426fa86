"""Which figures a translation may write for a text that says its numbers in words."""

from __future__ import annotations

import re

from pipeline.figures import numerals
from pipeline.figures.numerals import DIGITS, HAN, LONGEST, SCALES

_RUN = re.compile(f"[{HAN}]++")
_SOME = re.compile("[几数][十百千万]")  # says no number
_TENTHS = re.compile("成|分(?!之)")
# What a translation may write in figures for words that are no numerals: 立体 3D, 纯棉 100% cotton,
# 首单 1st order, 一年半 18 months, 八点半 8:30.
_WORDS = {
    "半价": (50,), "半折": (50,),
    "年半": (18,), "岁半": (18,), "点半": (30,), "双": (2, 11), "俩": (2,), "对": (2,), "倍": (2,),
    "仨": (3,), "廿": (20,), "单": (1,), "首": (1,), "每": (1,), "独": (1,), "纯": (100,),
    "全": (100,),
    "满分": (10, 100), "立体": (3,), "点": (0,), "一刻": (15,), "三刻": (45,),
}  # fmt: skip


def may_say(text: str, number: str) -> bool:
    """Tell whether a translation may write these digits for a text without any.

    >>> may_say("三十二件", "32"), may_say("三十二件", "23"), may_say("很多", "9" * 5000)
    (True, False, False)
    """
    return len(number) <= LONGEST and int(number) in figures(text)


def figures(text: str) -> set[int]:
    """Return every whole number that a translation may write in figures for a text without any.

    >>> sorted(figures("三十二件")), sorted(figures("三四天")), sorted(figures("三七分"))
    ([32], [3, 4], [3, 7, 30, 37, 70, 370])
    >>> sorted(figures("纯棉")), sorted(figures("三分之一")), figures("很好看")
    ([100], [1, 3], set())
    """
    found = {number for word, said in _WORDS.items() if word in text for number in said}
    for run in _RUN.finditer(text):
        if len(run[0]) > LONGEST or _SOME.match(text, run.start() - 1):
            continue
        values = _values(run[0])
        found |= values
        if _TENTHS.match(text, run.end()):
            found |= {value * 10 for value in values}
        if text.startswith("点", run.end()):
            found |= {value + 12 for value in values}
    return found


def _values(run: str) -> set[int]:
    """Return what a run of numerals means; one that is no number may mean each of its parts."""
    number = numerals.read(run, 0)
    if number and number.end == len(run):
        return {int(end) for end in (number.low, number.high) if end is not None}
    digits = {DIGITS[c] for c in run if c in DIGITS}
    spelled = {"".join(str(DIGITS[c]) for c in run)} if set(run) <= DIGITS.keys() else set()
    parts = {run[i : i + n] for n in (2, 3, 4) for i in range(len(run) - n + 1)}
    exact = {int(value) for part in parts if (value := numerals.parse(part)) is not None}
    return digits | exact | {int(s) for s in spelled} | {SCALES[c] for c in run if c in SCALES}
