"""What stands between the rows of a table: the header and title again on each page, page numbers, lines of text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from plannr_nb.read.layout.likeness import UsualCells
from plannr_nb.read.layout.looks import (
    are_page_line,
    are_prose,
    cell_kind,
    is_end_line,
    is_note_line,
    is_page_mark,
    is_total_label,
)
from plannr_nb.read.layout.skipped import PAGE, REPEATED_HEADER, REPEATED_TITLE, Layout

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid

__all__ = ["skip_lines_inside", "skip_page_breaks"]

_NARROW = 2
_RARELY = 0.1
_FEW = 20
_CONTINUED = re.compile(r"[\s,-]*[(\[]?\bcont(?:inued|'?d)?\.{0,3}[)\]]?$", re.IGNORECASE)
_LABELLED = re.compile(r"[^\W\d][\w /&()-]{1,30}:(?:\s|$)")


def skip_page_breaks(
    layout: Layout, grid: Grid, titles: Sequence[int], repeated: Sequence[int], blank: Collection[int]
) -> None:
    """Skip the header where it is repeated, and right above it the title block and page number that come with it.

    Other lines of one cell there, such as the name of an adviser whose clients follow, could be data and are named.
    """
    title_rows = [_without_numbers(grid.row(row)) for row in titles]
    upper_rows = [grid.row(row) for row in layout.header_rows[:-1]]
    again = set(repeated)
    for row in repeated:
        layout.skip(REPEATED_HEADER, row)
        above = row - 1
        for cells in reversed(upper_rows):
            if above <= layout.header or grid.row(above) != cells:
                break
            layout.skip(REPEATED_HEADER, above)
            above -= 1
        if above not in again:
            _skip_above(layout, grid, above, title_rows, blank)


def _skip_above(
    layout: Layout, grid: Grid, above: int, title_rows: Sequence[Sequence[str]], blank: Collection[int]
) -> None:
    """Skip the lines of a page break from one row up."""
    while above > layout.header:
        if above not in blank:
            cells = grid.row(above)
            texts = [cell for cell in cells if cell]
            if are_page_line(texts):
                layout.skip(PAGE, above)
            elif title_rows and _without_numbers(cells) in title_rows:
                layout.skip(REPEATED_TITLE, above)
            else:
                if len(texts) == 1 < grid.width:
                    layout.doubtful.append(above)
                return
        above -= 1


def _without_numbers(cells: Sequence[str]) -> list[str]:
    """Cells with their numbers made the same, and without "continued": pages and times differ from page to page."""
    return [re.sub(r"\d+", "0", _CONTINUED.sub("", cell)) for cell in cells]


def skip_lines_inside(layout: Layout, grid: Grid, blank: Collection[int], last: int) -> None:
    """Skip page numbers between the rows of a table, and name other lines of one cell that read like no data."""
    if grid.width < _NARROW:
        return
    skipped = set(layout.skipped_rows)
    lines = [row for row in grid.rows_with_one_cell() if layout.header < row <= last and row not in skipped]
    lines = [row for row in lines if row not in grid.surplus]
    usual = UsualCells.of(grid, layout.header, last)
    may_doubt = grid.width > _NARROW and len(lines) <= max(_FEW, (last - layout.header) * _RARELY)
    for row in lines:
        cells = grid.row(row)
        column, text = next((column, cell) for column, cell in enumerate(cells) if cell)
        if is_page_mark(text) and not usual.are_page_marks(cells):
            layout.skip(PAGE, row)
        # A line without any delimiter is told of as a short row, and may be a cut one.
        elif may_doubt and (_is_line(text) or (row not in grid.odd and _is_strange(text, column, usual))):
            layout.doubtful.append(row)


def _is_line(text: str) -> bool:
    """Whether a text reads like a heading, note or total."""
    return bool(_LABELLED.match(text)) or is_note_line(text) or is_end_line(text) or is_total_label(text)


def _is_strange(text: str, position: int, usual: UsualCells) -> bool:
    """Whether the only cell of a row is of another make than the others of its column."""
    if usual.are_blank(position) or (usual.are_no_words(position) and cell_kind(text) == "words"):
        return True
    return are_prose([text]) and not any(are_prose([cell]) for cell in usual.columns[position])
