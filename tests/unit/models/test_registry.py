import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from models.base import Pair, Registry
from models.catalog import Catalog, Entry, UnknownModel
from models.convert import convert
from models.errors import ModelCorrupt, ModelMissing, NoModel
from models.hardware import Hardware, NoGpu
from models.registry import CatalogRegistry, Options

ZH_EN = Pair("zh", "en")
ABSENT = Entry("opus", ZH_EN, "CC-BY-4.0", repository="a/b", files={"config.json": ""})
SCRIPT = Entry("script", Pair("zh-Hans", "zh-Hant-HK"), "Apache-2.0", backend="opencc")


@pytest.fixture
def catalog(tiny_entry):
    return Catalog((ABSENT, tiny_entry, SCRIPT))


def test_pairs_are_those_that_can_be_served_now(catalog, tmp_path):
    registry: Registry = CatalogRegistry(catalog, tmp_path)
    assert registry.pairs() == {ZH_EN, SCRIPT.pair}
    assert CatalogRegistry(Catalog((ABSENT,)), tmp_path).pairs() == frozenset()


def test_translator_falls_back_to_the_next_model_of_the_pair(catalog, tiny_home):
    translator = CatalogRegistry(catalog, tiny_home).translator(ZH_EN)
    assert translator.pair == ZH_EN
    assert translator.revision.startswith("tiny-zh-en@")
    assert translator.translate(["这件连衣裙很漂亮。"])[0].startswith("This dress")


def test_preferred_model_is_never_replaced_silently(catalog, tiny_home):
    with pytest.raises(ModelMissing, match="haiyi models fetch opus"):
        CatalogRegistry(catalog, tiny_home, prefer="opus").translator(ZH_EN)
    with pytest.raises(UnknownModel):
        CatalogRegistry(catalog, tiny_home, prefer="opsu")


def test_preferred_model_goes_before_the_order_of_the_catalog(tiny_entry, tiny_home):
    both = Catalog((tiny_entry, replace(tiny_entry, name="other")))
    assert CatalogRegistry(both, tiny_home).choose(ZH_EN).name == "tiny-zh-en"
    assert CatalogRegistry(both, tiny_home, prefer="other").choose(ZH_EN).name == "other"


def test_translator_errors_say_what_would_have_worked(catalog, tmp_path):
    registry = CatalogRegistry(catalog, tmp_path)
    with pytest.raises(NoModel, match="available pairs: zh-en, zh-Hans-zh-Hant-HK"):
        registry.translator(Pair("en", "fr"))
    with pytest.raises(ModelMissing, match="haiyi models fetch opus"):
        CatalogRegistry(Catalog((ABSENT,)), tmp_path).translator(ZH_EN)


def test_threads_load_a_model_once(catalog, tiny_home):
    registry = CatalogRegistry(catalog, tiny_home)
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(registry.translator, [ZH_EN] * 24))
    assert len({id(translator) for translator in loaded}) == 1


def test_least_recently_used_model_is_dropped(tiny_entry, tiny_home):
    pairs = [Pair("zh", "en"), Pair("ja", "en"), Pair("ko", "en")]
    rows = tuple(replace(tiny_entry, pair=pair) for pair in pairs)
    registry = CatalogRegistry(Catalog(rows), tiny_home, options=Options(keep=2))
    first, second = (registry.translator(pair) for pair in pairs[:2])
    assert registry.translator(pairs[0]) is first
    registry.translator(pairs[2])
    assert registry.translator(pairs[0]) is first
    assert registry.translator(pairs[1]) is not second


@pytest.mark.parametrize("file", ["model.bin", "target_vocabulary.json", "target.spm"])
def test_damaged_conversion_is_refused_and_repaired(tiny_entry, tiny_home, tmp_path, file):
    source = convert(tiny_entry, tiny_home)
    copy = tmp_path / source.relative_to(tiny_home)
    shutil.copytree(source, copy)
    data = bytearray((copy / file).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / file).write_bytes(data)
    registry = CatalogRegistry(Catalog((tiny_entry,)), tmp_path)
    with pytest.raises(ModelCorrupt, match="haiyi models convert tiny-zh-en --force"):
        registry.translator(ZH_EN)
    assert [status.intact for status in registry.status()] == [False]


def test_model_that_computes_otherwise_fails_the_self_test(tiny_entry, tiny_home, tmp_path):
    source = convert(tiny_entry, tiny_home)
    copy = tmp_path / source.relative_to(tiny_home)
    shutil.copytree(source, copy)
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace("This dress", "That dress"), "utf-8")
    with pytest.raises(ModelCorrupt, match="self-test"):
        CatalogRegistry(Catalog((tiny_entry,)), tmp_path).translator(ZH_EN)


def test_status_tells_the_state_of_every_row(catalog, tiny_entry, tiny_home):
    convert(tiny_entry, tiny_home)
    opus, tiny, script = CatalogRegistry(catalog, tiny_home).status()
    assert (opus.on_disk, opus.intact, opus.size) == (False, False, 0)
    assert (tiny.on_disk, tiny.intact) == (True, True)
    assert tiny.size > (tiny_entry.path / "model.safetensors").stat().st_size
    assert (script.on_disk, script.intact) == (True, True)


def test_revision_changes_with_the_weights_and_the_format(tiny_engine, tiny_reference):
    revisions = {tiny_engine(q).revision for q in ("int8", "float32")} | {tiny_reference.revision}
    assert len(revisions) == 3


@pytest.mark.skipif(Hardware("auto").has_gpu(), reason="this machine has a GPU")
def test_gpu_that_is_not_there_is_named_or_done_without(catalog, tiny_home):
    asked = CatalogRegistry(catalog, tiny_home, options=Options(hardware=Hardware("cuda")))
    with pytest.raises(NoGpu, match="HAIYI_DEVICE"):
        asked.translator(ZH_EN)
    either = CatalogRegistry(catalog, tiny_home, options=Options(hardware=Hardware("auto")))
    assert "float16" not in either.translator(ZH_EN).revision
