"""The rows of a file as columns of raw text, before it is decided which of them are the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from plannr_nb.read.text.rows import Flaw, Row
from plannr_nb.row_numbers import RowRanges

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["Grid", "blank_grid", "grid_from_rows", "joined"]

_CHUNK = 20_000
# Python looks through all lists that are alive again and again, so rows are soon made columns.
_BATCH = 500
_FEW = 1_000
# Where so many rows are wanted, taking them costs more than looking at all.
_MOST = 0.25
_BLANK = 1 << 20


@dataclass(slots=True)
class Grid:
    """All rows of a file or sheet. Row numbers count from 1, as a spreadsheet shows them.

    Attributes
    ----------
    columns
        One Arrow column of text per position, all of the same length; empty cells are null.
    rows
        Their length.
    odd
        Row number -> number of cells, for the rows, blank lines apart, that have more or fewer than there are columns.
    surplus
        Row number -> the cells beyond the columns.
    flaws
        Row number -> what was wrong with its quotes.
    """

    columns: list[pa.ChunkedArray]
    rows: int
    odd: dict[int, int] = field(default_factory=dict)
    surplus: dict[int, list[str]] = field(default_factory=dict)
    flaws: dict[int, Flaw] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.columns)

    def row(self, number: int) -> list[str]:
        """The cells of one row, blank ones as empty text, without surplus."""
        return [column[number - 1].as_py() or "" for column in self.columns]

    def row_list(self, first: int, last: int) -> list[list[str]]:
        """The cells of rows ``first`` to ``last``, both included."""
        count = max(last - first + 1, 0)
        columns = [column.slice(first - 1, count).to_pylist() for column in self.columns]
        return [[cell or "" for cell in cells] for cells in zip(*columns, strict=True)]

    def cells(self, position: int, first: int, last: int) -> Iterable[str | None]:
        """The cells of one column in rows ``first`` to ``last``."""
        return self.columns[position].slice(first - 1, max(last - first + 1, 0)).to_pylist()

    def blank_rows(self) -> RowRanges:
        """Rows without any filled cell, surplus included. Asks for clean columns, in which blank cells are null."""
        found = _rows_with([(column, "") for column in sorted(self.columns, key=lambda column: column.null_count)])
        if found is None:
            return RowRanges()
        for row, cells in self.surplus.items():
            found[row - 1] &= not any(map(str.strip, cells))
        return RowRanges.where(found)

    def rows_like(self, cells: Sequence[str]) -> list[int]:
        """Rows whose cells are all the same as these."""
        found = _rows_with(sorted(zip(self.columns, cells, strict=True), key=lambda pair: not pair[1]))
        return [] if found is None else _numbers(found)

    def blank_count(self, position: int) -> int:
        """How many cells of one clean column are blank."""
        return self.columns[position].null_count

    def rows_with_one_cell(self) -> list[int]:
        """Rows with a single filled cell, surplus apart. Asks for clean columns."""
        import numpy as np
        import pyarrow.compute as pc

        if sum(1 for column in self.columns if not column.null_count) > 1:
            return []
        # How many cells of each row are filled, two standing for all that are more.
        filled = np.zeros(self.rows, dtype=np.int8)
        few: np.ndarray | None = None
        for column in sorted(self.columns, key=lambda column: column.null_count):
            if few is None:
                filled = np.minimum(filled + pc.is_valid(column).to_numpy(zero_copy_only=False), 2)
                if np.count_nonzero(filled < 2) <= self.rows * _MOST:
                    few = np.flatnonzero(filled < 2)
            elif len(few):
                filled[few] += pc.is_valid(_taken(column, few)).to_numpy(zero_copy_only=False)
                few = few[filled[few] < 2]
        return _numbers(filled == 1)

    def rows_of_words(self, positions: Sequence[int], *, or_blank: bool, most: int) -> list[int]:
        """Rows whose cells in all of some columns begin with a letter of Western languages, or may be blank, too.

        ``most``: how many of them are wanted.
        """
        import numpy as np

        found = np.ones(self.rows, dtype=bool)
        for position in positions:
            begins = [_first_bytes(chunk) for chunk in self.columns[position].chunks]
            first = np.concatenate(begins or [np.zeros(self.rows, dtype=np.uint8)])
            found &= _letters()[first] | ((first == 0) & or_blank)
            if not found.any():
                return []
        return (np.flatnonzero(found)[:most] + 1).tolist()

    def rows_matching(self, position: int, pattern: str, holding: Sequence[str] = ()) -> list[int]:
        """Rows whose cell in one column has a match for a pattern in it.

        ``holding``: texts of which every match holds one, where this is known, to save the search where none occurs.
        """
        import pyarrow.compute as pc

        if holding and not any(_holds(chunk, holding) for chunk in self.columns[position].chunks):
            return []
        found = pc.match_substring_regex(self.columns[position], pattern).fill_null(False)
        return _numbers(found.to_numpy())


def grid_from_rows(rows: Iterable[Row], width: int) -> Grid:
    """A grid of parsed rows, padded to a width; what goes beyond it is surplus."""
    import pyarrow as pa

    grid = Grid([], 0)
    chunks: list[list[Any]] = [[] for _ in range(width)]
    waiting: list[list[str | None]] = [[] for _ in range(width)]
    for batch in _batches(rows):
        cells = [_fitted(grid, row, width) for row in batch]
        for texts, column in zip(waiting, zip(*cells, strict=True), strict=False):
            texts += [text or None for text in column]
        if grid.rows % _CHUNK == 0:
            _hand_over(waiting, chunks)
    _hand_over(waiting, chunks)
    grid.columns = [pa.chunked_array(arrays, type=pa.large_string()) for arrays in chunks]
    return grid


def _hand_over(waiting: list[list[str | None]], chunks: list[list[Any]]) -> None:
    """Make chunks of the columns of cells that wait for it."""
    import pyarrow as pa

    for texts, arrays in zip(waiting, chunks, strict=True):
        if texts:
            arrays.append(pa.array(texts, type=pa.large_string()))
            texts.clear()


def blank_grid(rows: int, width: int) -> Grid:
    """A grid of blank lines."""
    import pyarrow as pa

    # However many they are, they lie in memory once.
    lines = pa.nulls(min(rows, _BLANK), pa.large_string())
    chunks = [lines] * (rows // _BLANK) + ([lines[: rows % _BLANK]] if rows % _BLANK else [])
    blank = pa.chunked_array(chunks, type=pa.large_string())
    return Grid([blank] * width, rows)


def joined(grids: Sequence[Grid]) -> Grid:
    """Grids of the same width, one below the other."""
    import pyarrow as pa

    whole = Grid([], 0)
    for grid in grids:
        whole.odd.update((whole.rows + row, count) for row, count in grid.odd.items())
        whole.surplus.update((whole.rows + row, cells) for row, cells in grid.surplus.items())
        whole.flaws.update((whole.rows + row, flaw) for row, flaw in grid.flaws.items())
        whole.rows += grid.rows
    whole.columns = [
        pa.chunked_array([chunk for column in columns for chunk in column.chunks], type=pa.large_string())
        for columns in zip(*(grid.columns for grid in grids), strict=True)
    ]
    return whole


def _rows_with(wanted: Sequence[tuple[pa.ChunkedArray, str]]) -> np.ndarray | None:
    """For each row whether it holds some texts, blank ones included, in some columns; None where no row does.

    Best those columns come first whose text few rows hold.
    """
    import numpy as np
    import pyarrow.compute as pc

    found: np.ndarray | None = None
    few: np.ndarray | None = None
    for column, text in wanted:
        cells = column if few is None else _taken(column, few)
        same = pc.equal(cells, text).fill_null(False) if text else pc.is_null(cells)
        hits = same.to_numpy(zero_copy_only=False)
        if few is not None:
            few = few[hits]
        else:
            found = hits if found is None else found & hits
            if np.count_nonzero(found) <= len(found) * _MOST:
                few = np.flatnonzero(found)
        if few is not None and not len(few):
            return None
    if found is not None and few is not None:
        found = np.zeros(len(found), dtype=bool)
        found[few] = True
    return found


def _numbers(found: np.ndarray) -> list[int]:
    """The rows for which an array holds true."""
    import numpy as np

    return (np.flatnonzero(found) + 1).tolist()


def _taken(column: pa.ChunkedArray, positions: np.ndarray) -> pa.Array | pa.ChunkedArray:
    import pyarrow as pa

    # Arrow's take copes slowly with many chunks, however few cells are wanted.
    if len(positions) <= _FEW and column.num_chunks > 1:
        return pa.array([column[position].as_py() for position in positions.tolist()], type=pa.large_string())
    return column.take(positions)


def _holds(chunk: pa.LargeStringArray, texts: Sequence[str]) -> bool:
    """Whether any of some texts stands anywhere in the bytes of a chunk."""
    data = chunk.buffers()[2]
    held = data.to_pybytes() if data is not None else b""
    # Single bytes are found much faster than texts, and some are often missing.
    return any(all(byte in held for byte in text) and text in held for text in map(str.encode, texts))


def _first_bytes(chunk: pa.LargeStringArray) -> np.ndarray:
    """The first byte of each cell, 0 for blank ones."""
    import numpy as np

    _, offsets, data = chunk.buffers()
    if data is None or not data.size or not len(chunk):
        return np.zeros(len(chunk), dtype=np.uint8)
    bounds = np.frombuffer(offsets, dtype=np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    begins = np.frombuffer(data, dtype=np.uint8).take(bounds[:-1], mode="clip")
    begins[bounds[1:] == bounds[:-1]] = 0
    return begins


@cache
def _letters() -> np.ndarray:
    """For each byte whether a Western letter may begin with it, in UTF-8."""
    import numpy as np

    letters = np.zeros(256, dtype=bool)
    letters[[*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1), *range(0xC3, 0xC9)]] = True
    return letters


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    pending = iter(rows)
    while batch := list(islice(pending, _BATCH)):
        yield batch


def _fitted(grid: Grid, row: Row, width: int) -> list[str]:
    """The cells of a row at the grid's width; what is odd about the row is noted in the grid."""
    grid.rows += 1
    cells = row.cells
    if row.flaw is not None:
        grid.flaws[grid.rows] = row.flaw
    if len(cells) == width:
        return cells
    if cells:
        grid.odd[grid.rows] = len(cells)
    if len(cells) > width:
        grid.surplus[grid.rows] = cells[width:]
        return cells[:width]
    return cells + [""] * (width - len(cells))
