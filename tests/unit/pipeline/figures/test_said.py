import pytest

from pipeline.figures import expected, find, said, touch, write
from pipeline.markets import market

US, HK = market("US"), market("HK")


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("3–4 kg from ¥1,299.00", ["3", "4kg", "¥1299.00"]),
        ("under -20 °C, <60 kg, 20% off", ["-20°C", "<60kg", "20%"]),
        ("3-5 days, 165/88A, 25x30cm", ["3", "5", "165", "88A", "25", "30cm"]),
        ("3 large bags, 5G, HK$88", ["3", "5", "HK$88"]),
        ("9點-18點，耐溫-20℃", ["9", "18", "-20℃"]),
        ("no figure at all", []),
    ],
)
def test_said_reads_every_figure_of_a_written_text(text, figures):
    assert sorted(said(text).elements()) == sorted(figures)


@pytest.mark.parametrize("text", ["重3斤，39元", "腰围2尺1寸 A5", "6月6号至8号 打8折"])
@pytest.mark.parametrize("row", [US, HK])
def test_expected_is_what_is_said_once_the_figures_are_written(text, row):
    assert expected(text, row) == said(
        " ".join([*(write(f.figure, row) for f in find(text)), *("5" if "A5" in text else "")])
    )


@pytest.mark.parametrize(
    ("before", "after", "touching"),
    [
        ("¥10", "500克", True),
        ("型號A5", "33.3厘米", True),
        ("1.5", "¥10", True),
        ("約", "3公斤", False),
        ("(", "3公斤", False),
        ("", "3公斤", False),
        ("3", "元", False),
    ],
)
def test_figures_touch_where_they_would_read_as_one(before, after, touching):
    assert touch(before, after) is touching
