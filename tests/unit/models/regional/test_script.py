import opencc

from models.regional.script import to_hong_kong
from models.regional.tables import dictionary


def test_converts_as_opencc_does_with_its_segmentation():
    whole, words = opencc.OpenCC("s2hk"), dictionary()
    text = "\n".join([*words, "".join(words), "发面干发系数表面皇后后面里程里面台风"])
    assert to_hong_kong().convert(text) == whole.convert(text)
