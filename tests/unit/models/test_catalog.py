import re

import pytest

from models import catalog
from models.base import Pair
from models.catalog import InvalidCatalog, UnknownModel
from models.errors import NoModel

ROWS = list(catalog.load())
HUB_ROWS = [row for row in ROWS if row.repository]


def test_packaged_catalog_prefers_the_published_model():
    names = [row.name for row in catalog.load().serving(Pair("zh", "en"))]
    assert names == ["opus-mt-zh-en", "starter-zh-en"]


@pytest.mark.parametrize("row", HUB_ROWS, ids=lambda row: row.name)
def test_packaged_catalog_pins_what_is_fetched(row):
    assert re.fullmatch(r"[0-9a-f]{40}", row.revision)
    assert {"config.json", "source.spm", "target.spm", "vocab.json"} <= row.files.keys()
    assert row.files.keys() & {"model.safetensors", "pytorch_model.bin"}
    assert all(re.fullmatch(r"([0-9a-f]{64})?", sha) for sha in row.files.values())


def test_packaged_catalog_knows_every_sum_of_the_default_model():
    assert all(catalog.load().entry("opus-mt-zh-en").files.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_packaged_catalog_rows_are_complete(row):
    assert row.licence
    assert row.backend == "opencc" or (row.golden and bool(row.path) != bool(row.repository))


def test_serving_unknown_pair_lists_the_known_ones():
    with pytest.raises(NoModel, match="no model from fi to sv; available pairs: en-zh, ja-en"):
        catalog.load().serving(Pair("fi", "sv"))


def test_entry_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownModel, match=r"'opus'; .*opus-mt-zh-en, starter-zh-en"):
        catalog.load().entry("opus")


def test_load_resolves_paths_beside_the_file(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        '[[model]]\nname="a"\nsource="zh"\ntarget="en"\nlicence="MIT"\npath="weights/a"\n'
    )
    assert catalog.load(file).entry("a").path == tmp_path / "weights" / "a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[model]", "at line 1"),
        ('[[model]]\nname="a"', "a lacks licence, source, target"),
        (
            '[[model]]\nname="a"\nsource="x"\ntarget="y"\nlicence="z"\nsha=1',
            "a has unknown keys: sha",
        ),
        ('[[model]]\nname="a"\nsource="x"\ntarget="y"\nlicence="z"\n' * 2, "given twice: a"),
    ],
)
def test_load_names_what_is_wrong(tmp_path, text, message):
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(InvalidCatalog, match=message):
        catalog.load(file)


def test_row_of_a_model_of_ones_own_counts_once_the_model_is_there(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        '[[model]]\nname="a"\nsource="en"\ntarget="zh"\nlicence="MIT"\npath="mine"\nown=true\n'
    )
    assert list(catalog.load(file)) == []
    (tmp_path / "mine").mkdir()
    assert catalog.load(file).entry("a").pair == Pair("en", "zh")
