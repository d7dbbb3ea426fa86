"""Files of every kind: their texts out, other words in, and nothing else changed."""

import io
import zipfile

import docx
import openpyxl
import pptx
import pytest
from lxml import etree

from pipeline.errors import InvalidDocument
from tasks.files import archive
from tasks.files.documents import SUFFIXES, open_file


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def document():
    made = docx.Document()
    paragraph = made.add_paragraph("纯手工")
    paragraph.add_run("编织")  # looks the same: one sentence
    paragraph.add_run("毛线包").bold = True
    made.add_table(1, 1).cell(0, 0).text = "表格"
    made.sections[0].header.paragraphs[0].text = "页眉"
    return saved(made)


def slides():
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "标题", "第一行\n第二行"
    return saved(made)


def book():
    made = openpyxl.Workbook()
    made.active.append(["货号", "=1+1", 3, "货号"])
    return saved(made)


XLIFF = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a"'
    ' source-language="zh" datatype="plaintext"><body>{}</body></file></xliff>'
)
UNITS = (
    '<trans-unit id="1"><source>毛线包</source></trans-unit>'
    '<trans-unit id="2"><source>买<g id="1">两件</g>九折</source></trans-unit>'
    '<trans-unit id="3"><source>旧</source><target>old</target></trans-unit>'
)
XLIFF2 = (
    '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="zh"><file id="f">'
    '<unit id="1"><segment><source>毛线包</source></segment></unit></file></xliff>'
)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "毛线包"\nmsgstr ""\n'
SRT = "1\n00:00:01,000 --> 00:00:02,500\n你好\n世界\n\n2\n00:00:03,000 --> 00:00:04,000\n再见\n\n"
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><text:p>买<text:span>两件'
    "</text:span>九折<text:s/></text:p><text:h>标题</text:h></office:document-content>"
)


def odt():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        packed.writestr("content.xml", CONTENT)
    return out.getvalue()


FILES = {
    "a.docx": (document, ["纯手工编织", "毛线包", "表格", "页眉"]),
    "a.pptx": (slides, ["标题", "第一行", "第二行"]),
    "a.xlsx": (book, ["货号", "货号"]),
    "a.odt": (odt, ["买", "两件", "九折", "标题"]),
    "a.txt": (lambda: "毛线包\r\n\r\n很漂亮\n".encode("gb18030"), ["毛线包", "很漂亮"]),
    "a.html": (lambda: b"<p>\xe5\x8c\x85</p>", ["<p>包</p>"]),
    "a.srt": (SRT.encode, ["你好\n世界", "再见"]),
    "a.xliff": (lambda: XLIFF.format(UNITS).encode(), ["毛线包", '买<g id="1">两件</g>九折']),
    "b.xlf": (XLIFF2.encode, ["毛线包"]),
    "a.po": (PO.encode, ["毛线包"]),
}


@pytest.mark.parametrize(("name", "made", "texts"), [(n, *f) for n, f in FILES.items()])
def test_texts_come_out_and_go_back_in_place(name, made, texts):
    data = made()
    file = open_file(name, data)
    assert list(file.texts) == texts
    said = [f"{text}~" for text in texts]
    again = open_file(name, file.write(said))
    if name.endswith((".xliff", ".xlf", ".po")):
        assert list(again.texts) == []  # all of it is translated now
    else:
        assert [t for text in again.texts for t in text.split("\n")] == [
            t for text in said for t in text.split("\n")
        ]


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx", "a.odt", "a.txt", "a.srt"])
def test_a_file_in_the_same_words_is_the_same(name):
    made, _ = FILES[name]
    file = open_file(name, made())
    assert list(open_file(name, file.write(file.texts)).texts) == list(file.texts)


def test_formulas_figures_and_formats_stay():
    file = open_file("a.xlsx", book())
    sheet = openpyxl.load_workbook(io.BytesIO(file.write(["SKU", "SKU"]))).active
    assert [cell.value for cell in sheet[1]] == ["SKU", "=1+1", 3, "SKU"]
    again = docx.Document(io.BytesIO(open_file("a.docx", document()).write(["a", "b", "c", "d"])))
    assert [run.bold for run in again.paragraphs[0].runs if run.text] == [None, True]


def test_elements_of_a_unit_stay_and_no_person_is_said_to_have_approved():
    file = open_file("a.xliff", XLIFF.format(UNITS).encode())
    root = etree.fromstring(file.write(["Bag", 'Buy <g id="1">two</g>, 10% off']))
    space = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
    assert root.xpath("string(//x:trans-unit[2]/x:target/x:g)", namespaces=space) == "two"
    assert root.xpath("//x:trans-unit[@approved='yes']", namespaces=space) == []
    assert root.xpath("string(//x:trans-unit[3]/x:target)", namespaces=space) == "old"


def test_times_and_line_ends_stay():
    assert open_file("a.srt", SRT.encode()).write(["你好\n世界", "再见"]).decode() == SRT
    assert open_file("a.txt", b"a\r\n\n b").write(["a", " b"]) == b"a\r\n\n b"


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def with_part(name, part):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, part)
    return out.getvalue()


HOSTILE = [
    ("a.docx", lambda: b"PK\x03\x04", "damaged"),
    ("a.docx", lambda: with_part("word/document.xml", b"<w:p"), "no well-formed XML"),
    ("a.docx", lambda: with_part("word/document.xml", bytes(archive.LARGEST + 1)), "unpacked"),
    ("a.odt", lambda: b"", "damaged"),
    ("a.xliff", lambda: ENTITY, "entities"),
    ("a.xliff", lambda: b"<xliff", "no xliff file"),
    ("a.srt", lambda: b"no subtitles", "no subtitles"),
    ("a.txt", lambda: b"\x89PNG\x00\x01\x02\x00\x00", "not a text file"),
    ("a.exe", lambda: b"MZ", "not read"),
    ("noname", lambda: b"", "not read"),
]


@pytest.mark.parametrize(("name", "data", "message"), HOSTILE)
def test_what_cannot_be_read_is_told_in_one_sentence(name, data, message):
    with pytest.raises(InvalidDocument, match=message):
        open_file(name, data())


def test_no_entity_is_resolved():
    data = with_part("word/document.xml", ENTITY.replace(b"<x>", b"<x><y/>"))
    assert all("root:" not in text for text in open_file("a.docx", data).texts)


def test_every_kind_is_tried_here():
    assert {name[name.index(".") :] for name in FILES} >= set(SUFFIXES) - {".htm", ".ods", ".odp"}


PLURAL = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "%d 件"
msgid_plural "%d 件多"
msgstr[0] ""
msgstr[1] ""
"""


@pytest.mark.parametrize(
    ("code", "forms", "header"),
    [("en-US", ["%d 件!", "%d 件多!"], "nplurals=2"), ("zh-Hant-HK", ["%d 件多!"], "nplurals=1;")],
)
def test_po_gets_the_plural_forms_of_its_target(code, forms, header):
    file = open_file("a.po", PLURAL.encode())
    file.aim(code)
    written = file.write([f"{text}!" for text in file.texts]).decode()
    assert header in written
    found = [line for line in written.splitlines() if line.startswith("msgstr[")]
    assert found == [f'msgstr[{i}] "{form}"' for i, form in enumerate(forms)]


def test_subtitles_keep_their_line_ends():
    data = "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>包</i>\r\n软\r\n\r\n".encode()
    file = open_file("a.srt", data)
    assert file.write(file.texts) == data
