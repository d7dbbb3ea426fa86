from walks import build

from pipeline.document import Document


def memory(**known):
    return lambda seller_id, language, sources: {
        source: target
        for source, target in known.get(f"{seller_id}_{language}".replace("-", "_"), {}).items()
        if source in sources
    }


def test_remembered_segment_is_said_as_people_decided():
    walk = build(memory=memory(s7_en_US={"很漂亮！": "So pretty!"}))
    (told,) = walk([Document("1", seller_id="s7", body="很漂亮！毛线包。")], ["US"])
    assert told.document.body.startswith("So pretty!")
    assert told.to_json()["memory"] == 1
    assert told.segments == 1


def test_field_known_as_a_whole_is_one_segment():
    walk = build(memory=memory(s7_en_US={"很漂亮！毛线包。": "A pretty yarn bag."}))
    (told,) = walk([Document("1", seller_id="s7", body="很漂亮！毛线包。")], ["US"])
    assert (told.document.body, told.memory, told.segments) == ("A pretty yarn bag.", 1, 0)


def test_memory_of_another_shop_or_market_is_not_used():
    walk = build(memory=memory(s8_en_US={"毛线包": "x"}, s7_zh_Hant_HK={"毛线包": "毛冷包"}))
    us, hk = walk([Document("1", seller_id="s7", title="毛线包")], ["US", "HK"])
    assert us.memory == 0
    assert "memory" not in us.to_json()
    assert (hk.document.title, hk.memory) == ("毛冷包", 1)


def test_remembered_words_are_not_set_in_type():
    walk = build(memory=memory(_en_US={"包！": "Bag！【A】"}))
    (told,) = walk([Document("1", tags=("包！",))], ["US"])
    assert told.document.tags == ("Bag！【A】",)


def test_claims_in_remembered_words_are_told():
    walk = build(memory=memory(_en_US={"包": "Cures cancer"}))
    (told,) = walk([Document("1", title="包")], ["US"])
    assert told.status == "held"
