"""How a text is written: what parts its cells, what encloses them, and what can be wrong with a row of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["NO_DELIMITER", "Dialect", "Flaw", "Row"]

# For files of one column: a character that text does not hold, and that Arrow takes for a delimiter.
NO_DELIMITER = "\x10"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart.

    Attributes
    ----------
    quote, escape
        Empty where there is none.
    cuts
        Where columns of fixed width begin, after the first.
    wrapped
        Whether lines are quoted as a whole, the quotes in them doubled once more.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    cuts: tuple[int, ...] = ()
    wrapped: bool = False

    @property
    def is_plain(self) -> bool:
        return len(self.delimiter) == 1 and not (self.escape or self.cuts or self.wrapped)


class Flaw(StrEnum):
    """What is wrong with a row.

    A quote is opened and never closed; quotes in a quoted cell are not doubled; a quote stands in a cell that is not
    quoted, which is a fault only in files that quote such cells elsewhere; another delimiter parts it; it is quoted as
    a whole; the text ends in a quoted cell of it.
    """

    UNCLOSED = "unclosed"
    STRAY = "stray"
    BARE = "bare"
    DELIMITER = "delimiter"
    WRAPPED = "wrapped"
    CUT = "cut"


@dataclass(slots=True)
class Row:
    """A row as a spreadsheet shows it. ``lines``: lines of the file it takes; a blank line is a row without cells."""

    cells: list[str]
    lines: int = 1
    flaw: Flaw | None = None
