"""Yes and no, and a field's choices: human spelling to the API's. Unknown text never becomes an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mappable
from collections.abc import Sequence

from plannr_nb.catalogue.spellings import NO, YES, plain_spelling, spelled_choices
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.reading import Cells, Reading, Remark, read_each

__all__ = ["read_booleans", "read_choices"]

_LISTED = 12
_NEARLY_ALL, _ENOUGH_ROWS = 0.95, 20


# How boxes and databases say so; -1 is yes in Access.
_TICKED = {"✓", "✔", "☑", "☒", "checked", "ticked", "1.0", "-1", "-1.0"}
_NOT_TICKED = {"☐", "unchecked", "unticked", "not ticked", "0.0"}
# Left and right of an answer that is one: yes, "Yes", (yes), yes.
_AROUND = re.compile(r"[\s\w.,'\"()\[\]!_\-–]*")


def read_booleans(cells: Cells) -> Reading:
    """``true`` and ``false``. Text that is neither yes nor no is not read, and so never becomes false.

    Examples
    --------
    >>> read_booleans(Cells.of(["Y", "No", "1", "perhaps"])).texts.tolist()
    ['true', 'false', 'true', nan]
    """

    reading = read_each(cells, _read_boolean, "yes and no as true and false")
    _tell_default(reading, cells)
    return reading


def _read_boolean(cell: str) -> tuple[str | None, ProblemCode | None]:
    lowered = cell.casefold()
    word = plain_spelling(cell)
    if lowered in _TICKED or word in YES:
        text = "true"
    elif lowered in _NOT_TICKED or word in NO:
        text = "false"
    else:
        return None, codes.NOT_A_YES_OR_NO
    return (text, None) if lowered in _TICKED | _NOT_TICKED or _is_plain(cell) else (None, codes.CHOICE_DOUBTED)


def _is_plain(cell: str) -> bool:
    """Whether nothing stands beside the word that takes its meaning back, such as "No?" and "¬yes"."""
    return _AROUND.fullmatch(cell) is not None


def _tell_default(reading: Reading, cells: Cells) -> None:
    """Say so where nearly every row, blank ones counted, has the same answer."""
    import pandas as pd

    if cells.records < _ENOUGH_ROWS:
        return
    most = int(pd.Series(cells.counts).groupby(reading.texts).sum().max() if reading.texts.notna().any() else 0)
    if most >= _NEARLY_ALL * cells.records:
        message = f"{codes.LIKELY_DEFAULT.message} (rows: {most} of {cells.records})"
        reading.remarks.append(Remark(codes.LIKELY_DEFAULT, message))


def read_choices(cells: Cells, choices: Sequence[str], also: Mappable[str, str] | None = None) -> Reading:
    """Choices in the API's spelling, whatever the case, spaces, hyphens and underscores of the cell.

    Parameters
    ----------
    choices
        The field's choices in API spelling.
    also
        Plain spelling -> choice, for abbreviations that mean nothing else.

    Examples
    --------
    >>> read_choices(Cells.of(["Civil Partnership", "wed"]), ["married", "civil-partnership"]).texts.tolist()
    ['civil-partnership', nan]
    """
    known = spelled_choices(choices, also)

    def read(cell: str) -> tuple[str | None, ProblemCode | None]:
        if cell in choices:
            return cell, None
        choice = known.get(plain_spelling(cell))
        if choice is None:
            return None, codes.NOT_A_CHOICE
        return (choice, None) if _is_plain(cell) else (None, codes.CHOICE_DOUBTED)

    reading = read_each(cells, read, "choices in Plannr's spelling")
    shown = ", ".join(choices[:_LISTED]) + (f" and {len(choices) - _LISTED} more" if len(choices) > _LISTED else "")
    if {"yes", "no"} <= set(choices):
        _tell_default(reading, cells)
    for place, complaint in enumerate(reading.complaints):
        if complaint.code is not codes.NOT_A_CHOICE:
            continue
        message = f"{complaint.code.message}; there are: {shown}"
        reading.complaints[place] = type(complaint)(complaint.code, complaint.cells, message)
    return reading
