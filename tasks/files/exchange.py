"""Files of translators: XLIFF 1.2 and 2.0, and gettext's PO; what has a translation keeps it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from pipeline import language
from pipeline.errors import InvalidDocument

_NAMESPACE = re.compile(r' xmlns(?::\w+)?="[^"]*"')

# What gettext calls by number: nplurals, and which form a count takes.
_PLURAL = {1: "0", 2: "(n != 1)"}
_WITHOUT_PLURAL = frozenset({"zh", "yue", "ja", "ko", "th", "vi", "id", "ms"})

FORMS = (".xliff", ".xlf", ".po")


class Exchange:
    """One file; ``texts`` are the sources of its units that have no translation yet."""

    def __init__(self, data: bytes, suffix: str) -> None:
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            raise InvalidDocument("entities", "it defines entities", hint="remove its DOCTYPE")
        try:
            self._store = _store(data, suffix)
            self._units = [unit for unit in self._store.units if _is_open(unit)]
        except Exception as error:  # the toolkit's parsers raise whatever theirs do
            hint = f"{type(error).__name__}: {str(error)[:160]}"
            raise InvalidDocument("damaged", f"no {suffix[1:]} file", hint=hint) from error
        self._forms = 2
        self.texts: Sequence[str] = [form for unit in self._units for form in _sources(unit)]

    def write(self, said: Sequence[str]) -> bytes:
        """Return the file with a target for each of ``texts``."""
        words = iter(said)
        for unit in self._units:
            found = [next(words) for _ in _sources(unit)]
            _put(unit, found[0] if len(found) == 1 else found[-self._forms :])
            if hasattr(unit, "markapproved"):
                unit.markapproved(False)  # a person has not seen it
        out = io.BytesIO()
        self._store.serialize(out)
        return out.getvalue()

    def aim(self, code: str) -> None:
        """Say in the file which language its targets are in, and how many plural forms it has."""
        if hasattr(self._store, "settargetlanguage"):
            self._store.settargetlanguage(code)
        if hasattr(self._store, "updateheaderplural"):
            self._forms = 1 if language.base(code) in _WITHOUT_PLURAL else 2
            self._store.updateheaderplural(self._forms, _PLURAL[self._forms])


def _store(data: bytes, suffix: str) -> Any:
    if suffix == ".po":
        from translate.storage.po import pofile

        return pofile.parsestring(data)
    if b"urn:oasis:names:tc:xliff:document:2" in data[:4096]:
        from translate.storage.xliff2 import Xliff2File

        return Xliff2File.parsestring(data)
    from translate.storage.xliff import xlifffile

    return xlifffile.parsestring(data)


def _is_open(unit: Any) -> bool:
    is_text = unit.istranslatable() and bool(str(unit.source or "").strip())
    return is_text and not str(unit.target or "").strip()


def _sources(unit: Any) -> list[str]:
    """Return the source of a unit, and that of its plural where it has one."""
    if unit.hasplural():
        return [str(form) for form in unit.source.strings]
    return [_source(unit)]


def _source(unit: Any) -> str:
    """Return the source of a unit; where it has elements, as markup, which the walk knows."""
    element = getattr(unit, "source_dom", None)
    if element is None or not len(element):
        return str(unit.source)
    from lxml import etree

    written = etree.tostring(element, encoding="unicode", with_tail=False)
    inner = written[written.index(">") + 1 : written.rindex("</")]
    return _NAMESPACE.sub("", inner)


def _put(unit: Any, words: str | list[str]) -> None:
    element = getattr(unit, "source_dom", None)
    unit.target = words
    if element is None or not len(element):
        return
    from lxml import etree

    space = etree.QName(element).namespace or ""
    try:
        made = etree.fromstring(f'<target xmlns="{space}">{words}</target>')
    except etree.XMLSyntaxError:  # then it stays as text, which loses no word
        return
    target = unit.target_dom
    target.text = made.text
    target[:] = list(made)
