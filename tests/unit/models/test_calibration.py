import pytest

from models import store
from models.base import Pair
from models.calibration import FILE, Calibration, Fit, read
from models.catalog import Entry
from models.errors import ModelCorrupt

FIT = Fit(("mean", "low"), (-1.0, -2.0), (0.5, 1.0), ((2.0,), (0.5,)), -0.3, 0.4, auc=0.9)


@pytest.fixture
def entry(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_bytes(b"1")
    store.seal(tmp_path / "model", licence="none")
    return Entry("m", Pair("zh", "en"), "none", path=tmp_path / "model")


def test_calibration_comes_back_as_it_was_kept(entry, tmp_path):
    assert store.calibrated(entry, tmp_path) is None
    kept = Calibration((FIT,))
    store.calibrate(entry, tmp_path, kept)
    assert store.calibrated(entry, tmp_path) == kept
    assert store.check_source(entry, tmp_path) == []


def test_calibration_is_sealed_and_nothing_else_with_it(entry, tmp_path):
    (entry.path / "weights").write_bytes(b"2")
    store.calibrate(entry, tmp_path, Calibration((FIT,)))
    (problem,) = store.check_source(entry, tmp_path)
    assert problem.path.name == "weights"


def test_calibration_that_was_changed_is_refused(entry, tmp_path):
    path = store.calibrate(entry, tmp_path, Calibration((FIT,)))
    path.write_text(path.read_text().replace("2.0", "9.0"))
    with pytest.raises(ModelCorrupt, match="sealed"):
        store.calibrated(entry, tmp_path)


def test_calibration_asks_for_no_new_conversion(entry, tmp_path):
    before = store.converted_dir(entry, tmp_path, "int8")
    store.calibrate(entry, tmp_path, Calibration((FIT,)))
    assert store.converted_dir(entry, tmp_path, "int8") == before


@pytest.mark.parametrize("text", ["", "{}", '{"fits": [{}]}', '{"fits": 3}'])
def test_file_that_is_no_calibration_is_refused(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ModelCorrupt, match="not a calibration"):
        read("m", tmp_path)


def test_lists_of_different_lengths_are_refused(tmp_path):
    (tmp_path / FILE).write_text(Calibration((FIT,)).to_json().replace('"low"', '"low", "x"'))
    with pytest.raises(ModelCorrupt):
        read("m", tmp_path)


def test_probability_stays_in_bounds():
    assert 0 < FIT.probability({"mean": -1e9, "low": -1e9}) < 0.01
    assert 0.99 < FIT.probability({"mean": 1e9, "low": 1e9}) < 1
