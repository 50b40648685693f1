"""A file in pieces of whole rows, each a grid of its own, which read just as they would as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from plannr_nb.read.grid import Grid, grid_from_rows
from plannr_nb.read.text.arrow_lane import CleanParse, may_be_clean
from plannr_nb.read.text.malformed import MOST_LINES, Lookahead
from plannr_nb.read.text.masking import Masking
from plannr_nb.read.text.rows import Row, has_spaced_quotes, lines_of, parse_rows
from plannr_nb.read.text.text import Judged
from plannr_nb.read.text.text_stream import TextStream

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["GridPieces", "Pieces", "TextPieces"]

_PIECE = 1 << 22
_PIECE_ROWS = 50_000
# The careful lane takes a little first, and ever more where what follows needs it, too.
_LITTLE = 1 << 16
# How many bytes below a row it may look for the end of a quoted cell: more than the longest one that the standard
# library's reader takes.
_AHEAD = 1 << 20


class Pieces(Protocol):
    """The rows of a file in grids of the same width."""

    @property
    def width(self) -> int: ...

    def __iter__(self) -> Iterator[Grid]:
        """All of them, from the first one on."""

    def piece(self, at: int) -> Grid:
        """One of those gone through before."""


class GridPieces:
    """The pieces of a grid that is held."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.width = grid.width

    def __iter__(self) -> Iterator[Grid]:
        return (self.piece(at) for at in range(-(-self._grid.rows // _PIECE_ROWS)))

    def piece(self, at: int) -> Grid:
        above = at * _PIECE_ROWS
        rows = range(above + 1, min(above + _PIECE_ROWS, self._grid.rows) + 1)
        return Grid(
            [column.slice(above, len(rows)) for column in self._grid.columns],
            len(rows),
            {row - above: count for row, count in self._grid.odd.items() if row in rows},
            {row - above: cells for row, cells in self._grid.surplus.items() if row in rows},
            {row - above: flaw for row, flaw in self._grid.flaws.items() if row in rows},
        )


@dataclass(slots=True)
class _Place:
    """Where a piece begins, and what its parse depends on besides the text.

    Attributes
    ----------
    left
        What is left of the lookahead.
    little
        How much the careful lane takes if the fast one cannot.
    """

    begin: int
    left: int
    little: int


class TextPieces:
    """The pieces of a text, parsed anew each time.

    Attributes
    ----------
    fast
        Whether the careful lane read nothing but some rows amid others.
    ends_mid_line
        Whether the last line has no end.
    """

    def __init__(self, text: TextStream, judged: Judged) -> None:
        self._text = text
        self._begin = judged.begin
        self._dialect = judged.choice.dialect
        self._may_be_clean = may_be_clean(self._dialect)
        self._masking = None if self._dialect.is_plain else Masking(self._dialect)
        self._places: list[_Place] = []
        self._again: _Window | None = None
        self.width = judged.width
        self.fast = True
        self.ends_mid_line = True

    def __iter__(self) -> Iterator[Grid]:
        self._places = []
        window = _Window(self._text, self._begin)
        place = _Place(self._begin, Lookahead().left, _LITTLE)
        while place.begin < self._text.size:
            self._places.append(place)
            grid, place = self._parsed(window, place)
            last = window.block(place.begin - 1, place.begin).to_pybytes()
            self.ends_mid_line = last not in {b"\n", b"\r"}
            yield grid

    def piece(self, at: int) -> Grid:
        # A packed file can only be read forward, so the last window goes on where it can.
        if self._again is None or self._again.begin > self._places[at].begin:
            self._again = _Window(self._text, self._places[at].begin)
        return self._parsed(self._again, self._places[at])[0]

    def _parsed(self, window: _Window, place: _Place) -> tuple[Grid, _Place]:
        """The piece at a place, and the place after it."""
        window.go_to(place.begin)
        if self._may_be_clean:
            lookahead = Lookahead(place.left)
            parse = CleanParse(window, self._text.size, self._dialect, self.width, lookahead=lookahead, most=_PIECE)
            clean = parse.clean_rows(place.begin)
            if clean is not None and clean[0].rows:
                return clean[0], _Place(clean[1], lookahead.left, _LITTLE)
            if clean is not None and place.little == _LITTLE and (stretch := parse.stretch(place.begin)):
                grid = grid_from_rows(stretch.rows, self.width)
                return grid, _Place(stretch.end, lookahead.left, _LITTLE * 4)
        self.fast = False
        lookahead = Lookahead(place.left)
        grid, end = self._careful(window, place, lookahead)
        return grid, _Place(end, lookahead.left, min(place.little * 4, _PIECE))

    def _careful(self, window: _Window, place: _Place, lookahead: Lookahead) -> tuple[Grid, int]:
        """The rows that begin in so many bytes from a place on, and where the last of them ends."""
        size = place.little if self._may_be_clean else _PIECE
        lines = window.lines(place.begin + size)
        rows = parse_rows(
            lines, self._dialect, self.width, spaced=self._spaced, lookahead=lookahead, masking=self._masking
        )
        taken: list[Row] = []
        used = end = 0
        while used < len(lines) and end < size:
            row = next(rows)
            taken.append(row)
            end += _size(lines[used : used + row.lines])
            used += row.lines
        return grid_from_rows(taken, self.width), place.begin + end

    @cached_property
    def _spaced(self) -> bool:
        """Whether the text has spaced quotes anywhere."""
        window = _Window(self._text, self._begin)
        at = self._begin
        while self._dialect.quote and at < self._text.size:
            window.go_to(at)
            lines = window.lines(at + _AHEAD, ahead=0)
            if has_spaced_quotes(lines, self._dialect):
                return True
            at += _size(lines)
        return False


class _Window:
    """A text from a place on, as far as it is wanted."""

    def __init__(self, text: TextStream, begin: int) -> None:
        self._chunks = text.chunks(begin)
        self._data = b""
        self.begin = begin

    def block(self, start: int, end: int) -> pa.Buffer:
        """The bytes between two places."""
        import pyarrow as pa

        self._fill(end)
        return pa.py_buffer(self._data)[start - self.begin : end - self.begin]

    def lines(self, place: int, ahead: int = _AHEAD) -> list[str]:
        """The lines down to a place, and as many more as the careful lane may look at from there."""
        while True:
            size = place + ahead - self.begin
            is_last = not self._fill(place + ahead + 1)
            end = len(self._data) if is_last else _line_end(self._data, size)
            below = self._data.count(b"\n", place - self.begin, end) + self._data.count(b"\r", place - self.begin, end)
            # A line may have two of them.
            if is_last or (end and below >= 2 * MOST_LINES) or (end and not ahead):
                return lines_of(self._data[:end].decode("utf-8"))
            ahead = max(ahead * 2, _LITTLE)

    def go_to(self, place: int) -> None:
        """Leave what is above a place."""
        while place - self.begin > len(self._data) and (chunk := next(self._chunks, None)) is not None:
            self.begin += len(self._data)
            self._data = chunk
        self._data = self._data[place - self.begin :]
        self.begin = place

    def _fill(self, place: int) -> bool:
        """Whether the text reaches down to a place."""
        missing = place - self.begin - len(self._data)
        parts = [self._data]
        while missing > 0 and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            missing -= len(chunk)
        if len(parts) > 1:
            self._data = b"".join(parts)
        return missing <= 0


def _size(lines: Sequence[str]) -> int:
    return len("".join(lines).encode())


def _line_end(data: bytes, size: int) -> int:
    """The place after the last line end among the first bytes, 0 where there is none. The text goes on."""
    end = max(data.rfind(b"\n", 0, size), data.rfind(b"\r", 0, size)) + 1
    return end + (data[end - 1 : end + 1] == b"\r\n")
