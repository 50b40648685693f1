"""A row in which a quote is opened and never closed: what its last cell is where the text or the row ends in it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from plannr_nb.read.layout.looks import is_end_line, is_print_line, is_total_label
from plannr_nb.read.text.syntax import Dialect, Flaw, Row

__all__ = ["open_row"]


def open_row(lines: Sequence[str], start: int, dialect: Dialect, width: int, parted: int, most: int) -> Row | None:
    """The row with the open cell taken as far as it goes, None where it rather ends at the next delimiter.

    Parameters
    ----------
    width, parted
        Cells of a usual row, and of this one if the open cell ends at the next delimiter.
    most
        How many lines may be left for the text to end in that cell.

    Examples
    --------
    >>> open_row(['2,"met, talked\\n', 'of te'], 0, Dialect(), 2, 3, 100)
    Row(cells=['2', 'met, talked\\nof te'], lines=2, flaw=<Flaw.CUT: 'cut'>)
    >>> open_row(['2,"met, talked\\n', "3,rang\\n"], 0, Dialect(), 2, 3, 100)
    Row(cells=['2', 'met, talked'], lines=1, flaw=<Flaw.UNCLOSED: 'unclosed'>)
    """
    if _nothing_but_text_follows(lines, start, dialect, width, most):
        text = "".join(lines[start:])
        below = [line.strip() for line in lines[start + 1 :] if line.strip()]
        cells = _closed(text, dialect)
        if cells and len(cells) <= width and _is_cut(text, below, parted, width):
            return Row(cells, len(lines) - start, Flaw.CUT)
    cells = _closed(lines[start], dialect) if parted != width else None
    return Row(cells, 1, Flaw.UNCLOSED) if cells and len(cells) == width else None


def _nothing_but_text_follows(lines: Sequence[str], start: int, dialect: Dialect, width: int, most: int) -> bool:
    """Whether no line below looks like a row of its own. None is looked at beyond the first that does."""
    if len(lines) - start > most:
        return False
    return not any(lines[at].count(dialect.delimiter) >= width - 1 for at in range(start + 1, len(lines)))


def _is_cut(text: str, below: Sequence[str], parted: int, width: int) -> bool:
    if text.endswith(("\n", "\r")):
        # The text may be whole, so only too many cells tell that the cell goes on.
        return parted > width and not below
    if any(is_total_label(line) or is_end_line(line) or is_print_line(line) for line in below):
        return False
    return parted != width or bool(below)


def _closed(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a text that keeps the rules but for its last quote."""
    text = text.rstrip("\r\n")
    return _strictly_read(text + dialect.quote, dialect) if _strictly_read(text, dialect) is None else None


def _strictly_read(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a text that is one row and keeps the rules."""
    reader = csv.reader(
        StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.delimiter != " ",
        strict=True,
    )
    try:
        (cells,) = reader
    except (csv.Error, ValueError):
        return None
    return cells
