"""Packed documents: opened within a bound, and packed again with some of their parts new."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from pipeline.errors import InvalidDocument

LARGEST = 128 * 2**20  # bytes of a document, unpacked
_BLOCK = 2**20


def opened(data: bytes) -> dict[str, bytes]:
    """Return the parts of an archive by name; sizes are measured, as what it says may be a lie.

    Raises:
        InvalidDocument: it is damaged, has a password, or is too large when unpacked.
    """
    parts, left = {}, LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for entry in packed.infolist():
                blocks = []
                with packed.open(entry) as stream:
                    while block := stream.read(_BLOCK):
                        left -= len(block)
                        if left < 0:
                            message = f"more than {LARGEST // 2**20} MB when unpacked"
                            raise InvalidDocument("too_large", message)
                        blocks.append(block)
                parts[entry.filename] = b"".join(blocks)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        hint = f"save it again without a password; {type(error).__name__}"
        raise InvalidDocument("damaged", "damaged, or another kind of file", hint=hint) from error
    return parts


def packed(data: bytes, new: Mapping[str, bytes]) -> bytes:
    """Return the same archive with some parts replaced; order and compression stay."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as made:
        for entry in old.infolist():
            made.writestr(entry, new.get(entry.filename, old.read(entry)), entry.compress_type)
    return out.getvalue()


def parsed(part: bytes) -> Any:
    """Return the root of an XML part; nothing it names is read, no entity is resolved.

    Raises:
        InvalidDocument: it is no well-formed XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        message = "a part of it is no well-formed XML"
        raise InvalidDocument("damaged", message, hint=str(error)[:200]) from error


def serialized(root: Any) -> bytes:
    """Return an XML part as bytes."""
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
