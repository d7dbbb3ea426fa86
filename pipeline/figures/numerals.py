"""Numbers as Chinese sellers write them: 3.5, 1,299, 五, 两, 一百二十, 三点五, 半, 1.2万."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
HAN_CHARACTERS = frozenset([*DIGITS, *"十百千万半点"])
_SCALES = {"十": 10, "百": 100, "千": 1000}
_RUN = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
# What a translation may write in figures for words that are no numerals: 立体 3D, 纯棉 100% cotton,
# 首单 1st order, 一年半 18 months, 八点半 8:30.
_FIGURES = {
    "半": (5, 6, 18, 30, 50), "双": (2, 11), "俩": (2,), "对": (2,), "倍": (2,), "仨": (3,),
    "廿": (20,), "单": (1,), "首": (1,), "每": (1,), "独": (1,), "纯": (100,), "全": (100,),
    "满分": (10, 100), "立体": (3,), "点": (0, 15, 45),
}  # fmt: skip

ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?万?"
_CHARS = "[零〇一二两三四五六七八九十百千]"
HAN = rf"(?:{_CHARS}+万?{_CHARS}*(?:点[零〇一二三四五六七八九]+)?|半)"
_ARABIC = re.compile(ARABIC)
# No number of a listing is spelt with more characters; a longer run is none.
_LONGEST = 12


def parse(text: str) -> Fraction | None:
    """Return the exact value of one number, or None if it is not one.

    ``三五`` (three to five) and ``百`` (a hundred or so) are not.

    >>> [str(parse(n)) for n in ("3.5", "1,299", "1.2万", "一百二十", "两千三", "三点五", "半")]
    ['7/2', '1299', '12000', '120', '2300', '7/2', '1/2']
    >>> parse("三五"), parse("百")
    (None, None)
    """
    if _ARABIC.fullmatch(text):
        scale = 10_000 if text.endswith("万") else 1
        return Fraction(text.rstrip("万").replace(",", "")) * scale
    if text == "半":
        return Fraction(1, 2)
    whole, dot, decimals = text.partition("点")
    value = _integer(whole)
    if value is None:
        return None
    tail = "".join(str(DIGITS[digit]) for digit in decimals)
    return value + Fraction(f"0.{tail}") if dot else Fraction(value)


def parse_range(low: str, high: str | None) -> tuple[Fraction | None, Fraction | None]:
    """Return both ends of a range; in 3-5万 the 3 is 30,000.

    >>> [str(end) for end in parse_range("3", "5万")]
    ['30000', '50000']
    """
    if high and high.endswith("万") and not low.endswith("万"):
        low += "万"
    return parse(low), parse(high) if high else None


def figures(text: str) -> set[int]:
    """Return every whole number that a translation may write in figures for a text without any.

    >>> sorted(figures("三十二件"))
    [0, 2, 3, 10, 12, 20, 30, 32]
    >>> sorted(figures("纯棉")), figures("很好看")
    ([100], set())
    """
    found = {number for word, numbers in _FIGURES.items() if word in text for number in numbers}
    for run in _RUN.finditer(text):
        if len(run[0]) > _LONGEST:
            continue
        values = _values(run[0])
        found |= values | {0}
        if text.startswith(("成", "分"), run.end()):
            found |= {value * 10 for value in values}
        if text.startswith("点", run.end()):
            found |= {value + 12 for value in values}
    return found


def _values(run: str) -> set[int]:
    """Return what a run of numerals may mean, in whole or in part: 三五 is 3, 5 and 35."""
    ends = range(len(run) + 1)
    parts = {run[i:j] for i in ends for j in ends if i < j}
    spelled = {
        "".join(str(DIGITS[c]) for c in part) for part in parts if set(part) <= DIGITS.keys()
    }
    scales = {{"万": 10_000, "亿": 10**8, **_SCALES}.get(c, 0) for c in run}
    digits = {DIGITS[c] for c in run if c in DIGITS} | {1}
    exact = {int(value) for part in parts if (value := parse(part)) is not None}
    return (
        exact | {int(s) for s in spelled} | {d * scale for d in digits for scale in scales if scale}
    )


def may_say(text: str, number: str) -> bool:
    """Tell whether a translation may write these digits for a text without any.

    >>> may_say("三十二件", "32"), may_say("三十二件", "23"), may_say("很多", "9" * 5000)
    (True, False, False)
    """
    return len(number) <= _LONGEST and int(number) in figures(text)


def decimal(value: Fraction, thousands: str = "") -> str:
    """Return a finite decimal exactly, any other value rounded to 0.1, half up.

    >>> decimal(Fraction(7, 4)), decimal(Fraction(100, 3)), decimal(Fraction(12000), ",")
    ('1.75', '33.3', '12,000')
    """
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    places = 0 if rest == 1 else 1
    while rest == 1 and (value * 10**places).denominator != 1:
        places += 1
    whole, part = divmod(floor(value * 10**places + Fraction(1, 2)), 10**places)
    tail = f"{part:0{places}d}".rstrip("0") if places else ""
    grouped = f"{whole:,}".replace(",", thousands)
    return f"{grouped}.{tail}" if tail else grouped


def _integer(text: str) -> int | None:
    high, myriad, low = text.partition("万")
    if not myriad:
        return _below_myriad(text)
    thousands, rest = _below_myriad(high), _below_myriad(low) if low else 0
    if thousands is None or rest is None or low in DIGITS:
        return None  # 一万二 is 12000 in speech and a typing error elsewhere
    return thousands * 10_000 + rest


def _below_myriad(text: str) -> int | None:
    total, digit, scale = 0, None, 10_000
    for i, char in enumerate(text):
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
            continue
        step = _SCALES.get(char, 0)
        if not 0 < step < scale or (digit is None and not (step == 10 and i == 0)):
            return None
        total, digit, scale = total + (1 if digit is None else digit) * step, None, step
    if digit is None:
        return total if text else None
    spoken = scale > 10 and scale < 10_000 and "零" not in text and "〇" not in text
    return total + digit * (scale // 10 if spoken else 1)
