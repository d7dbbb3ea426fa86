"""Numbers that name rather than count: 第2件, 90年代, 24年新款, 五六月, 负一楼, 3岁以下."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.figures import numerals
from pipeline.figures.figure import Figure
from pipeline.figures.numerals import Numeral
from pipeline.figures.words import BOUND

_DECADE = re.compile(
    r"(?P<whole>(?:19|20)[0-9]0)年代|(?P<arabic>[6-9]0)年代|(?P<han>[六七八九]十)年代"
)
# 90后 are people; 10后退 is none.
_BORN = re.compile(
    r"(?P<decade>[6-9][05]|0[05])后(?=[^\w]|\Z|[妈宝爸男女人的必都也喜最青少情闺父辣潮社])"
)
_SHORT_YEAR = re.compile(r"(?P<year>2[0-9])年(?=新[款品]|款|[春夏秋冬]|上新|早[春秋])")
_MONTH = re.compile("月(?![龄大])")
_STOREY = re.compile("[楼层]")
# The ordinals that models lose; other words behind 第 they know.
_NTH = {"件": "item", "双": "pair", "份": "item", "杯": "cup", "瓶": "bottle", "盒": "box",
        "代": "generation", "套": "set", "袋": "bag", "个": "one"}  # fmt: skip


def read(view: str, at: int) -> tuple[int, Figure] | None:
    """Return where 90年代 or 24年新款 ends, and what it names.

    >>> read("90年代", 0)[1].unit, int(read("24年新款", 0)[1].low)
    ('decade', 2024)
    """
    if decade := _DECADE.match(view, at):
        said = numerals.parse(decade["whole"] or decade["arabic"] or decade["han"]) or Fraction(0)
        return decade.end(), Figure("named", "decade", said if said > 100 else 1900 + said)
    if born := _BORN.match(view, at):
        return born.end(), Figure("size", "born", written=born["decade"])
    if year := _SHORT_YEAR.match(view, at):
        return year.end(), Figure("named", "the_year", Fraction(2000 + int(year["year"])))
    return None


def ordinal(text: str) -> Figure:
    """Return what 第2件 names."""
    return Figure("named", "ordinal", Fraction(int(text[1:-1])), written=_NTH[text[-1]])


def behind(view: str, number: Numeral, sign: str) -> tuple[int, Figure] | None:
    """Return where 五六月, 负一楼 or 3岁以下 ends, whose number is read, and what it names."""
    end = number.end
    if sign == "负" and number.high is None and _STOREY.match(view, end):
        return end + 1, Figure("named", "basement", number.low)
    spelt = not number.is_plain and len(number.written) > 1
    if number.high and spelt and _MONTH.match(view, end) and number.high <= 12:
        end += 1 + view.startswith("份", end + 1)
        return end, Figure("named", "months", number.low, number.high)
    bound = BOUND.match(view, end + 1) if view.startswith("岁", end) else None
    if bound and bound["bound"] in ("以上", "以下") and number.high is None:
        ages = "ages_up" if bound["bound"] == "以上" else "ages_down"
        return bound.end(), Figure("named", ages, number.low)
    return None
