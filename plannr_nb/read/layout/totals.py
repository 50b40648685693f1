"""Rows that give totals: their labels and figures, and whether these are what the rows above come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plannr_nb.read.layout.looks import is_figure, is_summary_label, is_thing, is_total_label, printed_count

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid
    from plannr_nb.row_numbers import RowRanges

__all__ = ["Totals", "amount_of", "announces_rows", "are_labelled_totals", "are_thing_and_number", "printed_counts"]

# Cells that cannot be read as amounts, and rows exported twice, part a printed total from the sum by a few per cent.
_NEARLY = Decimal("0.05")
_SPARSE = 0.6
_NEAR_ROWS = 50
_MANY = 5


def are_labelled_totals(texts: Sequence[str]) -> bool:
    """Whether filled cells are the label of a total or average, and figures.

    Examples
    --------
    >>> are_labelled_totals(["Total", "£1,003"]), are_labelled_totals(["Total", "John", "1003"])
    (True, False)
    """
    if not texts or not (is_total_label(texts[0]) or (is_summary_label(texts[0]) and len(texts) > 1)):
        return False
    return all(is_figure(text) or is_total_label(text) for text in texts[1:])


def announces_rows(texts: Sequence[str]) -> bool:
    """Whether filled cells only say how many rows there are. They need not be right: rows may be missing.

    Examples
    --------
    >>> announces_rows(["Total clients: 2,013"]), announces_rows(["Total clients", "2013"])
    (True, True)
    >>> announces_rows(["Total", "9"])
    False
    """
    count = printed_count(texts[0]) if texts else None
    if count is None:
        return False
    return len(texts) == 1 if count >= 0 else len(texts) == 2 and bool(printed_counts(texts))


def are_thing_and_number(texts: Sequence[str]) -> bool:
    """Whether filled cells are what is counted and how many there are. A row of data may be so, too.

    Examples
    --------
    >>> are_thing_and_number(["Records", "2013"]), are_thing_and_number(["Evans", "2013"])
    (True, False)
    """
    return len(texts) == 2 and is_thing(texts[0]) and amount_of(texts[1]) is not None


def printed_counts(texts: Sequence[str]) -> list[int]:
    """Numbers of rows claimed in a row: in a cell of its own or beside its label."""
    counts = [printed_count(text) for text in texts]
    found = [count for count in counts if count is not None and count >= 0]
    if counts and counts[0] == -1 and len(texts) == 2 and texts[1].replace(",", "").isdigit():
        found.append(int(texts[1].replace(",", "")))
    return found


class Totals:
    """What the rows of a table come to.

    Parameters
    ----------
    left_out
        Rows that do not count: blank ones and others that are not data.
    subtotals
        Rows that may count or not, as a grand total leaves out the totals above it.

    Attributes
    ----------
    differ
        Whether a total is only about the sum of a column whose cells can all be read as amounts.
    """

    def __init__(self, grid: Grid, header: int, left_out: RowRanges, subtotals: Iterable[int]) -> None:
        self._grid = grid
        self._header = header
        self.differ = False
        with_subtotals = left_out.union(subtotals)
        self._left_out = (left_out, with_subtotals) if len(with_subtotals) > len(left_out) else (left_out,)

    def add_up(self, row: int, cells: Sequence[str], usual: int) -> bool:
        """Whether each figure of a row is the sum of those above it, or below a label the number of rows.

        A sum need only be about right where there is a label and otherwise little in the row. A label alone does not
        add up: there are people of that name.

        Parameters
        ----------
        usual
            The number of filled cells in a row of the table.
        """
        texts = [cell for cell in cells if cell]
        label = texts[0]
        if are_thing_and_number(texts):
            return self._is_count(row, amount_of(texts[1]))
        if is_summary_label(label):
            return all(
                self._is_summary(row, column, amount_of(cell)) for column, cell in enumerate(cells) if is_figure(cell)
            )
        labelled = is_total_label(label)
        nearly = labelled and len(texts) <= max(2, usual * _SPARSE)
        figures = [(column, cell) for column, cell in enumerate(cells) if is_figure(cell)]
        if labelled and not figures:
            inside = amount_of(re.sub(r"^\D+|[*=\s]+$", "", label))
            return self._is_total_of_any(row, inside, 1, nearly)
        # Without a label it takes more: a figure in the first column, and blanks after it, may well be data.
        least = 0 if labelled else _MANY if cells[0] else 2
        if not labelled and len(texts) >= usual:
            return False
        if labelled and len(figures) == 1 and (row in self._grid.odd or not self._is_of_figures(row, figures[0][0])):
            # A figure beside its label need not stand below those that it sums up.
            return self._is_total_of_any(row, amount_of(figures[0][1]), 2, nearly)
        return bool(figures) and all(
            self._is_total(row, column, amount_of(cell), least, nearly) for column, cell in figures
        )

    def _is_summary(self, row: int, column: int, amount: Decimal | None) -> bool:
        """Whether an amount is the average, the least or the most of those above it."""
        if amount is None:
            return False
        sums = [above for above in (self._above(row, column, left_out) for left_out in self._left_out) if above.amounts]
        return any(
            _rounds_to(amount, above.total / above.amounts) or amount in {above.largest, above.smallest}
            for above in sums
        )

    def _is_count(self, row: int, amount: Decimal | None) -> bool:
        return any(amount == self._above(row, 0, left_out).rows for left_out in self._left_out)

    def has_sum(self, row: int, cells: Sequence[str], least: int) -> bool:
        """Whether a row has a figure that is the sum of at least so many above it."""
        figures = [(column, cell) for column, cell in enumerate(cells) if is_figure(cell)]
        return any(self._is_total(row, column, amount_of(cell), least, False) for column, cell in figures)

    def _is_of_figures(self, row: int, column: int) -> bool:
        """Whether the cells not far above a row are figures, most of them."""
        near = [cell for cell in self._grid.cells(column, max(self._header + 1, row - _NEAR_ROWS), row - 1) if cell]
        return bool(near) and sum(map(is_figure, near)) * 2 > len(near)

    def _is_total_of_any(self, row: int, amount: Decimal | None, least: int, nearly: bool) -> bool:
        """Whether an amount is the total of any column of figures, or the number of rows."""
        columns = [column for column in range(self._grid.width) if self._is_of_figures(row, column)]
        return self._is_count(row, amount) or any(
            self._is_total(row, column, amount, least, nearly) for column in columns
        )

    def _is_total(self, row: int, column: int, amount: Decimal | None, least: int, nearly: bool) -> bool:
        """Whether an amount is the sum of at least so many above it, or the number of rows unless two are needed."""
        if amount is None:
            return False
        sums = [self._above(row, column, left_out) for left_out in self._left_out]
        if any(amount == above.rows and least < 2 for above in sums):
            return True
        if any(above.amounts >= least and amount == above.total for above in sums):
            return True
        near = [above for above in sums if nearly and above.amounts > 1 and above.largest < amount]
        near = [above for above in near if _is_near(amount, above.total)]
        exactly = any(_rounds_to(amount, above.total) for above in near)
        self.differ = self.differ or (not exactly and any(above.amounts == above.filled for above in near))
        return bool(near)

    def _above(self, row: int, column: int, left_out: RowRanges) -> _Sum:
        """What a column comes to above a row."""
        above = _Sum()
        for number, cell in enumerate(self._grid.cells(column, self._header + 1, row - 1), start=self._header + 1):
            if number not in left_out:
                above.add(cell)
        return above


@dataclass(slots=True)
class _Sum:
    """What some cells come to: how many there are, how many of them are filled and amounts, and these."""

    rows: int = 0
    filled: int = 0
    amounts: int = 0
    total: Decimal = Decimal(0)
    largest: Decimal = Decimal("-Infinity")
    smallest: Decimal = Decimal("Infinity")

    def add(self, cell: str | None) -> None:
        self.rows += 1
        if not cell:
            return
        self.filled += 1
        amount = amount_of(cell)
        if amount is not None:
            self.amounts += 1
            self.total += amount
            self.largest = max(self.largest, amount)
            self.smallest = min(self.smallest, amount)


def _is_near(amount: Decimal, total: Decimal) -> bool:
    return abs(amount - total) <= abs(total) * _NEARLY


def _rounds_to(amount: Decimal, total: Decimal) -> bool:
    return abs(amount - total) <= Decimal(1).scaleb(int(amount.as_tuple().exponent)) / 2


def amount_of(cell: str) -> Decimal | None:
    """The amount that a figure says, brackets and a minus sign behind it being negative."""
    digits = re.sub(r"[^\d.,]", "", cell)
    if re.search(r",\d\d?$", digits):
        whole, _, decimals = digits.rpartition(",")
        digits = f"{whole.replace('.', '')}.{decimals}"
    digits = digits.replace(",", "")
    if not is_figure(cell) or digits.count(".") > 1 or not digits.strip("."):
        return None
    negative = cell.strip().startswith(("-", "(", "£-", "-£", "£(")) or cell.strip().endswith("-")
    return -Decimal(digits) if negative else Decimal(digits)
