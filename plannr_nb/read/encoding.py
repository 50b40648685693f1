"""Bytes to UTF-8, keeping account of every byte that is not what the encoding allows.

A byte that cannot be decoded becomes a *mark*: a character of the last private use plane that carries the byte. Marks
stay in their cells while the text is parsed, so that afterwards each can be reported by row and column and replaced.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from plannr_nb.errors import ReadError
from plannr_nb.read.content import Content, looks_like_utf16

_FIRST_MARK = 0x10FF00
MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + 0xFF)}]")
NUL_MARK = chr(_FIRST_MARK)
_UNDEFINED = 0x81  # no character in Windows-1252
_MARKING = "plannr_nb.mark"
_MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """``data`` is UTF-8 without a byte order mark; ``marked`` says that it may hold marks."""

    data: bytes
    encoding: str
    evidence: str
    marked: bool

    def __repr__(self) -> str:
        return f"Decoded({self.encoding!r}, {len(self.data)} bytes)"

    def first(self, size: int) -> bytes:
        return self.data[:size]

    def holds(self, text: bytes, begin: int) -> bool:
        return self.data.find(text, begin) >= 0


def decode(content: Content, encoding: str | None) -> Decoded:
    """The text of a file as UTF-8.

    Raises
    ------
    ReadError
        The encoding asked for is not known, or not one of text.
    """
    data = content.data.rstrip(b"\x1a") if content.data.endswith(b"\x1a") else content.data
    if encoding is not None:
        return _as_asked(content.name, data, encoding)
    for mark, name, codec in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], codec, name, "byte order mark at the start")
    if order := looks_like_utf16(data[:_SAMPLE]):
        return _decoded(data, order, order, "every second byte is zero")
    if data.isascii():
        return _finished(data, "utf-8", "plain ASCII, which reads the same in all", marked=False)
    if _is_utf8(data):
        return _finished(data, "utf-8", "valid UTF-8 throughout", marked=False)
    sequences = sum(1 for _ in _MULTI_BYTE.finditer(data))
    if sequences:
        return _decoded(data, "utf-8", "utf-8", f"{sequences} characters are valid UTF-8, some bytes are not")
    return _decoded(data, "cp1252", "cp1252", "not valid UTF-8; Windows-1252 is what British systems write then")


def replaced(text: str) -> str:
    """Text with its marks replaced: by what the byte is in Windows-1252, else U+FFFD; zero bytes are left out.

    Examples
    --------
    >>> replaced("Zo\\U0010ffeb")
    'Zoë'
    """
    return MARKS.sub(_meaning, text)


def _meaning(mark: re.Match[str]) -> str:
    byte = ord(mark[0]) - _FIRST_MARK
    return "" if byte == 0 else bytes([byte]).decode("cp1252", "replace")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    if error.encoding.startswith(("utf-16", "utf-32")):
        return chr(_FIRST_MARK + _UNDEFINED), error.end
    return "".join(chr(_FIRST_MARK + byte) for byte in bad), error.end


codecs.register_error(_MARKING, _mark)


def _as_asked(name: str, data: bytes, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding).name
        b"".decode(encoding)
    except LookupError:
        raise ReadError(
            f'{name}: encoding "{encoding}" is not known. Usual ones are utf-8, cp1252, utf-16 and mac-roman; '
            "leave encoding= out to have it found."
        ) from None
    try:
        return _past_bom(data, codec, encoding)
    except UnicodeError:
        raise ReadError(f'{name}: cannot be read as "{encoding}". Leave encoding= out to have it found.') from None


def _past_bom(data: bytes, codec: str, encoding: str) -> Decoded:
    for mark, _, plain in _BOMS:
        if codec.replace("-sig", "") in {plain, plain.removesuffix("-le").removesuffix("-be")} and data.startswith(
            mark
        ):
            return _decoded(data[len(mark) :], plain, encoding, "as asked")
    return _decoded(data, codec.removesuffix("-sig"), encoding, "as asked")


def _decoded(data: bytes, codec: str, name: str, evidence: str) -> Decoded:
    if codec == "utf-8" and _is_utf8(data):
        return _finished(data, name, evidence, marked=False)
    text = data.decode(codec, _MARKING)
    # A lone surrogate can come out of some codecs and cannot be written again.
    recoded = text.encode("utf-8", "replace")
    return _finished(recoded, name, evidence, marked=MARKS.search(text) is not None)


def _finished(data: bytes, name: str, evidence: str, *, marked: bool) -> Decoded:
    data = data.removeprefix(codecs.BOM_UTF8)
    data = data.rstrip(b"\x00") if data.endswith(b"\x00") else data
    if b"\x00" in data:
        data, marked = data.replace(b"\x00", NUL_MARK.encode()), True
    return Decoded(data, name, evidence, marked)


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    import numpy as np
    import pyarrow as pa

    # Arrow checks a buffer in place and much faster than Python would decode it.
    offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
