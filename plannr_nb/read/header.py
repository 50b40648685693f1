"""Which row is the header, judged on the first rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from plannr_nb.errors import ReadError
from plannr_nb.read.dialect import usual_width
from plannr_nb.read.looks import header_share, is_data_like, is_data_or_year

__all__ = ["HeaderChoice", "begins_table", "choose_header", "find_header"]

_LOOKED_AT = 60
_ROWS_BELOW = 100
_DENSE = 0.5
_LONG = 80
_CLEARLY_BETTER = 0.5
_MOST_TITLES = 8


@dataclass(frozen=True, slots=True)
class HeaderChoice:
    """Which row is the header.

    Attributes
    ----------
    row
        Counts from 1; 0 where there is no header.
    sure
        False where it could as well be otherwise.
    continued
        Whether the row below looks like a second row of the header.
    """

    row: int
    evidence: str
    sure: bool = True
    continued: bool = False


def find_header(rows: Sequence[Sequence[str]]) -> HeaderChoice:
    """The header among the first rows of a file, cells trimmed, blank ones empty.

    A header is as full as the rows below it and fuller than anything above it; its cells are words, most of them words
    that headers are made of, over columns of numbers, dates and references.

    Examples
    --------
    >>> find_header([["Client list"], [], ["Ref", "Name"], ["C1001", "Evans"]]).row
    3
    >>> find_header([["C1001", "Evans", "01/02/1970"], ["C1002", "Patel", "03/04/1980"]]).row
    0
    """
    width = usual_width(Counter(len(row) for row in rows if any(row)))
    filled = [sum(1 for cell in row if cell) for row in rows]
    usual = max(min(count, width) for count in filled)
    best, best_score = -1, float("-inf")
    fullest = 0
    for at in range(min(len(rows), _LOOKED_AT)):
        fuller = filled[at] > fullest
        if not (fuller or _is_below_short_block(filled, at)) or _is_a_line(rows[at], width):
            continue
        score = _score(rows, at, filled[at] / usual)
        skips_full_row = fuller and fullest > usual * _DENSE
        if best < 0 or score > best_score + (_CLEARLY_BETTER if skips_full_row else 0):
            best, best_score = at, score
        fullest = max(fullest, filled[at])
    return _judged(rows, best) if best >= 0 else HeaderChoice(0, "the first rows have one cell each, those below more")


def _is_below_short_block(filled: Sequence[int], at: int) -> bool:
    """Whether a row stands below a gap that parts it and all below from a few rows above, which may be a title."""
    above = sum(1 for count in filled[:at] if count)
    below = sum(1 for count in filled[at:] if count)
    return at > 0 and filled[at] > 1 and not filled[at - 1] and 0 < above <= _MOST_TITLES and below > above


def _is_a_line(row: Sequence[str], width: int) -> bool:
    """Whether a row has no delimiter while those of the table have: a title, or a note."""
    return len(row) == 1 < width


def choose_header(name: str, rows: Sequence[Sequence[str]], header_row: int | None) -> HeaderChoice:
    """The header row asked for, or else the one found. ``name``: of the file, for messages.

    Raises
    ------
    ReadError
        There is no such row, or no row holds any text.
    """
    if not any(any(row) for row in rows):
        raise ReadError(f"{name}: the first {len(rows)} rows hold nothing but delimiters and spaces. Export it again.")
    if header_row is None:
        return find_header(rows)
    if not 0 <= header_row <= len(rows):
        raise ReadError(f"{name}: header_row={header_row}, but its rows are 1 to {len(rows)}; 0 means no header.")
    if header_row and not any(rows[header_row - 1]):
        raise ReadError(
            f"{name}: header_row={header_row}, but that row is blank. Rows count as a spreadsheet shows them."
        )
    return HeaderChoice(header_row, "as given")


def _score(rows: Sequence[Sequence[str]], at: int, fill: float) -> float:
    cells = [cell for cell in rows[at] if cell]
    data = sum(1 for cell in cells if is_data_like(cell)) / len(cells)
    words = header_share(cells)
    odd = sum(1 for cell in cells if len(cell) > _LONG or cell.endswith(":")) + len(cells) - len(set(cells))
    return min(fill, 1.0) + words * 0.5 + _contrast(rows, at) * 0.5 - data - odd / len(cells) * 0.5


def _contrast(rows: Sequence[Sequence[str]], at: int) -> float:
    """Share of the columns whose cell in this row is a word over cells that are mostly data."""
    below = rows[at + 1 : at + 1 + _ROWS_BELOW]
    columns = contrasted = 0
    for column, cell in enumerate(rows[at]):
        under = [row[column] for row in below if len(row) > column and row[column]]
        if not cell or not under:
            continue
        columns += 1
        if not is_data_like(cell) and sum(map(is_data_or_year, under)) >= len(under) * 0.6:
            contrasted += 1
    return contrasted / columns if columns else 0.0


def _judged(rows: Sequence[Sequence[str]], at: int) -> HeaderChoice:
    """Whether the row most like a header is one."""
    cells = [cell for cell in rows[at] if cell]
    data = sum(1 for cell in cells if is_data_like(cell)) / len(cells)
    words = header_share(cells)
    contrast = _contrast(rows, at)
    row = at + 1
    shares = f"{words:.0%} of its cells hold words usual in headers, {data:.0%} look like data"
    if data and (data >= max(words, 0.34) or (data >= words and not contrast) or (data >= 0.2 > contrast * 0.4)):
        return HeaderChoice(0, f"the first full row is {row}, and {shares}")
    if words >= 0.3 or contrast >= 0.3:
        below = _is_header_like(rows, row) if row < len(rows) else False
        return HeaderChoice(row, f"row {row} is the first full row; {shares}", sure=not data, continued=below)
    if _reoccurs(rows, at):
        return HeaderChoice(0, f"cells of row {row}, the first full one, stand in the same columns further down again")
    return HeaderChoice(row, f"row {row} is the first full row, all words; {shares}", sure=len(rows) == row)


def begins_table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> bool:
    """Whether the first of some rows looks like the header of another table than the one under ``header``."""
    if len(rows) < 2:
        return False
    mine = {cell for cell in rows[0] if cell}
    alike = len(mine & set(header)) / len(mine | set(header) - {""}) if mine else 1.0
    return alike < 0.5 and header_share(rows[0]) >= 0.5 and _is_header_like(rows, 0)


def _is_header_like(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a row holds several words and no data, over columns that are mostly data."""
    cells = [cell for cell in rows[at] if cell]
    return (
        len(cells) > 1
        and all(any(map(str.isalpha, cell)) for cell in cells)
        and not any(map(is_data_like, cells))
        and _contrast(rows, at) >= 0.5
    )


def _reoccurs(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether cells of a row stand in their columns again, in rows that are not the same row over."""
    mine = list(rows[at])
    below = [row for row in rows[at + 1 :] if list(row) != mine]
    again = sum(
        1 for column, cell in enumerate(mine) if cell and any(row[column : column + 1] == [cell] for row in below)
    )
    return again >= max(2, len(mine) * 0.2)
