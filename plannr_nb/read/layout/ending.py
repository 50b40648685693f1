"""What stands below the last row of a table: totals, counts, the end of the report, who printed it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from plannr_nb.read.layout.likeness import UsualCells
from plannr_nb.read.layout.looks import (
    are_page_line,
    are_prose,
    is_data_or_year,
    is_end_line,
    is_figure,
    is_note_line,
    is_print_line,
    is_total_label,
)
from plannr_nb.read.layout.skipped import BLANK, END, NOTE, PAGE, REPEATED_HEADER, TOTAL, Layout
from plannr_nb.read.layout.totals import (
    Totals,
    announces_rows,
    are_labelled_totals,
    are_thing_and_number,
    printed_counts,
)

if TYPE_CHECKING:
    from plannr_nb.read.grid import Grid

__all__ = ["skip_below"]

_BELOW = 60
_MOST_CELLS = 160_000
_NARROW = 3
_FEW_CELLS = 0.5
_SEVERAL = 3


def skip_below(layout: Layout, grid: Grid, blank: Collection[int], last: int, labelled: Collection[int]) -> int:
    """Skip totals, end lines and notes below the last row of data. Returns the last row that may be data.

    Parameters
    ----------
    labelled
        Rows of a total's label and figures, which other totals may leave out.
    """
    first = max(layout.header, last - min(_BELOW, _MOST_CELLS // max(grid.width, 1))) + 1
    cells_of = dict(zip(range(first, last + 1), grid.row_list(first, last), strict=True))
    kinds = UsualCells.of(grid, layout.header, last)
    notes = _notes_below(grid, blank, cells_of)
    reasons = _reasons(layout, grid, blank, cells_of, labelled, kinds, notes)
    below = sorted(reasons)
    # A note counts only below something that is certainly not data; else it may be a row with one filled cell.
    while below and not (
        reasons[below[0]] != NOTE or below[0] in notes or _stands_alone(grid, below[0], cells_of[below[0]], kinds)
    ):
        layout.doubtful.append(below.pop(0))
    for number in below:
        if reasons[number] not in {BLANK, REPEATED_HEADER}:
            layout.skip(reasons[number], number)
            layout.printed.extend(printed_counts([cell for cell in cells_of[number] if cell]))
    return below[0] - 1 if below else last


def _reasons(
    layout: Layout,
    grid: Grid,
    blank: Collection[int],
    cells_of: dict[int, list[str]],
    labelled: Collection[int],
    kinds: UsualCells,
    notes: set[int],
) -> dict[int, str]:
    """Why rows are no data, from the last one up to the first that may be."""
    skipped = set(layout.skipped_rows)
    usual = _usual_fill(list(cells_of.values()))
    totals = Totals(grid, layout.header, layout.blank.union(skipped), labelled)
    reasons: dict[int, str] = {}
    for row, cells in sorted(cells_of.items(), reverse=True):
        reason = BLANK if row in blank else REPEATED_HEADER if row in skipped else _reason_below(grid, row, cells)
        reason = None if reason == PAGE and kinds.are_page_marks(cells) else reason
        reason = reason or (NOTE if row in notes else None)
        if reason is None and _are_totals(grid, row, cells):
            adds_up = totals.add_up(row, cells, usual)
            reason = TOTAL if adds_up or _stand_apart(cells, usual, kinds) else None
            layout.differs = layout.differs or bool(reason and not adds_up)
            sparse = sum(map(bool, cells)) < usual
            if reason is None and (_may_be_totals(cells) or (sparse and totals.has_sum(row, cells, _SEVERAL))):
                layout.doubtful.append(row)
        elif reason is None and _may_be_labelled(cells, usual) and totals.has_sum(row, cells, 2):
            layout.doubtful.append(row)
        if reason is None:
            break
        reasons[row] = reason
    layout.differs = layout.differs or totals.differ
    return reasons


def _reason_below(grid: Grid, row: int, cells: Sequence[str]) -> str | None:
    texts = [cell for cell in cells if cell]
    alone = len(texts) == 1
    if row in grid.surplus:
        return None
    if alone and is_end_line(texts[0]) and (grid.width > 1 or not texts[0].isalnum()):
        return END
    if announces_rows(texts):
        return TOTAL
    if are_page_line(texts) and (grid.width > _NARROW or (alone and grid.width > 1)):
        return PAGE
    if grid.width <= _NARROW:
        return NOTE if alone and grid.odd.get(row) == 1 < grid.width and is_print_line(texts[0]) else None
    # Prose in one cell of a wide table, or in a few where it holds delimiters, as in "Note: see a, b".
    if alone and (is_note_line(texts[0]) or (" " in texts[0] and grid.odd.get(row) == 1)):
        return NOTE
    is_short = len(texts) == grid.odd.get(row, grid.width) <= grid.width * _FEW_CELLS
    is_label = len(texts) == 2 and texts[0].endswith(":")
    return NOTE if is_short and (is_label or (is_note_line(texts[0]) and " " in texts[0])) else None


def _notes_below(grid: Grid, blank: Collection[int], cells_of: dict[int, list[str]]) -> set[int]:
    """Rows of text below the last gaps: lines of one cell and sentences, at least one of which can be nothing else."""
    notes: set[int] = set()
    lines: list[int] = []
    sure = False
    for row in sorted(cells_of, reverse=True) if grid.width > _NARROW else ():
        texts = [cell for cell in cells_of[row] if cell]
        if row in blank:
            notes.update(lines if sure else ())
            continue
        if row in grid.surplus or not (len(texts) == 1 or are_prose(texts)):
            break
        is_line = " " in texts[0] and grid.odd.get(row) == 1
        sure = sure or is_line or are_prose(texts) or is_note_line(texts[0])
        lines.append(row)
    return notes


def _are_totals(grid: Grid, row: int, cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but figures, or a total's label before them."""
    texts = [cell for cell in cells if cell]
    if not texts or row in grid.surplus:
        return False
    if row in grid.odd and are_thing_and_number(texts):
        return True
    return are_labelled_totals(texts) or (len(texts) < len(cells) and all(map(is_figure, texts)))


def _may_be_labelled(cells: Sequence[str], usual: int) -> bool:
    """Whether a row begins like totals, or is a word of any language and little else than figures."""
    texts = [cell for cell in cells if cell]
    if not texts or is_total_label(texts[0]):
        return bool(texts)
    return 1 < len(texts) <= usual / 2 and not is_data_or_year(texts[0]) and all(map(is_figure, texts[1:]))


def _may_be_totals(cells: Sequence[str]) -> bool:
    """Whether a row that adds up to nothing reads like totals all the same, rather than like a row of little data."""
    return are_labelled_totals([cell for cell in cells if cell]) or not cells[0]


def _stand_apart(cells: Sequence[str], usual: int, kinds: UsualCells) -> bool:
    """Whether totals that are not those of the rows can be no data: their label is no reference, date or figure."""
    at = next(position for position, cell in enumerate(cells) if cell)
    texts = [cell for cell in cells if cell]
    return are_labelled_totals(texts) and 1 < len(texts) <= usual / 2 and kinds.are_no_words(at)


def _stands_alone(grid: Grid, row: int, cells: Sequence[str], kinds: UsualCells) -> bool:
    """Whether a row is a line that reads like what programs print below a table, and like no data."""
    at, text = next((position, cell) for position, cell in enumerate(cells) if cell)
    return is_print_line(text) or (is_note_line(text) and (grid.odd.get(row) == 1 or kinds.are_no_words(at)))


def _usual_fill(rows: Sequence[Sequence[str]]) -> int:
    filled = sorted(sum(1 for cell in row if cell) for row in rows)
    return filled[len(filled) * 3 // 4] if filled else 1
