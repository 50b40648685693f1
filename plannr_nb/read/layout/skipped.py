"""What the rows of a grid are: those of the header, those of the table, and for each of the others why it is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain

from plannr_nb.row_numbers import RowRanges

__all__ = [
    "BLANK",
    "END",
    "NOTE",
    "PAGE",
    "REPEATED_HEADER",
    "REPEATED_TITLE",
    "RULER",
    "SECOND_TABLE",
    "TITLE",
    "TOTAL",
    "Layout",
]

TITLE = "title block"
BLANK = "blank row"
REPEATED_HEADER = "header repeated"
REPEATED_TITLE = "title repeated"
PAGE = "page number"
RULER = "ruler"
TOTAL = "totals row"
END = "end of report"
NOTE = "text below the table"
SECOND_TABLE = "second table"


@dataclass(slots=True)
class Layout:
    """Rows count from 1.

    Attributes
    ----------
    header_rows
        The rows of the header, none without one.
    skipped
        Reason -> rows, ascending. With those of the header and the blank ones these are all rows that are not data.
    blank
        Rows that are blank, those of the header apart.
    doubtful
        Rows kept as data that look like totals, headings or notes.
    perhaps_headers
        Rows kept as data that read like the header of another table, above rows like those of this one.
    perhaps_tables
        Rows of the title block that look like a table of their own.
    beside
        Positions of blank columns that part tables side by side.
    printed
        Numbers of rows that the file claims in its totals rows and notes.
    differs
        Whether a printed sum is not quite that of the rows.
    """

    header_rows: range
    skipped: dict[str, list[int]] = field(default_factory=dict)
    blank: RowRanges = field(default_factory=RowRanges)
    doubtful: list[int] = field(default_factory=list)
    perhaps_headers: list[int] = field(default_factory=list)
    perhaps_tables: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    printed: list[int] = field(default_factory=list)
    differs: bool = False

    @property
    def header(self) -> int:
        """The last row of the header, 0 without one."""
        return self.header_rows[-1] if self.header_rows else 0

    def skip(self, reason: str, row: int) -> None:
        self.skipped.setdefault(reason, []).append(row)

    @property
    def skipped_rows(self) -> list[int]:
        """Rows that are neither the header's nor data nor blank."""
        return sorted(chain.from_iterable(self.skipped.values()))

    @property
    def reasons(self) -> dict[str, Collection[int]]:
        """Reason -> rows for all that are neither the header's nor data."""
        return {**self.skipped, BLANK: self.blank} if self.blank else {**self.skipped}

    def data_among(self, rows: Iterable[int]) -> list[int]:
        """Those of some rows that are data, in their order."""
        apart = {*self.header_rows, *self.skipped_rows}
        return [row for row in rows if row not in apart and row not in self.blank]
