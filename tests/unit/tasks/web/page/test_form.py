import time

import pytest

from tasks.web.page.form import Form


def test_form_becomes_the_listing_of_the_api():
    form = Form.of(
        {"title": "包", "body": "好\r\n看", "attributes": "材质：纯棉\n\n180g", "unknown": "x",
         "variants": "颜色: 蓝，白、黑", "tags": "#手工 ins风，小众", "seller_id": " s1 "}
    )  # fmt: skip
    assert form.listing() == {
        "id": "preview", "seller_id": "s1", "title": "包", "body": "好\n看",
        "attributes": [{"name": "材质", "value": "纯棉"}, {"name": "", "value": "180g"}],
        "variants": [{"name": "颜色", "values": ["蓝", "白", "黑"]}],
        "tags": ["手工", "ins风", "小众"],
    }  # fmt: skip


@pytest.mark.parametrize("field", ["attributes", "variants", "tags", "title"])
@pytest.mark.parametrize("text", [" ", "材质 ", "\t", "\u3000", ",", "：", ", ", " ：", "#", "\n"])
def test_form_is_read_in_linear_time(field, text):
    """Eight times the text took 64 times as long; processor time is compared, not the clock."""
    short, long = (seconds(Form(**{field: "材质" + text * n + "x"})) for n in (10_000, 80_000))
    assert long < max(0.5, 40 * short)


def seconds(form):
    begin = time.process_time()
    form.listing()
    return time.process_time() - begin


def test_form_takes_a_slash_for_a_part_of_an_option():
    (options,) = Form(variants="容量：1/2杯，1/4杯").listing()["variants"]
    assert options["values"] == ["1/2杯", "1/4杯"]
