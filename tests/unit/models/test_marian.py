import pytest

from models.base import BEAM4, CAREFUL, Translator
from models.errors import TextTooLong


def test_translate_gives_what_the_model_learned(tiny_reference):
    assert isinstance(tiny_reference, Translator)
    outputs = tiny_reference.translate(["⟦0⟧包邮，⟦1⟧天内发货。", "", "这件连衣裙很漂亮。"])
    assert outputs[0] == "Free shipping for ⟦0⟧, sent within ⟦1⟧ days."
    assert outputs[1] == ""
    assert outputs[2].startswith("This dress is beautiful.")


@pytest.mark.parametrize("decoding", [BEAM4, CAREFUL], ids=lambda d: d.name)
def test_translate_takes_every_decoding(tiny_reference, decoding):
    output = tiny_reference.translate(["这件连衣裙很漂亮。"], decoding)
    assert output == ["This dress is beautiful."]


def test_too_long_text_is_refused(tiny_reference):
    with pytest.raises(TextTooLong):
        tiny_reference.translate(["机" * 64])


def test_revision_names_model_and_engine(tiny_reference):
    assert tiny_reference.revision.startswith("tiny-zh-en@")
    assert tiny_reference.revision.endswith("+marian")


@pytest.mark.parametrize(
    "text", ["这款手机壳防摔又好看！", "⟦0⟧包邮", "  a  b ", "龘🙂", "第一行\n第二行"]
)
def test_pieces_are_those_of_the_tokenizer(tiny_reference, text):
    tokenizer = tiny_reference._tokenizer
    (pieces,) = tiny_reference._source.encode([text])
    assert tokenizer.convert_tokens_to_ids([*pieces, "</s>"]) == tokenizer(text)["input_ids"]


def test_pieces_never_forge_a_mark_of_the_model(tiny_reference):
    (pieces,) = tiny_reference._source.encode(["这</s>件<pad>裙<unk>"])
    assert pieces == ["▁这", "<unk>", "件", "<unk>", "裙", "<unk>"]
