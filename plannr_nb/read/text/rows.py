"""Lines of text to rows of cells, by the careful lane: what breaks the rules of quoting is contained in its own row.

Rows that keep the rules go through the standard library's reader in strict mode. What it refuses, and what it takes to
have another number of cells than other rows, is parted again by `malformed`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO

from plannr_nb.read.layout.looks import is_figure
from plannr_nb.read.text.delimiters import DELIMITERS
from plannr_nb.read.text.fixed_width import cut_row
from plannr_nb.read.text.malformed import Lookahead, malformed_row
from plannr_nb.read.text.masking import Masking
from plannr_nb.read.text.syntax import NO_DELIMITER, Dialect, Flaw, Row
from plannr_nb.read.text.wrapped import unwrapped

__all__ = ["NO_DELIMITER", "Dialect", "Flaw", "Row", "has_spaced_quotes", "lines_of", "parse_rows"]

_SPACED_QUOTE = 4
_PAIR = 2
_PUNCTUATION = (".", ",", ":", ";", "!", "?")


def lines_of(text: str) -> list[str]:
    r"""The lines of a text with their ends, which may be LF, CRLF, CR or mixed.

    Examples
    --------
    >>> lines_of("a\r\nb\rc")
    ['a\r\n', 'b\r', 'c']
    """
    return list(StringIO(text, newline=""))


def parse_rows(
    lines: Sequence[str],
    dialect: Dialect,
    width: int | None = None,
    *,
    spaced: bool | None = None,
    lookahead: Lookahead | None = None,
    masking: Masking | None = None,
) -> Iterator[Row]:
    """Rows of cells, untrimmed. A row does not depend on the lines above it, nor on many below it.

    Parameters
    ----------
    width
        Cells of a usual row, where known: it decides how a row is parted whose quotes break the rules.
    spaced
        Whether the text has spaced quotes, where these lines are not all of it; see `has_spaced_quotes`.
    lookahead, masking
        What other lines of the text have left of the one, and were masked by.

    Examples
    --------
    >>> [row.cells for row in parse_rows(lines_of('a,"b\\nc"\\n"d,e\\nf,g'), Dialect(), width=2)]
    [['a', 'b\\nc'], ['d', 'e'], ['f', 'g']]
    """
    if dialect.cuts:
        yield from (cut_row(line, dialect.cuts) for line in lines)
        return
    lines, dialect = _unwrapped(lines, dialect)
    spaced = has_spaced_quotes(lines, dialect) if spaced is None else spaced
    lookahead = lookahead or Lookahead()
    if dialect.is_plain:
        yield from _plain_rows(lines, dialect, width, spaced, lookahead)
        return
    masking = masking or Masking(dialect)
    masked, counts = masking.masked(lines)
    at = 0
    for row in _plain_rows(masked, masking.plain, width, spaced, lookahead):
        at, begin = at + row.lines, at
        if width is not None and (row.flaw or len(row.cells) != width) and masking.hides_delimiter(masked[begin]):
            # What looks like an escaped delimiter may be the end of a path, and then a delimiter.
            bare = masking.with_delimiters(masked[begin])
            again = next(_plain_rows([bare], masking.plain, width, spaced, lookahead))
            row = again if len(again.cells) == width and not again.flaw and row.lines == 1 else row
        row.cells = list(map(masking.unmasked, row.cells))
        row.lines = sum(counts[begin:at])
        yield row


def has_spaced_quotes(lines: Sequence[str], dialect: Dialect) -> bool:
    """Whether somewhere a cell begins with spaces and then a quote, as in ``a, "b, c"``."""
    if not dialect.quote or dialect.delimiter == " ":
        return False
    lines, dialect = _unwrapped(lines, dialect)
    if not dialect.is_plain:
        masking = Masking(dialect)
        lines, dialect = masking.masked(lines)[0], masking.plain
    spaced = re.compile(f"(?:^|{re.escape(dialect.delimiter)}) {{1,{_SPACED_QUOTE}}}{re.escape(dialect.quote)}")
    end = f" {dialect.quote}"
    return any(spaced.search(line) for line in lines if end in line)


def _unwrapped(lines: Sequence[str], dialect: Dialect) -> tuple[Sequence[str], Dialect]:
    return (unwrapped(lines), replace(dialect, wrapped=False)) if dialect.wrapped else (lines, dialect)


def _plain_rows(
    lines: Sequence[str], dialect: Dialect, width: int | None, spaced: bool, lookahead: Lookahead
) -> Iterator[Row]:
    quote = dialect.quote
    feed = _Feed(lines)
    reader = csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        skipinitialspace=spaced,
        strict=True,
    )
    while True:
        start = feed.at
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = malformed_row(lines, start, dialect, width, lookahead)
        else:
            row = Row(cells, feed.at - start)
            if quote and (quote in lines[start]):
                row = _checked(row, lines, start, dialect, width, lookahead)
        if len(row.cells) == 1 and width is not None and width > 1:
            row = _taken_otherwise(row, lines[start], dialect, width) or row
        feed.at = start + row.lines
        yield row


class _Feed:
    """Lines for a reader, from a place that can be set back."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.at = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            raise StopIteration
        line = self._lines[self.at]
        self.at += 1
        return line


def _checked(
    row: Row, lines: Sequence[str], start: int, dialect: Dialect, width: int | None, lookahead: Lookahead
) -> Row:
    """A row with quotes as the reader took it, or as it is better taken."""
    if width is not None and len(row.cells) != width:
        again = malformed_row(lines, start, dialect, width, lookahead, refused=False)
        if row.lines == 1 or len(again.cells) == width or _took_in_rows(row, lines, start, dialect, width):
            return again
    if any(dialect.quote in cell for cell in row.cells):
        text = "".join(lines[start : start + row.lines])
        row.flaw = None if all(_is_quoted(cell, text, dialect.quote) for cell in row.cells) else Flaw.BARE
    return row


def _is_quoted(cell: str, text: str, quote: str) -> bool:
    """Whether a cell stands in a text as the rules have it: quoted, if it holds quotes, and these doubled."""
    return quote not in cell or quote + cell.replace(quote, quote * 2) + quote in text


def _taken_otherwise(row: Row, line: str, dialect: Dialect, width: int) -> Row | None:
    """A row of a single cell that holds as many cells as other rows have. ``line``: its first."""
    if dialect.quote and line.startswith(dialect.quote) and row.flaw is None:
        return _row_in_quotes(row, dialect, width)
    return _parted_otherwise(line, dialect, width) if row.lines == 1 else None


def _row_in_quotes(row: Row, dialect: Dialect, width: int) -> Row | None:
    """The row that is quoted as a whole, its own quotes doubled once more."""
    text = row.cells[0]
    # Quotes show that it is not just a text with commas; so do many of these, unless they are punctuation.
    punctuation = text.count(dialect.delimiter + " ") == text.count(dialect.delimiter)
    if dialect.quote not in text and (width == _PAIR or punctuation):
        return None
    inner = list(_plain_rows(lines_of(text), dialect, None, False, Lookahead(0)))
    if len(inner) > 1 or len(inner[0].cells) != width or inner[0].flaw:
        return None
    return Row(inner[0].cells, row.lines, Flaw.WRAPPED)


def _parted_otherwise(line: str, dialect: Dialect, width: int) -> Row | None:
    """The row of a line without the delimiter that another one parts into as many cells as other rows have."""
    quotes = re.escape(dialect.quote)
    between = re.match(f"{quotes}[^{quotes}]*{quotes}([^{quotes}]){quotes}", line) if quotes else None
    for other in (between[1],) if between else (*DELIMITERS, " "):
        # Before spaces it is punctuation.
        punctuation = not between and line.count(other + " ") == line.count(other)
        if line.count(other) < width - 1 or punctuation or other == dialect.delimiter:
            continue
        (row,) = _plain_rows([line], replace(dialect, delimiter=other), None, False, Lookahead(0))
        if len(row.cells) != width or row.flaw is not None:
            continue
        if between or _are_cells(row.cells, line, other, dialect.quote):
            row.flaw = Flaw.DELIMITER
            return row
    return None


def _are_cells(cells: Sequence[str], line: str, delimiter: str, quote: str) -> bool:
    """Whether what a delimiter parts is no text or figure in which it stands by chance."""
    if delimiter == " ":
        # Words do so without end, but not where just those cells are quoted that hold a space, and others are blank.
        spaced = sum(1 for cell in cells if " " in cell)
        blank = sum(1 for cell in cells[1:-1] if not cell)
        words = any(cell.endswith(_PUNCTUATION) for cell in cells if " " not in cell)
        return spaced + bool(spaced and blank) >= _PAIR and line.count(quote) == 2 * spaced and not words
    return len(cells) > _PAIR or (all(map(str.strip, cells)) and not is_figure(line.strip()))


def _took_in_rows(row: Row, lines: Sequence[str], start: int, dialect: Dialect, width: int) -> bool:
    """Whether the lines that a quoted cell took in look like rows of their own."""
    taken_in = lines[start + 1 : start + row.lines]
    return width > 1 and all(line.count(dialect.delimiter) >= width - 1 for line in taken_in)
