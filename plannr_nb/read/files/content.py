"""The bytes of a file, unpacked where it was packed, and what they are: text, or a workbook of some kind."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from plannr_nb.errors import ReadError, did_you_mean
from plannr_nb.read.files.packed import Packing, PlainFile, open_plain, packed_twice
from plannr_nb.read.files.source import Source, cannot_open
from plannr_nb.read.files.strangers import Form, document_form, is_document, looks_like_utf16, ole_form, text_form

__all__ = ["Content", "check_path", "form_of", "load", "looks_like_utf16", "opened", "refuse_empty"]

_EMPTY = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe\x1a"
_SAMPLE = 65_536
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TABLE_SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".zip", ".gz"}


@dataclass(frozen=True, slots=True)
class Content:
    """A file's plain bytes, what they are, and how they were packed. The repr shows no bytes.

    ``unpack_limit`` holds for workbooks too, whose parts are packed.
    """

    name: str
    source: Source
    form: Form = Form.TEXT
    packing: Packing | None = None
    unpack_limit: int | None = None

    @property
    def workbook(self) -> bool:
        return self.form is not Form.TEXT

    @property
    def data(self) -> bytes:
        """All bytes; those of a text on disk are read for it."""
        return self.source.whole()

    def __repr__(self) -> str:
        return f"Content({self.name!r}, {self.source.size} bytes, {self.form.name}, {self.packing})"


def load(path: str | Path, *, member: str | None = None, unpack_limit: int | None = None) -> Content:
    """The content of a file, see `open_plain` for the arguments.

    Raises
    ------
    ReadError
        There is no such file, it cannot be opened or unpacked, is empty, or is neither text nor a workbook.
    """
    file = check_path(path)
    with opened(file, member, unpack_limit) as plain:
        head, status = plain.stream.read(_SAMPLE), _status_on_disk(plain)
        # A workbook is read whole, a text as far as it is wanted.
        if status and head.strip(_EMPTY) and not head.startswith(_ZIP_STARTS) and form_of(file.name, head) is Form.TEXT:
            return Content(file.name, Source.of_file(file, status))
        data = head + plain.stream.read()
    refuse_empty(file.name, data)
    return Content(file.name, Source.of_bytes(data), form_of(file.name, data), plain.packing, unpack_limit)


def _status_on_disk(plain: PlainFile) -> os.stat_result | None:
    """What the system says of a file on disk that holds the plain bytes."""
    if plain.packing is not None:
        return None
    status = os.fstat(plain.stream.fileno())
    return status if stat.S_ISREG(status.st_mode) else None


@contextmanager
def opened(file: Path, member: str | None, unpack_limit: int | None) -> Iterator[PlainFile]:
    """A file that is there and can be read, see `open_plain`; whatever goes wrong is a `ReadError`."""
    try:
        with open_plain(file, member=member, unpack_limit=unpack_limit) as plain:
            yield plain
    except FileNotFoundError:
        raise ReadError(_not_there(file)) from None
    except MemoryError:
        raise ReadError(f"{file.name}: too large for the memory of this machine. Read it with read_batches.") from None
    except (OSError, ValueError) as error:
        raise cannot_open(file.name, error) from None


def refuse_empty(name: str, data: bytes, rest: BinaryIO | None = None) -> None:
    """Refuse bytes that hold no text. ``rest``: where those after them can be read from."""
    size = len(data)
    while not data[:_SAMPLE].strip(_EMPTY) and not data.strip(_EMPTY):
        data = rest.read(_SAMPLE) if rest else b""
        size += len(data)
        if not data:
            raise ReadError(
                f"{name}: the file is empty ({size} bytes). Export it again; if it lies in a cloud folder, "
                "download it first."
            )


def check_path(path: object) -> Path:
    """A path that was given, if it may be the one of a file.

    Raises
    ------
    ReadError
        It is no path, or that of a folder.
    """
    if not isinstance(path, str | PathLike) or not str(path):
        what = "an empty text" if isinstance(path, str) else f"an object of type {type(path).__name__}"
        raise ReadError(f'read_table wants the path of a file, such as "clients.csv", and was given {what}.')
    file = Path(path)
    if file.is_dir():
        raise ReadError(f"{file.name}: this is a folder. Give the path of one file in it.")
    return file


def form_of(name: str, data: bytes) -> Form:
    """What plain bytes are. For text the first 64 kB will do, for a workbook it takes all.

    Raises
    ------
    ReadError
        They are neither text nor a workbook that can be read.
    """
    if data.startswith(_ZIP_STARTS):
        try:
            members = zipfile.ZipFile(BytesIO(data)).namelist()
        except Exception:
            # Besides BadZipFile, damaged archives raise what struct and codecs raise.
            raise ReadError(
                f"{name}: a workbook or zip archive that is damaged or cut off. Fetch the file again."
            ) from None
        if not is_document(members):
            raise packed_twice(name)
        return document_form(name, members)
    return ole_form(name, data) or text_form(name, data[:_SAMPLE])


def _not_there(file: Path) -> str:
    folder = file.parent
    if not folder.is_dir():
        return f"{file.name}: there is no folder {folder}. Check the path."
    tables = sorted(near.name for near in folder.iterdir() if near.suffix.lower() in _TABLE_SUFFIXES)
    hint = did_you_mean(file.name, tables[:20]) if tables else "there is no CSV or Excel file in it"
    return f"{file.name}: no such file in {folder.resolve()}; {hint}."
