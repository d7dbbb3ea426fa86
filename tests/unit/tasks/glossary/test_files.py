import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InvalidGlossary
from pipeline.glossary import Entry
from tasks.glossary import files as glossary_files

WORD = (
    st.text(alphabet=st.sampled_from("好看=+-@#'\",; aZ1．😍"), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
ENTRY = st.builds(
    Entry, WORD, WORD, kind=st.sampled_from(["term", "brand", "color"]), note=st.just("") | WORD,
    language=st.sampled_from(["en", "zh-Hant-HK", "pt"]),
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(ENTRY, max_size=6), st.sampled_from(["csv", "tsv"]))
def test_glossary_file_written_and_read_is_the_same(entries, form):
    assert glossary_files.read(glossary_files.write(entries, form), form) == entries


def test_glossary_file_a_spreadsheet_runs_no_formula():
    (line,) = glossary_files.write([Entry("=1+1", "@SUM(A1)")], "csv").splitlines()[1:]
    assert line.startswith("'=1+1,'@SUM(A1),")


def test_glossary_file_of_excel_is_read():
    text = '\ufeffSource,Target\r\n奶油白,cream white\r\n\r\n"裙,子","skirt ""A"""\r\n'
    assert [(e.source, e.target) for e in glossary_files.read(text, "csv")] == [
        ("奶油白", "cream white"), ("裙,子", 'skirt "A"'),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("好\tgood\n看", "line 2: needs a source and a target"),
        ("好\tgood\tbogus", "line 1: unknown kind; known kinds: .*term"),
        ("好\tgood\tterm\t\t!!", "line 1: unknown language"),
        ("好" * 201 + "\tgood", "line 1: a term is longer"),
    ],
)
def test_glossary_file_names_the_line_that_is_wrong(text, says):
    with pytest.raises(InvalidGlossary, match=says):
        glossary_files.read(text, "tsv")


def test_glossary_file_of_deepl_has_the_languages_in_two_columns():
    table = "奶油白,cream white,ZH,EN-US\n毛线,cold wool,zh,zh-HK\n"
    assert [(e.target, e.kind, e.language) for e in glossary_files.read(table, "csv")] == [
        ("cream white", "term", "en-US"), ("cold wool", "term", "zh-Hant-HK"),
    ]  # fmt: skip


def test_glossary_file_leaves_numbers_as_numbers():
    (line,) = glossary_files.write([Entry("-20℃", "+86 138")], "csv").splitlines()[1:]
    assert line.startswith("-20℃,+86 138,")
