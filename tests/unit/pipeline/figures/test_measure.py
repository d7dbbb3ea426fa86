from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures import find, write
from pipeline.markets import load_markets, market

US, HK, MO = market("US"), market("HK"), market("MO")


def rendered(text, row):
    return [write(found.figure, row) for found in find(text)]


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("3斤", "1.5 kg", "1.5公斤"),
        ("五斤装", "2.5 kg", "2.5公斤"),
        ("半斤", "250 g", "250克"),
        ("二三十斤", "10–15 kg", "10-15公斤"),
        ("三五斤", "1.5–2.5 kg", "1.5-2.5公斤"),
        ("一两斤装", "0.5–1 kg", "0.5-1公斤"),
        ("五到八斤", "2.5–4 kg", "2.5-4公斤"),
        ("二十多斤", "over 10 kg", "10多公斤"),
        ("100斤以上", "50 kg or more", "50公斤以上"),
        ("3斤以内", "up to 1.5 kg", "1.5公斤以内"),
        ("三点五斤", "1.75 kg", "1.75公斤"),
        ("体重≤120斤", "≤60 kg", "≤60公斤"),
        ("＜１００斤", "<50 kg", "<50公斤"),
        ("二两", "100 g", "100克"),
        ("两斤三两", "1.15 kg", "1.15公斤"),
        ("3x5米", "3x5 m", "3x5米"),
        ("3尺布", "100 cm", "100厘米"),
        ("三四米长", "3–4 m", "三四米"),
        ("四五百克", "400–500 g", "四五百克"),
        ("五六公分厚", "5–6 cm", "五六厘米"),
        ("正负2厘米", "±2 cm", "±2厘米"),
        ("两万五千转", "25,000 rpm", "兩萬五千轉"),
        ("两千五百毫安", "2,500 mAh", "兩千五百毫安"),
        ("一千五百瓦", "1,500 W", "一千五百瓦"),
        ("５米一卷", "5 m", "5米"),
        ("身高1米65左右", "about 1.65 m", "1.65米左右"),
        ("180cm以下", "180 cm or less", "180cm以下"),
        ("四十五六码", "EU 45–46", "四十五六碼"),
        ("5安", "5 A", "5安"),
        ("2米3卷", "2 m", "2米"),
        ("4米一条", "4 m", "4米"),
        ("零下20度", "-20°C", "零下20度"),
        ("零下10到20度", "-10°C to -20°C", "零下10到20度"),
        ("零下二十多度", "below -20°C", "零下二十多度"),
        ("负10℃", "-10°C", "負10℃"),
        ("负200度", "-200 degrees", "負200度"),
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
        ("销量1.5万+", "15,000+", "1.5萬+"),
        ("一米八", "1.8 m", "1.8米"),
        ("1米75的身高", "1.75 m", "1.75米"),
        ("一百二十厘米", "120 cm", "一百二十厘米"),
        ("155-165厘米", "155–165 cm", "155-165厘米"),
        ("500毫升", "500 ml", "500毫升"),
        ("1.5升", "1.5 L", "1.5公升"),
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


@pytest.mark.parametrize(
    "text",
    [
        "安徽六安",
        *("一寸照", "2寸证件照", "8寸", "三件套", "两个", "S925两件套", "2两件"),
        *("一块钱也不赚", "2升级版", "5克拉", "玉米", "小米12", "5米白色", "一米阳光"),
        *("3元素", "三元里", "百元", "千元机", "千斤顶", "第3斤", "500ml", "25cm", "165cm"),
        *("160/84A", "50码", "码数38", "均码", "元旦", "斤斤计较", "iPhone15"),
    ],
)
def test_what_is_not_certainly_a_quantity_is_left_alone(text):
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "十几斤",
        "几百斤",
        "好几十斤",
        "一两黄金",
        "三两好友",
        "8-5斤",
        "5米3合1数据线",
        "三七五斤",
        "半斤八两",
        "三十几斤",
    ],
)
def test_what_cannot_be_read_safely_is_left_as_written_and_told(text):
    (found,) = find(text)
    assert found.figure.is_doubtful
    assert write(found.figure, US) == found.figure.text in text


def test_a_count_behind_a_unit_is_not_taken_for_its_decimals():
    assert rendered("1米8根", US) == ["1 m"]


def test_a_count_behind_a_figure_is_no_part_of_it():
    assert rendered("3米两根", US) == ["3 m", "2"]
    assert rendered("99元三件套", US) == ["¥99", "3"]


def test_quantities_are_found_in_order_with_their_places():
    text = "体重80～100斤，身高155-165厘米，腰围2尺1寸，¥39.9"
    found = find(text)
    assert [text[f.start : f.end] for f in found] == [f.figure.text for f in found]
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
        assert text[found.start : found.end] == found.figure.text
        end = found.end
        for row in load_markets().values():
            assert write(found.figure, row) == write(found.figure, row) != ""


@given(st.integers(1, 99_999))
def test_half_kilograms_are_converted_exactly(jin):
    (found,) = find(f"重{jin}斤")
    number, unit = write(found.figure, US).replace(",", "").split()
    assert Fraction(number) * {"g": 1, "kg": 1000}[unit] == jin * 500
