"""The XML files inside of workbooks: read as a stream, without entities, and no further than a limit allows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat

from plannr_nb.errors import ReadError
from plannr_nb.read.files.content import Content
from plannr_nb.read.files.packed import UNPACK_LIMIT

__all__ = ["Parts", "chunks_of", "elements", "parse_xml"]

_CHUNK = 1 << 16
# Sheets of blank cells pack to a fiftieth; see `open_plain` for the same question.
_ODD_RATIO = 250
_ODD_FROM_BYTES = 256_000_000

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Parts:
    """The files in a workbook that is a zip archive, whatever way their names are written."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._archive = zipfile.ZipFile(BytesIO(content.data))
        self._members = {_plain(info.filename): info for info in self._archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._members

    def open(self, part: str) -> BinaryIO:
        info = self._members.get(_plain(part))
        if info is None:
            raise ReadError(f"{self._content.name}: the workbook is damaged: a part of it is missing. Save it again.")
        self._check_size(info)
        return self._archive.open(info)  # type: ignore[return-value]  # typed as IO[bytes], which is the same here

    def read(self, part: str) -> bytes:
        with self.open(part) as stream:
            return stream.read()

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        limit = self._content.unpack_limit
        size = info.file_size
        odd = limit is None and size > max(info.compress_size * _ODD_RATIO, _ODD_FROM_BYTES)
        if odd or size > (UNPACK_LIMIT if limit is None else limit):
            raise ReadError(
                f"{self._content.name}: a part of the workbook unpacks from {info.compress_size:,} to {size:,} bytes, "
                f"more than is usual. If that is right, read it with unpack_limit={size:_}."
            )


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def parse_xml(chunks: Iterable[bytes], start: Start, end: End, text: Callable[[str], object]) -> None:
    """Send the elements and texts of XML to functions, the text of one element in one or several pieces.

    Raises
    ------
    ValueError
        It declares a document type, as no spreadsheet program does: that may hold entities that fill the memory.
    expat.ExpatError
        It is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_document_type(*_: object) -> None:
    raise ValueError("a document type is declared")


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def elements(data: bytes, *wanted: str) -> list[tuple[str, Mapping[str, str]]]:
    """Elements of some names, in their order, with their attributes; prefixes are left out.

    Examples
    --------
    >>> elements(b'<x:book xmlns:x="y"><x:sheet name="Clients"/></x:book>', "sheet")
    [('sheet', {'name': 'Clients'})]
    """
    found: list[tuple[str, Mapping[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in wanted:
            found.append((name, {key.rpartition(":")[2]: value for key, value in attributes.items()}))

    parse_xml([data], start, lambda _: None, lambda _: None)
    return found
