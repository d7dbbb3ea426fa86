import pytest

from pipeline.figures import find, write
from pipeline.markets import market


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("全场8折", ["20% off"], ["8折"]),
        ("打八五折", ["15% off"], ["打八五折"]),
        ("85折包邮", ["15% off"], ["85折"]),
        ("会员9.5折", ["5% off"], ["9.5折"]),
        ("九点五折", ["5% off"], ["九點五折"]),
        ("低至3折起", ["up to 70% off"], ["低至3折起"]),
        ("5-8折", ["20–50% off"], ["5-8折"]),
        ("9成新", ["90%"], ["9成"]),
        ("九五成新", ["95%"], ["九五成"]),
        ("九成九新", ["99%"], ["九成九"]),
        ("七八成新", ["70–80%"], ["七八成"]),
        ("8-9成新", ["80–90%"], ["8-9成"]),
        ("百分之九十九", ["99%"], ["百分之九十九"]),
        ("百分之三到五", ["3–5%"], ["百分之三到五"]),
        ("百分百纯棉", ["100%"], ["百分百"]),
        ("千分之一", ["0.1%"], ["千分之一"]),
        ("三分之一", ["1/3"], ["三分之一"]),
        ("三折伞 二折钱包 对折 第2折 3折叠 骨折 曲折", [], []),
        ("一成不变 成新款 十成新 五十分", [], []),
    ],
)
def test_shares_are_found_and_written_for_each_market(text, us, hk):
    found = [share.figure for share in find(text)]
    assert [write(share, market("US")) for share in found] == us
    assert [write(share, market("HK")) for share in found] == hk


def test_a_discount_of_seven_or_eight_tenths_is_told():
    (found,) = find("打七八折")
    assert found.figure.is_doubtful
