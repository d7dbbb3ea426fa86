"""DeepL's API, version 2, so that its clients speak to Haiyi by changing a URL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import regex
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from pipeline import language
from pipeline.document import Document
from tasks.intake import document as intake
from tasks.web.compat import asked as asking
from tasks.web.compat import deepl_glossaries as compat_deepl_glossaries
from tasks.web.compat import targets
from tasks.web.compat.libretranslate import translate_texts
from tasks.web.door import body
from tasks.web.door.admission import Admitted, Shared
from tasks.web.door.refusal import Refused
from tasks.web.wire import Json

router = APIRouter(prefix="/v2", tags=["DeepL"])
router.include_router(compat_deepl_glossaries.router)

_UNLIMITED = 1_000_000_000_000  # what DeepL tells customers without a limit
_LINK = "https://h{}.invalid"
_TAG = r"[A-Za-z_][\w.:-]{0,63}"
_OPENING = regex.compile(rf"<({_TAG})(?![\w.:-])(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_MOST_TAGS = 100


class TranslateRequest(BaseModel):
    """What DeepL takes, as JSON or as a form; other parameters are accepted and change nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": ["纯手工编织毛线包", "雾霾蓝"], "target_lang": "EN-US"}]
        }
    )

    text: list[str] | str
    target_lang: str = Field(max_length=35, examples=["EN-US", "ZH-HANT"])
    source_lang: str | None = Field(default=None, max_length=35)
    tag_handling: str | None = Field(default=None, description="markup always survives")
    ignore_tags: list[str] | str = Field(default=[], description="their content is not translated")
    preserve_formatting: bool | str | None = Field(default=None, description="always so")
    glossary_id: str | None = Field(default=None, max_length=64)
    show_billed_characters: bool | str = False


@router.post("/translate", openapi_extra=body.of(TranslateRequest), summary="Translate texts")
async def translate(request: Request, door: Shared, caller: Admitted) -> Response:
    """Return one translation for each text, in order, each with its own detected language."""
    asked = await body.parse(request, TranslateRequest, many=("text", "ignore_tags"))
    market = asking.target(asked.target_lang, door, "target_lang", deepl_target)
    source = asking.source(asked.source_lang, market, door, "source_lang", deepl_code)
    scope = caller.seller_id or ""
    if asked.glossary_id:
        scope = (await compat_deepl_glossaries.found(asked.glossary_id, door, caller)).name
    texts = [intake.clean(t) for t in ([asked.text] if isinstance(asked.text, str) else asked.text)]
    tags = _tags(asked.ignore_tags)
    hidden = await asyncio.to_thread(lambda: [Hidden.of(text, tags) for text in texts])
    documents = [Document("text", seller_id=scope, body=h.text, source=source) for h in hidden]
    results = await translate_texts(documents, market.name, door)
    await door.usage.add(caller.name, sum(map(len, texts)))
    return Json(
        {
            "translations": [
                {
                    "detected_source_language": deepl_code(result.source) if result else "",
                    "text": h.shown(result.document.body) if result else text,
                    "billed_characters": len(text),
                }
                for text, h, result in zip(texts, hidden, results, strict=True)
            ]
        }
    )


@router.post("/languages", include_in_schema=False)
@router.get("/languages", summary="What can be read or written")
async def languages(request: Request, door: Shared, caller: Admitted) -> Response:
    """List source languages, or target languages with `type=target`."""
    kind = {**request.query_params, **await body.read(request)}.get("type", "source")
    if kind == "target":
        codes = [m.language for m in door.markets.values()]
        rows = [(deepl_target(code), targets.NAMES.get(code, code)) for code in codes]
        return Json([{"language": c, "name": n, "supports_formality": False} for c, n in rows])
    readable = dict.fromkeys(
        deepl_code(code) for code in targets.sources(door.parts.registry.pairs(), door.markets)
    )
    return Json([{"language": c, "name": targets.NAMES.get(c.lower(), c)} for c in readable])


@router.post("/usage", include_in_schema=False)
@router.get("/usage", summary="Characters translated so far")
async def usage(door: Shared, caller: Admitted) -> dict[str, int]:
    """Return the count of the caller's key; there is no limit."""
    count = await door.usage.add(caller.name, 0)
    return {"character_count": count, "character_limit": _UNLIMITED}


class Hidden:
    """A text whose ignored elements are out of sight while it is translated.

    They are shown to the pipeline as links: those survive, and a sentence goes on around them.

    >>> hidden = Hidden.of("买<keep>小米</keep>手机", ["keep"])
    >>> hidden.text
    '买https://h0.invalid手机'
    >>> hidden.shown("Buy https://h0.invalid phone")
    'Buy <keep>小米</keep> phone'
    """

    def __init__(self, text: str, elements: Sequence[str]) -> None:
        self.text, self._elements = text, tuple(elements)

    @classmethod
    def of(cls, text: str, tags: Sequence[str]) -> Hidden:
        """Hide the elements of these names."""
        if not tags:
            return cls(text, ())
        parts, elements, at = list[str](), list[str](), 0
        for start, end in _elements(text, tags):
            parts += [text[at:start], _LINK.format(len(elements))]
            elements.append(text[start:end])
            at = end
        return cls("".join([*parts, text[at:]]), elements)

    def shown(self, text: str) -> str:
        """Put the elements back."""
        for number, element in enumerate(self._elements):
            text = text.replace(_LINK.format(number), element)
        return text


def _elements(text: str, tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where elements of these names stand; a search without a find is not repeated."""
    last, wanted = 0, set(tags)
    for match in _OPENING.finditer(text):
        name, end = match[1], match.end()
        if match.start() < last or name not in wanted:
            continue
        if not match[0].endswith("/>"):
            closing = regex.compile(rf"</{regex.escape(name)}\s{{0,9}}>").search(text, end)
            if closing is None:
                wanted.remove(name)
                continue
            end = closing.end()
        last = end
        yield match.start(), end


def deepl_code(code: str) -> str:
    """Return a language as DeepL names sources.

    >>> deepl_code("zh-Hant-HK"), deepl_code("en-US"), deepl_code("und")
    ('ZH', 'EN', 'UND')
    """
    return language.base(code).upper()


def deepl_target(code: str) -> str:
    """Return a language as DeepL names targets.

    >>> deepl_target("zh-Hant-HK"), deepl_target("en-US")
    ('ZH-HANT-HK', 'EN-US')
    """
    return code.upper()


def _tags(given: Sequence[str] | str) -> list[str]:
    """Return the names of tags; what is no name is left out.

    Raises:
        Refused: 400, too many.
    """

    def names() -> Iterator[Any]:
        for part in [given] if isinstance(given, str) else given:
            yield from part.split(",")

    found = {name.strip() for name in names() if regex.fullmatch(_TAG, name.strip())}
    if len(found) > _MOST_TAGS:
        raise Refused(400, "too_many", f"at most {_MOST_TAGS} tags", field="ignore_tags")
    return sorted(found)
