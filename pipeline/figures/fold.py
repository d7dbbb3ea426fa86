"""One spelling for what is typed in several: full-width forms, Traditional numerals and units."""

from __future__ import annotations

import re

_WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_WIDE += (
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％．＋－＜＞＝／＊＄￡￥～：﹤﹥﹣﹢﹪"
)
_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%.+-<>=/*$£¥~:<>-+%"
_TRADITIONAL = "兩萬億點塊錢個號歲幾幣韓歐鎊臺盧銖門噸釐餘條張雙隻裝時鐘攝負龍寬長圓磚顆盤籃貳參陸"
_SIMPLIFIED = "两万亿点块钱个号岁几币韩欧镑台卢铢门吨厘余条张双只装时钟摄负龙宽长圆砖颗盘篮贰叁陆"
_FOLD = str.maketrans(_WIDE + _TRADITIONAL, _PLAIN + _SIMPLIFIED)
_FOREIGN = re.compile(f"[{_WIDE}{_TRADITIONAL}]")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*+>")

# Simplified → Traditional for the words of figures that stay as they are written.
_TO_TRADITIONAL = str.maketrans(
    "两万亿点块钱个号岁几币韩欧镑卢铢门吨余条张双只装时钟摄负圆顆颗盘篮对组束罐层页间辆顶种样场卷粒节"
    "贴笼锅枪盏听匹宽长满约闰转课价仅华针级楼亚亩仑兰兹头宾来码纸纽贝马",
    "兩萬億點塊錢個號歲幾幣韓歐鎊盧銖門噸餘條張雙隻裝時鐘攝負圓顆顆盤籃對組束罐層頁間輛頂種樣場卷粒節"
    "貼籠鍋槍盞聽匹寬長滿約閏轉課價僅華針級樓亞畝侖蘭茲頭賓來碼紙紐貝馬",
)


def fold(text: str) -> str:
    r"""Return a text of the same length in which every figure has one spelling; markup is blank.

    >>> fold("９９％，兩萬億 <b>５元</b>")
    '99%，两万亿 \x00\x00\x005元\x00\x00\x00\x00'
    """
    if _FOREIGN.search(text):
        text = text.translate(_FOLD)
    return _TAG.sub(lambda tag: "\0" * len(tag[0]), text) if "<" in text else text


def traditional(text: str) -> str:
    """Return a figure as written, in Traditional characters.

    >>> traditional("两万个")
    '兩萬個'
    """
    return text.translate(_TO_TRADITIONAL)
