"""Raw columns to clean ones: marks replaced, mojibake found, white space trimmed, blank cells made missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from plannr_nb.read.files.encoding import MARKS, NUL_MARK, replaced

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["CellFlaws", "clean_column", "may_hold_mojibake", "mended"]

# The characters that the bytes 0x80 to 0xBF of UTF-8 become when they are read as Windows-1252. Of the first bytes
# only those of Latin letters, punctuation and pictures are looked for: else "Ó’" would count as a Cyrillic letter.
_NEXT = "[\u0080-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MOJIBAKE = re.compile(f"[Â-Å]{_NEXT}|[âï]{_NEXT}{{2}}|ð{_NEXT}{{3}}")
_MOJIBAKE_BYTES = re.compile(
    rb"\xc3[\x82-\x85\xa2\xaf\xb0](?:\xc2[\x80-\xbf]|\xe2[\x80-\x84]|[\xc5\xc6\xcb][\x80-\xbf])"
)
# What is trimmed: white space, and byte order marks, which stand inside files that were joined.
_ASCII_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f "
_SPACES = "\u0085\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
_FORMULA = r'^\s*="[^"]*"\s*$'
_QUOTE, _EQUALS = b'"='
_SCANNED = 1 << 18
_LAST_SPACE = 0x20
_FIRST_BEYOND_ASCII = 0x80
# Text without higher bytes than these holds no white space beyond ASCII, no mojibake, no marks.
_FIRST_OF_SPACES = 0xC2
_FIRST_OF_LONG_SPACES = 0xE1
_SHORT_SPACES = (0x85, 0xA0)
_FIRST_OF_MOJIBAKE = 0xC3
_FIRST_OF_MARKS = 0xF4


@dataclass(slots=True)
class CellFlaws:
    """Rows of one column, counted from 1, whose cells were not as they should be."""

    broken: list[int] = field(default_factory=list)
    nul: list[int] = field(default_factory=list)
    mojibake: list[int] = field(default_factory=list)
    formulas: list[int] = field(default_factory=list)


def may_hold_mojibake(text: bytes | memoryview) -> bool:
    """Whether a text in UTF-8 holds the bytes that mojibake consists of."""
    import numpy as np

    letters = np.frombuffer(text, dtype=np.uint8)
    return _has_first_bytes(letters) and _MOJIBAKE_BYTES.search(text) is not None


def _has_first_bytes(letters: np.ndarray) -> bool:
    """Whether the first character of a mojibake stands anywhere; much faster than the search for all of it."""
    import numpy as np

    for start in range(0, len(letters), _SCANNED):
        part = letters[start : start + _SCANNED + 2]
        # Few texts have two characters beyond ASCII side by side.
        together = (part[:-2] == _FIRST_OF_MOJIBAKE) & (part[2:] >= _FIRST_BEYOND_ASCII)
        if together.any() and _mojibake_table()[part[1:][np.flatnonzero(together)]].any():
            return True
    return False


@cache
def _mojibake_table() -> np.ndarray:
    """For each byte whether it may be the second one of a mojibake."""
    import numpy as np

    second = np.zeros(256, dtype=bool)
    second[list("ÂÃÄÅâïð".encode()[1::2])] = True
    return second


def mended(text: str) -> str:
    """Text with what was decoded wrongly decoded rightly; other text unchanged.

    Examples
    --------
    >>> mended("ZoÃ« Â£5"), mended("Zoë")
    ('Zoë £5', 'Zoë')
    """
    for _ in range(3):  # some text went wrong more than once
        mended_once = _MOJIBAKE.sub(lambda found: _decoded(found[0]), text)
        if mended_once == text:
            break
        text = mended_once
    return text


@lru_cache(maxsize=4_096)
def _decoded(run: str) -> str:
    """A few characters as the one that they were, if they were one."""
    try:
        return b"".join(map(_byte_of, run)).decode("utf-8")
    except UnicodeError:
        return run


def _byte_of(char: str) -> bytes:
    # Windows leaves five bytes undefined and passes them through as control characters.
    return char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252")


def clean_column(
    column: pa.ChunkedArray, *, marked: bool, mojibake: bool, mend: bool
) -> tuple[pa.ChunkedArray, CellFlaws]:
    """A column as it goes into the frame, and what was found in it.

    Parameters
    ----------
    column
        Text, its empty cells null.
    marked, mojibake
        Whether to look for marks of broken bytes, and for mojibake.
    mend
        Whether to mend mojibake.
    """
    import pyarrow as pa

    flaws = CellFlaws()
    chunks = _chunks_of(column)
    if marked and any(chunk.highest >= _FIRST_OF_MARKS for chunk in chunks):
        column = _without_marks(column, flaws)
        chunks = _chunks_of(column)
    if mojibake and any(chunk.may_hold_mojibake for chunk in chunks):
        column = _with_mojibake_found(column, flaws, mend)
        chunks = _chunks_of(column)
    if any(chunk.may_hold_formulas for chunk in chunks):
        column = _without_formulas(column, flaws)
        chunks = _chunks_of(column)
    return pa.chunked_array([chunk.trimmed() for chunk in chunks], type=pa.large_string()), flaws


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some cells of a column that lie in memory one after the other.

    Attributes
    ----------
    text
        The bytes they lie in.
    offsets
        Where each begins there, and where the last one ends.
    lowest, highest
        Their lowest and highest byte; where they have none, none that is looked for.
    """

    cells: pa.Array
    text: np.ndarray
    offsets: np.ndarray
    lowest: int
    highest: int

    @property
    def letters(self) -> np.ndarray:
        return self.text[self.offsets[0] : self.offsets[-1]]

    @property
    def may_hold_mojibake(self) -> bool:
        return self.highest >= _FIRST_OF_MOJIBAKE and may_hold_mojibake(self.letters.data)

    @property
    def may_hold_formulas(self) -> bool:
        return self.lowest <= _QUOTE and self.highest >= _EQUALS and bool((self.letters == _QUOTE).any())

    def trimmed(self) -> pa.Array:
        """The cells without white space around them, blank ones null. Where there is none they are not copied."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self._may_have_space_around():
            return self.cells
        trimmed = pc.utf8_trim(self.cells, characters=_ASCII_SPACES + _SPACES)
        return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.large_string()), trimmed)

    def _may_have_space_around(self) -> bool:
        """Whether white space may begin or end a cell.

        For an empty cell this looks at the letter of a neighbour, which is looked at anyway.
        """
        beyond_ascii = self._may_hold_space_beyond_ascii()
        if self.lowest > _LAST_SPACE and not beyond_ascii:
            return False
        begins, ends = self.offsets[:-1], self.offsets[1:] - 1
        if any(self.text.take(edges, mode="clip").min() <= _LAST_SPACE for edges in (begins, ends)):
            return True
        at_begin, at_end = _space_tables()
        return beyond_ascii and (self._holds_pair(begins, at_begin) or self._holds_pair(ends - 1, at_end))

    def _holds_pair(self, places: np.ndarray, pairs: np.ndarray) -> bool:
        """Whether some two bytes stand at any of some places."""
        first, second = self.text.take(places, mode="clip"), self.text.take(places + 1, mode="clip")
        return bool(pairs[first, second].any())

    def _may_hold_space_beyond_ascii(self) -> bool:
        if self.highest >= _FIRST_OF_LONG_SPACES:
            return True
        # Of the letters of two bytes these two, of which pounds signs have none.
        return self.highest >= _FIRST_OF_SPACES and any(bool((self.letters == byte).any()) for byte in _SHORT_SPACES)


def _chunks_of(column: pa.ChunkedArray) -> list[_Chunk]:
    return [_chunk_of(cells) for cells in column.chunks]


def _chunk_of(cells: pa.Array) -> _Chunk:
    import numpy as np

    _, offsets, text = cells.buffers()
    if not len(cells) or text is None:
        return _Chunk(cells, np.zeros(0, np.uint8), np.zeros(1, np.int64), _FIRST_BEYOND_ASCII, 0)
    begins = np.frombuffer(offsets, dtype=np.int64, count=cells.offset + len(cells) + 1)[cells.offset :]
    whole = np.frombuffer(text, dtype=np.uint8)
    letters = whole[begins[0] : begins[-1]]
    if not len(letters):
        return _Chunk(cells, whole, begins, _FIRST_BEYOND_ASCII, 0)
    return _Chunk(cells, whole, begins, int(np.minimum.reduce(letters)), int(np.maximum.reduce(letters)))


@cache
def _space_tables() -> tuple[np.ndarray, np.ndarray]:
    """For each two bytes whether white space beyond ASCII may begin, and may end, with them."""
    import numpy as np

    begins, ends = np.zeros((2, 256, 256), dtype=bool)
    for space in map(str.encode, _SPACES):
        begins[space[0], space[1]] = ends[space[-2], space[-1]] = True
    return begins, ends


def _without_marks(column: pa.ChunkedArray, flaws: CellFlaws) -> pa.ChunkedArray:
    changed: dict[int, str] = {}
    for position, text in _matching(column, MARKS.pattern):
        if NUL_MARK in text:
            flaws.nul.append(position + 1)
        if MARKS.search(text.replace(NUL_MARK, "")):
            flaws.broken.append(position + 1)
        changed[position] = replaced(text)
    return _with(column, changed)


def _with_mojibake_found(column: pa.ChunkedArray, flaws: CellFlaws, mend: bool) -> pa.ChunkedArray:
    changed: dict[int, str] = {}
    for position, text in _matching(column, _MOJIBAKE.pattern):
        right = mended(text)
        if right != text:
            flaws.mojibake.append(position + 1)
            changed[position] = right
    return _with(column, changed) if mend else column


def _without_formulas(column: pa.ChunkedArray, flaws: CellFlaws) -> pa.ChunkedArray:
    """Texts for those that are written ``="00123"``, which keeps a spreadsheet from taking them for numbers."""
    changed: dict[int, str] = {}
    for position, text in _matching(column, _FORMULA):
        flaws.formulas.append(position + 1)
        changed[position] = text.strip()[2:-1]
    return _with(column, changed)


def _matching(column: pa.ChunkedArray, pattern: str) -> Iterator[tuple[int, str]]:
    """Positions and texts of the cells in which a pattern is found."""
    import numpy as np
    import pyarrow.compute as pc

    found = pc.match_substring_regex(column, pattern).fill_null(False)
    positions = np.flatnonzero(found.to_numpy())
    return zip(positions.tolist(), column.take(positions).to_pylist(), strict=True)


def _with(column: pa.ChunkedArray, changed: dict[int, str]) -> pa.ChunkedArray:
    """The column with other texts at some positions, which ascend."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not changed:
        return column
    mask = np.zeros(len(column), dtype=bool)
    mask[list(changed)] = True
    texts = [text or None for text in changed.values()]
    return pc.replace_with_mask(column, pa.array(mask), pa.array(texts, type=pa.large_string()))
