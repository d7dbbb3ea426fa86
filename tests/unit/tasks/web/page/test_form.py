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
