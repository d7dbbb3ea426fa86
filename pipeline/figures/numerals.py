"""Numbers as Chinese sellers write them: 3.5, 1,299, 两, 一百二十, 1.2万, 1万5千, 三四, 3-5万."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 10**8}
# No number of a listing is spelt with more characters; a longer run is none.
LONGEST = 12
HAN = "零〇一二两三四五六七八九十百千万亿"
DASH = r"\s?(?:[-–—~]{1,2}|至|到)\s?"

_DIGIT = "[一二两三四五六七八九]"
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12}+)(?:\.[0-9]{1,8}+)?(?![0-9]|[.,:][0-9])"
_SMALL = rf"零?(?:[0-9]{{1,4}}|{_DIGIT})"
_STEP = "(?:十|百(?!分)|千(?![克米瓦卡帕伏赫兆]))"  # 5千克 is kilograms, 5百分点 no hundred
_SCALED = (
    rf"[十百千]?(?:万(?!能|用(?!户)|向|里长|圣)|亿)(?:{_SMALL}(?:[十百千]?万|{_STEP})){{0,4}}"
    rf"(?:{_SMALL}(?![0-9.,:%折点年月A-Za-z]))?"
    rf"|(?:百(?!分)|千(?![克米瓦卡帕伏赫兆]))(?:{_SMALL}(?:十|百(?!分))?)?[万亿]?(?![0-9.%])"
)
_POINT = (
    r"点[零〇一二三四五六七八九]{1,4}"
    r"(?=\s?(?:[斤两克尺寸米升元块倍折度寸公厘毫万亿英平成]|千[克米瓦]))"
)
_RUN_OF = (
    "(?:[〇一二两三四五六七八九十百千万亿]|零(?![下上]))"  # 零下 begins a number, and ends none
)
_NUMBER = re.compile(
    rf"(?P<arabic>{_ARABIC})(?P<scaled>{_SCALED})?|(?P<han>{_RUN_OF}{{1,{LONGEST}}}+)(?!{_RUN_OF})"
    rf"(?P<point>{_POINT})?(?P<myriads>[万亿])?|(?P<half>半)"
)
_ATOM = re.compile(r"[0-9][0-9.,]*|.")
_DASH = re.compile(DASH + r"¥?")
_PAIR = re.compile(rf"({_DIGIT})({_DIGIT})")
_RUN = re.compile(rf"[0-9](?:[0-9.,:])*+|{_RUN_OF}++|半|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number or a range as spelt.

    Attributes:
        start, end: where it stands.
        low, high: its exact ends; ``high`` is None for one number.
        written: as spelt.
        is_plain: in Arabic figures without 万 and its like.
    """

    start: int
    end: int
    low: Fraction
    high: Fraction | None
    written: str
    is_plain: bool

    @property
    def is_falling(self) -> bool:
        """Tell whether it is written like a range, and is none: 8-5."""
        return self.high is not None and self.high <= self.low


def read(view: str, at: int) -> Numeral | None:
    """Return the number or range that begins at a place of a folded text, or None.

    >>> [str(n.low) for s in ("1.2万件", "两千三", "1万5千") if (n := read(s, 0))]
    ['12000', '2300', '15000']
    >>> [(int(n.low), int(n.high)) for s in ("三四天", "十五六岁", "3-5万") if (n := read(s, 0))]
    [(3, 4), (15, 16), (30000, 50000)]
    >>> read("三七粉", 0), read("百", 0), read("1" * 5000, 0)
    (None, None, None)
    """
    first = _NUMBER.match(view, at)
    ends = first and _ends(first)
    if not first or not ends:
        return None
    low, high = ends
    plain = bool(first["arabic"] and not first["scaled"])
    end = first.end()
    if high is None and (dash := _DASH.match(view, end)):
        second = _NUMBER.match(view, dash.end())
        further = second and _ends(second)
        if second and further and further[1] is None and not (second["half"] or first["half"]):
            high, end = further[0], second.end()
            low *= _shared_scale(first, second, low)
            plain = plain and bool(second["arabic"] and not second["scaled"])
    return Numeral(at, end, low, high, view[at:end], plain)


def skip(view: str, at: int) -> int:
    """Return where the run of figures at a place ends."""
    run = _RUN.match(view, at)
    return run.end() if run else at + 1


def parse(text: str) -> Fraction | None:
    """Return the exact value of one number, or None if it is not one.

    >>> [str(parse(n)) for n in ("3.5", "1,299", "一百二十", "一万二", "1.2亿", "半")]
    ['7/2', '1299', '120', '12000', '120000000', '1/2']
    """
    found = read(text, 0)
    return found.low if found and found.end == len(text) and found.high is None else None


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


def _ends(match: re.Match[str]) -> tuple[Fraction, Fraction | None] | None:
    """Return the ends of what one match spells: one number, or two in a row as in 三四."""
    if match["half"]:
        return Fraction(1, 2), None
    if match["arabic"]:
        value = _value(match["arabic"] + (match["scaled"] or ""))
        return None if value is None else (value, None)
    run = match["han"]
    if match["point"]:
        whole = _value(run)
        tail = "".join(str(DIGITS[digit]) for digit in match["point"][1:])
        scale = SCALES[match["myriads"]] if match["myriads"] else 1
        return None if whole is None else ((whole + Fraction(f"0.{tail}")) * scale, None)
    value = _value(run)
    return (value, None) if value is not None else _pair(run)


def _pair(run: str) -> tuple[Fraction, Fraction] | None:
    """Return the ends of 三四, 十五六, 二三十, 四五百, 一百二三十; None for 三七 and 三五七."""
    pairs = list(_PAIR.finditer(run))
    if len(pairs) != 1:
        return None
    at, digits = pairs[0].start(), (DIGITS[pairs[0][1]], DIGITS[pairs[0][2]])
    low, high = _value(run[: at + 1] + run[at + 2 :]), _value(run[:at] + run[at + 1 :])
    near = digits[1] == digits[0] + 1 or digits == (3, 5)
    if low is None or high is None or not near or high <= low:
        return None
    return low, high


def _value(spelt: str) -> Fraction | None:
    """Return the value of digits and scales; None where no speaker would spell a number so."""
    total = section = Fraction(0)
    number: Fraction | None = None
    limit, top, last, has_gap = 10_000, 10**12, 1, False
    for atom in _ATOM.findall(spelt):
        step = SCALES.get(atom, 0)
        if not step:
            if number:
                return None
            has_gap = has_gap or (atom in "零〇" and last > 1)
            number = Fraction(DIGITS[atom] if atom in DIGITS else atom.replace(",", ""))
            continue
        if step < 10_000:
            if step >= limit or (number is None and (step != 10 or section)):
                return None
            section += (1 if number is None else number) * step
            limit = step
        else:
            section += number or 0
            if not section or step >= top:
                return None
            total, section, limit, top = total + section * step, Fraction(0), 10_000, step
        number, last, has_gap = None, step, False
    return _closed(total + section, number, last, has_gap)


def _closed(sum_: Fraction, number: Fraction | None, last: int, has_gap: bool) -> Fraction | None:
    """Return a number with its last digit, which counts the next scale below: 两千三, 一万二."""
    if number is None:
        return sum_ or None
    if last <= 10 or has_gap:
        return sum_ + number
    if number < 10 and number.denominator == 1:
        return sum_ + number * (last // 10)
    return sum_ + number if last // 100 <= number < last else None  # 1万50 is none


def _shared_scale(first: re.Match[str], second: re.Match[str], low: Fraction) -> int:
    """Return what the lower end counts in: in 3-5万 the 3 is 30,000."""
    last = second.group()[-1]
    if last not in "百千万亿" or first.group()[-1] in SCALES:
        return 1
    mantissa = _value(second.group()[:-1])
    return SCALES[last] if mantissa is not None and low < mantissa else 1
