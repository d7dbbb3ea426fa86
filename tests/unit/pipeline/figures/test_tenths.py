import pytest

from pipeline.figures.quantity import render
from pipeline.figures.tenths import find
from pipeline.markets import market


@pytest.mark.parametrize(
    ("text", "us", "hk"),
    [
        ("全场8折", ["20% off"], ["8折"]),
        ("打八五折", ["15% off"], ["打八五折"]),
        ("85折包邮", ["15% off"], ["85折"]),
        ("会员9.5折", ["5% off"], ["9.5折"]),
        ("低至3折起", ["70% off"], ["3折"]),
        ("5-8折", ["20–50% off"], ["5-8折"]),
        ("9成新", ["90%"], ["9成"]),
        ("九五成新", ["95%"], ["九五成"]),
        ("三折伞 二折钱包 对折 第2折 3折叠 骨折 曲折", [], []),
        ("一成不变 成新款 十成新", [], []),
    ],
)
def test_tenths_are_found_and_written_for_each_market(text, us, hk):
    found = [share.quantity for share in find(text)]
    assert [render(share, market("US")) for share in found] == us
    assert [render(share, market("HK")) for share in found] == hk
