"""Which rows of a grid are the table, and for each of the others why it is not. A row that could be data is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from plannr_nb.read.layout.beside import find_tables_beside
from plannr_nb.read.layout.ending import skip_below
from plannr_nb.read.layout.header import begins_table, heads_data
from plannr_nb.read.layout.looks import is_figure, is_forward_label
from plannr_nb.read.layout.pages import skip_lines_inside, skip_page_breaks
from plannr_nb.read.layout.second_table import find_second_table, widens
from plannr_nb.read.layout.skipped import REPEATED_HEADER, RULER, SECOND_TABLE, TITLE, TOTAL, Layout
from plannr_nb.read.layout.subtotals import find_labelled_rows, skip_subtotals
from plannr_nb.read.layout.totals import printed_counts

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid
    from plannr_nb.row_numbers import RowRanges

__all__ = ["SECOND_TABLE", "Layout", "find_layout"]

# Rows beside which drawn ones are looked for.
_MOST_NEIGHBOURS = 2_000


def find_layout(grid: Grid, header_rows: range) -> Layout:
    """The layout of a grid of clean columns.

    Parameters
    ----------
    header_rows
        The rows of its header, none without one.
    """
    layout = Layout(header_rows, blank=grid.blank_rows().without(header_rows))
    header, blank = layout.header, layout.blank
    headers = [grid.row(row) for row in header_rows]
    titles = [row for row in range(1, min(header_rows, default=1)) if row not in blank]
    for row in titles:
        layout.skip(TITLE, row)
        layout.printed.extend(printed_counts([cell for cell in grid.row(row) if cell]))
    layout.perhaps_tables = _tables_among(grid, titles)
    again = [row for row in grid.rows_like(headers[-1]) if row > header and row not in blank] if header else []
    repeated = [row for row in again if not widens(grid, row)]
    skip_page_breaks(layout, grid, titles, repeated, blank)
    last = _skip_second_table(layout, grid, blank) if header else grid.rows
    labelled = find_labelled_rows(grid, header, last)
    _skip_rulers(layout, grid, last, {*islice(blank, _MOST_NEIGHBOURS), *layout.skipped_rows, *labelled})
    last = skip_below(layout, grid, blank, last, labelled)
    skip_lines_inside(layout, grid, blank, last)
    skip_subtotals(layout, grid, blank, [row for row in labelled if row <= last])
    layout.doubtful.extend(_carried_forward(layout, grid))
    layout.doubtful = sorted({*layout.doubtful} - {*layout.skipped_rows})
    layout.beside = find_tables_beside(layout, grid, headers)
    layout.skipped = {reason: sorted(rows) for reason, rows in layout.skipped.items()}
    return layout


def _skip_second_table(layout: Layout, grid: Grid, blank: RowRanges) -> int:
    """Skip another table below the first, and what was skipped in it already. Returns the row above it."""
    found = find_second_table(grid, layout.header_rows, blank, set(layout.skipped_rows))
    layout.perhaps_headers = found.perhaps
    for row in found.again:
        layout.skip(REPEATED_HEADER, row)
    if not found.first:
        return grid.rows
    above = {reason: [row for row in rows if row < found.first] for reason, rows in layout.skipped.items()}
    layout.skipped = {reason: rows for reason, rows in above.items() if rows}
    layout.doubtful = [row for row in layout.doubtful if row < found.first]
    for row in blank.others(found.first, grid.rows):
        layout.skip(SECOND_TABLE, row)
    return found.first - 1


def _tables_among(grid: Grid, titles: Sequence[int]) -> list[int]:
    """Rows of a title block that are a header over rows of data, rather than labels beside what they stand for."""
    rows = [grid.row(row) for row in titles]
    at = next((at for at in range(len(rows)) if begins_table(rows[at:]) or heads_data(rows[at:])), None)
    return [] if at is None else list(titles[at:])


def _skip_rulers(layout: Layout, grid: Grid, last: int, parted: Collection[int]) -> None:
    """Skip rows that are drawn: below the header, above and below rows that part the table, and at its end."""
    near = {row + step for row in sorted(parted)[:_MOST_NEIGHBOURS] for step in (-1, 1)}
    near = {*near, layout.header + 1, last} if grid.width > 1 else {layout.header + 1}
    for row in layout.data_among(sorted(near)):
        if 0 < layout.header < row <= last and _is_ruler(grid.row(row)):
            layout.skip(RULER, row)


def _carried_forward(layout: Layout, grid: Grid) -> list[int]:
    """Rows of data beside totals and repeated headers that hold nothing but what is carried over."""
    breaks = [*layout.skipped.get(TOTAL, []), *layout.skipped.get(REPEATED_HEADER, [])]
    near = {row + step for row in breaks[:_MOST_NEIGHBOURS] for step in (-1, 1)}
    rows = [
        (row, [cell for cell in grid.row(row) if cell]) for row in layout.data_among(sorted(near)) if row <= grid.rows
    ]
    return [row for row, texts in rows if texts and is_forward_label(texts[0]) and all(map(is_figure, texts[1:]))]


def _is_ruler(cells: Sequence[str]) -> bool:
    """Whether a row is drawn rather than written, as database consoles do below headers."""
    texts = [cell for cell in cells if cell]
    return bool(texts) and all(len(text) > 1 and not text.strip("-=+_:") for text in texts)
