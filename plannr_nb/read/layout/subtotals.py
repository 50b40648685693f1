"""Rows of totals among the rows of a table: labelled as such, and the sum of those above them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from plannr_nb.read.layout.looks import is_figure, is_named_total, is_total_label, may_be_named_total
from plannr_nb.read.layout.skipped import TOTAL, Layout
from plannr_nb.read.layout.totals import amount_of

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid
    from plannr_nb.row_numbers import RowRanges

__all__ = ["find_labelled_rows", "skip_subtotals"]

# What the labels looked for have in common; kept simple, as every cell of a column is searched.
_LABEL = r"(?i)^[*=\s]*(?:(?:grand|sub|page)[\s-]*)?total|\btotals?[\s:*=]*$"
_HOLDING = ("otal", "OTAL")
_MOST_COLUMNS = 8
_MOST_ROWS = 5_000
_SEVERAL = 2
_BARE = re.compile(r"[*=\s]*totals?[\s:*=]*", re.IGNORECASE)


def find_labelled_rows(grid: Grid, header: int, last: int) -> list[int]:
    """The rows of nothing but a total's label and figures."""
    found: list[int] = []
    for position in range(min(grid.width, _MOST_COLUMNS)):
        found += [row for row in grid.rows_matching(position, _LABEL, _HOLDING) if header < row <= last][:_MOST_ROWS]
        if not grid.blank_count(position):
            break  # the label is the first filled cell
    return [row for row in sorted(set(found)) if _is_labelled([cell for cell in grid.row(row) if cell])]


def _is_labelled(texts: Sequence[str]) -> bool:
    label, *others = texts
    if not (is_total_label(label) or (others and may_be_named_total(label))):
        return False
    return all(is_figure(text) or is_total_label(text) for text in others)


@dataclass(slots=True)
class _Subtotal:
    """A labelled row. ``fits``: whether each figure so far is the sum of its group, or of all rows above."""

    label: str
    figures: dict[int, Decimal]
    fits: bool = True
    rows: int = field(default=0)


def skip_subtotals(layout: Layout, grid: Grid, blank: Collection[int], labelled: Sequence[int]) -> None:
    """Skip the labelled rows whose figures are the sums of the rows above them; name the others, which are kept.

    One alone could be a client of the name: there must be several, or a label that says more, or a gap below.
    """
    apart = layout.blank.union(layout.skipped_rows)
    rows = {row: _subtotal(grid.row(row)) for row in labelled if row not in apart}
    if not rows:
        return
    for position in sorted({position for total in rows.values() for position in total.figures}):
        _compare(grid, layout.header, position, rows, apart)
    fitting = [row for row, total in rows.items() if total.fits and total.figures and total.rows]
    proven = sum(1 for row in fitting if rows[row].rows > 1)
    if proven:
        layout.doubtful.extend(_headings(layout, grid, apart, labelled))
    for row, total in rows.items():
        told = _says_so(total.label) or row + 1 in blank or proven >= _SEVERAL
        if row in fitting and told and (total.rows > 1 or proven):
            layout.skip(TOTAL, row)
        elif is_total_label(total.label) or proven > 1:
            layout.doubtful.append(row)


def _says_so(label: str) -> bool:
    """Whether a label says more than "Total", and is no name that begins so."""
    return _BARE.fullmatch(label) is None and (is_total_label(label) or is_named_total(label))


def _headings(layout: Layout, grid: Grid, apart: RowRanges, labelled: Sequence[int]) -> list[int]:
    """Lines of one cell at the top of groups that have totals."""
    tops = apart.union([layout.header, *labelled])
    lines = (row for row in grid.rows_with_one_cell() if row not in tops and row not in grid.surplus)
    return [row for row in lines if row - 1 in tops and layout.header < row <= max(labelled)]


def _subtotal(cells: Sequence[str]) -> _Subtotal:
    label = next(cell for cell in cells if cell)
    figures = {
        position: amount_of(cell) for position, cell in enumerate(cells) if cell is not label and is_figure(cell)
    }
    return _Subtotal(label, {position: amount for position, amount in figures.items() if amount is not None})


def _compare(grid: Grid, header: int, position: int, rows: dict[int, _Subtotal], apart: Collection[int]) -> None:
    """Hold the figures of one column against the sums of their groups."""
    whole, counted = Decimal(0), 0
    # What came before each group, the first of all included, as groups may be parts of others.
    before = {whole: counted}
    for number, cell in enumerate(grid.cells(position, header + 1, max(rows)), start=header + 1):
        if number in rows:
            total = rows[number]
            if position in total.figures:
                begun = before.get(whole - total.figures[position])
                total.fits = total.fits and begun is not None
                total.rows = (counted - (begun or 0)) or total.rows
            before.setdefault(whole, counted)
        elif number not in apart:
            counted += 1
            amount = amount_of(cell) if cell else None
            if amount is not None:
                whole += amount
