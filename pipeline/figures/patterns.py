"""How quantities are spelt in Chinese copy, and the words around them that decide doubt."""

from __future__ import annotations

import re

from pipeline.figures.numerals import ARABIC, HAN

_COUNTED = "个件条只双瓶盒套天年次种款色片支张面边用侧端者位人头口层周月根块对副把台部本三"
_NO_METRE = "[白色黄灰杏咖驼其奇粉饭糕酒粥粒浆油菲皮虾]|线(?![缆圈长])|面(?!料)|老鼠|兰妮|阳光"
_NO_YUAN = "[素化旦宵气件老朝宝首乙催年代月店里食]|牛奶"

# Word → unit, and the pattern of what must not follow the word.
UNITS = {
    "毫克": ("mg", ""),
    "克": ("g", "[拉服隆林莱里罗什斯星制]"),
    "千克": ("kg", ""),
    "公斤": ("kg", ""),
    "市斤": ("斤", ""),
    "斤": ("斤", "斤"),
    "两": ("两", f"[{_COUNTED}]|包"),
    "毫升": ("ml", ""),
    "公升": ("l", ""),
    "升": ("l", "[级值降温学职旗国华天空仓高井压起腾]"),
    "毫米": ("mm", ""),
    "厘米": ("cm", ""),
    "公分": ("cm", ""),
    "米": ("m", _NO_METRE),
    "千米": ("km", ""),
    "公里": ("km", ""),
    "市尺": ("尺", ""),
    "尺": ("尺", "[码寸度子侧]"),
    "英尺": ("foot", ""),
    "市寸": ("寸", ""),
    "寸": ("寸", "[草头步心]"),
    "英寸": ("inch", ""),
    "元": ("yuan", _NO_YUAN),
    "块钱": ("yuan", "[也都不没]"),
    "块": ("yuan", "钱"),
    "码": ("shoe", "[头字数率洋农表流本布]"),
}
_WORD = "|".join(
    f"{word}(?!{wrong})" if wrong else word
    for word, (_, wrong) in sorted(UNITS.items(), key=lambda item: -len(item[0]))
)
# A number is not the tail of a code, a size (3×5) or another number (24/7, but 1米/2米); nor of
# 几百, 第三.
_APART = r"(?<![0-9A-Za-z.,×*$€£¥￥~～–—第\-])(?<![0-9A-Za-z]/)"
_APART_HAN = r"(?<![零〇一二两三四五六七八九十百千万几数第点])"
DASH = r"\s?(?:[-–—~～]|至|到)\s?"
# What stands behind the unit, 2尺1寸 or 9块9, unless it counts something else: 1米8根.
_MINOR = r"(?P<minor>[0-9]{1,2}|[一二三四五六七八九]{1,2})(?P<minor_unit>两|寸|毛|角)?"
_MINOR_END = rf"(?![0-9.%一二三四五六七八九十百千{_COUNTED}×*xX\-~～至到]|包(?!邮)|\s?[a-zA-Z])"
AMOUNT = re.compile(
    rf"(?:人民币\s?)?(?:{_APART}(?P<low>{ARABIC})(?:{DASH}(?P<high>{ARABIC}))?"
    rf"|{_APART_HAN}(?P<low_han>{HAN})(?:{DASH}(?P<high_han>{HAN}))?)"
    rf"\s?(?P<word>{_WORD})"
    rf"(?:(?P<half>半)(?![价截折个袖身年月天成熟])|{_MINOR}{_MINOR_END})?"
)
# 2万次: the number alone; with a unit it is an amount.
MYRIADS = re.compile(rf"{_APART}(?P<low>[0-9]+(?:\.[0-9]+)?万)(?![0-9万亿一二三四五六七八九])")
PRICE = re.compile(
    rf"(?:[¥￥]|(?<![A-Za-z])RMB)\s?(?P<low>{ARABIC})(?:{DASH}[¥￥]?(?P<high>{ARABIC}))?元?"
    rf"|{_APART}(?P<low2>{ARABIC})\s?RMB(?![A-Za-z])"
)
_LETTERS = r"(?:[2-9]?X{0,4}[SL]|M)"
SIZE = re.compile(rf"(?<![A-Za-z0-9/-])(?P<size>{_LETTERS}(?:{DASH}{_LETTERS})?)码(?![数头])")

_MONEY = "港币|港元|港幣|澳门币|澳元|台币|美元|美金|欧元|日元|韩元|英镑"
OTHER_MONEY_BEFORE = re.compile(rf"(?:{_MONEY})\s?$")
OTHER_MONEY_AFTER = re.compile(rf"\s?(?:{_MONEY})")
PER_PIECE = re.compile(r"\s?[/一每][个件斤条只份双套张瓶盒米]")
ON_GARMENT = re.compile(r"(?:腰围|裤长|臀围|衣长|胸围|肩宽|袖长|裙长|裤腰|腰)[^，。,;；\n]{0,6}$")
IN_INCHES = re.compile(
    "屏|显示器|电视|手机|平板|笔记本|电脑|投影|幕布|蛋糕|披萨|比萨|慕斯|戚风|照片|相片|相框|相册"
    "|画框|箱|车轮|轮胎|轮毂|盘|碟|碗|锅|模具|风扇|喇叭"
)
PHOTO_FORMAT = re.compile("照|证件|免冠|[红蓝白]底")
