"""Train for real, the tiny size on a toy language, and use what comes out."""

import json
import random
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from models import store
from models.base import Pair
from models.catalog import Catalog, Entry
from models.registry import CatalogRegistry, Options
from models.training.corpus import Portion
from models.training.curve import history
from models.training.errors import NothingToLearn
from models.training.export import InvalidBase, WouldOverwrite
from models.training.plan import Plan
from models.training.prepare import RunDiffers, prepare
from models.training.recipe import Progress, Recipe
from models.training.run import Places, start, train
from models.training.schedule import Schedule
from models.training.vocabulary import TAGS

COLOURS = {"红色": "red", "蓝色": "blue", "白色": "white", "黑色": "black", "绿色": "green"}
THINGS = {"杯子": "cup", "裙子": "dress", "帽子": "hat", "鞋子": "shoes", "包": "bag"}
COMBINED = [(c, t) for c in COLOURS for t in THINGS]
STEPS = 240
RECIPE = Recipe(
    Schedule(2e-3, warm_up=20),
    steps=STEPS,
    batch_tokens=600,
    look_every=80,
    report_every=10,
    save_every_s=9999,
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Plan:
    folder, rng = tmp_path_factory.mktemp("toy"), random.Random(1)
    lines = [
        f"{c}{t} {n}厘米\t{e} {f}, {n} cm\n"
        for c, e in COLOURS.items()
        for t, f in THINGS.items()
        for n in rng.sample(range(2, 300), 12)
    ]
    rng.shuffle(lines)
    (folder / "train.tsv").write_text("".join(lines), "utf-8")
    (folder / "dev.tsv").write_text("".join(lines[:20]), "utf-8")
    return Plan((Portion(folder / "train.tsv"),), dev=folder / "dev.tsv", size="tiny")


@pytest.fixture(scope="module")
def trained(plan, tmp_path_factory) -> tuple[Places, list[Progress]]:
    folder = tmp_path_factory.mktemp("trained")
    places, told = Places(folder / "zh-en", folder / "run"), []
    prepared = start(plan, places)
    assert prepared.counts[0].held_out == 20
    assert prepared.masked > 100
    assert train(prepared, RECIPE, places, report=told.append)
    return places, told


def test_loss_falls_and_lines_tell_it(trained):
    _, told = trained
    assert told[-1].loss < 0.4 * told[0].loss
    looks = [line.dev_loss for line in told if line.dev_loss is not None]
    assert len(looks) == 3
    assert looks[-1] < looks[0]
    assert told[-1].step == STEPS
    assert "tokens/s" in str(told[-1])


def test_run_folder_has_log_and_curve(trained):
    places, told = trained
    assert history(places.log) == told
    assert places.curve.read_bytes().startswith(b"\x89PNG")


def test_model_directory_is_sealed_and_readable(trained):
    out = trained[0].out
    assert store.check("", out) == []
    assert store.read_manifest("", out).facts["training"]["steps"] == STEPS
    assert (out / "model.safetensors").stat().st_mode & 0o044 == 0o044
    assert json.loads((out / "config.json").read_text())["dtype"] == "float16"


def engine(entry: Entry, home: Path, **options):
    registry = CatalogRegistry(Catalog((entry,)), home, options=Options(**options))
    return registry.translator(entry.pair)


def test_both_engines_say_the_same_and_copy_placeholders(trained, converted_here, tmp_path):
    out = trained[0].out
    pairs = {f"{c}{t} ⟦0⟧": f"{e} {f}, ⟦0⟧" for c, e in COLOURS.items() for t, f in THINGS.items()}
    texts = list(pairs)
    entry = Entry("toy", Pair("zh", "en"), "none", path=out)
    converted_here(entry, tmp_path, "float32")
    reference = engine(entry, tmp_path, engine="marian").translate(texts)
    assert engine(entry, tmp_path, quantization="float32").translate(texts) == reference
    right = sum(a == b for a, b in zip(reference, pairs.values(), strict=True))
    assert right >= 15, dict(zip(texts, reference, strict=True))


def learn(plan: Plan, folder: Path, *steps: int) -> tuple[list[float], bytes]:
    """Train in one go for each of ``steps``, and return the losses and the last checkpoint."""
    told: list[Progress] = []
    places = Places(folder / "out", folder / "run")
    for number in steps:
        recipe = Recipe(
            Schedule(3e-3, 10, "constant", cool_down=0),
            steps=number,
            batch_tokens=600,
            report_every=1,
            look_every=4,
        )
        train(start(plan, places), recipe, places, report=told.append)
    assert [line.step for line in told] == list(range(1, steps[-1] + 1))
    return [line.loss for line in told], (places.run / "best.safetensors").read_bytes()


def test_resumed_training_is_the_same_to_the_bit(plan, tmp_path):
    whole = learn(plan, tmp_path / "whole", 12)
    assert learn(plan, tmp_path / "parts", 3, 8, 12) == whole


def test_stopped_training_writes_no_model_and_goes_on(plan, tmp_path):
    places, told = Places(tmp_path / "out", tmp_path / "run"), []
    prepared = start(plan, places)
    asked = iter([False, False, False, True])
    assert not train(prepared, RECIPE, places, report=told.append, stop=lambda: next(asked))
    assert not places.out.exists()
    short = Recipe(steps=5, batch_tokens=600)
    assert train(start(plan, places), short, places, report=told.append)
    assert [line.step for line in told] == [3, 5]
    assert (places.out / "config.json").exists()


def test_last_weights_are_looked_at_even_between_two_looks(plan, tmp_path):
    places = Places(tmp_path / "out", tmp_path / "run")
    recipe = Recipe(Schedule(3e-3, 1), steps=5, look_every=4, batch_tokens=600)
    assert train(start(plan, places), recipe, places)
    seen, last = (places.run / f"{name}.safetensors" for name in ("best", "checkpoint"))
    weights = load_file(last)
    assert all((weights[name] == value).all() for name, value in load_file(seen).items())


def test_patience_ends_a_training_that_learns_nothing(plan, tmp_path):
    places, told = Places(tmp_path / "out", tmp_path / "run"), []
    recipe = Recipe(Schedule(0.0), steps=99, look_every=1, patience=2, batch_tokens=1200)
    assert train(start(plan, places), recipe, places, report=told.append)
    assert told[-1].step == 3


def test_fine_tuning_keeps_the_tokenizer_and_starts_where_the_base_stands(plan, trained, tmp_path):
    base, told = trained[0].out, []
    places = Places(tmp_path / "out", tmp_path / "run")
    tuning = Plan(plan.portions, base=base, dev=plan.dev)
    recipe = Recipe(Schedule(1e-4, 5), steps=10, batch_tokens=600, report_every=5)
    assert train(start(tuning, places), recipe, places, report=told.append)
    assert told[0].loss < 1.2 * trained[1][-1].loss
    for name in ("source.spm", "target.spm", "vocab.json"):
        assert (places.out / name).read_bytes() == (base / name).read_bytes()


def test_base_without_placeholders_is_told_and_nothing_is_masked(plan, trained, tmp_path):
    base = tmp_path / "base"
    base.mkdir()
    for file in trained[0].out.iterdir():
        (base / file.name).write_bytes(file.read_bytes())
    ids = json.loads((base / "vocab.json").read_text("utf-8"))
    del ids["⟦3⟧"]
    (base / "vocab.json").write_text(json.dumps(ids), "utf-8")
    prepared = prepare(Plan(plan.portions, base=base), tmp_path / "run")
    assert prepared.lacking == ("⟦3⟧",)
    assert prepared.masked == 0


def test_run_of_another_plan_is_refused_unless_fresh(plan, tmp_path):
    places = Places(tmp_path / "out", tmp_path / "run")
    start(plan, places)
    assert start(plan, places).counts == ()  # found prepared
    other = Plan(plan.portions, size="tiny", seed=2)
    with pytest.raises(RunDiffers, match="dev, seed"):
        start(other, places)
    assert start(other, places, fresh=True).dev is None


def test_nothing_that_is_not_a_model_is_overwritten(plan, tmp_path):
    (tmp_path / "precious.txt").write_text("mine")
    places = Places(tmp_path, tmp_path / "run")
    with pytest.raises(WouldOverwrite):
        train(start(plan, places), RECIPE, places)
    assert (tmp_path / "precious.txt").exists()


def test_pairs_that_are_all_too_long_are_an_error(plan, tmp_path):
    places = Places(tmp_path / "out", tmp_path / "run")
    with pytest.raises(NothingToLearn, match="over 2 tokens"):
        train(start(plan, places), Recipe(steps=1, longest=2), places)


def test_base_with_a_pickle_is_refused(plan, pickled_model, tmp_path):
    places = Places(tmp_path / "out", tmp_path / "run")
    with pytest.raises(InvalidBase, match="haiyi models fetch"):
        train(start(Plan(plan.portions, base=pickled_model), places), Recipe(steps=1), places)


@pytest.fixture(scope="module")
def turned(plan, trained, tmp_path_factory) -> Places:
    folder = tmp_path_factory.mktemp("turned")
    places = Places(folder / "en-zh", folder / "run")
    tuning = Plan(plan.portions, base=trained[0].out, direction="backwards")
    recipe = Recipe(Schedule(3e-3, 10), steps=100, batch_tokens=600, report_every=50)
    assert train(start(tuning, places), recipe, places)
    return places


@pytest.fixture(scope="module")
def chinese(turned, converted_here, tmp_path_factory):
    """The toy model that writes Chinese."""
    entry = Entry("toy", Pair("en", "zh"), "none", path=turned.out)
    home = tmp_path_factory.mktemp("home")
    converted_here(entry, home, "int8")
    return engine(entry, home)


ENGLISH = [f"{e} {f}, ⟦0⟧" for e in COLOURS.values() for f in THINGS.values()]


def test_other_direction_keeps_words_and_placeholders(chinese):
    outputs = chinese.translate(ENGLISH)
    right = sum(o == f"{c}{t} ⟦0⟧" for o, (c, t) in zip(outputs, COMBINED, strict=True))
    assert right >= 15, outputs


def test_reading_back_tells_an_output_from_that_of_another_source(chinese):
    sources = [f"{c}{t} ⟦0⟧" for c, t in COMBINED]
    own = chinese.likelihoods(ENGLISH, sources)
    other = chinese.likelihoods(ENGLISH, sources[7:] + sources[:7])
    told = sum(a.total > b.total for a, b in zip(own, other, strict=True))
    assert told >= 20, (own, other)


def test_other_direction_begins_with_the_weights_turned_round(plan, turned, tmp_path):
    places = turned
    again = Places(tmp_path / "again", tmp_path / "again.run")
    prepared = start(Plan(plan.portions, base=places.out, direction="backwards"), again)
    assert prepared.plan.origin(again.run) == places.out  # speaks Chinese already


def test_one_model_of_both_directions_says_by_a_token_which(
    plan, trained, converted_here, tmp_path
):
    places = Places(tmp_path / "both", tmp_path / "run")
    both = Plan(plan.portions, base=trained[0].out, direction="both")
    prepared = start(both, places)
    assert len(prepared.train) == 2 * prepared.counts[0].taken
    recipe = Recipe(Schedule(1e-3, 10), steps=40, batch_tokens=600, report_every=20)
    assert train(prepared, recipe, places)
    entry = Entry("toy", Pair("zh", "en"), "none", path=places.out, prefix=TAGS[0])
    converted_here(entry, tmp_path / "home", "int8")
    asked = {f"{c}{t} ⟦0⟧": f"{e} {f}, ⟦0⟧" for c, e in COLOURS.items() for t, f in THINGS.items()}
    outputs = engine(entry, tmp_path / "home").translate(list(asked))
    assert sum(map(str.__eq__, outputs, asked.values())) >= 15, outputs


def test_new_model_of_both_directions_has_a_token_for_each_and_may_write_either(plan, tmp_path):
    prepared = prepare(Plan(plan.portions, size="tiny", direction="both"), tmp_path)
    data, vocabulary = prepared.train, prepared.vocabulary
    firsts = [vocabulary.ids[tag] for tag in TAGS for _ in range(len(data) // 2)]
    assert data.source[data.source_at[:-1]].tolist() == firsts
    assert vocabulary.writes(["红色杯子", "red cup"])
    assert vocabulary.targets > len(vocabulary) - 5
