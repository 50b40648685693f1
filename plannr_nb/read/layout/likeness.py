"""Whether rows, or single cells, are of the same make as those of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.read.layout.looks import are_page_line, cell_kind, is_page_mark

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid

__all__ = ["UsualCells", "are_alike"]

_SAMPLE_ROWS = 100
_RARELY = 0.1
_ENOUGH_CELLS = 3

_USUALLY_FILLED = 0.5
_SAME_KINDS = 0.5
_ENOUGH_COLUMNS = 0.7


def are_alike(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> bool:
    """Whether most columns hold cells of the same kinds in some rows and in others of the same width.

    A column that is blank on one side only speaks against it half as much as one with cells of another kind.

    Examples
    --------
    >>> are_alike([["Evans", "01/02/1970"], ["Shah", ""]], [["Hale", "03/04/1980"]])
    True
    >>> are_alike([["Evans", "01/02/1970"], ["Shah", ""]], [["Harrowmere", "12"]])
    False
    """
    same = other = blank = 0
    for upper, lower in zip(zip(*above, strict=True), zip(*below, strict=True), strict=True):
        kinds, kinds_below = _kinds(upper), _kinds(lower)
        if max(kinds.total() / len(upper), kinds_below.total() / len(lower)) < _USUALLY_FILLED:
            continue
        if not kinds or not kinds_below:
            blank += 1
        elif _shared(kinds, kinds_below) >= _SAME_KINDS:
            same += 1
        else:
            other += 1
    return same >= (same + other + blank / 2) * _ENOUGH_COLUMNS


def _kinds(cells: Sequence[str]) -> Counter[str]:
    return Counter(cell_kind(cell) for cell in cells if cell)


def _shared(kinds: Counter[str], others: Counter[str]) -> float:
    """How far two counts of kinds agree in their shares, 0 to 1."""
    return sum(min(kinds[kind] / kinds.total(), others[kind] / others.total()) for kind in kinds)


@dataclass(frozen=True, slots=True)
class UsualCells:
    """The filled cells of each column in the first rows of a table, lines apart. ``rows``: their number."""

    columns: Sequence[Sequence[str]]
    rows: int

    @classmethod
    def of(cls, grid: Grid, header: int, last: int) -> UsualCells:
        """Those below a header."""
        sample = [row for row in grid.row_list(header + 1, min(header + _SAMPLE_ROWS, last)) if sum(map(bool, row)) > 1]
        sample = [row for row in sample if not are_page_line([cell for cell in row if cell])]
        columns = [[cell for cell in cells if cell] for cells in zip(*sample, strict=True)]
        return cls(columns or [[] for _ in range(grid.width)], len(sample))

    def are_blank(self, position: int) -> bool:
        return self.rows > 1 and len(self.columns[position]) <= self.rows * _RARELY

    def are_page_marks(self, cells: Sequence[str]) -> bool:
        """Whether page numbers among the cells of a row are where other rows hold such, too, as data."""
        marks = (position for position, cell in enumerate(cells) if cell and is_page_mark(cell))
        return any(is_page_mark(cell) for position in marks for cell in self.columns[position])

    def are_no_words(self, position: int) -> bool:
        """Whether a column holds dates, figures, references or the like, and hardly any words."""
        cells = self.columns[position]
        words = sum(1 for cell in cells if cell_kind(cell) == "words")
        return len(cells) >= _ENOUGH_CELLS and words <= max(1, len(cells) * _RARELY)
