"""Which rows of a grid are the table, and for each of the others why it is not. A row that could be data is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plannr_nb.read.header import begins_table
from plannr_nb.read.likeness import are_alike
from plannr_nb.read.looks import is_end_line, is_figure, is_note_line, is_page_mark
from plannr_nb.read.totals import Totals, announces_rows, are_labelled_totals, printed_counts

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid

__all__ = ["LABELLED", "SECOND_TABLE", "Layout", "find_layout"]

TITLE = "title block"
BLANK = "blank row"
REPEATED_HEADER = "header repeated"
REPEATED_TITLE = "title repeated"
PAGE = "page number"
RULER = "ruler"
TOTAL = "totals row"
END = "end of report"
NOTE = "text below the table"
SECOND_TABLE = "second table"

# How the first cell of a row begins that may give totals.
LABELLED = r"(?i)^[*=\s]*(grand|sub|page)?[\s-]*total"

_BELOW = 60
_MOST_GAPS = 200
_JUDGED_ROWS = 30
_COMPARED_ROWS = 100
_NARROW = 3


@dataclass(slots=True)
class Layout:
    """Rows count from 1.

    Attributes
    ----------
    header_rows
        The rows of the header, none without one.
    skipped
        Reason -> rows, ascending. With those of the header these are all rows that are not data.
    doubtful
        Rows kept as data that look like totals or notes.
    perhaps_headers
        Rows kept as data that look like headers, below a gap and above rows like those of the table.
    printed
        Numbers of rows that the file claims in its totals rows and notes.
    """

    header_rows: range
    skipped: dict[str, list[int]] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)
    perhaps_headers: list[int] = field(default_factory=list)
    printed: list[int] = field(default_factory=list)

    @property
    def header(self) -> int:
        """The last row of the header, 0 without one."""
        return self.header_rows[-1] if self.header_rows else 0

    def skip(self, reason: str, row: int) -> None:
        self.skipped.setdefault(reason, []).append(row)

    @property
    def skipped_rows(self) -> list[int]:
        return sorted(row for rows in self.skipped.values() for row in rows)

    def data_among(self, rows: Iterable[int]) -> list[int]:
        """Those of some rows that are data, in their order."""
        apart = {*self.header_rows, *self.skipped_rows}
        return [row for row in rows if row not in apart]


def find_layout(grid: Grid, header_rows: range) -> Layout:
    """The layout of a grid of clean columns.

    Parameters
    ----------
    header_rows
        The rows of its header, none without one.
    """
    layout = Layout(header_rows)
    header = layout.header
    blank = set(grid.blank_rows()) - set(header_rows)
    titles = [row for row in range(1, min(header_rows, default=1)) if row not in blank]
    for row in titles:
        layout.skip(TITLE, row)
        layout.printed.extend(printed_counts([cell for cell in grid.row(row) if cell]))
    repeated = [row for row in grid.rows_like(grid.row(header)) if row > header] if header else []
    repeated = [row for row in repeated if row not in blank]
    last = _skip_second_table(layout, grid, blank) if header else grid.rows
    repeated = [row for row in repeated if row <= last]
    _skip_page_breaks(layout, grid, titles, repeated, blank)
    last = _skip_below(layout, grid, blank, last)
    _doubt_labelled_rows(layout, grid, header, last)
    if header and header < grid.rows and _is_ruler(grid.row(header + 1)):
        layout.skip(RULER, header + 1)
    for row in sorted(blank):
        layout.skip(BLANK, row)
    layout.skipped = {reason: sorted(rows) for reason, rows in layout.skipped.items()}
    return layout


def _is_ruler(cells: Sequence[str]) -> bool:
    """Whether a row is drawn rather than written, as database consoles do below headers."""
    texts = [cell for cell in cells if cell]
    return bool(texts) and all(len(text) > 1 and not text.strip("-=+_") for text in texts)


def _skip_page_breaks(layout: Layout, grid: Grid, titles: list[int], repeated: list[int], blank: set[int]) -> None:
    """Skip the header where it is repeated, and right above it the title block and page number that come with it."""
    title_rows = [grid.row(row) for row in titles]
    for row in repeated:
        layout.skip(REPEATED_HEADER, row)
        above = row - 1
        while above > layout.header:
            if above in blank:
                above -= 1
                continue
            cells = grid.row(above)
            texts = [cell for cell in cells if cell]
            if len(texts) == 1 and is_page_mark(texts[0]):
                layout.skip(PAGE, above)
            elif cells in title_rows:
                layout.skip(REPEATED_TITLE, above)
            else:
                break
            above -= 1


def _skip_second_table(layout: Layout, grid: Grid, blank: set[int]) -> int:
    """Skip another table below the first. Returns the row above it.

    A gap and a header tell it apart, and rows of another make: a row of a client of whom little is known can read like
    a header too, but below it the first table goes on.
    """
    header = grid.row(layout.header)
    gaps = [row for row in sorted(blank) if row > layout.header + 1 and row + 1 not in blank][:_MOST_GAPS]
    for gap in gaps:
        rows = grid.row_list(gap + 1, min(gap + _JUDGED_ROWS, grid.rows))
        # A title line may stand above the second header.
        for above in range(2 if rows and sum(map(bool, rows[0])) == 1 else 1):
            first = gap + 1 + above
            if not begins_table(rows[above:], header):
                continue
            if _goes_on(grid, layout.header, gap, first, blank):
                layout.perhaps_headers.append(first)
            else:
                for row in range(gap + 1, grid.rows + 1):
                    if row not in blank:
                        layout.skip(SECOND_TABLE, row)
                return gap
    return grid.rows


def _goes_on(grid: Grid, header: int, gap: int, first: int, blank: set[int]) -> bool:
    """Whether the rows below one that follows a gap are of the same make as those between the header and the gap."""
    above = [row for row in range(max(header + 1, gap - _COMPARED_ROWS), gap) if row not in blank]
    below = [row for row in range(first + 1, min(first + _COMPARED_ROWS, grid.rows) + 1) if row not in blank]
    together = [row for place, row in enumerate(below) if row == below[0] + place]
    if not above or not together:
        return True
    return _usual_count(grid, above) == _usual_count(grid, together) and are_alike(
        list(map(grid.row, above)), list(map(grid.row, together))
    )


def _usual_count(grid: Grid, rows: Iterable[int]) -> int:
    """The number of cells that most of some rows have in the file."""
    return Counter(grid.odd.get(row, grid.width) for row in rows).most_common(1)[0][0]


def _skip_below(layout: Layout, grid: Grid, blank: set[int], last: int) -> int:
    """Skip totals, end lines and notes below the last row of data. Returns the last row that may be data."""
    first = max(layout.header, last - _BELOW) + 1
    cells_of = dict(zip(range(first, last + 1), grid.row_list(first, last), strict=True))
    skipped = {row for rows in layout.skipped.values() for row in rows}
    usual = _usual_fill(list(cells_of.values()))
    totals = Totals(grid, layout.header, blank | skipped, _labelled_rows(grid, layout.header, last))
    reasons: dict[int, str] = {}
    row = last
    while row >= first:
        cells = cells_of[row]
        reason = BLANK if row in blank else REPEATED_HEADER if row in skipped else _reason_below(grid, row, cells)
        if reason is None and _are_totals(grid, row, cells):
            reason = TOTAL if totals.add_up(row, cells, usual) else None
            if reason is None:
                layout.doubtful.append(row)
        if reason is None:
            break
        reasons[row] = reason
        row -= 1
    below = sorted(reasons)
    # A note counts only below something that is certainly not data; else it may be a row with one filled cell.
    while below and reasons[below[0]] == NOTE and not _stands_alone(grid, below[0], cells_of):
        layout.doubtful.append(below.pop(0))
    for number in below:
        texts = [cell for cell in cells_of[number] if cell]
        if reasons[number] not in {BLANK, REPEATED_HEADER}:
            layout.skip(reasons[number], number)
            layout.printed.extend(printed_counts(texts))
    return below[0] - 1 if below else last


def _reason_below(grid: Grid, row: int, cells: Sequence[str]) -> str | None:
    texts = [cell for cell in cells if cell]
    alone = len(texts) == 1
    if row in grid.surplus:
        return None
    if alone and is_end_line(texts[0]) and (grid.width > 1 or not texts[0].isalnum()):
        return END
    if announces_rows(texts):
        return TOTAL
    if alone and is_page_mark(texts[0]) and grid.width > 1:
        return PAGE
    # Prose in one cell of a wide table; whether it is a note depends on what stands above it.
    if alone and grid.width > _NARROW and (is_note_line(texts[0]) or (" " in texts[0] and grid.odd.get(row) == 1)):
        return NOTE
    return None


def _are_totals(grid: Grid, row: int, cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but figures, below nothing or a total's label in its first column."""
    texts = [cell for cell in cells if cell]
    if not texts or row in grid.surplus:
        return False
    return are_labelled_totals(texts) or (not cells[0] and all(map(is_figure, texts)))


def _stands_alone(grid: Grid, row: int, cells_of: dict[int, list[str]]) -> bool:
    """Whether a row is a line without any delimiter that reads like what programs print below a table."""
    texts = [cell for cell in cells_of[row] if cell]
    return grid.odd.get(row) == 1 and is_note_line(texts[0])


def _usual_fill(rows: Sequence[Sequence[str]]) -> int:
    filled = sorted(sum(1 for cell in row if cell) for row in rows)
    return filled[len(filled) * 3 // 4] if filled else 1


def _doubt_labelled_rows(layout: Layout, grid: Grid, header: int, last: int) -> None:
    """Name the rows among the data that begin with a total's label, above all subtotals."""
    layout.doubtful = sorted({*layout.doubtful, *_labelled_rows(grid, header, last)})


def _labelled_rows(grid: Grid, header: int, last: int) -> list[int]:
    """The rows of nothing but a total's label in the first column and figures."""
    if not grid.width:
        return []
    rows = grid.rows_matching(0, LABELLED)
    return [
        row for row in rows if header < row <= last and are_labelled_totals([cell for cell in grid.row(row) if cell])
    ]
