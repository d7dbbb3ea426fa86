"""One spelling for what is typed in several: full-width forms, Traditional numerals and units."""

from __future__ import annotations

import re

_WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_WIDE += (
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％．＋－＜＞＝／＊＄￡￥～：﹤﹥﹣﹢﹪"
)
_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%.+-<>=/*$£¥~:<>-+%"
_TRADITIONAL = (
    "兩萬億點塊錢個號歲幾幣韓歐鎊臺盧銖門噸釐餘條張雙隻裝時鐘攝負龍寬長圓磚顆盤籃貳參陸郵購搶專"
    "現貨順豐團瘋領還換滿減價僅約單級層種組對場頁間輛頂樣樓線針輪頓屆戶紅稅鏡餅鉛"
)
_SIMPLIFIED = (
    "两万亿点块钱个号岁几币韩欧镑台卢铢门吨厘余条张双只装时钟摄负龙宽长圆砖颗盘篮贰叁陆邮购抢专"
    "现货顺丰团疯领还换满减价仅约单级层种组对场页间辆顶样楼线针轮顿届户红税镜饼铅"
)
_FOLD = str.maketrans(_WIDE + _TRADITIONAL, _PLAIN + _SIMPLIFIED)
# 2w粉丝 and 月入2w count in 万; 20w快充 says watts.
_MYRIADS = re.compile(
    r"(?P<number>(?P<income>(?:[月年]入|[月年]?销量?|粉丝|已售|预算|突破|超过?|卖出|播放量?)(?:[了约近超达过])?\s?)?"
    r"(?<![0-9.A-Za-z])[0-9]{1,6}(?:\.[0-9]{1,2})?)[wW]"
    r"(?(income)(?![0-9A-Za-z])|(?=\+?[多余]?(?:粉|人|元|块|件|单|条|次|播放|点赞|收藏|浏览|阅读|像素|用户|好评|销)))"
)
_FOREIGN = re.compile(f"[{_WIDE}{_TRADITIONAL}]")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*+>")

# Simplified → Traditional for the words of figures that stay as they are written.
_TO_TRADITIONAL = str.maketrans(
    "两万亿点块钱个号岁几币韩欧镑卢铢门吨余条张双只装时钟摄负圆顆颗盘篮对组束罐层页间辆顶种样场卷粒节"
    "贴笼锅枪盏听匹宽长满约闰转课价仅华针级楼亚亩仑兰兹头宾来码纸纽贝马后",
    "兩萬億點塊錢個號歲幾幣韓歐鎊盧銖門噸餘條張雙隻裝時鐘攝負圓顆顆盤籃對組束罐層頁間輛頂種樣場卷粒節"
    "貼籠鍋槍盞聽匹寬長滿約閏轉課價僅華針級樓亞畝侖蘭茲頭賓來碼紙紐貝馬後",
)


def fold(text: str) -> str:
    r"""Return a text of the same length in which every figure has one spelling; markup is blank.

    >>> fold("９９％，兩萬億 <b>５元</b>")
    '99%，两万亿 \x00\x00\x005元\x00\x00\x00\x00'
    """
    if _FOREIGN.search(text):
        text = text.translate(_FOLD)
    if "w" in text or "W" in text:
        text = _MYRIADS.sub(r"\g<number>万", text)
    return _TAG.sub(lambda tag: "\0" * len(tag[0]), text) if "<" in text else text


def traditional(text: str) -> str:
    """Return a figure as written, in Traditional characters.

    >>> traditional("两万个")
    '兩萬個'
    """
    return text.translate(_TO_TRADITIONAL)
