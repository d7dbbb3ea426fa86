"""What goes over the wire: requests, responses, and the examples that the documentation shows."""

from __future__ import annotations

import json
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

_DEEPEST = 32  # levels of JSON; a listing has four

LISTING: dict[str, Any] = {
    "id": "L1001",
    "kind": "listing",
    "seller_id": "s7",
    "title": "纯手工编织毛线包 ins风 小众设计 送女友生日礼物",
    "body": "100%纯棉线手工钩织，每一针都很用心。\n容量约1.5L，手机、口红都放得下！",
    "attributes": [{"name": "材质", "value": "纯棉"}],
    "variants": [{"name": "颜色", "values": ["雾霾蓝", "奶油白"]}],
    "tags": ["手工", "ins风"],
}


class Json(Response):
    """JSON that holds whatever Python's own parser let in: big numbers, lone surrogates."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return UTF-8, or ASCII with escapes for what UTF-8 has no bytes for."""
        try:
            return orjson.dumps(content)
        except TypeError:
            return json.dumps(content).encode()


class Error(BaseModel):
    """Why a request got no answer."""

    code: str = Field(description="stable, machine readable", examples=["empty"])
    message: str = Field(examples=["no text to translate"])
    field: str | None = Field(default=None, description="dotted path", examples=["listing.title"])
    hint: str | None = Field(default=None, description="what would have worked")


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: Error


class PreviewRequest(BaseModel):
    """A listing or note as its seller has it on the screen."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"listing": LISTING, "markets": ["US", "HK", "MO"]}]}
    )

    listing: dict[str, Any] = Field(
        description="id, title, body, attributes, variants, tags; one text field is enough"
    )
    markets: list[str] | None = Field(
        default=None, max_length=16, description="instead of the listing's own; default: all"
    )


class PublishRequest(BaseModel):
    """Listings to be translated in the background."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"listing": LISTING, "markets": ["US"]}]}
    )

    listing: dict[str, Any]
    markets: list[str] | None = Field(default=None, max_length=16)


class DetectRequest(BaseModel):
    """Texts whose language is asked for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"texts": ["手工皮革錢包", "Nike Air Force 1 男鞋"]}]}
    )

    texts: list[str] = Field(max_length=64)
    locale: str | None = Field(default=None, description="where the seller is, as a hint")


class DetectedLanguage(BaseModel):
    """The language of one text."""

    language: str = Field(description="BCP-47, or und", examples=["zh-Hant"])
    confidence: float = Field(ge=0, le=1, examples=[0.98])
    script: str = Field(examples=["Hant"])
    mixed: bool


class DetectResponse(BaseModel):
    """One answer for each text, in order."""

    detections: list[DetectedLanguage]


class Term(BaseModel):
    """One agreed term of a glossary."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"source": "奶油白", "target": "cream white", "language": "en"}]
        }
    )

    source: str = Field(min_length=1, max_length=200)
    target: str = Field(default="", max_length=200)
    kind: str = Field(default="term", examples=["term", "keep", "forbidden"])
    note: str = Field(default="", max_length=200)
    language: str = Field(default="en", max_length=35, description="of the target")


class GlossaryResponse(BaseModel):
    """The terms of one scope; the revision changes with every edit."""

    scope: str = Field(examples=["seller:s7"])
    revision: str
    entries: list[Term]


def is_deep(value: Any) -> bool:
    """Tell whether JSON is nested deeper than any listing.

    >>> is_deep({"a": [1]}), is_deep(eval("[" * 40 + "]" * 40))
    (False, True)
    """
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
