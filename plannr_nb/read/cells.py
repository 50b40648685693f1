"""Raw columns to clean ones: marks replaced, mojibake found, white space trimmed, blank cells made missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from plannr_nb.read.encoding import MARKS, NUL_MARK, replaced

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
# First bytes, in UTF-8, of the white space beyond ASCII (U+0085, U+00A0, U+1680, U+2000 ff., U+3000), and the range in
# which its last bytes lie. Other characters begin and end so too: then a chunk is trimmed for nothing.
_SPACE_STARTS = (0xC2, 0xE1, 0xE2, 0xE3)
_SPACE_ENDS = (0x80, 0xAF)
_SCANNED = 1 << 18
_LAST_SPACE = 0x20
_FIRST_BEYOND_ASCII = 0x80
# Text without higher bytes than these holds no white space beyond ASCII, no mojibake, no marks.
_FIRST_OF_SPACES = 0xC2
_FIRST_OF_MOJIBAKE = 0xC3
_FIRST_OF_MARKS = 0xF4


@dataclass(slots=True)
class CellFlaws:
    """Rows of one column, counted from 1, whose cells were not as they should be."""

    broken: list[int] = field(default_factory=list)
    nul: list[int] = field(default_factory=list)
    mojibake: list[int] = field(default_factory=list)


def may_hold_mojibake(text: bytes | memoryview) -> bool:
    """Whether a text in UTF-8 holds the bytes that mojibake consists of."""
    import numpy as np

    letters = np.frombuffer(text, dtype=np.uint8)
    return _has_first_bytes(letters) and _MOJIBAKE_BYTES.search(text) is not None


def _has_first_bytes(letters: np.ndarray) -> bool:
    """Whether the first character of a mojibake stands anywhere; much faster than the search for all of it."""
    import numpy as np

    second = np.zeros(256, dtype=bool)
    second[list("ÂÃÄÅâïð".encode("latin-1"))] = True
    second = np.roll(second, -0x40)  # in UTF-8 these letters are 0xC3 and their code less 0x40
    for start in range(0, len(letters), _SCANNED):
        firsts = np.flatnonzero(letters[start : start + _SCANNED] == _FIRST_OF_MOJIBAKE) + start
        if second[letters.take(firsts + 1, mode="clip")].any():
            return True
    return False


def mended(text: str) -> str:
    """Text with what was decoded wrongly decoded rightly; other text unchanged.

    Examples
    --------
    >>> mended("ZoÃ« Â£5"), mended("Zoë")
    ('Zoë £5', 'Zoë')
    """
    for _ in range(3):  # some text went wrong more than once
        mended_once = _MOJIBAKE.sub(_decoded_run, text)
        if mended_once == text:
            break
        text = mended_once
    return text


def _decoded_run(run: re.Match[str]) -> str:
    try:
        return b"".join(map(_byte_of, run[0])).decode("utf-8")
    except UnicodeError:
        return run[0]


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
    flaws = CellFlaws()
    if (marked or mojibake) and (highest := max(map(_highest, column.chunks), default=0)) >= _FIRST_OF_MOJIBAKE:
        if marked and highest >= _FIRST_OF_MARKS:
            column = _without_marks(column, flaws)
        if mojibake and any(may_hold_mojibake(_letters(chunk).data) for chunk in column.chunks):
            column = _with_mojibake_found(column, flaws, mend)
    return _trimmed(column), flaws


def _highest(chunk: pa.Array) -> int:
    """The highest byte of the text in a chunk, 0 where there is none."""
    return int(_letters(chunk).max(initial=0))


def _letters(chunk: pa.Array) -> np.ndarray:
    """The text of all cells of a chunk, one after the other."""
    text, offsets = _buffers(chunk)
    return text[offsets[0] : offsets[-1]]


def _buffers(chunk: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes that a chunk's cells lie in, and where each begins, with the end of the last one."""
    import numpy as np

    _, offsets, text = chunk.buffers()
    if not len(chunk) or text is None:
        return np.zeros(0, dtype=np.uint8), np.zeros(len(chunk) + 1, dtype=np.int64)
    places = np.frombuffer(offsets, dtype=np.int64, count=chunk.offset + len(chunk) + 1)
    return np.frombuffer(text, dtype=np.uint8), places[chunk.offset :]


def _without_marks(column: pa.ChunkedArray, flaws: CellFlaws) -> pa.ChunkedArray:
    changed: dict[int, str] = {}
    for position, text in _matching(column, MARKS.pattern):
        found = MARKS.findall(text)
        if NUL_MARK in found:
            flaws.nul.append(position + 1)
        if any(mark != NUL_MARK for mark in found):
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


def _trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without white space around cells, blank ones null. Chunks that need neither are kept as they are."""
    import pyarrow as pa

    return pa.chunked_array([_trimmed_chunk(chunk) for chunk in column.chunks], type=pa.large_string())


def _trimmed_chunk(chunk: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not _may_have_space_around(chunk):
        return chunk
    trimmed = pc.utf8_trim_whitespace(chunk)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.large_string()), trimmed)


def _may_have_space_around(chunk: pa.Array) -> bool:
    """Whether white space may begin or end a cell.

    For an empty cell this looks at the letter of a neighbour, which is looked at anyway.
    """
    text, offsets = _buffers(chunk)
    letters = text[offsets[0] : offsets[-1]]
    if not len(letters) or (letters.min() > _LAST_SPACE and letters.max() < _FIRST_OF_SPACES):
        return False
    space_at_start, space_at_end = _space_tables()
    for positions, space in ((offsets[:-1], space_at_start), (offsets[1:] - 1, space_at_end)):
        found = text.take(positions, mode="clip")
        if found.min() <= _LAST_SPACE or (found.max() >= _FIRST_BEYOND_ASCII and space[found].any()):
            return True
    return False


@cache
def _space_tables() -> tuple[np.ndarray, np.ndarray]:
    """For each byte whether white space may begin, and may end, with it."""
    import numpy as np

    start = np.arange(256) <= _LAST_SPACE
    end = start.copy()
    start[list(_SPACE_STARTS)] = True
    end[_SPACE_ENDS[0] : _SPACE_ENDS[1] + 1] = True
    return start, end
