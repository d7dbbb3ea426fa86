"""Files that are to harm nobody: each is translated, or refused with a reason."""

import io
import zipfile

_LOL = '<!DOCTYPE a [<!ENTITY b "好"><!ENTITY c "&b;&b;&b;&b;">]>'


def _zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def _docx(document):
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    return _zipped(**{"[Content_Types].xml": types, "word__document.xml": document})


_PO = (
    '#, fuzzy\nmsgid ""\nmsgstr "Content-Type: text/plain; charset=%s\\n"\n\n'
    'msgid "好"\nmsgstr ""\n'
)
FILES = {
    "nothing": ("a.txt", b""),
    "one line of 300,000": ("a.txt", "好".encode() * 300_000),
    "lines of 50,000": ("a.txt", b"\n" * 50_000),
    "text of UTF-32": ("a.txt", "好看".encode("utf-32")),
    "name of a path": ("../../etc/passwd.txt", "好".encode()),
    "name of 5,000": ("好" * 5000 + ".txt", "好".encode()),
    "name without a name": (".txt", "好".encode()),
    "name of controls": ("a\u202etxt.exe\r\n.txt", "好".encode()),
    "docx that is none": ("a.docx", b"PK\x03\x04" + b"\0" * 100),
    "docx without a document": ("a.docx", _zipped(a="b")),
    "docx of entities": ("a.docx", _docx(_LOL + "<a>&c;</a>")),
    "docx of another's file": (
        "a.docx",
        _docx('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ),
    "docx cut off": ("a.docx", _docx("<w:document")),
    "docx that unpacks to much": ("a.docx", _docx("<a>" + "好" * 3_000_000 + "</a>")),
    "docx deep": ("a.docx", _docx("<a>" * 5_000 + "</a>" * 5_000)),
    "zip in a zip": ("a.docx", _zipped(a=_zipped(b="c"))),
    "xlsx that is none": ("a.xlsx", b"\0" * 1000),
    "xlsx without sheets": ("a.xlsx", _zipped(xl__workbook="<a/>")),
    "xls that is none": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000),
    "csv of quotes": ("a.csv", b'"' * 50_001),
    "csv of commas": ("a.csv", b"," * 100_000),
    "csv of zeros": ("a.csv", b"\0" * 5000),
    "csv with one heading": ("a.csv", "标题\n".encode()),
    "csv with equal headings": ("a.csv", "标题,标题,标题\n好,看,吗\n".encode()),
    "csv of formulas": ("a.csv", '货号,标题\n=1+1,"=HYPERLINK(""http://evil"")"\n'.encode()),
    "srt of wrong times": ("a.srt", "9\n99:99:99,999 --> 00:00:00\n好\n\n-1\nx --> y\n好".encode()),
    "srt of numbers": ("a.srt", b"1\n" * 20_000),
    "po of no encoding": ("a.po", (_PO % "x-no-such").encode()),
    "po of another encoding": ("a.po", (_PO % "utf-7").encode("gb18030")),
    "po cut off": ("a.po", b'msgid "a\nmsgstr'),
    "xliff of entities": (
        "a.xlf",
        (
            _LOL + "<xliff><file><body><trans-unit id='1'><source>&c;"
            "</source></trans-unit></body></file></xliff>"
        ).encode(),
    ),
    "xliff that is none": ("a.xlf", b"<xliff"),
    "html deep": ("a.html", b"<div>" * 20_000 + "好".encode()),
    "html of attributes": ("a.html", b"<p " + b"a=1 " * 20_000 + b">" + "好</p>".encode()),
    "html of comments": ("a.html", b"<!--" * 20_000),
    "odt of repeated cells": (
        "a.odt",
        _zipped(
            **{
                "content.xml": (
                    '<t xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
                    '<table:table-cell table:number-columns-repeated="999999999">好'
                    "</table:table-cell></t>"
                )
            }
        ),
    ),
    "kind that is not read": ("a.exe", b"MZ"),
}
