"""What is wrong with a workbook, told before anything opens it."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from pipeline.errors import InvalidDocument

LARGEST = 512 * 2**20  # bytes of a workbook, unpacked
_OLE = b"\xd0\xcf\x11\xe0"
_BLOCK = 2**20
_MACROS = ("vbaproject.bin", "macrosheets/")


def problem(file: BinaryIO) -> InvalidDocument | None:
    """Return why a file is not opened as a workbook; its place is the beginning afterwards."""
    head = file.read(4)
    file.seek(0)
    if head == _OLE:
        return _of_old(file)
    try:
        with zipfile.ZipFile(file) as packed:
            return _of_packed(packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        hint = f"save it as .xlsx without a password; {type(error).__name__}"
        return InvalidDocument("workbook", "damaged, or no workbook", hint=hint)
    finally:
        file.seek(0)


def _of_packed(packed: zipfile.ZipFile) -> InvalidDocument | None:
    """Return why an archive is not opened; sizes are measured, as what it says may be a lie."""
    left = LARGEST
    for entry in packed.infolist():
        if any(name in entry.filename.lower() for name in _MACROS):
            return InvalidDocument("macros", "the workbook holds macros", hint="save it as .xlsx")
        with packed.open(entry) as stream:
            while block := stream.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    message = f"more than {LARGEST // 2**20} MB when unpacked"
                    return InvalidDocument("too_large", message, hint="split the workbook")
    return None


def _of_old(file: BinaryIO) -> InvalidDocument | None:
    data = file.read(LARGEST // 4 + 1)
    file.seek(0)
    if len(data) > LARGEST // 4:
        message = f"more than {LARGEST // 4 // 2**20} MB"
        return InvalidDocument("too_large", message, hint="split the workbook, or save it as .xlsx")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        return InvalidDocument("macros", "the workbook holds macros", hint="save it as .xlsx")
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InvalidDocument("workbook", "it has a password", hint="save it without one")
    return None
