from collections import Counter

from typer.testing import CliRunner

from pipeline.changes import Change, Comparison, Side
from tasks.cli import changes
from tasks.cli import main as cli

OLD = Side("A <bag>", "ok", 0.8, ())
NEW = Side("A bug", "review", 0.2, ("low_score",))
WORSE = Comparison(
    (Change("0", "US", "title", "包", OLD, NEW), Change("1", "US", "body", "好", OLD, OLD))
)


def run(*arguments):
    return CliRunner().invoke(cli.app, ["models", "compare", *map(str, arguments)])


def test_lines_tell_shares_scores_and_issues():
    told = changes.text(WORSE, "old", "new").splitlines()
    assert told[0] == "2 fields, 50.0% come out otherwise"
    assert told[2].split() == ["may", "go", "out", "unread", "100.0%", "50.0%"]
    assert told[3].split() == ["mean", "score", "0.800", "0.500"]
    assert told[4].split() == ["issue", "low_score", "−0", "+1"]
    assert WORSE.issues == (Counter(low_score=1), Counter())


def test_page_shows_the_changed_field_side_by_side_as_text():
    page = changes.page(WORSE, "old", "new")
    assert "A &lt;bag&gt;" in page
    assert "<td>+0.70</td><td>包" in page
    assert "A bug" in page
    assert page.count("<td>好") == 0


def test_a_sample_or_the_store_must_be_given(tmp_path):
    assert run("starter-zh-en", "starter-zh-en").exit_code == 2
    (tmp_path / "x.tsv").write_text("\n\n")
    done = run("starter-zh-en", "starter-zh-en", tmp_path / "x.tsv")
    assert done.exit_code == 2
    assert "nothing to translate" in done.output


def test_a_model_against_itself_changes_nothing(home, tmp_path, monkeypatch):
    monkeypatch.setenv("HAIYI_HOME", str(home))
    sample, page = tmp_path / "sample.tsv", tmp_path / "page.html"
    sample.write_text("毛线包\tYarn bag\n这件连衣裙很漂亮。\n", "utf-8")
    done = run("starter-zh-en", "starter-zh-en", sample, "--html", page)
    assert done.exit_code == 0
    assert "0.0% come out otherwise" in done.output
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_calibrate_measures_the_weights_there_are_and_leaves_them(home, tmp_path, monkeypatch):
    from models import catalog

    monkeypatch.setenv("HAIYI_HOME", str(home))
    kept = catalog.load().entry("starter-zh-en").path / "score.json"
    before = kept.read_bytes()
    judged = tmp_path / "judged.tsv"
    rows = ["source\toutput\tlabel", "这件连衣裙很漂亮。\tThis dress is beautiful.\t2",
            "毛线包\tYarn bag\t2", "真丝枕套 护发\tBanana of nothing the\t0",
            "每一针都很用心\tEvery day is a new day\t0"]  # fmt: skip
    judged.write_text("\n".join(rows) + "\n", "utf-8")
    done = CliRunner().invoke(cli.app, ["calibrate", str(judged), "--check"])
    assert done.exit_code == 0, done.output
    assert "AUC: right against wrong 1.000" in done.output
    assert judged.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert kept.read_bytes() == before


def test_calibrate_names_the_line_that_is_no_judgement(home, tmp_path, monkeypatch):
    monkeypatch.setenv("HAIYI_HOME", str(home))
    judged = tmp_path / "judged.tsv"
    judged.write_text("包\tBag\t2\n包\tBag\tgood\n", "utf-8")
    done = CliRunner().invoke(cli.app, ["calibrate", str(judged)])
    assert "line 2" in str(done.exception)
