"""An outcome as the cache holds it: a few bytes, and whatever is wrong with them is a miss."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

from pipeline.document import Issue
from pipeline.mask import placeholders
from pipeline.translate import Outcome, Rung

_RUNGS: tuple[Rung, ...] = ("first", "careful", "split", "hidden")
_COMPRESSED = 0x80
_UNSCORED = 255  # in place of hundredths
_WORTH_COMPRESSING = 256  # bytes; below this zlib saves nothing on text of one or two sentences
_HEAD = 6  # bytes before the body
_LONGEST = 2**20  # bytes of a body; what is longer was not written here


def pack(outcome: Outcome, masked: str) -> bytes:
    """Return checksum, flags, score and body; the body holds issues only where there are any."""
    issues = [[issue.code, issue.detail] for issue in outcome.issues]
    body = (json.dumps(issues) + "\n" if issues else "\n").encode() + outcome.text.encode()
    flags = _RUNGS.index(outcome.rung)
    if len(body) > _WORTH_COMPRESSING:
        packed = zlib.compress(body, 6)
        if len(packed) < len(body):
            body, flags = packed, flags | _COMPRESSED
    score = _UNSCORED if outcome.score is None else round(100 * outcome.score)
    rest = bytes([flags, score]) + body
    return _checksum(rest, masked) + rest


def unpack(value: bytes | None, masked: str) -> Outcome | None:
    """Return the outcome, or None where the value is absent, foreign or damaged."""
    if value is None or len(value) <= _HEAD or value[:4] != _checksum(value[4:], masked):
        return None
    try:
        return _read(value, masked)
    except (zlib.error, ValueError, TypeError, IndexError, RecursionError):
        return None


def _checksum(rest: bytes, masked: str) -> bytes:
    """Four bytes that tell a value from a damaged one, and from one of another text."""
    return zlib.crc32(rest, zlib.crc32(masked.encode())).to_bytes(4, "big")


def _read(value: bytes, masked: str) -> Outcome | None:
    """Return the outcome of a value whose checksum is right.

    Raises:
        zlib.error, ValueError, TypeError, IndexError, RecursionError: it was not written here.
    """
    rung, score = _RUNGS[value[4] & ~_COMPRESSED], value[5]
    body = _inflated(value[_HEAD:]) if value[4] & _COMPRESSED else value[_HEAD:]
    issues, _, text = body.decode().partition("\n")
    if placeholders(text) != placeholders(masked) or not (score <= 100 or score == _UNSCORED):
        return None
    told = tuple(_issues(json.loads(issues))) if issues else ()
    return Outcome(text, rung, told, None if score == _UNSCORED else score / 100)


def _inflated(packed: bytes) -> bytes:
    whole = zlib.decompressobj()
    body = whole.decompress(packed, _LONGEST)
    if not whole.eof:
        raise ValueError("cut off, or too long")
    return body


def _issues(rows: Any) -> Iterator[Issue]:
    for code, detail in rows:
        if not isinstance(code, str) or not isinstance(detail, str):
            raise ValueError("not an issue")
        yield Issue(code, detail)
