"""The columns of a table: their names, and what of them is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from plannr_nb.errors import ReadError
from plannr_nb.read.files.encoding import replaced
from plannr_nb.read.grid import Grid
from plannr_nb.read.layout.header_rows import joined_headers

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["MOST_COLUMNS", "Columns", "cells_of_rows", "name_columns", "reach_of", "too_wide", "unique_names"]

# What a spreadsheet holds. Files with more are not tables, and would take ages to find out.
MOST_COLUMNS = 16_384


@dataclass(slots=True)
class Columns:
    """Columns of a grid, with what their names come from.

    Attributes
    ----------
    names
        Unique names, one per column.
    cells
        Their cells, all rows of the file until `leave_rows` leaves only the table's.
    raw_headers
        The header's cells as they stand in the file, of several rows joined; none without a header.
    raw_header_rows
        The cells of each of its rows.
    reach
        Columns under the header; those after it are named ``extra``.
    needed
        Cells a row must have to fill the last column with a name.
    blank, doubled
        Positions of headers that were blank, and that occurred before, be it in other case.
    nothing
        Positions of columns around the table that have neither header nor cells.
    """

    names: list[str]
    cells: list[pa.ChunkedArray]
    raw_headers: list[str]
    raw_header_rows: list[list[str]]
    reach: int
    needed: int
    blank: list[int]
    doubled: list[int]
    nothing: set[int] = field(default_factory=set)

    @property
    def kept(self) -> list[int]:
        return [position for position in range(len(self.names)) if position not in self.nothing]

    def leave_rows(self, rows: np.ndarray, surplus: dict[int, list[str]]) -> None:
        """Leave only some rows, and give their surplus cells columns."""
        extras = max(map(len, surplus.values()), default=0)
        self.cells = cells_of_rows(self.cells, rows, surplus, extras)
        self.add_extras(extras)
        self.leave_out_nothing({at for at, column in enumerate(self.cells) if column.null_count == len(column)})

    def add_extras(self, count: int) -> None:
        """Name as many columns of surplus cells."""
        self.names += _extra_names(count, self.names, self.reach)

    def leave_out_nothing(self, empty: Collection[int]) -> None:
        """Find which of the columns without cells are none at all."""
        unnamed = {*range(self.reach, len(self.names)), *(self.blank if self.raw_headers else ())}
        nothing = unnamed.intersection(empty)
        positions = range(len(self.names))
        self.nothing = {
            *takewhile(nothing.__contains__, positions),
            *takewhile(nothing.__contains__, reversed(positions)),
        }

    def rows_beyond(self, rows: np.ndarray) -> set[int]:
        """Those of the rows left that have filled cells beyond the header."""
        import pyarrow.compute as pc

        return {row for column in self.cells[self.reach :] for row in rows[pc.is_valid(column).to_numpy()].tolist()}


def too_wide(name: str, width: int) -> ReadError:
    return ReadError(
        f"{name}: a row of {width:,} cells, where spreadsheets hold {MOST_COLUMNS:,} at most; its line ends may be "
        "lost or the delimiter a wrong one. Export it again, or give delimiter=."
    )


def name_columns(raw: Grid, clean: Grid, header: Sequence[int], *, numbered: bool = False) -> Columns:
    """The columns of a grid under the header in some of its rows, which are none where it has no header.

    ``numbered``: the rows below begin with their number, for which the header has no cell.
    """
    width = clean.width
    reach = reach_of(raw, width, header, numbered=numbered)
    unnamed = [""] * numbered
    headers = joined_headers([clean.row(row) for row in header]) if header else [""] * width
    headers = [*unnamed, *headers][:reach]
    names, blank, doubled = unique_names(headers)
    names += _extra_names(width - reach, names, reach)
    filled = [position for position, text in enumerate(headers) if text]
    raw_rows = [[*unnamed, *(replaced(cell) for cell in raw.row(row))][:reach] for row in header]
    return Columns(
        names,
        list(clean.columns),
        raw_headers=raw_rows[0] if len(raw_rows) == 1 else headers if raw_rows else [],
        raw_header_rows=raw_rows,
        reach=reach,
        needed=filled[-1] + 1 if filled else width,
        blank=blank,
        doubled=doubled,
    )


def reach_of(grid: Grid, width: int, header: Sequence[int], *, numbered: bool = False) -> int:
    """How many of some columns stand under a header, that of the rows' numbers included."""
    return min(max((grid.odd.get(row, width) for row in header), default=width) + numbered, width)


def unique_names(headers: Sequence[str]) -> tuple[list[str], list[int], list[int]]:
    """Column names from trimmed headers: no blanks, no doubles; and the positions that were blank and doubled.

    One that differs from another in its case only keeps its name, and counts as doubled all the same.

    Examples
    --------
    >>> unique_names(["Email", "", "Email", "email"])
    (['Email', 'column 2', 'Email (2)', 'email'], [1], [2, 3])
    """
    taken = set(headers)
    names: list[str] = []
    blank: list[int] = []
    doubled: list[int] = []
    before: set[str] = set()
    in_any_case: set[str] = set()
    numbers: dict[str, int] = {}
    for position, header in enumerate(headers):
        name = header
        if not header:
            blank.append(position)
            name = _free(f"column {position + 1}", taken)
        elif header.casefold() in in_any_case:
            doubled.append(position)
            name = _free(header, taken, numbers) if header in before else header
        before.add(header)
        in_any_case.add(header.casefold())
        names.append(name)
        taken.add(name)
    return names, blank, doubled


def _extra_names(count: int, names: Sequence[str], reach: int) -> list[str]:
    """Names for more columns beyond those that stand under a header."""
    taken = set(names)
    first = len(names) - reach + 1
    return [_free(f"extra {number}", taken) for number in range(first, first + count)]


def _free(wanted: str, taken: Collection[str], numbers: dict[str, int] | None = None) -> str:
    """``numbers``: up to which the wanted names are known to be taken, and is noted here."""
    name, number = wanted, (numbers or {}).get(wanted, 1)
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    if numbers is not None:
        numbers[wanted] = number
    return name


def cells_of_rows(
    columns: Sequence[pa.ChunkedArray], rows: np.ndarray, surplus: dict[int, list[str]], extras: int
) -> list[pa.ChunkedArray]:
    """Some rows of columns, and as many columns more of their surplus cells."""
    import numpy as np
    import pyarrow as pa

    cells = [_picked(column, rows) for column in columns]
    places = np.searchsorted(rows, list(surplus)).tolist()
    for position in range(extras):
        texts = np.full(len(rows), None, dtype=object)
        for place, beyond in zip(places, surplus.values(), strict=True):
            if position < len(beyond):
                texts[place] = replaced(beyond[position]).strip() or None
        cells.append(pa.chunked_array([pa.array(texts, type=pa.large_string())]))
    return cells


def _picked(column: pa.ChunkedArray, rows: np.ndarray) -> pa.ChunkedArray:
    """Some rows of a column; without copying where they follow one another."""
    if not len(rows):
        return column.slice(0, 0)
    if rows[-1] - rows[0] + 1 == len(rows):
        return column.slice(int(rows[0]) - 1, len(rows))
    return column.take(rows - 1)
