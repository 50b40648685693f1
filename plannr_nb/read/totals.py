"""Rows that give totals: their labels and figures, and whether these are what the rows above come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plannr_nb.read.looks import is_figure, is_total_label, printed_count

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid

__all__ = ["Totals", "announces_rows", "are_labelled_totals", "printed_counts"]

# Cells that cannot be read as amounts, and rows exported twice, part a printed total from the sum by a few per cent.
_NEARLY = Decimal("0.05")
_SPARSE = 0.6


def are_labelled_totals(texts: Sequence[str]) -> bool:
    """Whether filled cells are a total's label and figures.

    Examples
    --------
    >>> are_labelled_totals(["Total", "£1,003"]), are_labelled_totals(["Total", "John", "1003"])
    (True, False)
    """
    return (
        bool(texts) and is_total_label(texts[0]) and all(is_figure(text) or is_total_label(text) for text in texts[1:])
    )


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
    """

    def __init__(self, grid: Grid, header: int, left_out: set[int], subtotals: Iterable[int]) -> None:
        self._grid = grid
        self._header = header
        with_subtotals = left_out | set(subtotals)
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
        labelled = is_total_label(label)
        nearly = labelled and len(texts) <= max(2, usual * _SPARSE)
        figures = [(column, cell) for column, cell in enumerate(cells) if is_figure(cell)]
        if labelled and not figures:
            inside = _amount(re.sub(r"^\D+|[*=\s]+$", "", label))
            columns = range(self._grid.width)
            return inside is not None and any(self._is_total(row, column, inside, 1, nearly) for column in columns)
        least = 0 if labelled else 2
        return bool(figures) and all(
            self._is_total(row, column, _amount(cell), least, nearly) for column, cell in figures
        )

    def _is_total(self, row: int, column: int, amount: Decimal | None, least: int, nearly: bool) -> bool:
        """Whether an amount is the sum of at least so many above it, or the number of rows unless two are needed."""
        if amount is None:
            return False
        for left_out in self._left_out:
            above = self._above(row, column, left_out)
            if amount == above.rows and least < 2:
                return True
            if above.amounts >= least and amount == above.total:
                return True
            if nearly and above.amounts > 1 and above.largest < amount and _is_near(amount, above.total):
                return True
        return False

    def _above(self, row: int, column: int, left_out: set[int]) -> _Sum:
        """What a column comes to above a row."""
        above = _Sum()
        for number, cell in enumerate(self._grid.cells(column, self._header + 1, row - 1), start=self._header + 1):
            if number not in left_out:
                above.add(None if cell is None else _amount(cell))
        return above


@dataclass(slots=True)
class _Sum:
    """What some cells come to: how many there are, how many of them are amounts, and these."""

    rows: int = 0
    amounts: int = 0
    total: Decimal = Decimal(0)
    largest: Decimal = Decimal("-Infinity")

    def add(self, amount: Decimal | None) -> None:
        self.rows += 1
        if amount is not None:
            self.amounts += 1
            self.total += amount
            self.largest = max(self.largest, amount)


def _is_near(amount: Decimal, total: Decimal) -> bool:
    return abs(amount - total) <= abs(total) * _NEARLY


def _amount(cell: str) -> Decimal | None:
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
