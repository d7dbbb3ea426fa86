"""The currencies that shops name, each by its ISO 4217 code; the yuan is ``yuan``."""

from __future__ import annotations

_CODES = {
    "yuan": "人民币 RMB CNY",
    "USD": "美元 美金 美刀 USD",
    "EUR": "欧元 EUR",
    "GBP": "英镑 GBP",
    "JPY": "日元 日圆 日币 円 JPY",
    "KRW": "韩元 韩圆 韩币 KRW",
    "HKD": "港币 港元 港纸 港圆 HKD",
    "TWD": "新台币 台币 新台幣 TWD NTD",
    "AUD": "澳元 澳币 澳大利亚元 AUD",
    "CAD": "加元 加币 加拿大元 CAD",
    "SGD": "新加坡元 新加坡币 新币 坡币 SGD",
    "MOP": "澳门元 澳门币 葡币 MOP",
    "NZD": "新西兰元 纽币 纽元 NZD",
    "THB": "泰铢 THB",
    "RUB": "卢布 RUB",
    "MYR": "马来西亚林吉特 林吉特 令吉 马币 MYR",
    "VND": "越南盾 VND",
    "IDR": "印尼盾 IDR",
    "PHP": "菲律宾比索 PHP",
    "INR": "印度卢比 INR",
    "CHF": "瑞士法郎 瑞郎 CHF",
    "AED": "迪拉姆 AED",
}
CODES = {word: code for code, words in _CODES.items() for word in words.split()}
NAMES = "|".join(sorted(CODES, key=len, reverse=True))
# Signs before a number: it stays as the seller wrote it.
SIGNS = r"(?:US|HK|NT|MOP|AU|A|CA|C|NZ|S)?\$|(?:JP|CN)?¥|[€£₩฿₫₹]"
