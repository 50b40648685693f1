"""Which row is the header, judged on the first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plannr_nb.errors import ReadError
from plannr_nb.read.layout.header_rows import Extent, contrast, extent_of, is_header_like
from plannr_nb.read.layout.looks import cell_kind, header_share, is_data_like, is_data_or_year, is_header_text
from plannr_nb.read.text.dialect import usual_width

__all__ = [
    "HeaderChoice",
    "HeaderRow",
    "begins_table",
    "choose_header",
    "find_header",
    "header_row_given",
    "heads_data",
    "last_header_row",
]

# A row, or the first and last of several; 0: there is none.
HeaderRow = int | tuple[int, int]

_LOOKED_AT = 60
_DENSE = 0.5
_SOME = 0.2
_LONG = 80
_CLEARLY_BETTER = 0.5
_MOST_TITLES = 8
_SERIES = 3
_MOST_LINES = 4
_LEAST_ROWS = 3
_LEAST_NUMBERED = 3
# Headers under which numbers from 1 on may stand.
_NUMBERS = re.compile(
    r"#|(?<![a-z])(?:no|nr|num|number|id|ref|reference|row|index|line|item|key|code)(?![a-z])", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_LEAST_COLUMNS = 3
_MOSTLY = 0.75
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class HeaderChoice:
    """Which row is the header.

    Attributes
    ----------
    row
        Its last row, below which data begin. Counts from 1; 0 where there is no header.
    first
        Its first row, where it has several.
    sure
        False where it could as well be otherwise.
    joined_surely
        False where rows were joined of which one may be none of the header.
    perhaps_above, continued
        Whether the row above, or below, may be one of the header.
    numbered
        Whether the rows below begin with their number, for which the header has no cell.
    """

    row: int
    evidence: str
    sure: bool = True
    first: int = 0
    joined_surely: bool = True
    perhaps_above: bool = False
    continued: bool = False
    numbered: bool = False

    @property
    def rows(self) -> range:
        """Its rows, none where there is no header."""
        return range(self.first or self.row, self.row + 1) if self.row else range(0)


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
        below_title = _is_below_short_block(filled, at) if width > 1 else _is_header_of_one(rows, at)
        if not (fuller or below_title) or _is_a_line(rows[at], width):
            continue
        if best >= 0 and (_is_table_before(rows[best:at]) or _is_first_of_several(rows, best, at)):
            break
        if filled[at] < fullest and _is_surely_header(rows[best]):
            continue
        score = _score(rows, at, filled[at] / usual)
        skips_full_row = fuller and fullest > usual * _DENSE
        better = score - best_score - (_CLEARLY_BETTER if skips_full_row else 0)
        if best < 0 or better > 0 or (better == 0 and width == 1):
            best, best_score = at, score
        if not any(cell.endswith(":") for cell in rows[at]):  # a label beside what it stands for is no full row
            fullest = max(fullest, filled[at])
    return _judged(rows, best) if best >= 0 else HeaderChoice(0, "the first rows have one cell each, those below more")


def _is_table_before(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some rows are a table of their own, and not a few pairs of a title block."""
    columns = sum(map(bool, rows[0]))
    return (columns >= _LEAST_COLUMNS or len(rows) > _MOST_TITLES) and begins_table(rows)


def _is_first_of_several(rows: Sequence[Sequence[str]], best: int, at: int) -> bool:
    """Whether a gap parts a table from another one below, above which a few lines of text may stand."""
    gap = next((row for row in range(at - 1, max(at - 1 - _MOST_LINES, best), -1) if not any(rows[row])), 0)
    return gap > 0 and all(sum(map(bool, row)) < 2 for row in rows[gap:at]) and heads_data(rows[best:gap])


def heads_data(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some rows is made of header words, and several below hold data among other cells.

    Examples
    --------
    >>> heads_data([["Date", "Client", "Reason"], *[["01/05/2026", "Evans", "Call"]] * 3])
    True
    """
    header = [cell for cell in rows[0] if cell]
    if len(header) < _SERIES or header_share(header) < _DENSE or any(map(is_data_like, header)):
        return False
    below = [[cell for cell in row if cell] for row in rows[1:]]
    return sum(1 for cells in below if len(cells) > 1 and any(map(is_data_like, cells))) >= _SERIES


def _is_surely_header(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell]
    named = sum(map(is_header_text, cells))
    return len(cells) >= _LEAST_COLUMNS and named >= len(cells) * _MOSTLY and not any(map(is_data_like, cells))


def _is_below_short_block(filled: Sequence[int], at: int) -> bool:
    """Whether a row stands below a gap that parts it and all below from a few rows above, which may be a title."""
    above = sum(1 for count in filled[:at] if count)
    below = sum(1 for count in filled[at:] if count)
    return at > 0 and filled[at] > 1 and not filled[at - 1] and 0 < above <= _MOST_TITLES and below > above


def _is_header_of_one(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a row below a title and a gap is the header of a single column."""
    above = [row for row in rows[:at] if any(row)]
    is_header = any(rows[at]) and all(map(is_header_text, rows[at]))
    return at > 1 and len(above) == 1 and not any(rows[at - 1]) and is_header


def _is_a_line(row: Sequence[str], width: int) -> bool:
    """Whether a row has no delimiter while those of the table have: a title, or a note."""
    return len(row) == 1 < width


def choose_header(name: str, rows: Sequence[Sequence[str]], header_row: HeaderRow | None) -> HeaderChoice:
    """The header row, or rows, asked for, or else what is found. ``name``: of the file, for messages.

    Raises
    ------
    ReadError
        There is no such row, or no row holds any text.
    """
    if not any(any(row) for row in rows):
        raise ReadError(f"{name}: the first {len(rows)} rows hold nothing but delimiters and spaces. Export it again.")
    if header_row is None:
        return find_header(rows)
    first, last = (header_row, header_row) if isinstance(header_row, int) else header_row
    if not (first == last == 0 or 1 <= first <= last <= len(rows)):
        raise ReadError(f"{name}: header_row={header_row}, but its rows are 1 to {len(rows)}; 0 means no header.")
    if last and not (any(rows[first - 1]) and any(rows[last - 1])):
        raise ReadError(
            f"{name}: header_row={header_row}, but that row is blank. Rows count as a spreadsheet shows them."
        )
    return HeaderChoice(last, "as given", first=first)


def header_row_given(given: object) -> HeaderRow | None:
    """What was given as header_row=, if it can be one.

    Raises
    ------
    ReadError
        It is neither a whole number nor two of them in order.
    """
    if given is None:
        return None
    numbers = list(given) if isinstance(given, tuple | list) else [given]
    rows = [number for number in numbers if isinstance(number, int) and not isinstance(number, bool)]
    if len(rows) != len(numbers) or len(rows) != (2 if isinstance(given, tuple | list) else 1):
        kind = type(given).__name__
        raise ReadError(
            "header_row= wants a whole number, or the first and last row as (2, 3), and was given an object of type "
            f"{kind}."
        )
    if rows[0] < 0:
        raise ReadError(f"header_row={given}, but it cannot be less than 0.")
    if rows != sorted(rows) or (len(rows) > 1 and not rows[0]):
        raise ReadError(f"header_row={given}, but these are no first and last row.")
    return rows[0] if rows[0] == rows[-1] else (rows[0], rows[1])


def last_header_row(header_row: HeaderRow | None) -> int:
    """The last of the rows asked for, 0 where none was."""
    if header_row is None:
        return 0
    return header_row if isinstance(header_row, int) else header_row[1]


def _score(rows: Sequence[Sequence[str]], at: int, fill: float) -> float:
    cells = [cell for cell in rows[at] if cell]
    data = sum(1 for cell in cells if is_data_like(cell)) / len(cells)
    words = header_share(cells)
    labels = sum(1 for cell in cells if cell.endswith(":"))
    odd = sum(1 for cell in cells if len(cell) > _LONG) + len(cells) - len(set(cells))
    return min(fill, 1.0) + words * 0.5 + contrast(rows, at) * 0.5 - data - (labels + odd * 0.5) / len(cells)


def _judged(rows: Sequence[Sequence[str]], at: int) -> HeaderChoice:
    """Whether the row most like a header is one."""
    cells = [cell for cell in rows[at] if cell]
    looks = sum(map(is_data_like, cells)) / len(cells)
    data = _data_share(rows, at)
    words = header_share(cells)
    contrasted = max(contrast(rows, at), _over_digits(rows, at))
    row = at + 1
    shares = f"{words:.0%} of its cells hold words usual in headers, {looks:.0%} look like data"
    if data and (data >= max(words, 0.34) or (data >= words and not contrasted) or (data >= 0.2 > contrasted * 0.4)):
        return HeaderChoice(0, f"the first full row is {row}, and {shares}")
    if contrasted < 0.3 and words < _MOSTLY and _reoccurs(rows, at, len(cells) * _DENSE):
        return HeaderChoice(0, f"cells of row {row}, the first full one, stand in the same columns further down again")
    if words >= 0.3 or contrasted >= 0.3 or data < looks:
        return _with_rows_around(rows, extent_of(rows, at), shares, sure=not data and not _count_on(rows[at]))
    if _reoccurs(rows, at, len(cells) * _SOME) or list(rows[at]) in map(list, rows[at + 1 :]):
        return HeaderChoice(0, f"cells of row {row}, the first full one, stand in the same columns further down again")
    return HeaderChoice(row, f"row {row} is the first full row, all words; {shares}", sure=len(rows) == row)


def _with_rows_around(rows: Sequence[Sequence[str]], extent: Extent, shares: str, *, sure: bool) -> HeaderChoice:
    first, last = extent.first + 1, extent.last + 1
    several = f"rows {first} to {last} make sense together only; of the last" if first < last else f"row {last} is the"
    return HeaderChoice(
        last,
        f"{several} first full row; {shares}" if first == last else f"{several}, {shares}",
        sure=sure,
        first=first,
        joined_surely=extent.sure,
        perhaps_above=extent.perhaps_above,
        continued=extent.perhaps_below,
        numbered=first == last and _are_numbered(rows[extent.last :]),
    )


def _are_numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows below the first have one cell more than it and count from 0 or 1 in their first."""
    header, *others = rows
    below = [row for row in others if any(row)]
    if len(below) < _LEAST_NUMBERED or not header[0] or _NUMBERS.search(header[0]):
        return False
    if any(len(row) != len(header) + 1 for row in below) or not any(row[-1] for row in below):
        return False
    numbers = [row[0] for row in below]
    return any(numbers == [str(start + at) for at in range(len(numbers))] for start in (0, 1))


def _data_share(rows: Sequence[Sequence[str]], at: int) -> float:
    """Share of the cells that look like data, and not like a header of other data: dates over amounts, or 1, 2, 3."""
    cells = {column: cell for column, cell in enumerate(rows[at]) if cell}
    data = [column for column, cell in cells.items() if is_data_like(cell) and not _heads_others(rows, at, column)]
    return 0.0 if _count_on([cells[column] for column in data]) else len(data) / len(cells)


def _heads_others(rows: Sequence[Sequence[str]], at: int, column: int) -> bool:
    """Whether a date stands over cells that are data of another kind."""
    below = [row[column] for row in rows[at + 1 :] if len(row) > column and row[column]]
    if cell_kind(rows[at][column]) != "date" or not below:
        return False
    return all(is_data_or_year(cell) and cell_kind(cell) != "date" for cell in below)


def _count_on(cells: Sequence[str]) -> bool:
    """Whether those of some cells that look like data are numbers that follow one another, as years of a plan do."""
    data = [cell for cell in cells if is_data_like(cell) and cell.casefold() != "n/a"]
    numbers = [int(cell) for cell in data if cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS]
    return len(numbers) == len(data) >= _SERIES and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def begins_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some rows are a header over rows of data, rather than labels beside what they stand for.

    Examples
    --------
    >>> begins_table([["Adviser", "Clients"], ["R Ali", "12"], ["P Hale", "7"], ["J Fox", "9"]])
    True
    >>> begins_table([["Report", "Clients"], ["Date", "01/05/2026"], ["Status", "7"], ["Adviser", "9"]])
    False
    """
    below = [row for row in rows[1:] if sum(map(bool, row)) > 1]
    if len(below) < _LEAST_ROWS or not is_header_like(rows, 0):
        return False
    firsts = [row[0] for row in below if row[0]]
    return all(map(is_header_text, filter(None, rows[0]))) and sum(map(is_header_text, firsts)) * 2 < len(firsts)


def _over_digits(rows: Sequence[Sequence[str]], at: int) -> float:
    """Share of the columns whose cell in this row has no digit, while all those below have."""
    columns = {column: cell for column, cell in enumerate(rows[at]) if cell}
    below = {column: [row[column] for row in rows[at + 1 :] if len(row) > column and row[column]] for column in columns}
    over = [column for column, cells in below.items() if len(cells) > 1 and all(map(_DIGIT.search, cells))]
    return sum(1 for column in over if not _DIGIT.search(columns[column])) / len(columns)


def _reoccurs(rows: Sequence[Sequence[str]], at: int, least: float) -> bool:
    """Whether so many cells of a row stand in their columns again, in rows that are not the same row over."""
    mine = list(rows[at])
    # What follows a gap or a title may be the header of another table.
    below = [row for above, row in pairwise(rows[at:]) if list(row) != mine and sum(map(bool, above)) > 1]
    again = sum(
        1 for column, cell in enumerate(mine) if cell and any(row[column : column + 1] == [cell] for row in below)
    )
    return again >= max(2, least)
