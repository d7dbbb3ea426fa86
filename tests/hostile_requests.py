"""What is hostile beside listings and files: requests of other kinds, each for its door."""

import json

JSON = {"content-type": "application/json"}


def _json(method, path, value, **options):
    return method, path, {"content": json.dumps(value).encode("ascii"), "headers": JSON, **options}


def _get(path, **params):
    return "GET", path, {"params": params}


REQUESTS = {
    "tags to ignore, 20,000": _json(
        "POST",
        "/v2/translate",
        {
            "text": ["<" * 50_000],
            "target_lang": "EN",
            "ignore_tags": [f"t{i}" for i in range(20_000)],
        },
    ),
    "tags that never end": _json(
        "POST",
        "/v2/translate",
        {
            "text": ["".join(f"<t{i}>" for i in range(1_500))],
            "target_lang": "EN",
            "ignore_tags": [f"t{i}" for i in range(100)],
        },
    ),
    "tag of a pattern": _json(
        "POST",
        "/v2/translate",
        {"text": ["<a.*>好</a.*>"], "target_lang": "EN", "ignore_tags": "a.*,(,[,\\"},
    ),
    "texts, 5,000": _json("POST", "/v2/translate", {"text": ["好"] * 5_000, "target_lang": "EN"}),
    "texts of nothing": _json(
        "POST", "/translate", {"q": [""] * 64, "source": "auto", "target": "en"}
    ),
    "q of objects": _json("POST", "/translate", {"q": [{}], "source": "auto", "target": "en"}),
    "alternatives of a long text": _json(
        "POST", "/translate", {"q": "红/" * 800, "source": "zh", "target": "en", "alternatives": 3}
    ),
    "alternatives without end": _json(
        "POST", "/translate", {"q": "好", "source": "zh", "target": "en", "alternatives": 2**70}
    ),
    "target of a path": _json(
        "POST", "/translate", {"q": "好", "source": "auto", "target": "../en"}
    ),
    "Google's q of objects": _json(
        "POST", "/language/translate/v2", {"q": {"a": 1}, "target": "en"}
    ),
    "Google's format": _json(
        "POST", "/language/translate/v2", {"q": "好", "target": "en", "format": "exe"}
    ),
    "Google's long query": _get("/language/translate/v2", q="好" * 3_000, target="en"),
    "Google's key in parts": _get(
        "/language/translate/v2", q=["好"] * 500, key=["a"] * 50, target="en"
    ),
    "Google's detection of 5,000": _json(
        "POST", "/language/translate/v2/detect", {"q": ["好"] * 5_000}
    ),
    "detection of 65": _json("POST", "/v1/detect", {"texts": ["好"] * 65}),
    "detection in a place": _json("POST", "/v1/detect", {"texts": ["好"], "locale": "☃" * 5_000}),
    "glossary of 20,000": _json(
        "POST",
        "/v2/glossaries",
        {
            "name": "n",
            "source_lang": "ZH",
            "target_lang": "EN",
            "entries": "".join(f"{i}\tb\n" for i in range(20_000)),
        },
    ),
    "glossary of quotes": _json(
        "POST",
        "/v2/glossaries",
        {
            "name": "n",
            "source_lang": "ZH",
            "target_lang": "EN",
            "entries": '"' * 50_001,
            "entries_format": "csv",
        },
    ),
    "glossary of no language": _json(
        "POST",
        "/v2/glossaries",
        {"name": "\ud800", "source_lang": "\ud800", "target_lang": "☃", "entries": "a\tb"},
    ),
    "dictionaries, 17": _json(
        "POST",
        "/v3/glossaries",
        {
            "name": "n",
            "dictionaries": [{"source_lang": "zh", "target_lang": "en", "entries": "a\tb"}] * 17,
        },
    ),
    "dictionary of placeholders": _json(
        "POST",
        "/v3/glossaries",
        {
            "name": "n",
            "dictionaries": [
                {"source_lang": "zh", "target_lang": "en", "entries": "⟦0⟧\t⟦1⟧\n好\t⟦0⟧\n.\t(?:"}
            ],
        },
    ),
    "glossary that is none": _get(
        "/v3/glossaries/..%2f..%2f/entries", source_lang="\0", target_lang=""
    ),
    "scope of a path": _get("/v1/glossaries/seller:..%2f..%2f"),
    "table of 20,000 terms": (
        "POST",
        "/v1/glossaries/seller:s1/import",
        {"content": b"a,b\n" * 20_000, "headers": {"content-type": "text/csv"}},
    ),
    "table of one cell": (
        "POST",
        "/v1/glossaries/seller:s1/import",
        {"content": b"a" * 200_000, "headers": {"content-type": "text/csv"}},
    ),
    "table of zeros": (
        "POST",
        "/v1/glossaries/seller:s1/import",
        {"content": b"\0" * 5_000, "headers": {"content-type": "text/tab-separated-values"}},
    ),
    "cursor of nothing": _get("/v1/products", cursor="%%%"),
    "cursor of numbers": _get("/v1/products", cursor="WzFlOTk5LCAiYSIsICJiIl0"),
    "pages of -1": _get("/v1/products", limit="-1"),
    "pages without end": _get("/v1/products", limit=str(2**70)),
    "search of patterns": _get("/v1/products", q="%_%_%" * 20, market="_", status="held"),
    "search of zeros": _get("/v1/products", q="\0好", seller_id="\0"),
    "memory of another form": _get("/v1/memory/export", format="exe", seller_id="好" * 300),
    "words for nothing": _json("PUT", "/v1/memory", {"source": " ", "text": "x", "market": "US"}),
    "words of zeros": _json("PUT", "/v1/memory", {"source": "好", "text": "\0", "market": "US"}),
    "words in no market": _json(
        "PUT", "/v1/memory", {"source": "好", "text": "", "market": "\ud800"}
    ),
    "suggestion of nothing": _json("POST", "/v1/suggestions", {"text": " ", "market": "US"}),
    "suggestion in no market": _json("POST", "/v1/suggestions", {"text": "好", "market": "\ud800"}),
    "suggestion of a run": _json("POST", "/v1/suggestions", {"text": "¥1" * 1000, "market": "HK"}),
    "accepting no version": _json("POST", "/v1/translations/L1/US/accept", {"version": 1e999}),
    "accepting a version beyond": _json(
        "POST", "/v1/translations/L1/US/accept", {"version": 2**70}
    ),
    "correcting no field": _json(
        "PUT", "/v1/translations/L1/US/attributes.99999999999999999999.name", {"text": "好"}
    ),
    "correcting a class": _json(
        "PUT", "/v1/translations/L1/US/__class__", {"text": "好" * 100_001}
    ),
    "switch of objects": _json("PUT", "/v1/products/L1/switch", {"state": {"on": True}}),
    "job of 64 letters": _get("/v1/jobs/" + "f" * 64),
    "file of no id": _get("/files/..%2f..%2f/download", key="\ud7ff" * 50),
    "document without a key": _json("POST", "/v2/document/x/result", {"document_key": []}),
    "static of a path": _get("/static/..%2f..%2fapp.py"),
    "static of zeros": _get("/static/%00"),
    "ranges, 5,000": (
        "GET",
        "/static/page.js",
        {"headers": {"range": "bytes=" + ",".join(f"{i}-{i}" for i in range(5_000))}},
    ),
    "range of nothing": ("GET", "/static/page.js", {"headers": {"range": "bytes=9-1,-0,--"}}),
    "time of no year": (
        "GET",
        "/static/page.js",
        {
            "headers": {
                "if-modified-since": "Mon, 99 Foo 99999 99:99:99 GMT",
                "if-none-match": '"' * 999,
            }
        },
    ),
    "languages, 2,000": ("GET", "/", {"headers": {"accept-language": "zh;q=0.1," * 2_000}}),
    "encoding of seven bits": (
        "POST",
        "/v1/preview",
        {"content": b"+AHsAfQ-", "headers": {"content-type": "application/json; charset=utf-7"}},
    ),
    "form of no border": (
        "POST",
        "/translate",
        {"content": b"--\r\n", "headers": {"content-type": "multipart/form-data; boundary="}},
    ),
    "form of a long border": (
        "POST",
        "/translate",
        {
            "content": b"a",
            "headers": {"content-type": "multipart/form-data; boundary=" + "b" * 5_000},
        },
    ),
    "form of 100 headers": (
        "POST",
        "/",
        {
            "content": b"--x\r\n" + b"A: b\r\n" * 2_000 + b"\r\n1\r\n--x--",
            "headers": {"content-type": "multipart/form-data; boundary=x"},
        },
    ),
    "form of percents": (
        "POST",
        "/",
        {
            "content": b"title=" + b"%" * 9_000 + b"%FF%FE%ED%A0%80",
            "headers": {"content-type": "application/x-www-form-urlencoded"},
        },
    ),
    "id of a request": ("GET", "/healthz", {"headers": {"x-request-id": "a" * 5_000}}),
}
