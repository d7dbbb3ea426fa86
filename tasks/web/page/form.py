"""The form of the page, and the listing it stands for: a few lines of text instead of JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# One character each, or one run: what is around them is stripped, not matched.
_COLON = re.compile("[:：]")
_COMMA = re.compile("[,，、;；]")  # never a slash: 1/2杯 is one option
_SPACE = re.compile(r"[\s,，]+")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the fields of the page."""

    title: str = ""
    body: str = ""
    attributes: str = ""
    variants: str = ""
    tags: str = ""
    seller_id: str = ""
    lang: str = ""
    api_key: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Form:
        """Read the fields of a request; line breaks are as a Unix writes them."""
        names = cls.__dataclass_fields__
        return cls(**{k: str(v).replace("\r\n", "\n") for k, v in fields.items() if k in names})

    @property
    def size(self) -> int:
        """Characters of the listing."""
        return sum(map(len, (self.title, self.body, self.attributes, self.variants, self.tags)))

    def listing(self) -> dict[str, Any]:
        """Return the listing in the form of the API.

        >>> listing = Form(title="包", variants="颜色：蓝，白", tags="手工 ins风").listing()
        >>> listing["variants"], listing["tags"]
        ([{'name': '颜色', 'values': ['蓝', '白']}], ['手工', 'ins风'])
        """
        return {
            "id": "preview",
            "seller_id": self.seller_id.strip(),
            "title": self.title,
            "body": self.body,
            "attributes": [{"name": n, "value": v} for n, v in _lines(self.attributes)],
            "variants": [
                {"name": name, "values": [x for x in map(str.strip, _COMMA.split(values)) if x]}
                for name, values in _lines(self.variants)
            ],
            "tags": [tag.lstrip("#") for tag in _SPACE.split(self.tags) if tag.strip("#")],
        }


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if line.strip():
            name, *value = map(str.strip, _COLON.split(line, maxsplit=1))
            yield (name, value[0]) if value else ("", name)
