"""A text file as UTF-8 in chunks, from any place in it: what `decode` gives whole, for files too large to be held."""

from __future__ import annotations

import codecs
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from plannr_nb.read.files.encoding import (
    END_MARK,
    END_OF_FILE,
    MARKING,
    MARKS,
    Encoding,
    cannot_decode,
    count_sequences,
    encoding_asked,
    encoding_at_start,
    encoding_of_bytes,
    with_nuls_marked,
)
from plannr_nb.read.files.letters import is_utf8

__all__ = ["OpenBytes", "TextStream"]

# Opens the plain bytes of the file anew, at their start.
OpenBytes = Callable[[], AbstractContextManager[BinaryIO]]

_CHUNK = 1 << 20
_SAMPLE = 65_536
_FIRST_OF_MANY = 0xC0
_FIRST_BEYOND_ASCII = 0x80
_BEYOND_ASCII = bytes(range(_FIRST_BEYOND_ASCII, 256))
_LONGEST_CHARACTER = 4
_State = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where decoding can begin: in the text, in the file, and in what state the decoder is there."""

    text: int
    file: int
    state: _State


class TextStream:
    """A text in UTF-8 without byte order mark, decoded anew each time it is read.

    Attributes
    ----------
    size
        Its length in bytes.
    marked
        Whether it may hold marks of broken bytes.
    """

    def __init__(self, name: str, open_bytes: OpenBytes, encoding: str | None) -> None:
        """Find out the encoding, and by it the length of the text, from all bytes.

        Raises
        ------
        ReadError
            The encoding asked for is not known, not one of text, or cannot be that of the file.
        """
        self._open = open_bytes
        with open_bytes() as file:
            first = file.read(_SAMPLE)
        known = encoding_asked(name, first, encoding) if encoding is not None else encoding_at_start(first)
        facts = _facts(self._raw(0), decide=known is None)
        self._raw_size = facts.size
        self._trusted = known is None and facts.is_utf8
        if known is None:
            sequences = 0 if facts.is_utf8 else _sequences(self._raw(0, facts.size))
            known = encoding_of_bytes(facts.is_ascii, facts.is_utf8, sequences)
        self._found: Encoding = known
        self.size = 0
        self.marked = False
        self._places: list[_Place] = []
        try:
            self._measure()
        except UnicodeError:
            raise cannot_decode(name, known.name) from None

    @property
    def encoding(self) -> str:
        return self._found.name

    @property
    def evidence(self) -> str:
        return self._found.evidence

    def first(self, size: int) -> bytes:
        """Its first bytes, all where there are fewer."""
        data = bytearray()
        for chunk in self.chunks(0):
            data += chunk
            if len(data) >= size:
                break
        return bytes(data[:size])

    def holds(self, text: bytes, begin: int) -> bool:
        """Whether it holds a text from a place on."""
        before = b""
        for chunk in self.chunks(begin):
            before = before[-len(text) :] + chunk
            if text in before:
                return True
        return False

    def chunks(self, begin: int) -> Iterator[bytes]:
        """Its bytes from a place on."""
        place = self._places[max(bisect_right(self._places, begin, key=lambda place: place.text) - 1, 0)]
        at = place.text
        for _, chunk, _ in self._recoded(place.file, place.state):
            chunk = with_nuls_marked(chunk)
            if at + len(chunk) > begin:
                yield chunk[max(begin - at, 0) : self.size - at]
            at += len(chunk)
            if at >= self.size:
                return

    def _measure(self) -> None:
        at = 0
        first_nul: int | None = None
        for place, chunk, marked in self._recoded(self._found.begin, None):
            self._places.append(_Place(at, *place))
            self.marked = self.marked or marked
            nul = chunk.find(b"\x00")
            if nul >= 0 and first_nul is None:
                first_nul = at + nul
            filled = chunk.rstrip(b"\x00")
            if filled:
                self.size = at + len(with_nuls_marked(filled))
            at += len(with_nuls_marked(chunk))
        # Zero bytes at the end are not text.
        self.marked = self.marked or (first_nul is not None and first_nul < self.size)

    def _recoded(self, begin: int, state: _State | None) -> Iterator[tuple[tuple[int, _State], bytes, bool]]:
        """Chunks in UTF-8 with the place that each begins at, and whether it may hold marks."""
        recoder: _Recoder = _Utf8(self._trusted) if self._found.codec == "utf-8" else _Other(self._found.codec)
        if state is not None:
            recoder.setstate(state)
        at, is_start = begin, begin == self._found.begin
        for raw in self._raw(begin, self._raw_size):
            state = recoder.getstate()
            chunk, marked = recoder.recode(raw, final=at + len(raw) >= self._raw_size)
            yield (at, state), chunk.removeprefix(codecs.BOM_UTF8) if is_start else chunk, marked
            at += len(raw)
            is_start = False

    def _raw(self, begin: int, end: int | None = None) -> Iterator[bytes]:
        """The bytes of the file from one place to another, at least one chunk even if it is empty."""
        at = begin
        with self._open() as file:
            _go_to(file, begin)
            while True:
                chunk = file.read(_CHUNK if end is None else min(_CHUNK, end - at))
                if chunk or at == begin:
                    yield chunk
                at += len(chunk)
                if not chunk or at == end:
                    return


def _go_to(file: BinaryIO, place: int) -> None:
    if file.seekable():
        file.seek(place)
        return
    while place and (passed := len(file.read(min(_CHUNK, place)))):
        place -= passed


@dataclass(slots=True)
class _Facts:
    """What all bytes tell. ``size``: without marks of the end of file, which old systems write."""

    size: int = 0
    is_ascii: bool = True
    is_utf8: bool = True


def _facts(chunks: Iterator[bytes], *, decide: bool) -> _Facts:
    """``decide``: whether the encoding depends on them."""
    facts = _Facts(is_ascii=decide, is_utf8=decide)
    at, rest, mark = 0, b"", -1
    for chunk in chunks:
        filled = len(chunk.rstrip(END_OF_FILE))
        mark = -1 if filled else mark
        if mark < 0 and (place := chunk.find(END_MARK, filled)) >= 0:
            mark = at + place
        at += len(chunk)
        facts.is_ascii = facts.is_ascii and chunk.isascii()
        if facts.is_utf8 and not facts.is_ascii:
            chunk = rest + chunk
            whole = _whole_characters(chunk)
            rest = chunk[whole:]
            facts.is_utf8 = is_utf8(chunk[:whole])
    facts.size = at if mark < 0 else mark
    facts.is_utf8 = facts.is_utf8 and not rest
    return facts


def _sequences(chunks: Iterator[bytes]) -> int:
    """Characters of UTF-8 beyond ASCII among other bytes."""
    count, rest = 0, b""
    for chunk in chunks:
        chunk = rest + chunk
        end = len(chunk.rstrip(_BEYOND_ASCII))
        count += count_sequences(chunk[:end])
        rest = chunk[end:]
    return count + count_sequences(rest)


def _whole_characters(data: bytes) -> int:
    """The length of some UTF-8 up to a character that goes on beyond its end."""
    for back in range(1, min(_LONGEST_CHARACTER, len(data) + 1)):
        byte = data[-back]
        if byte >= _FIRST_OF_MANY:
            length = 2 + (byte >= 0xE0) + (byte >= 0xF0)
            return len(data) - back if length > back else len(data)
        if byte < _FIRST_BEYOND_ASCII:
            break
    return len(data)


class _Recoder(Protocol):
    """Bytes to UTF-8, one chunk after another. ``state``: what is left over from the last one."""

    def recode(self, data: bytes, final: bool) -> tuple[bytes, bool]:
        """A chunk in UTF-8, and whether it may hold marks of broken bytes."""

    def getstate(self) -> _State: ...
    def setstate(self, state: _State) -> None: ...


class _Utf8:
    """UTF-8, all of it valid if it is trusted. What is valid is passed on as it is."""

    def __init__(self, trusted: bool) -> None:
        self._trusted = trusted
        self._rest = b""

    def recode(self, data: bytes, final: bool) -> tuple[bytes, bool]:
        data = self._rest + data if self._rest else data
        end = len(data) if final else _whole_characters(data)
        data, self._rest = data[:end], data[end:]
        if self._trusted or is_utf8(data):
            return data, False
        return data.decode("utf-8", MARKING).encode("utf-8"), True

    def getstate(self) -> _State:
        return self._rest, 0

    def setstate(self, state: _State) -> None:
        self._rest = state[0]


class _Other:
    def __init__(self, codec: str) -> None:
        # In pieces these want the byte order mark, which was looked for before; as a whole they do without.
        if codec in {"utf-16", "utf-32"}:
            codec += "-le" if sys.byteorder == "little" else "-be"
        self._decoder = codecs.getincrementaldecoder(codec)(MARKING)

    def recode(self, data: bytes, final: bool) -> tuple[bytes, bool]:
        text = self._decoder.decode(data, final)
        # A lone surrogate can come out of some codecs and cannot be written again.
        return text.encode("utf-8", "replace"), MARKS.search(text) is not None

    def getstate(self) -> _State:
        return self._decoder.getstate()

    def setstate(self, state: _State) -> None:
        self._decoder.setstate(state)
