import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures import find, write
from pipeline.markets import market

US, HK = market("US"), market("HK")


def written(text, row):
    return [write(found.figure, row) for found in find(text)]


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("39.90元包邮", "¥39.90", "人民幣39.90元"),
        ("人民币99元", "¥99", "人民幣99元"),
        ("9块9包邮", "¥9.9", "人民幣9.9元"),
        ("29块9拿下", "¥29.9", "人民幣29.9元"),
        ("9块9抹布", "¥9.9", "人民幣9.9元"),
        ("15块8毛8", "¥15.88", "人民幣15.88元"),
        ("5元5角", "¥5.5", "人民幣5.5元"),
        ("两块五", "¥2.5", "人民幣2.5元"),
        ("5块钱", "¥5", "人民幣5元"),
        ("5毛钱", "¥0.5", "人民幣0.5元"),
        ("三千块", "¥3,000", "人民幣三千元"),
        ("20多块钱", "over ¥20", "人民幣20多元"),
        ("1.2万元", "¥12,000", "人民幣1.2萬元"),
        ("3-5万元", "¥30,000–50,000", "人民幣3-5萬元"),
        ("¥1.2万", "¥12,000", "¥1.2萬"),
        ("六七十元", "¥60–70", "人民幣六七十元"),
        ("20欧", "€20", "20歐"),
        ("100元左右", "about ¥100", "人民幣100元左右"),
        ("香皂3块", "3 pieces", "3塊"),
        ("2000卢布左右", "about RUB 2000", "2000盧布左右"),
        ("¥100以上", "¥100 or more", "¥100以上"),
        (">10美元", ">$10", ">10美元"),
        ("8毛8一斤", "¥0.88 per 500 g", "人民幣0.88元/500克"),
        ("八毛一个", "¥0.8 each", "人民幣0.8元一個"),
        ("100元以上", "¥100 or more", "人民幣100元以上"),
        (">100元", ">¥100", ">人民幣100元"),
        ("９９元", "¥99", "人民幣99元"),
        ("10美金", "$10", "10美金"),
        ("99刀包邮", "$99", "99刀"),
        ("100日元", "JPY 100", "100日元"),
        ("5欧元", "€5", "5歐元"),
        ("50台币", "NT$50", "50台幣"),
        ("20澳元", "A$20", "20澳元"),
        ("3英镑", "£3", "3英鎊"),
        ("3万韩元", "₩30,000", "3萬韓元"),
        ("港币39元", "HK$39", "港幣39元"),
        ("HK$39元", "HK$39", "HK$39"),
        ("39元港币", "HK$39", "39元港幣"),
        ("100澳门元", "MOP$100", "100澳門元"),
        ("1000卢布", "RUB 1000", "1000盧布"),
        ("500泰铢", "THB 500", "500泰銖"),
    ],
)
def test_a_price_is_written_for_each_market(text, us, hk):
    assert (written(text, US), written(text, HK)) == ([us], [hk])


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("苹果10元一箱", "¥10 a box", "人民幣10元一箱"),
        ("99元3箱", "¥99 for 3 boxes", "人民幣99元3箱"),
        ("59元五双", "¥59 for 5 pairs", "人民幣59元五雙"),
        ("25元一枚", "¥25 each", "人民幣25元一枚"),
        ("10块3个", "¥10 for 3", "人民幣10元3個"),
        ("六块五一杯", "¥6.5 a cup", "人民幣6.5元一杯"),
        ("9块9一斤", "¥9.9 per 500 g", "人民幣9.9元/500克"),
        ("5元5角一斤", "¥5.5 per 500 g", "人民幣5.5元/500克"),
        ("10元3斤", "¥10 per 1.5 kg", "人民幣10元/1.5公斤"),
        ("¥10半斤", "¥10 per 250 g", "¥10/250克"),
        ("¥10两斤", "¥10 per kg", "¥10/1公斤"),
        ("128元一两", "¥128 per 50 g", "人民幣128元/50克"),
        ("每两15元", "¥15 per 50 g", "人民幣15元/50克"),
        ("每公斤15元", "¥15 per kg", "每公斤人民幣15元"),
        ("15元/公斤", "¥15 per kg", "人民幣15元/公斤"),
        ("9.9元500g", "¥9.9 per 500 g", "人民幣9.9元500g"),
        ("9.9元/500g", "¥9.9 per 500 g", "人民幣9.9元/500g"),
        ("3元/尺", "¥9 per m", "人民幣3元/33.3厘米"),
        ("8-10元/斤", "¥8–10 per 500 g", "人民幣8-10元/500克"),
        ("10美元/斤", "$10 per 500 g", "10美元/500克"),
        ("€5/公斤", "€5 per kg", "€5/公斤"),
        ("１０元一袋", "¥10 a bag", "人民幣10元一袋"),
        ("桃子2.5每斤", "2.5 per 500 g", "2.5/500克"),
        ("鸡蛋6.8一斤", "6.8 per 500 g", "6.8/500克"),
        ("大虾35/斤", "35 per 500 g", "35/500克"),
        ("价格（每斤）", "per 500 g", "每500克"),
        ("399元/晚", "¥399 a night", "人民幣399元/晚"),
    ],
)
def test_a_price_and_what_it_is_for_are_one_figure(text, us, hk):
    assert (written(text, US), written(text, HK)) == ([us], [hk])


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("99元3件套", ["¥99"]),
        ("10元一件代发", ["¥10"]),
        ("10元一对一辅导", ["¥10"]),
        ("99元3斤装", ["¥99", "1.5 kg"]),
        ("99元2米床单", ["¥99", "2 m"]),
        ("10元-20元", ["¥10", "¥20"]),
        ("39元2024新款", ["¥39"]),
    ],
)
def test_what_stands_behind_a_price_by_chance_is_not_what_it_is_for(text, us):
    assert written(text, US) == us


@pytest.mark.parametrize(
    "text", ["¥39.9", "￥39.9", "¥ 39.9", "RMB 39.9", "39.9RMB", "¥39.9-59.9", "US$10", "€30"]
)
def test_a_price_with_its_sign_is_never_touched(text):
    assert written(f"{text} 包邮", US) == written(f"{text} 包邮", HK) == [text]


@pytest.mark.parametrize(
    "text", ["9块9个", "19元9", "99块", "3块一盒的香皂", "5块4季被", "20块五花肉", "2米1块"]
)
def test_a_price_that_may_be_none_is_left_as_written_and_told(text):
    assert any(found.figure.is_doubtful for found in find(text))


@pytest.mark.parametrize("text", ["菜刀3刀", "三刀两断", "一块手表", "10欧美风"])
def test_knives_and_words_are_no_money(text):
    assert find(text) == []


@given(st.decimals(0, 99_999, places=2))
def test_a_price_in_yuan_keeps_its_digits(price):
    assert written(f"只要{price}元", US) == [f"¥{price}"]
    assert written(f"只要{price}元", HK) == [f"人民幣{price}元"]
