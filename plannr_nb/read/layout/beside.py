"""Two tables side by side: a blank column between columns that are no rows of one table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from plannr_nb.read.layout.skipped import Layout

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid

__all__ = ["find_tables_beside"]

_MOST_ROWS = 20_000


def find_tables_beside(layout: Layout, grid: Grid, header_rows: Sequence[Sequence[str]]) -> list[int]:
    """The blank columns that part tables, as positions.

    A blank column alone may as well be there for the looks. The columns on one side of it have to be a table of their
    own: they end in another row, have headers of the other side, or have none above their first row.
    """
    headers = [" ".join(filter(None, parts)) for parts in zip(*header_rows, strict=True)]
    blank = [at for at in range(len(headers)) if not headers[at] and _is_blank(layout, grid, at)]
    groups = _groups(len(headers), set(blank))
    return [right[0] - 1 for left, right in pairwise(groups) if _are_two(layout, grid, headers, left, right)]


def _is_blank(layout: Layout, grid: Grid, position: int) -> bool:
    """Whether a column has no cells in the rows of the table."""
    filled = grid.rows - grid.blank_count(position)
    if filled > len(layout.skipped_rows):
        return False
    cells = grid.cells(position, 1, grid.rows) if filled else ()
    return not layout.data_among(row for row, cell in enumerate(cells, 1) if cell)


def _groups(width: int, blank: set[int]) -> list[list[int]]:
    """Columns that stand side by side, without the blank ones between them."""
    groups: list[list[int]] = []
    for position in range(width):
        if position in blank:
            continue
        if position - 1 in blank or not groups:
            groups.append([])
        groups[-1].append(position)
    return groups


def _are_two(layout: Layout, grid: Grid, headers: Sequence[str], left: Sequence[int], right: Sequence[int]) -> bool:
    names = [{headers[at].casefold() for at in group} - {""} for group in (left, right)]
    if not names[0] or not names[1] or names[0] & names[1]:
        return True
    rows = layout.data_among(range(layout.header + 1, min(grid.rows, layout.header + _MOST_ROWS) + 1))
    filled = [_filled_rows(grid, group, rows) for group in (left, right)]
    # Both are filled from the top, and one of them ends early.
    ends = [max(found, default=0) for found in filled]
    whole = all(found == {row for row in rows if row <= end} for found, end in zip(filled, ends, strict=True))
    return whole and ends[0] != ends[1]


def _filled_rows(grid: Grid, group: Sequence[int], rows: Sequence[int]) -> set[int]:
    """Those of some rows in which any of a group of columns has a cell."""
    first, last = (rows[0], rows[-1]) if rows else (1, 0)
    filled = {row for at in group for row, cell in enumerate(grid.cells(at, first, last), first) if cell}
    return filled.intersection(rows)
