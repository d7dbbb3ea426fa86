"""Texts, web pages and subtitles."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import InvalidDocument
from tasks.intake.encoding import encoding_of


class Plain:
    """A text, line after line; it comes back in UTF-8 and with the line ends that it had."""

    def __init__(self, data: bytes) -> None:
        self._text = decoded(data)
        self._lines = self._text.splitlines(keepends=True)
        self._places = [i for i, line in enumerate(self._lines) if line.strip()]
        self.texts: Sequence[str] = [_bare(self._lines[i])[0] for i in self._places]

    def write(self, said: Sequence[str]) -> bytes:
        """Return the text in other words."""
        lines = list(self._lines)
        for i, words in zip(self._places, said, strict=True):
            lines[i] = words + _bare(lines[i])[1]
        return "".join(lines).encode("utf-8")


class Page:
    """A web page: the walk knows its markup, so that it is one text."""

    def __init__(self, data: bytes) -> None:
        text = decoded(data)
        self.texts: Sequence[str] = [text] if text.strip() else []

    def write(self, said: Sequence[str]) -> bytes:
        """Return the page in other words."""
        return "".join(said).encode("utf-8")


class Subtitles:
    """Subtitles in the SubRip form: numbers and times stay, lines keep their breaks."""

    def __init__(self, data: bytes) -> None:
        import srt

        text = decoded(data)
        self._end = "\r\n" if "\r\n" in text else "\n"
        try:
            self._cues = list(srt.parse(text))
        except (srt.SRTParseError, ValueError) as error:
            raise InvalidDocument("damaged", "no subtitles", hint=str(error)[:200]) from error
        self.texts: Sequence[str] = [cue.content for cue in self._cues if cue.content.strip()]

    def write(self, said: Sequence[str]) -> bytes:
        """Return the subtitles in other words."""
        import srt

        words = iter(said)
        for cue in self._cues:
            cue.content = next(words) if cue.content.strip() else cue.content
        lines = str(srt.compose(self._cues, reindex=False)).splitlines()
        return "".join(line + self._end for line in lines).encode("utf-8")


def decoded(data: bytes) -> str:
    """Return a text in whatever encoding it is.

    Raises:
        InvalidDocument: it is no text.
    """
    encoding = encoding_of(data)
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        raise InvalidDocument("encoding", f"byte {error.start} is no text", hint=hint) from error
    if "\0" in text:
        raise InvalidDocument("binary", "not a text file")
    return text


def _bare(line: str) -> tuple[str, str]:
    bare = line.rstrip("\r\n")
    return bare, line[len(bare) :]
