"""Yes and no, and a field's choices: human spelling to the API's. Unknown text never becomes an answer."""

from __future__ import annotations

from collections.abc import Mapping as Mappable
from collections.abc import Sequence

from plannr_nb.catalogue.spellings import NO, YES, plain_spelling, spelled_choices
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.reading import Cells, Reading, Remark, read_each

__all__ = ["read_booleans", "read_choices"]

_LISTED = 12
_NEARLY_ALL, _ENOUGH_ROWS = 0.95, 20


def read_booleans(cells: Cells) -> Reading:
    """``true`` and ``false``. Text that is neither yes nor no is not read, and so never becomes false.

    Examples
    --------
    >>> read_booleans(Cells.of(["Y", "No", "1", "perhaps"])).texts.tolist()
    ['true', 'false', 'true', nan]
    """

    def read(cell: str) -> tuple[str | None, ProblemCode | None]:
        word = plain_spelling(cell)
        if word in YES:
            return "true", None
        return ("false", None) if word in NO else (None, codes.NOT_A_YES_OR_NO)

    reading = read_each(cells, read, "yes and no as true and false")
    most = cells.counts.max(initial=0)
    if cells.records >= _ENOUGH_ROWS and most >= _NEARLY_ALL * cells.records:
        reading.remarks.append(Remark(codes.LIKELY_DEFAULT))
    return reading


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
        return choice, None if choice is not None else codes.NOT_A_CHOICE

    reading = read_each(cells, read, "choices in Plannr's spelling")
    shown = ", ".join(choices[:_LISTED]) + (f" and {len(choices) - _LISTED} more" if len(choices) > _LISTED else "")
    for place, complaint in enumerate(reading.complaints):
        message = f"{complaint.code.message}; there are: {shown}"
        reading.complaints[place] = type(complaint)(complaint.code, complaint.cells, message)
    return reading
