"""Bytes to UTF-8, keeping account of every byte that is not what the encoding allows.

A byte that cannot be decoded becomes a *mark*: a character of the last private use plane that carries the byte. Marks
stay in their cells while the text is parsed, so that afterwards each can be reported by row and column and replaced.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from plannr_nb.errors import ReadError
from plannr_nb.read.files.content import Content, looks_like_utf16
from plannr_nb.read.files.letters import Letters, is_utf8
from plannr_nb.read.files.source import Source

_FIRST_MARK = 0x10FF00
MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + 0xFF)}]")
NUL_MARK = chr(_FIRST_MARK)
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # no characters in Windows-1252
MARKING = "plannr_nb.mark"
_MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_NULS = re.compile(rb"\x00+")
_START_OF_MARKS = NUL_MARK.encode()[:2]
_FIRST_BEYOND_ASCII, _FIRST_LEAD = 0x80, 0xC2
_SCANNED = 1 << 18
_SAMPLE = 65_536
_LAST = 4_096
# What old systems set at the end of a file, perhaps in a line of its own.
END_MARK = b"\x1a"
END_OF_FILE = END_MARK + b"\r\n"


class NotUtf8Error(Exception):
    """A text that was taken for UTF-8 by its first and last bytes is none."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as UTF-8 without a byte order mark.

    Attributes
    ----------
    marked
        Whether it may hold marks.
    letters
        Where it was only taken for valid UTF-8 so far: what finds out whether it is.
    """

    source: Source
    found: Encoding | None
    marked: bool = False
    letters: Letters | None = None

    @property
    def data(self) -> bytes:
        return self.source.whole()

    @property
    def encoding(self) -> str:
        return self._known.name

    @property
    def evidence(self) -> str:
        return self._known.evidence

    @property
    def _known(self) -> Encoding:
        # What all bytes speak for is known only when they have been seen.
        return self.found or encoding_of_bytes(self.letters is None or self.letters.ascii, True, 0)

    def first(self, size: int) -> bytes:
        """Its first bytes, all where there are fewer.

        Raises
        ------
        NotUtf8Error
            Lines among them are not the UTF-8 that the text was taken for.
        """
        data = self.source.part(0, size)
        if self.letters is not None:
            is_all = len(data) == self.source.size
            self.letters.see(data if is_all else data[: max(data.rfind(b"\n"), data.rfind(b"\r")) + 1])
            if not self.letters.valid:
                raise NotUtf8Error
        return data

    def holds(self, text: bytes, begin: int) -> bool:
        return self.source.holds(text, begin)

    def chunks(self, begin: int) -> Iterator[bytes]:
        """Its bytes from a place on."""
        return self.source.chunks(begin)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is encoded: Python's codec, the name to show, why, and where the text begins."""

    codec: str
    name: str
    evidence: str
    begin: int = 0


def take_for_utf8(content: Content, encoding: str | None) -> Decoded | None:
    """The text of a file as it stands, where its first and last bytes allow it to be UTF-8 throughout. Reads no others.

    Raises
    ------
    ReadError
        The encoding asked for is not known, or not one of text.
    """
    source = content.source
    first = source.part(0, _SAMPLE)
    found = encoding_at_start(first) if encoding is None else encoding_asked(content.name, first, encoding)
    begin = found.begin if found else 0
    if (found and found.codec != "utf-8") or first.startswith(codecs.BOM_UTF8, begin):
        return None
    last = source.part(max(source.size - _LAST, 0), source.size)
    if b"\x00" in first or last.endswith(b"\x00") or not last.rstrip(END_OF_FILE) or without_end_mark(last) != last:
        return None
    return Decoded(source.after(begin), found, letters=Letters())


def decode(content: Content, encoding: str | None) -> Decoded:
    """The text of a file as UTF-8.

    Raises
    ------
    ReadError
        The encoding asked for is not known, or not one of text.
    """
    data = without_end_mark(content.data)
    if encoding is not None:
        asked = encoding_asked(content.name, data[:_SAMPLE], encoding)
        try:
            return _decoded(data, asked)
        except UnicodeError:
            raise cannot_decode(content.name, encoding) from None
    found = encoding_at_start(data[:_SAMPLE])
    if found is None:
        is_ascii = data.isascii()
        is_valid = is_ascii or is_utf8(data)
        found = encoding_of_bytes(is_ascii, is_valid, 0 if is_valid else count_sequences(data))
        if is_valid:
            return _finished(data, False, found)
    return _decoded(data, found)


def without_end_mark(data: bytes) -> bytes:
    r"""Bytes without the mark at their end.

    Examples
    --------
    >>> without_end_mark(b"Ref\r\nC1\r\n\x1a\r\n"), without_end_mark(b"Ref\r\nC1\r\n\r\n")
    (b'Ref\r\nC1\r\n', b'Ref\r\nC1\r\n\r\n')
    """
    filled = len(data.rstrip(END_OF_FILE))
    mark = data.find(END_MARK, filled)
    return data[:mark] if mark >= 0 else data


def encoding_asked(name: str, first: bytes, encoding: str) -> Encoding:
    """The encoding asked for. ``first``: the first bytes, at which a byte order mark may stand.

    Raises
    ------
    ReadError
        It is not known, or not one of text.
    """
    try:
        codec = codecs.lookup(encoding).name
        " ".encode(encoding)
    except LookupError:
        raise ReadError(
            f'{name}: encoding "{encoding}" is not known. Usual ones are utf-8, cp1252, utf-16 and mac-roman; '
            "leave encoding= out to have it found."
        ) from None
    except UnicodeError:
        raise cannot_decode(name, encoding) from None
    for mark, _, plain in _BOMS:
        names = {plain, plain.removesuffix("-le").removesuffix("-be")}
        if codec.replace("-sig", "") in names and first.startswith(mark):
            return Encoding(plain, encoding, "as asked", len(mark))
    return Encoding(codec.removesuffix("-sig"), encoding, "as asked")


def cannot_decode(name: str, encoding: str) -> ReadError:
    return ReadError(f'{name}: cannot be read as "{encoding}". Leave encoding= out to have it found.')


def encoding_at_start(first: bytes) -> Encoding | None:
    """The encoding that the first bytes of a file give away."""
    for mark, name, codec in _BOMS:
        if first.startswith(mark):
            return Encoding(codec, name, "byte order mark at the start", len(mark))
    order = looks_like_utf16(first)
    return Encoding(order, order, "every second byte is zero") if order else None


def encoding_of_bytes(is_ascii: bool, is_valid: bool, sequences: int) -> Encoding:
    """The encoding for which all bytes of a file speak. ``sequences``: how many characters of UTF-8 are among them."""
    if is_ascii:
        return Encoding("utf-8", "utf-8", "plain ASCII, which reads the same in all")
    if is_valid:
        return Encoding("utf-8", "utf-8", "valid UTF-8 throughout")
    if sequences:
        return Encoding("utf-8", "utf-8", f"{sequences} characters are valid UTF-8, some bytes are not")
    return Encoding("cp1252", "cp1252", "not valid UTF-8; Windows-1252 is what British systems write then")


def count_sequences(data: bytes) -> int:
    """Characters of UTF-8 beyond ASCII among bytes that are not all UTF-8."""
    import numpy as np

    # The search takes long, and text in a single-byte encoding hardly ever holds two such bytes together.
    letters = np.frombuffer(data, dtype=np.uint8)
    for start in range(0, len(letters), _SCANNED):
        part = letters[start : start + _SCANNED + 1]
        if ((part[:-1] >= _FIRST_LEAD) & (part[1:] >= _FIRST_BEYOND_ASCII) & (part[1:] < _FIRST_LEAD)).any():
            return sum(1 for _ in _MULTI_BYTE.finditer(data))
    return 0


def replaced(text: str) -> str:
    """Text with its marks replaced: by what the byte is in Windows-1252, else U+FFFD; zero bytes are left out.

    Examples
    --------
    >>> replaced("Zo\\U0010ffeb")
    'Zoë'
    """
    return text.translate(_MEANINGS) if MARKS.search(text) else text


_MEANINGS = {_FIRST_MARK + byte: bytes([byte]).decode("cp1252", "replace") if byte else "" for byte in range(256)}


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    if error.encoding.startswith(("utf-16", "utf-32")):
        return chr(_FIRST_MARK + _UNDEFINED[0]), error.end
    return "".join(chr(_FIRST_MARK + byte) for byte in bad), error.end


codecs.register_error(MARKING, _mark)


def _decoded(data: bytes, found: Encoding) -> Decoded:
    data = data[found.begin :] if found.begin else data
    if found.codec == "utf-8" and is_utf8(data):
        return _finished(data, False, found)
    if found.codec == "cp1252":
        return _finished(*_from_cp1252(data), found)
    # A lone surrogate can come out of some codecs and cannot be written again.
    recoded = data.decode(found.codec, MARKING).encode("utf-8", "replace")
    marked = _START_OF_MARKS in recoded and MARKS.search(recoded.decode("utf-8")) is not None
    return _finished(recoded, marked, found)


def _from_cp1252(data: bytes) -> tuple[bytes, bool]:
    """Text in Windows-1252 as UTF-8, and whether it holds marks: much faster than Python's decoder.

    It is Latin-1 but for 32 bytes, which are replaced one by one where they occur.
    """
    recoded = data.decode("latin-1").encode("utf-8")
    for byte in range(0x80, 0xA0):
        if byte in data:
            recoded = recoded.replace(
                chr(byte).encode("utf-8"), bytes([byte]).decode("cp1252", MARKING).encode("utf-8")
            )
    return recoded, any(byte in data for byte in _UNDEFINED)


def with_nuls_marked(data: bytes) -> bytes:
    """Bytes with a mark for each run of zero bytes: these are left out, however many they are."""
    return _NULS.sub(NUL_MARK.encode(), data) if b"\x00" in data else data


def _finished(data: bytes, marked: bool, found: Encoding) -> Decoded:
    data = data.removeprefix(codecs.BOM_UTF8)
    data = data.rstrip(b"\x00") if data.endswith(b"\x00") else data
    if b"\x00" in data:
        data, marked = with_nuls_marked(data), True
    return Decoded(Source.of_bytes(data), found, marked)
