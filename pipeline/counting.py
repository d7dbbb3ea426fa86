"""What a sentence counts in words of its own: 三个, 两双, ⟦0⟧天, 三室一厅.

Small numbers in Chinese characters and units of time are left to the model, whose grammar they
need ("three pairs", "a 7-day trial"); this room tells whether they came through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from models.placeholder import PATTERN
from pipeline.document import Issue
from pipeline.figures.fold import fold
from pipeline.figures.numerals import DIGITS

_NUMBER = (
    r"(?<![\p{Nd}零〇一二两三四五六七八九十百千万亿几数第初周期拜点早])"
    r"(?P<n>[二两三四五六七八九十])"
)
_TIMES = {
    "个月|月龄": "month", "个?星期": "week", "周": "week", "年": "year", "个?小时": "hour",
    "个?钟头": "hour", "分钟": "minute", "天": "day", "周?岁": "age", "人": "person",
}  # fmt: skip
# Units that are part of another word: 天然, 两年份, 三周年, 四月份.
_TIME = (
    r"人(?![称間间民气生类格才参物像形造工群员士脸手体设字机转头均])|个月|月龄|个?星期|个?小时|个?钟头|分钟|天(?![然猫丝鹅堂空使地气打晒])|周?岁(?![月])"
    r"|(?<!四)周(?![年边围长口身末])|年(?![代级份中款终末度间春夏秋冬新底货轻会产销])"
)
# Counters that mean nothing else behind a number; 二次元, 三包服务 and 三杯鸡 count nothing.
_COUNTER = (
    r"个(?!月|小时|钟头|星期|性|人|半|字)|[只條条根枚颗粒款片幅顶匹辆株棵朵份盏串袋箱瓶套束盆罐桶捆组組筐种種档檔孔格段列间間]|件(?!套)"
    r"|[双雙](?!人|面|[层層])|[对對](?!一|比)|[层層]|级(?!市)|級(?!市)|盒|碗(?!水)"
)
_PARTS = {
    "室": "bedroom", "房": "bedroom", "厅": "living room", "廳": "living room", "卫": "bathroom",
    "衛": "bathroom", "菜": "dish", "汤": "soup", "湯": "soup", "天": "day", "日": "day",
    "夜": "night", "晚": "night",
}  # fmt: skip
_PATTERN = regex.compile(
    rf"""(?P<pair>(?:(?<![\p{{Nd}}零〇一二两三四五六七八九十百千万几第])[一二两三四五六七八九][{"".join(_PARTS)}]){{2,4}})
    | (?:{_NUMBER}|(?P<slot>⟦\d⟧))\s?(?P<time>{_TIME})
    | {_NUMBER.replace("<n>", "<m>")}(?:{_COUNTER})
    | (?P<both>[双雙])(?=人|[层層]|面(?!胶)|[头頭]|排|色)""",
    regex.VERBOSE,
)
_WORDS = {
    1: r"(?:one|an?|single|once|first|every|per|each)(?![A-Za-z])",
    2: "two|neither|bi(?![a-z])|pair|doubl|both|dual|twin|coupl|twice|second|du[op]|bicolo|revers",
    3: "three|thrice|third|tri(?:pl|o|colo)",
    4: "four|quad|tetra",
    5: "five|fifth|penta|quint",
    6: "six|hexa",
    7: "seven|hept",
    8: "eight|oct",
    9: "nine|ninth",
    10: "decade|ten(?:th)?(?![A-Za-z])",
}
_SAID = {
    number: regex.compile(
        rf"(?<![A-Za-z\d]|\d[.,])(?:{number}(?!\d|[.,]\d)|{words})", regex.IGNORECASE
    )
    for number, words in _WORDS.items()
}
_UNITS = {
    "month": "month|mo(?![a-z])",
    "week": "week|wk", "hour": "hour|hr|h(?![a-z])", "day": "da[yi]|24",
    "year": "year|yr|annual|annivers|decade", "minute": "min",
    "person": "person|people|men|man|users?|guests?|adults?|players?|seat|serv|famil|coupl|kid"
              "|child|friend|student|buyer|customer|member|each|every|who|twin|double|single|of us"
              r"|they|both|neither|the two|for (?:\d|⟦|two|three|four|five|six|eight|ten)",
}  # fmt: skip
_NAMED = {
    unit: regex.compile(rf"(?<![A-Za-z])(?:{words})", regex.IGNORECASE)
    for unit, words in _UNITS.items()
}
# A time that a number is given, where the source has none.
_INVENTED = {
    unit: regex.compile(rf"⟦\d⟧[\s-]{unit}s?(?![a-z])", regex.IGNORECASE)
    for unit in ("day", "week", "month", "year", "hour", "minute")
}
_TIME_WORD = regex.compile("[天日周月年岁歲时時分秒晚夜期季代]|钟|鐘")
# Behind these words no noun follows that a "7-day" could belong to.
_NO_NOUN = regex.compile(
    r"\s?+(?:(?:of|for|from|to|and|or|in|with|after|later|before|at|on|the|an?|is|are|can|will|free|by|without)"
    r"(?![A-Za-z])|[^A-Za-z]|\Z)"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A small number, or a unit of time, of a masked text.

    Attributes:
        start, end: where it stands, with its unit of time.
        values: the numbers in words; none where a placeholder stands for the number.
        unit: of time, or "".
        said: the number as it stands in front of the unit, in figures or as its placeholder.
    """

    start: int
    end: int
    values: tuple[int, ...]
    unit: str = ""
    said: str = ""

    def shown(self, after: str) -> str:
        """Return it in English, in front of the rest of a sentence: 7-day trial, for 7 days."""
        if not self.unit:
            return self.said
        if self.unit == "age":
            return f"{self.said}-year-old"
        if _NO_NOUN.match(after):
            many = "people" if self.unit == "person" else f"{self.unit}s"
            return f"{self.said} {self.unit if self.said == '1' else many}"
        return f"{self.said}-{self.unit}"


def find(masked: str) -> Iterator[Counted]:
    """Yield the small numbers and the times of a masked text in Chinese, in order.

    >>> [(c.values, c.unit) for c in find("三个月质保，两双，⟦0⟧天，三室一厅")]
    [((3,), 'month'), ((2,), ''), ((), 'day'), ((3, 1), '')]
    >>> list(find("四季 二次元 周三天猫 第二个 三年级"))
    []
    """
    view = fold(masked)
    for match in _PATTERN.finditer(view):
        if match["pair"]:
            yield Counted(
                *match.span(), tuple(map(_value, match["pair"][::2])), said=_pair(match["pair"])
            )
        elif match["time"]:
            said = match["slot"] or str(_value(match["n"]))
            values = () if match["slot"] else (_value(match["n"]),)
            yield Counted(*match.span(), values, _unit(match["time"]), said)
        elif match["both"]:
            yield Counted(*match.span(), (2,))
        else:
            value = _value(match["m"])
            yield Counted(*match.span("m"), (value,), said=str(value))


def lost(masked: str, rendered: str) -> Iterator[Issue]:
    """Yield the small numbers and the units of time that a rendered text does not say.

    >>> [issue.code for issue in lost("三个月质保", "3-year warranty")]
    ['unit_lost']
    >>> [issue.code for issue in lost("三个口袋，两双", "Three pockets, socks")]
    ['count_lost']
    """
    after, found = PATTERN.sub(" 0 ", rendered), list(find(masked))
    for value in dict.fromkeys(value for counted in found for value in counted.values):
        if not _SAID[value].search(after):
            yield Issue("count_lost", str(value))
    for unit in dict.fromkeys(counted.unit for counted in found):
        if unit in _NAMED and not _NAMED[unit].search(rendered):
            yield Issue("unit_lost", unit)
    for unit, said in _INVENTED.items() if "⟦" in rendered else ():
        if said.search(rendered) and not _TIME_WORD.search(masked):
            yield Issue("unit_added", unit)


def _value(character: str) -> int:
    return 10 if character == "十" else DIGITS[character]


def _unit(word: str) -> str:
    return next(unit for spelt, unit in _TIMES.items() if regex.fullmatch(spelt, word))


def _pair(spelt: str) -> str:
    """Return 三室一厅 in English: 3 bedrooms, 1 living room."""
    parts = []
    for number, word in zip(spelt[::2], spelt[1::2], strict=True):
        value, noun = _value(number), _PARTS[word]
        plural = "es" if noun == "dish" else "s"
        parts.append(f"{value} {noun}{plural if value > 1 else ''}")
    return ", ".join(parts)
