"""Files that callers leave to be translated: kept for an hour, translated one after the other."""

from __future__ import annotations

import asyncio
import io
import secrets
import shutil
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

import structlog

from pipeline.document import Document, Translation
from pipeline.errors import InvalidDocument
from tasks import policy
from tasks.files.documents import File, open_file
from tasks.files.exchange import Exchange
from tasks.intake import catalogue, sheets
from tasks.intake.catalogue import BOOKS
from tasks.intake.document import clean
from tasks.intake.isolated import Walk
from tasks.intake.rewrite import rewrite
from tasks.web.door.refusal import Refused

KEPT_S = 3600.0
MOST = 64  # files at a time, of all callers
_BATCH = 16  # texts translated together

log = structlog.get_logger()


@dataclass(slots=True)
class Upload:
    """One file on its way.

    Attributes:
        key: a secret that its owner was told; ``name``: of the file, harmless.
        scope: the shop or named glossary whose terms are used.
        state: ``queued``, ``translating``, ``done`` or ``error``.
        done, total: texts.
        others: sheets of the workbook that are not read.
    """

    name: str
    markets: tuple[str, ...]
    language: str
    owner: str
    scope: str = ""
    source: str | None = None
    is_table: bool = False
    id: str = field(default_factory=lambda: str(uuid.uuid4()).upper())
    key: str = field(default_factory=lambda: secrets.token_hex(32).upper())
    state: str = "queued"
    done: int = 0
    total: int = 0
    chars: int = 0
    review: int = 0
    message: str = ""
    others: tuple[str, ...] = ()
    born: float = field(default_factory=time.monotonic)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def result_name(self) -> str:
        """Name of the translated file."""
        path = PurePath(self.name)
        what = self.markets[0] if len(self.markets) == 1 else "translated"
        suffix = ".xlsx" if self.is_table and path.suffix.lower() in BOOKS else path.suffix
        return f"{path.stem}.{what}{suffix}"


class Uploads:
    """The files of this process, on its disk; a replica has its own."""

    def __init__(self, walk: Walk, languages: Mapping[str, str]) -> None:
        """Take what translates, and the languages of the markets by their names."""
        self._walk, self._languages, self._all = walk, languages, dict[str, Upload]()
        self._folder = Path(tempfile.mkdtemp(prefix="haiyi-files-"))
        self._worker = ThreadPoolExecutor(1, "files")  # previews go on beside one file

    def take(self, upload: Upload, data: bytes) -> Upload:
        """Begin to translate a file.

        Raises:
            Refused: 503, too many files are here already.
            InvalidDocument: its kind is not read.
        """
        self.forget()
        if len(self._all) >= MOST:
            raise Refused(503, "overloaded", f"{MOST} files are here already", retry_after=60)
        self._all[upload.id] = upload
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._worker, self._translate, upload, data)
        work.add_done_callback(lambda _: upload.ended.set())
        return upload

    def get(self, upload_id: str) -> Upload | None:
        """Return a file that is still kept."""
        self.forget()
        return self._all.get(upload_id.upper())

    def result(self, upload: Upload) -> bytes:
        """Return the translated file."""
        return (self._folder / upload.id).read_bytes()

    def drop(self, upload: Upload) -> None:
        """Remove a file."""
        self._all.pop(upload.id, None)
        (self._folder / upload.id).unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove what has been kept long enough."""
        now = time.monotonic()
        for upload in [u for u in self._all.values() if now - u.born > KEPT_S]:
            self.drop(upload)

    def close(self) -> None:
        """End the work and remove everything."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        self._all.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _translate(self, upload: Upload, data: bytes) -> None:
        upload.state = "translating"
        try:
            if upload.is_table:
                self._table(upload, data)
            else:
                file = open_file(upload.name, data)
                written = file.write(self._said(upload, file))
                (self._folder / upload.id).write_bytes(written)
            upload.state = "done"
        except Exception as error:  # noqa: BLE001 - the door: its owner is told
            upload.state, upload.message = "error", policy.message(error)
            if not isinstance(error, InvalidDocument):
                log.error("file not translated", kind=type(error).__name__, upload=upload.id)

    def _table(self, upload: Upload, data: bytes) -> None:
        suffix = PurePath(upload.name).suffix.lower()
        table = catalogue.open_table(io.BytesIO(data), suffix)
        if table.layout is None:
            line, problem = table.problem or (1, InvalidDocument("empty", "the table is empty"))
            raise problem.at(line)
        upload.others = tuple(table.layout.others)
        out = self._folder / f"{upload.id}{'.xlsx' if suffix in BOOKS else suffix}"
        table.languages = {name: self._languages[name] for name in upload.markets}
        writer = sheets.opened(table.layout, upload.markets, out)
        tally = rewrite(table, writer, upload.markets, self._walk_of(upload))
        upload.total = upload.done = tally.rows
        upload.review = tally.review
        out.replace(self._folder / upload.id)

    def _walk_of(self, upload: Upload) -> Walk:
        def walk(documents: Sequence[Document], markets: Sequence[str]) -> list[Translation]:
            self._still_wanted(upload)
            owned = [replace(d, seller_id=upload.scope) for d in documents]
            upload.done += len(owned)
            upload.total = max(upload.total, upload.done)
            upload.chars += sum(len(text) for d in owned for _, text in d.fields())
            return list(self._walk(owned, list(markets)))

        return walk

    def _still_wanted(self, upload: Upload) -> None:
        if upload.id not in self._all:
            raise InvalidDocument("gone", "nobody waits for it any more")

    def _said(self, upload: Upload, file: File) -> list[str]:
        if isinstance(file, Exchange):
            file.aim(upload.language)
        documents = [
            Document("text", seller_id=upload.scope, body=clean(text), source=upload.source)
            for text in file.texts
        ]
        upload.total, upload.chars = len(documents), sum(map(len, file.texts))
        said: list[str] = []
        for start in range(0, len(documents), _BATCH):
            self._still_wanted(upload)
            for made in self._walk(documents[start : start + _BATCH], list(upload.markets)):
                said.append(made.document.body)
                upload.review += made.status == "review"
            upload.done = len(said)
        return said
