import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures import find, write
from pipeline.figures.fold import fold
from pipeline.markets import load_markets, market

US, HK = market("US"), market("HK")

# Words that hold numerals and say no number.
WORDS = """
三七粉 万一 一起 四季被 一次性 一百分 一百年好合 一千零一夜 五百强 九牧王
七匹狼 五谷杂粮 八宝粥 六神花露水 三星手机 二十一世纪 十分好看 百搭 百货 千层饼
千元机 万能胶 万圣节 一体 一般 一定 统一 唯一 第一 第二件 初十 双十一 双11
周三 星期五 三线城市 三四线城市 二三线品牌 四六级 五五开 九九重阳 三三两两
一一对应 一五一十 七七八八 三心二意 十全十美 九九八十一难 三八节 六一 五四
十二生肖 三个 两件套 四件套 五件 三天 七天无理由 六一儿童节 二手 三文鱼 五花肉
九层塔 八角 六味 百香果 千禧 万字夹 半价 半袖 一半 几百件 好几个
数千人 上百款 一月 十二月 三月三 五月天 三两下
"""


@pytest.mark.parametrize("text", WORDS.split())
def test_words_that_hold_numerals_are_no_figures(text):
    assert [found for found in find(text) if write(found.figure, US) != found.figure.text] == []


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("年销1.2亿件", "120 million", "1.2億"),
        ("2亿像素", "200 million", "2億"),
        ("5千万粉丝", "50 million", "5千萬"),
        ("3百万粉丝", "3 million", "3百萬"),
        ("1万5千件", "15,000", "1萬5千"),
        ("弯折2万次", "20,000", "2萬"),
        ("销量1.5万+", "15,000+", "1.5萬+"),
        ("一千二百件", "1,200", "一千二百"),
        ("三十二款", "32", "三十二"),
        ("三四天", "3–4", "三四"),
        ("三到五天", "3–5", "三到五"),
        ("十五六岁", "15–16", "十五六"),
        ("两三个", "2–3", "兩三"),
        ("三四万", "30,000–40,000", "三四萬"),
        ("十几天", "over 10", "十幾"),
        ("十来天", "about 10", "十來"),
        ("3千多件", "over 3,000", "3千多"),
        ("100余件", "over 100", "100餘"),
        ("五六月份", "May–June", "五六月份"),
        ("90年代", "1990s", "90年代"),
        ("24年新款", "2024", "24年"),
        ("第2件半价", "2nd item", "第2件"),
        ("第11代", "11th generation", "第11代"),
        ("负一楼", "basement level 1", "負一樓"),
        ("18岁以上", "ages 18 and up", "18歲以上"),
        ("<60kg的人", "<60kg", "<60kg"),
        ("＜60kg", "<60kg", "＜60kg"),
        ("≥2mm", "≥2mm", "≥2mm"),
        ("误差±3%", "±3%", "±3%"),
        ("≈3kg", "≈3kg", "≈3kg"),
        ("兩萬五千件", "25,000", "兩萬五千"),
        ("零上5度保鲜", "5°C", "零上5度"),
        ("温差正负2度", "±2 degrees", "正負2度"),
        ("正负5%", "±5%", "正負5%"),
        ("～2kg重", "~2kg", "～2kg"),
        ("一千零二十四G", "1,024G", "一千零二十四G"),
        ("3w粉丝", "30,000", "3w"),
        ("月入2w", "20,000", "2w"),
        ("百元以内好物", "up to ¥100", "人民幣100元以内"),
        ("12元一米的布料", "¥12 per m", "人民幣12元一米"),
        ("99块拿走", "¥99", "人民幣99元"),
        ("9塊9包郵", "¥9.9", "人民幣9.9元"),
        ("D3一米二桌布", "1.2 m", "1.2米"),
        ("一米八门帘", "1.8 m", "1.8米"),
        ("一米五一条", "1.5 m", "1.5米"),
        ("一米二三层架", "一米二三", "一米二三"),
        ("两米三角架", "2 m", "兩米"),
        ("50元起", "from ¥50", "人民幣50元起"),
        ("¥19.9起", "from ¥19.9", "¥19.9起"),
        ("9.9元/斤起", "from ¥9.9 per 500 g", "人民幣9.9元/500克起"),
        ("五十元四条内裤", "¥50 for 4", "人民幣五十元四條"),
        ("90后妈妈", "post-90s", "90後"),
        ("百元3件", "¥100", "人民幣100元"),
        ("最低1折", "up to 90% off", "最低1折"),
    ],
)
def test_a_number_is_written_for_each_market(text, us, hk):
    assert [write(f.figure, US) for f in find(text)] == [us]
    assert [write(f.figure, HK) for f in find(text)] == [hk]


@pytest.mark.parametrize(
    "text", ["1" * 5000, "一" * 5000, "1" * 5000 + "元", "¥" + "1" * 5000, "三五" * 2500 + "斤"]
)
def test_a_run_that_is_no_number_is_left_as_written(text):
    assert [f for f in find(text) if write(f.figure, US) not in text] == []


def test_figures_of_another_language_are_limits_only():
    found = find("weight <60kg, size 5 m, ≥ 2 mm", "en")
    assert [f.figure.text for f in found] == ["<60kg", "≥ 2 mm"]


def test_markup_holds_no_figures():
    assert [f.figure.text for f in find('<p style="width:5米">3斤</p><b>5元</b>')] == ["3斤", "5元"]


ALPHABET = (
    "一二两三四五六十百千万亿半点零0123456789.,-~到至 斤克米尺寸元块钱"
    "毛码毫升厘XLM¥$<≥±零下度个件折成新月日年岁每/９％"
)


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_figures_are_disjoint_in_order_and_can_be_written(text):
    found = find(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    for this in found:
        assert text[this.start : this.end] == this.figure.text != ""
        for row in load_markets().values():
            assert write(this.figure, row) == write(this.figure, row) != ""


@given(st.text(max_size=60))
def test_fold_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("身高1米6体重100斤", ["1.6 m", "50 kg"]),
        ("10元-20元", ["¥10", "¥20"]),
        ("三年零五个月", ["3 years 5 months"]),
        ("2025年11月11日20点", ["November 11, 2025", "20:00"]),
        ("1980年代 八十年代", ["1980s", "1980s"]),
        ("2丈布 3里路 3亩地", ["666.7 cm", "1.5 km", "2,000 m²"]),
        ("彩带2米5一条", ["2.5 m"]),
        ("3.5亿用户 1千2百万 十万", ["350 million", "12 million", "100,000"]),
        ("半年质保 半小时 上半年", ["half-year", "half an hour"]),
        ("周六10点 2月14", ["10:00", "February 14"]),
        ("0.6元/度 七八十块 二十来块", ["¥0.6 a kWh", "¥70–80", "about ¥20"]),
        ("百分之零点五", ["0.5%"]),
        ("三四两肉", ["150–200 g"]),
        ("五kg装", ["5 kg"]),
        ("2千5百瓦 3000转/分", ["2,500 W", "3000 rpm"]),
        ("3尺×6尺", ["100 cm", "200 cm"]),
        ("适用温度-40℃~85℃", []),
        ("9.9元500g9块9", ["¥9.9 per 500 g", "¥9.9"]),
    ],
)
def test_figures_in_a_row_are_each_read(text, us):
    assert [write(found.figure, US) for found in find(text)] == us


@pytest.mark.parametrize(
    "text",
    [
        "一百一斤",
        "一千一件",
        "一百二一件",
        "几十块钱",
        "上百元",
        "千把块",
        "百来块",
        "8钱",
        "99块",
        "2块",
    ],
)
def test_money_that_is_not_said_exactly_is_told(text):
    assert any(found.figure.is_doubtful for found in find(text))
