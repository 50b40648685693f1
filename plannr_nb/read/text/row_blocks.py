"""A text in blocks of whole rows, each looked through before Arrow parses it.

No block ends in a quoted cell or between CR and LF, so each can be parsed, and judged, by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plannr_nb.read.files.letters import Letters
from plannr_nb.read.files.source import BlockReader
from plannr_nb.read.text.long_cells import LONGEST_CELL
from plannr_nb.read.text.rows import Dialect

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["RowBlocks", "places_of_rows"]

_FIRST_BLOCK = 1 << 18
_BLOCK = 1 << 22
# Small enough for what is scanned to stay in the processor's cache.
_SCANNED = 1 << 18
_LAST = 1 << 12
_LF, _CR, _QUOTE = b'\n\r"'


class RowBlocks:
    """A file for Arrow to read, which gives a block of whole rows at a time, and ends at a row that breaks the rules.

    Parameters
    ----------
    letters
        Is shown every block, where it is not known yet that the text is valid. What is not valid breaks the rules, too.
    most
        After how many bytes no other block is given; None for no limit.

    Attributes
    ----------
    at
        Up to where blocks were given.
    """

    closed = False

    def __init__(
        self,
        reader: BlockReader,
        start: int,
        end: int,
        dialect: Dialect,
        letters: Letters | None = None,
        most: int | None = None,
    ) -> None:
        self._reader = reader
        self._end = end
        self._dialect = dialect
        self._letters = letters
        self._size = min(_FIRST_BLOCK, _BLOCK)
        self._enough = end if most is None else min(start + most, end)
        self._broken = False
        self.at = start

    def read(self, _size: int = -1) -> pa.Buffer:
        """The next block, whatever size was asked for; an empty one at the end."""
        import pyarrow as pa

        size = self._size
        self._size = min(size * 4, _BLOCK)
        while self.at < self._enough and not self._broken:
            end = min(self.at + size, self._end)
            block = self._reader.block(self.at, end)
            rows = self._whole_rows(block, is_last=end == self._end)
            if rows and self._is_valid(block.slice(0, rows)):
                self.at += rows
                return block.slice(0, rows)
            size *= 4
            self._broken = self._broken or size > LONGEST_CELL
        return pa.py_buffer(b"")

    def _is_valid(self, block: pa.Buffer) -> bool:
        if self._letters is None:
            return True
        self._letters.see(block)
        self._broken = self._broken or not self._letters.valid
        return self._letters.valid

    def _whole_rows(self, block: pa.Buffer, *, is_last: bool) -> int:
        """The length of the whole rows that a block begins with, as far as they keep the rules."""
        import numpy as np

        text = np.frombuffer(block, dtype=np.uint8)
        end = len(text) if is_last else _last_line_end(text)
        if not self._dialect.quote:
            return end
        text = text[:end]
        if _all_cells_enclosed(text, self._dialect.delimiter):
            return end
        count, broken = _follow_quotes(text, self._dialect.delimiter)
        if broken is None and count % 2 == 0:
            return end
        self._broken = broken is not None or is_last
        ends = _row_ends(text if broken is None else text[:broken])
        return int(ends[-1]) if len(ends) else 0


def places_of_rows(blocks: RowBlocks, numbers: Sequence[int]) -> list[int]:
    """Where some of the rows in blocks begin. Their numbers ascend and count from 1."""
    import numpy as np

    places: list[int] = []
    above, begin = 0, blocks.at
    while len(places) < len(numbers) and (block := blocks.read()).size:
        begins = np.concatenate([[0], _row_ends(np.frombuffer(block, dtype=np.uint8))])
        begins = begins[begins < block.size]
        here = [number - above for number in numbers[len(places) :] if number <= above + len(begins)]
        places += [begin + int(begins[number - 1]) for number in here]
        above, begin = above + len(begins), blocks.at
    return places


def _last_line_end(text: np.ndarray) -> int:
    """The place after the last line end, 0 where there is none."""
    import numpy as np

    for begin in (max(len(text) - _LAST, 0), 0):
        ends = np.flatnonzero((text[begin:] == _LF) | (text[begin:] == _CR)) + begin
        # After a CR at the very end an LF may follow.
        if len(ends) and ends[-1] == len(text) - 1 and text[-1] == _CR:
            ends = ends[:-1]
        if len(ends):
            return int(ends[-1]) + 1
    return 0


def _row_ends(text: np.ndarray) -> np.ndarray:
    """The places after line ends that stand in no quoted cell, of a text that begins with a row."""
    import numpy as np

    is_end = text == _LF
    is_end[:-1] |= (text[:-1] == _CR) & (text[1:] != _LF)
    is_end[-1:] |= text[-1:] == _CR
    ends = np.flatnonzero(is_end)
    return ends[np.searchsorted(np.flatnonzero(text == _QUOTE), ends) % 2 == 0] + 1


def _all_cells_enclosed(text: np.ndarray, delimiter: str) -> bool:
    """Whether in whole rows every cell stands in quotes and none holds a quote: so many are better not followed."""
    line_end = b"\r\n" if text[-2:-1].tobytes() == b"\r" else b"\n"
    at = 0
    while at < len(text):
        part = text[at : at + _SCANNED]
        if at + len(part) < len(text):
            last = part[-_LAST:]
            row_end = last.tobytes().rfind(b'"%b"' % line_end)
            part = part[: len(part) - len(last) + row_end + 1 + len(line_end)] if row_end >= 0 else part[:0]
        if not _are_enclosed(part, delimiter.encode(), line_end):
            return False
        at += len(part)
    return True


def _are_enclosed(text: np.ndarray, delimiter: bytes, line_end: bytes) -> bool:
    """Whether each quote but the first and the last is one of two that stand around a delimiter or line end."""
    import numpy as np

    last = len(text) - len(line_end) - 1
    if last < 1 or text[0] != _QUOTE or text[last] != _QUOTE or text[last + 1 :].tobytes() != line_end:
        return False
    is_quote = text == _QUOTE
    closes, opens = np.zeros((2, len(text)), dtype=bool)
    for gap in (delimiter, line_end):
        found = is_quote[: -len(gap) - 1] & is_quote[len(gap) + 1 :]
        for place, byte in enumerate(gap, start=1):
            found &= text[place : place + len(found)] == byte
        closes[: len(found)] |= found
        opens[len(gap) + 1 :] |= found
    pairs = np.count_nonzero(closes)
    return not (closes[0] or opens[last] or (closes & opens).any()) and np.count_nonzero(is_quote) == 2 * pairs + 2


def _follow_quotes(text: np.ndarray, delimiter: str) -> tuple[int, int | None]:
    """How many quotes there are, and the place of the first one that stands where none should.

    Quotes open cells after an edge and close them before one, and are doubled inside. Taken in turn they then open and
    close, where a doubled one closes and opens again at once.
    """
    import numpy as np

    edges = np.zeros(256, dtype=bool)
    edges[[ord(delimiter), _LF, _CR, _QUOTE]] = True
    last = len(text) - 1
    seen = 0
    for at in range(0, len(text), _SCANNED):
        quotes = np.flatnonzero(text[at : at + _SCANNED] == _QUOTE) + at
        opening, closing = quotes[seen % 2 :: 2], quotes[1 - seen % 2 :: 2]
        opens_well = edges[text.take(opening - 1, mode="clip")] | (opening == 0)
        closes_well = edges[text.take(closing + 1, mode="clip")] | (closing == last)
        if not (opens_well.all() and closes_well.all()):
            return seen, int(min([*opening[~opens_well][:1], *closing[~closes_well][:1]]))
        seen += len(quotes)
    return seen, None
