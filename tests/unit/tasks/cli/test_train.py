import re

import pytest
from typer.testing import CliRunner

from models.training.evaluate import evaluate
from models.training.testset import Segment
from tasks.cli import systems
from tasks.cli.train import app

PAIRS = [
    (f"{zh}{n}厘米", f"{n} cm {en}") for n in range(40) for zh, en in (("杯", "cup"), ("包", "bag"))
]
TINY = ["--size", "tiny", "--batch-tokens", "400", "--look-every", "2"]


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "pairs.tsv"
    path.write_text("".join(f"{zh}\t{en}\n" for zh, en in PAIRS), "utf-8")
    return path


def test_train_then_evaluate_the_directory_it_made(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("HAIYI_HOME", str(tmp_path / "home"))
    out, page = tmp_path / "zh-en", tmp_path / "report.html"
    told = run("train", f"{corpus}:2", "-o", out, "--steps", 4, *TINY)
    assert "pairs.tsv: 80 pairs, 160 taken" in told
    assert re.search(r"100%  step 4 .* tokens/s", told)
    told = run("evaluate", corpus, "--model", out, "--limit", 10, "--html", page)
    assert "placeholders kept" in told
    assert "version:" in told
    assert "Worst segments" in page.read_text("utf-8")


def test_pairs_are_learnt_and_scored_the_other_way_round(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("HAIYI_HOME", str(tmp_path / "home"))
    out = tmp_path / "en-zh"
    run("train", corpus, "-o", out, "--steps", 4, "--backwards", *TINY)
    turned = ("--columns", "2,1", "--pair", "en-zh", "--limit", 10)
    told = run("evaluate", corpus, "--model", out, *turned)
    assert "tok:zh" in told


def test_language_that_is_scored_is_that_of_the_model():
    assert systems.target_of(["opus-mt-en-zh"], "zh-en", None) == "zh"
    assert systems.target_of(["starter-zh-en"], "en-zh", None) == "en"
    assert systems.target_of([], "zh-en", "HK") == "zh-Hant-HK"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Case for iPhone 15, $39.9", "Case for ⟦0⟧, ⟦1⟧"),
        ("Women's Cotton Dress, 500 ml", "Women's Cotton Dress, ⟦0⟧"),
    ],
)
def test_english_sources_are_masked_as_english(text, hidden):
    concealed = systems._conceal(text, "en", "zh")
    assert concealed.text == hidden
    assert concealed.reveal(hidden) == text


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "a.tsv", "-o", "x"],
        ["train", "a.tsv", "-o", "x", "--steps", "1", "--vertical", "folder"],
        ["evaluate", "a.tsv", "--columns", "1"],
        ["evaluate", "a.tsv", "--model", "a", "--model", "b", "--pipeline"],
    ],
)
def test_usage_errors(arguments):
    assert "Usage" in run(*arguments, code=2)


def test_pipeline_is_scored_with_its_own_issues(home, monkeypatch):
    monkeypatch.setenv("HAIYI_HOME", str(home))
    segments = [Segment("包邮", ("Free shipping",)), Segment("OK", ("OK",))]
    found = evaluate(systems.of_pipeline("US", "body"), segments)
    assert found.outputs[1] == "OK"
    assert found.kept("placeholders").of == 0


def test_model_is_scored_behind_the_mask(home, monkeypatch):
    monkeypatch.setenv("HAIYI_HOME", str(home))
    system = systems.of_model("starter-zh-en", pair="zh-en", decoding="greedy", raw=False)
    hidden = system.conceal("支持iPhone 15和¥39.9")
    assert hidden.text == "支持⟦0⟧和⟦1⟧"
    assert hidden.reveal("⟦1⟧ for ⟦0⟧ and ⟦7⟧") == "¥39.9 for iPhone 15 and "
    assert system.inspect("买⟦0⟧个", "Buy some") == ["placeholder_lost"]


def test_agreed_terms_leave_out_forbidden_and_single_characters(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_text("雾霾蓝\thaze blue\tcolor\n假货\t-\tforbidden\n后\tpost\n", "utf-8")
    assert systems.agreed_terms(path) == {"雾霾蓝": "haze blue"}
