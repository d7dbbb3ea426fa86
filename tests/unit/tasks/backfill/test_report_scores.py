from tasks.backfill.page import page
from tasks.backfill.report import Tally


def row(**facts):
    return {"id": "1", "market": "US", "status": "ok", "fields": {}, **facts}


def test_tally_counts_scores_by_tenths_and_leaves_out_what_has_none():
    tally = Tally()
    for score in (0.0, 0.09, 0.55, 1.0):
        tally.add(row(score=score))
    tally.add(row())
    assert tally.scores == [2, 0, 0, 0, 0, 1, 0, 0, 0, 1]


def test_held_rows_are_among_the_worst():
    tally = Tally()
    issue = {"code": "prohibited_term"}
    tally.add(row(status="held", fields={"title": {"status": "held", "issues": [issue]}}))
    assert tally.worst[0][2]["issues"] == ["prohibited_term"]
    assert tally.markets["US"]["held"] == 1


def test_page_shows_the_histogram():
    found = {"markets": {"US": {"held": 2}}, "rejected": {}, "issues": {}, "slowest": [],
             "worst": [], "scores": {"0.0–0.1": 3, "0.9–1.0": 1}}  # fmt: skip
    shown = page(found)
    assert "Scores of translations" in shown
    assert "0.9–1.0" in shown
    assert "100.0 %" in shown
    assert "Scores of translations" not in page({**found, "scores": {}})
