"""A header of several rows: labels of groups above the names, words cut over rows, units and kinds below them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from plannr_nb.read.layout.looks import (
    is_data_like,
    is_data_or_year,
    is_header_text,
    is_note_line,
    is_period,
    is_unit,
)

__all__ = ["Extent", "are_rarely_headers", "contrast", "extent_of", "is_header_like", "joined_headers", "occurs_again"]

_ROWS_BELOW = 100
_MOST_ROWS = 4
_LONG_LABEL = 40
_LEAST_SHARE = 0.5
_SEVERAL = 3
_FROM_OTHERS = 0.6
_JOINS = {"of", "and", "&", "per", "for", "the", "in", "to", "at", "by", "-", "/", "+"}
# Words of titles, which stand above tables rather than above columns.
_TITLE = re.compile(
    r"\b(?:list|listing|report|summary|export|extract|statement|schedule|ltd|limited|llp|plc)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Extent:
    """Which rows are the header, counted from 0.

    Attributes
    ----------
    sure
        False where rows were joined and one of them could as well be none of the header.
    perhaps_above, perhaps_below
        Whether the row above, or below, could as well be one of the header.
    """

    first: int
    last: int
    sure: bool = True
    perhaps_above: bool = False
    perhaps_below: bool = False


def joined_headers(rows: Sequence[Sequence[str]]) -> list[str]:
    """The header of each column, from the trimmed rows that hold its parts: joined with a space, from above.

    A label reaches right over blank cells to the next one, over columns that have a name below it. It does not where
    words are cut over rows.

    Examples
    --------
    >>> joined_headers([["Client", "", "Plan", ""], ["Ref", "Name", "Number", "Value"]])
    ['Client Ref', 'Client Name', 'Plan Number', 'Plan Value']
    >>> joined_headers([["", "Date of", ""], ["Ref", "Birth", "Value"]])
    ['Ref', 'Date of Birth', 'Value']
    """
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    spread = [_spread(padded, at) for at in range(len(padded) - 1)] + padded[-1:]
    return [_joined(parts) for parts in zip(*spread, strict=True)]


def _spread(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    """One row of a header with its labels repeated over the columns they stand for."""
    labels = list(rows[at])
    if any(_is_cut(label, below) for label, below in zip(labels, rows[at + 1], strict=True)):
        return labels
    for column in range(1, len(labels)):
        begins_group = any(row[column] for row in rows[:at])
        if not labels[column] and not begins_group and any(row[column] for row in rows[at + 1 :]):
            labels[column] = labels[column - 1]
    return labels


def _joined(parts: Sequence[str]) -> str:
    told: list[str] = []
    for part in filter(None, parts):
        if not told or _letters(told[-1]) != _letters(part):
            told.append(part)
    return " ".join(told)


def _letters(text: str) -> str:
    """What two ways of writing a header share, as first_name and First Name do."""
    return "".join(filter(str.isalnum, text.casefold())) or text


def _is_cut(above: str, below: str) -> bool:
    """Whether two cells are one text, cut at a word that joins what stands around it."""
    if not above or not below:
        return False
    return above.lower().split()[-1] in _JOINS or above.endswith(("-", "/")) or below.lower().split()[0] in _JOINS


def extent_of(rows: Sequence[Sequence[str]], at: int) -> Extent:
    """Which rows around the one most like a header are the header with it.

    A row above or below is one of it where the two make sense together only: it tells headers apart that are the same,
    fills those that are blank, or ends a text that is cut; or where it holds nothing but units, kinds and formats, or
    labels made of words usual in headers. A row of words alone is not: it could be data.
    """
    first = last = at
    sure = True
    perhaps_below = perhaps_above = False
    while last + 1 < len(rows) and last - first < _MOST_ROWS:
        belongs = _below(rows, first, last)
        if not belongs.joined:
            perhaps_below = belongs.doubtful
            break
        last += 1
        sure = sure and not belongs.doubtful
    while first > 0 and last - first < _MOST_ROWS:
        belongs = _above(rows, first, last)
        if not belongs.joined:
            perhaps_above = belongs.doubtful
            break
        first -= 1
        sure = sure and not belongs.doubtful
    return Extent(first, last, sure, perhaps_above, perhaps_below)


@dataclass(frozen=True, slots=True)
class _Belongs:
    joined: bool
    doubtful: bool = False


def _above(rows: Sequence[Sequence[str]], first: int, last: int) -> _Belongs:
    """Whether the row above some rows of a header is one of it."""
    labels = {column: cell for column, cell in enumerate(rows[first - 1]) if cell}
    if not labels or len(rows[first - 1]) == 1 or not all(map(_may_be_label, labels.values())):
        return _Belongs(False)
    now, then = joined_headers(rows[first : last + 1]), joined_headers(rows[first - 1 : last + 1])
    if _alike(then) < _alike(now) or _completes(rows[first - 1], rows[first]):
        return _Belongs(True)
    usual = _usual_share(labels.values())
    titled = any(map(_TITLE.search, labels.values()))
    if len(labels) == 1:
        # A title stands in the first column, as a rule.
        return _Belongs(False, doubtful=usual == 1 and not titled and (0 not in labels or not now[0]))
    if _fills(labels, now):
        return _Belongs(usual >= _LEAST_SHARE, doubtful=usual < 1)
    if set(labels) == {0, 1} and len(now) > len(labels) + 1:
        # What is told of a report stands like this, too: its name beside a label, in one row or in several.
        several = first > 1 and sum(map(bool, rows[first - 2])) == len(labels)
        return _Belongs(False, doubtful=usual == 1 and not several)
    return _Belongs(usual == 1 or (usual >= _LEAST_SHARE and not titled), doubtful=_LEAST_SHARE <= usual < 1)


def _below(rows: Sequence[Sequence[str]], first: int, last: int) -> _Belongs:
    """Whether the row below some rows of a header is one of it."""
    cells = {column: cell for column, cell in enumerate(rows[last + 1]) if cell}
    if not cells or list(rows[last + 1]) == list(rows[last]):
        return _Belongs(False)
    if _are_units(rows, last + 1, cells):
        return _Belongs(True)
    now, then = joined_headers(rows[first : last + 1]), joined_headers(rows[first : last + 2])
    if len(then) > len(now) or any(map(is_data_like, cells.values())):
        return _Belongs(False)
    if _are_choices(rows, last + 1, now):
        return _Belongs(True, doubtful=True)
    if occurs_again(rows, last + 1):
        return _Belongs(False)
    usual = _usual_share(cells.values())
    over_data = is_header_like(rows, last + 1)
    if _says_the_same(rows[last], rows[last + 1]):
        return _Belongs(True)
    cut = _completes(rows[last], rows[last + 1])
    tells = _alike(then) < _alike(now) or _fills(cells, now)
    if usual >= _LEAST_SHARE and (over_data or usual == 1) and (cut or tells):
        return _Belongs(True, doubtful=not over_data or usual < 1)
    names = usual == 1 < len(cells) and are_rarely_headers(rows[last + 2 : last + 2 + _ROWS_BELOW])
    return _Belongs(False, doubtful=over_data or names or _tells_columns_apart(rows, last + 1))


def _are_choices(rows: Sequence[Sequence[str]], at: int, headers: Sequence[str]) -> bool:
    """Whether a row stands below a header's blanks, and is blank itself where all rows below it are filled.

    So do the answers that can be chosen, below the question that they are for.
    """
    blank = [column for column, header in enumerate(headers) if not header]
    below = [row for row in rows[at + 1 : at + 1 + _ROWS_BELOW] if any(row)]
    cells = [*rows[at], *[""] * (len(headers) - len(rows[at]))]
    dense = [
        column
        for column, cell in enumerate(cells)
        if not cell and all(row[column : column + 1] != [""] for row in below)
    ]
    return len(blank) > 1 < len(below) and all(cells[column] for column in blank) and 0 in dense and len(dense) > 1


def _tells_columns_apart(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a full row without data stands over several columns of data, as labels below technical names do."""
    cells = [cell for cell in rows[at] if cell]
    columns = len(cells) if all(any(map(str.isalpha, cell)) for cell in cells) else 0
    return columns >= sum(map(bool, rows[at - 1])) and contrast(rows, at) * columns >= _SEVERAL


def _says_the_same(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row holds the headers above it in another way of writing, as databases and people name a column."""
    pairs = [(upper, lower) for upper, lower in zip(above, below, strict=False) if upper and lower]
    same = sum(1 for upper, lower in pairs if upper != lower and _letters(upper) == _letters(lower))
    return len(pairs) > 1 and same >= len(pairs) * _LEAST_SHARE


def are_rarely_headers(rows: Sequence[Sequence[str]]) -> bool:
    """Whether there are rows, and few of them made of nothing but words usual in headers."""
    filled = [[cell for cell in row if cell] for row in rows if any(row)]
    return bool(filled) and sum(all(map(is_header_text, cells)) for cells in filled) < len(filled) * (1 - _FROM_OTHERS)


def _usual_share(cells: Collection[str]) -> float:
    """Share of the cells made of nothing but words usual in headers, units and periods."""
    return sum(is_header_text(cell) or is_unit(cell) or is_period(cell) for cell in cells) / len(cells)


def _may_be_label(cell: str) -> bool:
    return (
        is_unit(cell)
        or is_period(cell)
        or (
            len(cell) <= _LONG_LABEL
            and any(map(str.isalpha, cell))
            and not cell.endswith(":")
            and not is_data_like(cell)
            and not is_note_line(cell)
        )
    )


def _alike(headers: Sequence[str]) -> int:
    """How many headers occur before."""
    filled = [header.casefold() for header in headers if header]
    return len(filled) - len(set(filled))


def _fills(cells: dict[int, str], headers: Sequence[str]) -> bool:
    """Whether cells stand where headers are blank."""
    return any(column < len(headers) and not headers[column] for column in cells)


def _completes(above: Sequence[str], below: Sequence[str]) -> bool:
    return any(_is_cut(upper, lower) for upper, lower in zip(above, below, strict=False))


def _are_units(rows: Sequence[Sequence[str]], at: int, cells: dict[int, str]) -> bool:
    """Whether cells say units, kinds or formats of what stands below them, and are not of a table that lists such."""
    if not all(map(is_unit, cells.values())) or (len(cells) == 1 and next(iter(cells.values())).isalpha()):
        return False
    below = rows[at + 1 : at + 1 + _ROWS_BELOW]
    others = 0
    for column in cells:
        under = [row[column] for row in below if len(row) > column and row[column]]
        others += not under or sum(map(is_unit, under)) <= len(under) * (1 - _FROM_OTHERS)
    return bool(below) and others >= len(cells) * _FROM_OTHERS


def occurs_again(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a cell of a row stands in its column again further down, in rows that are not the same row over.

    Examples
    --------
    >>> occurs_again([["Field", "Active"], ["Shah", "Lapsed"], ["Hale", "Active"]], 0)
    True
    """
    mine = list(rows[at])
    below = [row for row in rows[at + 1 :] if list(row) != mine]
    return any(cell and any(row[column : column + 1] == [cell] for row in below) for column, cell in enumerate(mine))


def contrast(rows: Sequence[Sequence[str]], at: int) -> float:
    """Share of the columns whose cell in this row is a word over cells that are mostly data."""
    below = rows[at + 1 : at + 1 + _ROWS_BELOW]
    columns = contrasted = 0
    for column, cell in enumerate(rows[at]):
        under = [row[column] for row in below if len(row) > column and row[column]]
        if not cell or not under:
            continue
        columns += 1
        if not is_data_like(cell) and sum(map(is_data_or_year, under)) >= len(under) * _FROM_OTHERS:
            contrasted += 1
    return contrasted / columns if columns else 0.0


def is_header_like(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a row holds several words and no data, over columns that are mostly data."""
    cells = [cell for cell in rows[at] if cell]
    return (
        len(cells) > 1
        and all(any(map(str.isalpha, cell)) or is_unit(cell) for cell in cells)
        and not any(map(is_data_like, cells))
        and contrast(rows, at) >= _LEAST_SHARE
    )
