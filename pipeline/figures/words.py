"""The words beside figures: units, counters, and what around them decides doubt."""

from __future__ import annotations

import re

_NO_METRE = (
    "[白色黄灰杏咖驼其奇粉饭糕酒粥粒浆油菲皮虾诺兔字]|线(?![缆圈长])|面(?!料)|老鼠|兰妮|阳光"
)
_NO_YUAN = "[素化旦宵气件老朝宝首乙催年代月店里食]|牛奶"

# Word → unit, and the pattern of what must not follow the word.
UNITS = {
    **{word: (unit, "") for word, unit in {
        "毫克": "mg", "千克": "kg", "公斤": "kg", "市斤": "斤", "毫升": "ml", "公升": "l",
        "毫米": "mm", "厘米": "cm", "公分": "cm", "千米": "km", "公里": "km", "市尺": "尺",
        "英尺": "foot", "市寸": "寸", "英寸": "inch", "平方厘米": "cm2", "平方米": "m2",
        "平米": "m2", "立方厘米": "cm3", "立方米": "m3", "微米": "um", "吨": "t", "盎司": "oz",
        "安士": "oz", "英里": "mile", "加仑": "gal", "千瓦时": "kWh", "千瓦": "kW",
        "毫安时": "mAh", "毫安": "mAh", "安时": "Ah", "分贝": "dB", "赫兹": "Hz", "流明": "lm",
        "转/分钟": "rpm", "转每分钟": "rpm", "转/分": "rpm",
        "摄氏度": "celsius", "华氏度": "fahrenheit",
    }.items()},
    "克": ("g", "[拉服隆林莱里罗什斯星制苏]"),
    "斤": ("斤", "斤"),
    "两": ("两", ""),
    "升": ("l", "[级值降温学职旗国华天空仓高井压起腾]"),
    "米": ("m", _NO_METRE),
    "尺": ("尺", "[码寸度子侧]"),
    "丈": ("丈", "[夫人母青]"),
    "亩": ("亩", ""),
    "里": ("里", r"(?!路|地|外|[^\w]|\Z)"),
    "目": ("mesh", "[的标录光前测]"),
    "寸": ("寸", "[草头步心]"),
    "瓦": ("W", "[片罐楞砖房屋斯]"),
    "伏特": ("V", "加"),
    "伏": ("V", "[特加羊牛]"),
    "磅": ("lb", "[秤礴数]"),
    "转": ("rpm", "[盘换动头角接手账发身台轴让卖向口眼圈椅笔印运]"),
    "安培": ("A", ""),
    "安": ("A", "(?=[\u4e00-\u9fff])(?![电插快充大])"),
    "码": ("shoe", "[头字数率洋农表流本布]"),
}  # fmt: skip
WORD = "|".join(
    f"{word}(?!{wrong})" if wrong else word
    for word, (_, wrong) in sorted(UNITS.items(), key=lambda item: -len(item[0]))
)
# Units in Latin letters, as a price or a limit carries them.
LATIN = {
    "kg": "kg", "KG": "kg", "g": "g", "G": "G", "mg": "mg", "ml": "ml", "mL": "ml", "ML": "ml",
    "L": "l", "l": "l", "cm": "cm", "mm": "mm", "m": "m", "km": "km", "oz": "oz", "lb": "lb",
    "m²": "m2", "㎡": "m2",
}  # fmt: skip
LATIN_WORD = "|".join(sorted(LATIN, key=len, reverse=True))
NO_YUAN = f"(?!{_NO_YUAN})"
# Counters, each with its English noun; "" where the goods themselves are counted.
COUNTERS = {
    **dict.fromkeys("个只条张支枝根枚颗粒件把台部款块片幅顶床匹头架辆株棵朵盘排节份盏串场页", ""),
    "袋": "bag", "箱": "box", "盒": "box", "瓶": "bottle", "包": "pack", "双": "pair",
    "套": "set", "束": "bunch", "盆": "pot", "罐": "can", "桶": "bucket", "杯": "cup",
    "碗": "bowl", "卷": "roll", "捆": "bundle", "打": "dozen", "对": "pair", "组": "set",
    "本": "copy", "板": "tray", "篮": "basket", "筐": "basket", "天": "day", "晚": "night",
    "小时": "hour", "分钟": "minute", "个月": "month", "月": "month", "年": "year",
    "位": "person", "人": "person", "间": "room", "次": "time", "提": "pack", "课时": "lesson",
    "晚上": "night", "听": "can", "扎": "bunch", "贴": "patch", "副": "pair", "笼": "basket",
    "锅": "pot", "斗": "scoop", "度": "kWh",
}  # fmt: skip
COUNTER = "|".join(sorted(COUNTERS, key=len, reverse=True))
# What makes a counter part of something else: 三件套, 一件代发, 一包到底, 一对一, 一次性.
COUNTER_END = "(?![套装式一性不以多]|代发|到底|起(?!批)|半)"
# What a number in Han figures may count: any counter, and words that are counted without one.
COUNTED = re.compile(
    rf"\s?(?:{COUNTER}|[种色秒岁倍周名家户期代层楼站道字笔座艘段行列度针股目孔档键门轮帧吨寸余多元口"
    r"单样集首篇章回遍顿席桌届]|级(?!市)|季(?!度)|月龄|号(?!线)|星期|钟头|用户|粉丝|订单|买家|客户|像素)"
)
TIMES = "个小时|小时|个钟头|钟头|个月|个星期|星期|分钟|[年天周岁]"

PHOTO_FORMAT = re.compile("照|证件|免冠|[红蓝白]底")
ON_GARMENT = re.compile(r"(?:腰围|裤长|臀围|衣长|胸围|肩宽|袖长|裙长|裤腰|腰)[^，。,;；\n]{0,6}$")
IN_INCHES = re.compile(
    "屏|显示器|电视|手机|平板|笔记本|电脑|投影|幕布|蛋糕|披萨|比萨|慕斯|戚风|照片|相片|相框|相册"
    "|画框|箱|车轮|轮胎|轮毂|盘|碟|碗|锅|模具|风扇|喇叭"
)
# What may stand behind a bare tenth, 一米八的 and 9块9包邮: the end, a mark, or one of these.
BOUND = re.compile(
    r"\s?(?:及|或)?(?P<bound>以[上下内](?![都均图是为哪几商品产尺规信参问步])|左右(?![手脚边侧对滑移两]))"
)
AFTER_LENGTH = re.compile(r"[^\w]|\Z|[起的腰高宽长深厚大粗以左内到至男女身床帅]")
AFTER_PRICE = re.compile(
    r"[^\w]|\Z|[起的以左内到至就即每男女拿抢买购收入秒拍福专特限清团疯领不也还都能可享换送新钱]"
    r"|包邮|包[税圆运]|红包|全国|顺丰|搞定|上下|现[货价]"
)
