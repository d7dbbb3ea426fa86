import pytest

from models.calibration import Fit
from models.training.calibrate import measure
from tasks.cli.calibrate import worth

ALONE = Fit(("mean",), (0.0,), (1.0,), ((1.0,),), 0.0, 0.5)
READ_BACK = Fit(("back",), (0.0,), (1.0,), ((1.0,),), 0.0, 0.5, reverse="back")
LABELS = [0] * 10 + [2] * 10


def measured(confused):
    """Scores that put so many right outputs below all wrong ones."""
    return measure([0.5] * 10 + [0.1] * confused + [0.9] * (10 - confused), LABELS)


@pytest.mark.parametrize(
    ("read_back", "alone", "kept"),
    [(0, 3, [READ_BACK, ALONE]), (3, 3, [ALONE]), (4, 3, [ALONE])],
)
def test_reading_back_is_kept_only_where_it_tells_more(read_back, alone, kept):
    fits = [(READ_BACK, measured(read_back)), (ALONE, measured(alone))]
    assert [fit for fit, _ in worth(fits)] == kept


def test_without_a_reverse_model_there_is_one_fit():
    assert [fit for fit, _ in worth([(ALONE, measured(1))])] == [ALONE]
