"""A row in which a quote is opened and never closed: what its last cell is where the text or the row ends in it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from plannr_nb.read.layout.looks import is_end_line, is_print_line, is_total_label
from plannr_nb.read.text.syntax import Dialect, Flaw, Row

__all__ = ["open_row"]

# No cell is that long; the standard library's reader takes none that is.
_LONGEST = 1 << 17


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
    text = _rest(lines, start, dialect, width, most)
    cells = _closed(text, dialect) if text is not None else None
    if text is not None and cells and len(cells) <= width:
        below = [line.strip() for line in lines[start + 1 :] if line.strip()]
        if _is_cut(text, below, parted, width):
            return Row(cells, len(lines) - start, Flaw.CUT)
    cells = _closed(lines[start], dialect) if parted != width else None
    return Row(cells, 1, Flaw.UNCLOSED) if cells and len(cells) == width else None


def _rest(lines: Sequence[str], start: int, dialect: Dialect, width: int, most: int) -> str | None:
    """The text from a line to its end, None where that is far or a line on the way looks like a row of its own."""
    if len(lines) - start > most:
        return None
    size = len(lines[start])
    for at in range(start + 1, len(lines)):
        line = lines[at]
        size += len(line)
        if size > _LONGEST or line.count(dialect.delimiter) >= width - 1:
            return None
    return "".join(lines[start:])


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
    if len(text) > _LONGEST or text.count(dialect.quote) % 2 == 0:
        return None
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
