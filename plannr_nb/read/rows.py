"""Lines of text to rows of cells, by the careful lane: what breaks the rules of quoting is contained in its own row.

Rows that keep the rules go through the standard library's reader in strict mode. A row it refuses is read again here,
where a quote closes a cell only if a delimiter or the end of the line follows, and where a quote that never closes ends
with its cell instead of swallowing the rows below.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO

__all__ = ["NO_DELIMITER", "Dialect", "Flaw", "Row", "lines_of", "parse_rows"]

# For files of one column: a character that text does not hold.
NO_DELIMITER = "\x1f"

# How far a malformed quoted cell is followed over line ends before it counts as never closed.
_MOST_LINES = 2_000
_SPACED_QUOTE = 4


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart. ``quote`` and ``escape`` are empty where there is none."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""

    @property
    def is_plain(self) -> bool:
        return len(self.delimiter) == 1 and not self.escape


class Flaw(StrEnum):
    UNCLOSED = "unclosed"
    STRAY = "stray"


@dataclass(slots=True)
class Row:
    """A row as a spreadsheet shows it. ``lines``: lines of the file it takes; a blank line is a row without cells."""

    cells: list[str]
    lines: int = 1
    flaw: Flaw | None = None


def lines_of(text: str) -> list[str]:
    r"""The lines of a text with their ends, which may be LF, CRLF, CR or mixed.

    Examples
    --------
    >>> lines_of("a\r\nb\rc")
    ['a\r\n', 'b\r', 'c']
    """
    return list(StringIO(text, newline=""))


def parse_rows(lines: Sequence[str], dialect: Dialect, width: int | None = None) -> Iterator[Row]:
    """Rows of cells, untrimmed.

    Parameters
    ----------
    width
        Cells of a usual row, where known: it decides whether a malformed quoted cell really goes on over line ends.

    Examples
    --------
    >>> [row.cells for row in parse_rows(lines_of('a,"b\\nc"\\n"d,e\\nf,g'), Dialect(), width=2)]
    [['a', 'b\\nc'], ['d', 'e'], ['f', 'g']]
    """
    if not dialect.is_plain:
        yield from _scanned_rows(lines, dialect, width)
        return
    feed = _Feed(lines)
    reader = csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=_has_spaced_quotes(lines, dialect),
        strict=True,
    )
    while True:
        start = feed.at
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = _scanned_row(lines, start, dialect, width)
            feed.at = start + row.lines
            yield row
            continue
        used = feed.at - start
        if used > 1 and width is not None and len(cells) != width and _holds_rows(lines, start, used, dialect, width):
            row = _contained(lines, start, dialect)
            feed.at = start + row.lines
            yield row
            continue
        yield Row(cells, used)


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


def _has_spaced_quotes(lines: Sequence[str], dialect: Dialect) -> bool:
    """Whether somewhere a cell begins with spaces and then a quote, as in ``a, "b, c"``."""
    if not dialect.quote:
        return False
    spaced = re.compile(f"(?:^|{re.escape(dialect.delimiter)}) {{1,{_SPACED_QUOTE}}}{re.escape(dialect.quote)}")
    return any(spaced.search(line) for line in lines if dialect.quote in line)


def _holds_rows(lines: Sequence[str], start: int, used: int, dialect: Dialect, width: int) -> bool:
    """Whether the lines that a quoted cell took in look like rows of their own."""
    return width > 1 and all(line.count(dialect.delimiter) >= width - 1 for line in lines[start + 1 : start + used])


def _hold_a_row(lines: Sequence[str], start: int, row: Row, dialect: Dialect) -> bool:
    taken_in = lines[start + 1 : start + row.lines]
    return any(line.count(dialect.delimiter) >= len(row.cells) - 1 for line in taken_in)


def _scanned_rows(lines: Sequence[str], dialect: Dialect, width: int | None) -> Iterator[Row]:
    at = 0
    while at < len(lines):
        row = _scanned_row(lines, at, dialect, width)
        at += row.lines
        yield row


def _scanned_row(lines: Sequence[str], start: int, dialect: Dialect, width: int | None) -> Row:
    row = _Scan(lines, start, dialect, width, _MOST_LINES).row()
    if row.lines == 1 and row.flaw is not Flaw.UNCLOSED:
        return row
    first_line = _contained(lines, start, dialect)
    if row.flaw is Flaw.UNCLOSED or width is None:
        return first_line if row.flaw else row
    took_in_rows = row.flaw is Flaw.STRAY and len(first_line.cells) == width and _hold_a_row(lines, start, row, dialect)
    return row if len(row.cells) == width and not took_in_rows else first_line


def _contained(lines: Sequence[str], start: int, dialect: Dialect) -> Row:
    return _Scan(lines, start, dialect, None, 1).row()


class _Scan:
    """One row, cell by cell."""

    def __init__(self, lines: Sequence[str], start: int, dialect: Dialect, width: int | None, most_lines: int) -> None:
        self._lines = lines
        self._start = start
        self._dialect = dialect
        self._width = width
        self._most = min(most_lines, len(lines) - start)
        self._used = 1
        self._text = lines[start]
        self._flaw: Flaw | None = None
        end = re.escape(dialect.delimiter)
        self._cell_end = re.compile(f"{end}|[\r\n]|$")
        self._after_quote = re.compile(
            f"[ \t]*(?={end}|[\r\n]|$)" if dialect.delimiter != "\t" else " *(?=\t|[\r\n]|$)"
        )

    def row(self) -> Row:
        cells: list[str] = []
        at = 0
        if self._text.strip("\r\n") == "":
            return Row([])
        while True:
            cell, at = self._cell(at)
            cells.append(cell)
            if not self._text.startswith(self._dialect.delimiter, at):
                return Row(cells, self._used, self._flaw)
            at += len(self._dialect.delimiter)

    def _cell(self, at: int) -> tuple[str, int]:
        """The cell that begins at a place, and the place after it."""
        quote = self._dialect.quote
        begin = at
        while quote and self._text.startswith(" ", begin):
            begin += 1
        if quote and self._text.startswith(quote, begin):
            closed = self._closing(begin + 1)
            if closed is not None:
                inside = self._text[begin + 1 : closed]
                after = self._after_quote.match(self._text, closed + 1)
                return self._unescaped(inside), after.end() if after else closed + 1
            self._flaw = Flaw.UNCLOSED
        found = self._cell_end.search(self._text, at)
        end = found.start() if found else len(self._text)
        cell = self._text[at:end]
        if quote and cell.strip().startswith(quote) and cell.count(quote) == 1:
            cell = cell.strip().removeprefix(quote)
        return cell if not self._dialect.escape else self._unescaped(cell), end

    def _closing(self, at: int) -> int | None:
        """Where the quote is that closes a cell, taking in further lines as far as allowed."""
        quote, escape = self._dialect.quote, self._dialect.escape
        stray = False
        while True:
            found = self._text.find(quote, at)
            if found == -1:
                if self._used >= self._most:
                    return None
                at = len(self._text)
                self._take_lines(quote)
            elif escape and _is_escaped(self._text, found, escape):
                at = found + 1
            elif self._text.startswith(quote, found + 1):
                if stray and self._after_quote.match(self._text, found + 2):
                    # Quotes are not doubled in this cell, so of two at its end one is text.
                    self._flaw = self._flaw or Flaw.STRAY
                    return found + 1
                at = found + 2
            elif self._after_quote.match(self._text, found + 1):
                self._flaw = self._flaw or (Flaw.STRAY if stray else None)
                return found
            elif self._opens_a_row_below(found):
                return None
            else:
                stray = True
                at = found + 1

    def _take_lines(self, quote: str) -> None:
        """Take in the lines below up to the next one with a quote."""
        below = self._start + self._used
        last = self._start + self._most - 1
        end = next((line for line in range(below, last) if quote in self._lines[line]), last)
        self._text += "".join(self._lines[below : end + 1])
        self._used += end + 1 - below

    def _opens_a_row_below(self, at: int) -> bool:
        """Whether a quote opens a cell of another row, so that the cell it stands in was never closed."""
        line = self._text.rfind("\n", 0, at) + 1 or self._text.rfind("\r", 0, at) + 1
        before = self._text[line:at].rstrip(" ")
        if not line or (before and not before.endswith(self._dialect.delimiter)):
            return False
        return self._width is None or self._text.count(self._dialect.delimiter, line) >= self._width - 1

    def _unescaped(self, cell: str) -> str:
        quote, escape = self._dialect.quote, self._dialect.escape
        if escape:
            cell = re.sub(f"{re.escape(escape)}([{re.escape(escape + quote)}])", r"\1", cell)
        return cell.replace(quote * 2, quote) if quote else cell


def _is_escaped(text: str, at: int, escape: str) -> bool:
    before = text[:at]
    return (len(before) - len(before.rstrip(escape))) % 2 == 1
