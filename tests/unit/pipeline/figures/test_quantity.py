from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures.numerals import decimal, parse
from pipeline.figures.quantity import find, render
from pipeline.markets import load_markets, market

US, HK, MO = market("US"), market("HK"), market("MO")


def rendered(text, row):
    return [render(found.quantity, row) for found in find(text)]


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("3斤", "1.5 kg", "1.5公斤"),
        ("五斤装", "2.5 kg", "2.5公斤"),
        ("半斤", "250 g", "250克"),
        ("三斤半", "1.75 kg", "1.75公斤"),
        ("1斤2两", "600 g", "600克"),
        ("3-5斤", "1.5–2.5 kg", "1.5-2.5公斤"),
        ("体重80～100斤", "40–50 kg", "40-50公斤"),
        ("8两", "400 g", "400克"),
        ("1公斤", "1 kg", "1公斤"),
        ("500克", "500 g", "500克"),
        ("280克重磅", "280 g", "280克"),
        ("1尺", "33.3 cm", "33.3厘米"),
        ("腰围2尺1寸", "70 cm", "70厘米"),
        ("腰围2尺1", "70 cm", "70厘米"),
        ("30尺布", "10 m", "10米"),
        ("6.7英寸屏", "6.7-inch", "6.7吋"),
        ("8寸蛋糕", "8-inch", "8吋"),
        ("24寸行李箱", "24-inch", "24吋"),
        ("两米", "2 m", "兩米"),
        ("弯折2万次", "20,000", "2萬"),
        ("销量1.5万+", "15,000", "1.5萬"),
        ("一米八", "1.8 m", "1.8米"),
        ("1米75的身高", "1.75 m", "1.75米"),
        ("一百二十厘米", "120 cm", "一百二十厘米"),
        ("155-165厘米", "155–165 cm", "155-165厘米"),
        ("500毫升", "500 ml", "500毫升"),
        ("1.5升", "1.5 L", "1.5公升"),
        ("39.9元", "¥39.9", "人民幣39.9元"),
        ("39.90元包邮", "¥39.90", "人民幣39.90元"),
        ("人民币99元", "¥99", "人民幣99元"),
        ("9块9包邮", "¥9.9", "人民幣9.9元"),
        ("5块钱", "¥5", "人民幣5元"),
        ("1.2万元", "¥12,000", "人民幣1.2萬元"),
        ("3-5万元", "¥30,000–50,000", "人民幣3-5萬元"),
        ("¥1.2万", "¥12,000", "¥1.2萬"),
        ("38码", "EU 38", "38碼"),
        ("37.5码", "EU 37.5", "37.5碼"),
        ("35-40码", "EU 35–40", "35-40碼"),
        ("XL码", "size XL", "XL碼"),
        ("M-XL码", "size M–XL", "M-XL碼"),
    ],
)
def test_quantity_is_written_for_each_market(text, us, hk):
    assert (rendered(text, US), rendered(text, HK), rendered(text, MO)) == ([us], [hk], [hk])


@pytest.mark.parametrize("text", ["¥39.9", "￥39.9", "¥ 39.9", "RMB 39.9", "39.9RMB", "¥39.9-59.9"])
def test_price_with_its_sign_is_never_touched(text):
    assert rendered(f"{text} 包邮", US) == rendered(f"{text} 包邮", HK) == [text]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "一寸照",
            "2寸证件照",
            "8寸",
            "三件套",
            "两个",
            "S925两件套",
            "2两件",
            "三两天",
            "半斤八两",
        ),
        *("一块钱也不赚", "3块肥皂", "2升级版", "5克拉", "玉米", "小米12", "5米白色", "一米阳光"),
        *(
            "3元素",
            "三元里",
            "二三十斤",
            "三五斤",
            "几百斤",
            "好几十斤",
            "百元",
            "千元机",
            "千斤顶",
        ),
        *("第3斤", "500ml", "25cm", "165cm", "160/84A", "3x5米", "港币39元", "HK$39元", "39元港币"),
        *("50码", "码数38", "均码", "元旦", "斤斤计较", "iPhone15"),
    ],
)
def test_what_is_not_certainly_a_quantity_is_left_alone(text):
    assert find(text) == []


def test_a_count_behind_a_unit_is_not_taken_for_its_decimals():
    assert rendered("1米8根", US) == ["1 m"]


def test_quantities_are_found_in_order_with_their_places():
    text = "体重80～100斤，身高155-165厘米，腰围2尺1寸，¥39.9"
    found = find(text)
    assert [text[f.start : f.end] for f in found] == [f.quantity.text for f in found]
    assert rendered(text, US) == ["40–50 kg", "155–165 cm", "70 cm", "¥39.9"]


@given(
    st.text(
        alphabet="一二两三五十百千万半点0123456789.,-~到 斤克米尺寸元块钱码毫升厘XLM¥个件",
        max_size=30,
    )
)
def test_find_gives_places_that_do_not_overlap_and_can_be_written(text):
    end = 0
    for found in find(text):
        assert found.start >= end
        assert text[found.start : found.end] == found.quantity.text
        end = found.end
        for row in load_markets().values():
            assert render(found.quantity, row) == render(found.quantity, row) != ""


@given(st.integers(1, 99_999))
def test_half_kilograms_are_converted_exactly(jin):
    (found,) = find(f"重{jin}斤")
    number, unit = render(found.quantity, US).replace(",", "").split()
    assert Fraction(number) * {"g": 1, "kg": 1000}[unit] == jin * 500


@given(st.decimals(0, 99_999, places=2))
def test_price_in_yuan_keeps_its_digits(price):
    assert rendered(f"只要{price}元", US) == [f"¥{price}"]
    assert rendered(f"只要{price}元", HK) == [f"人民幣{price}元"]


@given(st.integers(1, 9999))
def test_chinese_numeral_is_read_as_it_is_spelt(number):
    assert parse(_spell(number)) == number


@pytest.mark.parametrize(
    "text", ["", "百", "三五", "十几", "一百百", "二十三四", "1,29", "1.", "一万二"]
)
def test_what_is_not_one_number_is_not_parsed(text):
    assert parse(text) is None


@given(st.fractions(0, 10_000, max_denominator=64))
def test_decimal_is_exact_or_within_half_of_a_tenth(value):
    written = Fraction(decimal(value))
    assert written == value or abs(written - value) <= Fraction(1, 20)


def _spell(number):
    digits, text, gap = "零一二三四五六七八九", "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + name
        gap = not digit
    return text
