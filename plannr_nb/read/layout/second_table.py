"""Another table below the first: where it begins, if one does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from plannr_nb.read.layout.header_rows import are_rarely_headers, is_header_like, occurs_again
from plannr_nb.read.layout.likeness import are_alike
from plannr_nb.read.layout.looks import are_prose, header_share, is_data_like, is_header_text

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid
    from plannr_nb.row_numbers import RowRanges

__all__ = ["SecondTable", "find_second_table", "widens"]

_MOST_PLACES = 200
_JUDGED_ROWS = 30
_COMPARED_ROWS = 100
_MOST_TITLES = 2
_MOST_COLUMNS = 3
_OFTEN = 0.6
_ENOUGH_HEADERS = 0.5
_MOSTLY = 0.75
_SEVERAL = 3
_FIGURE_BEGINS = re.compile(r"[^A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class SecondTable:
    """Rows count from 1.

    Attributes
    ----------
    first
        The first row that belongs to another table, its title included; 0 where there is none.
    perhaps
        Rows that read like a header of another table, above rows like those of the first.
    again
        Rows that are the first header in another form: in capitals, or cut short.
    """

    first: int = 0
    perhaps: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """A row that may be the header of another table. ``first``: the row below the first table."""

    row: int
    first: int
    gap: bool

    @property
    def titled(self) -> bool:
        return self.first < self.row


def find_second_table(grid: Grid, header_rows: range, blank: RowRanges, apart: set[int]) -> SecondTable:
    """Where another table begins below the one under a header.

    It has a header of its own, and rows of another make or width below it. Where they are of the same make, the header
    has to say so more plainly: a row of a client of whom little is known can read like a header, too.

    Parameters
    ----------
    apart
        Rows that are the header again, or something else that is no data.
    """
    headers = {cell.casefold() for row in header_rows for cell in grid.row(row) if cell}
    last_header = [cell.casefold() for cell in grid.row(header_rows[-1])]
    found = SecondTable()
    for place in _places(grid, header_rows[-1], blank, apart):
        rows = grid.row_list(place.row, min(place.row + _JUDGED_ROWS, grid.rows))
        if not any(rows[0]):  # nothing but surplus
            continue
        rows = [row for row in rows if any(row)]
        above = grid.row_list(max(header_rows[-1] + 1, place.first - _COMPARED_ROWS), place.first - 1)
        differs = _has_other_width(grid, header_rows[-1], place, blank)
        if not _reads_like_header(rows, above, place.gap and differs):
            continue
        goes_on = not differs and _goes_on(grid, header_rows[-1], place, blank)
        if _is_again(rows[0], last_header) and not widens(grid, place.row):
            found.again.append(place.row)
        elif len(rows) > 1 and _is_header(rows[0], headers, place, goes_on):
            return replace(found, first=place.first)
        elif len(rows) > 1 or place.gap:
            found.perhaps.append(place.row)
    return found


def widens(grid: Grid, row: int) -> bool:
    """Whether a row and the one below it hold cells beyond the columns."""
    return all(any(map(str.strip, grid.surplus.get(number, ()))) for number in (row, row + 1))


def _reads_like_header(rows: Sequence[Sequence[str]], above: Sequence[Sequence[str]], apart: bool) -> bool:
    """Whether the first of some rows is words over data, or nothing but header words, and not like the rows above.

    ``apart``: a gap parts it from rows of another width, so that words of any kind will do.
    """
    if occurs_again([rows[0], *above], 0):
        return False
    texts = [cell for cell in rows[0] if cell]
    if len(texts) > 1 and all(map(is_header_text, texts)) and are_rarely_headers(above):
        return True
    usual = header_share(rows[0]) >= _ENOUGH_HEADERS
    if apart and usual and len(texts) > 1 and not (are_prose(texts) or any(map(is_data_like, texts))):
        return True
    return is_header_like(rows, 0) and (apart or usual)


def _is_again(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether cells are those of a header, as far as they go, whatever their case."""
    same = [cell.casefold() == other for cell, other in zip(cells, header, strict=True) if cell]
    return all(same) and len(same) >= sum(map(bool, header)) * _MOSTLY


def _is_header(cells: Sequence[str], headers: set[str], place: _Place, goes_on: bool) -> bool:
    """Whether cells that read like a header are one."""
    texts = [cell for cell in cells if cell]
    usual = sum(map(is_header_text, texts)) / len(texts)
    same = sum(1 for text in texts if text.casefold() in headers)
    if not goes_on:
        return place.gap or place.titled or same > 0 or usual >= _MOSTLY
    if same >= len(texts) * _MOSTLY:
        return False  # more likely the header again, in another form
    if same > 1 or (usual == 1 and (same or len(texts) >= _SEVERAL)):
        return True
    return place.titled and usual >= _MOSTLY


def _places(grid: Grid, header: int, blank: RowRanges, apart: set[int]) -> list[_Place]:
    """The rows that may be another header: below a gap, of another width than the row above, or words among figures."""
    below_gaps = [last + 1 for _, last in blank.ranges if last > header + 1]
    rows = {*below_gaps[:_MOST_PLACES], *_other_widths(grid, header), *_words_among_figures(grid, header)}
    places: dict[int, _Place] = {}
    for row in sorted(rows):
        # A title line or two may stand above the second header.
        for title in range(_MOST_TITLES + 1):
            if header + 1 < row + title <= grid.rows and row + title not in blank:
                places.setdefault(row + title, _place(grid, header, row + title, blank))
            if row + title > grid.rows or _filled(grid, row + title) != 1:
                break
    return [place for row, place in places.items() if row not in apart][: 2 * _MOST_PLACES]


def _place(grid: Grid, header: int, row: int, blank: RowRanges) -> _Place:
    first = row
    while first - 1 > header + 1 and row - first < _MOST_TITLES and _filled(grid, first - 1) == 1 < grid.width:
        first -= 1
    return _Place(row, first, gap=first - 1 in blank)


def _filled(grid: Grid, row: int) -> int:
    return sum(map(bool, grid.row(row))) + sum(map(bool, grid.surplus.get(row, ())))


def _other_widths(grid: Grid, header: int) -> list[int]:
    """Rows of another width than the one above them."""
    odd = sorted(row for row in grid.odd if row > header)
    return list(islice((row for row in odd if grid.odd.get(row - 1) != grid.odd[row]), _MOST_PLACES))


def _words_among_figures(grid: Grid, header: int) -> list[int]:
    """Rows that begin with a letter, or are blank, in the columns whose cells else begin with a digit or sign."""
    # Of a small file the first half, as the other one may be that other table.
    size = min(max((grid.rows - header) // 2, _SEVERAL), _COMPARED_ROWS)
    sample = grid.row_list(header + 1, min(header + size, grid.rows))
    columns: list[tuple[int, int]] = []
    for position, cells in enumerate(zip(*sample, strict=True)):
        filled = [cell for cell in cells if cell]
        figures = sum(1 for cell in filled if _FIGURE_BEGINS.match(cell))
        if len(filled) >= len(sample) * _OFTEN and figures >= len(filled) * _OFTEN:
            columns.append((figures, position))
    most_figures = [position for _, position in sorted(columns, reverse=True)[:_MOST_COLUMNS]]
    for or_blank in (True, False) if most_figures else ():
        most = header + 2 + _MOST_PLACES
        rows = [row for row in grid.rows_of_words(most_figures, or_blank=or_blank, most=most) if row > header + 1]
        if len(rows) <= _MOST_PLACES:
            return rows
    return []


def _around(grid: Grid, header: int, place: _Place, blank: RowRanges) -> tuple[list[int], list[int]]:
    """The rows between the header and a place, and those that follow one another below it."""
    above = [row for row in range(max(header + 1, place.first - _COMPARED_ROWS), place.first) if row not in blank]
    last = min(place.row + _COMPARED_ROWS, grid.rows)
    below = [row for row in range(place.row + 1, last + 1) if row not in blank]
    return above, [row for at, row in enumerate(below) if row == below[0] + at]


def _has_other_width(grid: Grid, header: int, place: _Place, blank: RowRanges) -> bool:
    """Whether the rows below a row have another number of cells than those above it, or reach over other columns."""
    above, below = _around(grid, header, place, blank)
    if not above or not below:
        return False
    if _usual_count(grid, above) != _usual_count(grid, below):
        return True
    return _reach(map(grid.row, above)) != _reach(map(grid.row, [place.row, *below]))


def _goes_on(grid: Grid, header: int, place: _Place, blank: RowRanges) -> bool:
    """Whether the rows below a row are of the same make as those between the header and the place."""
    above, below = _around(grid, header, place, blank)
    return not above or not below or are_alike(list(map(grid.row, above)), list(map(grid.row, below)))


def _usual_count(grid: Grid, rows: Iterable[int]) -> int:
    """The number of cells that most of some rows have in the file."""
    return Counter(grid.odd.get(row, grid.width) for row in rows).most_common(1)[0][0]


def _reach(rows: Iterable[Sequence[str]]) -> int:
    """The number of columns up to the last that any of some rows fills."""
    return max((at for row in rows for at, cell in enumerate(row, 1) if cell), default=0)
