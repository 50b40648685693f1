"""Text to a grid by the fast lane: one vectorised parse by Arrow, taken only where it reads as the careful lane would.

Arrow swallows rows after an unclosed quote, drops the quotes of ``"a"b`` and refuses rows of another width. So it is
given blocks whose quotes were looked at, rows of another width are set aside, and rows that break the rules are left
to the other lane, as is the whole text where they are many.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plannr_nb.read.files.letters import Letters
from plannr_nb.read.files.source import BlockReader, Source
from plannr_nb.read.grid import Grid, blank_grid, grid_from_rows, joined
from plannr_nb.read.text.malformed import Lookahead
from plannr_nb.read.text.row_blocks import RowBlocks, places_of_rows
from plannr_nb.read.text.rows import Dialect, Row, lines_of, parse_rows
from plannr_nb.read.text.stretch import Stretch, WatchedLines, stretch_at

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CleanParse", "grid_from_clean_text", "may_be_clean"]

_TAIL = 1 << 16
# Rows of another width are parsed one by one; beyond this the careful lane is the faster one.
_MOST_ODD = 2_000
# About how much text is left to the careful lane where a row breaks the rules, and how often.
_STRETCH = 1 << 16
_MOST_STRETCHES = 100


def grid_from_clean_text(
    text: bytes | Source, dialect: Dialect, width: int, first_lines: Sequence[str], letters: Letters | None = None
) -> Grid | None:
    """The grid of a clean text, None where the text needs the careful lane.

    Parameters
    ----------
    text
        The whole text in UTF-8.
    first_lines
        Its first lines, as far as the dialect was judged on them.
    letters
        Where it is not known yet that the text is valid, what finds out. If it is not, there is no grid.
    """
    if not may_be_clean(dialect):
        return None
    source = Source.of_bytes(text) if isinstance(text, bytes) else text
    lines = WatchedLines(first_lines)
    head = _head(lines, dialect, width)
    # The careful lane may have ended a quoted cell that Arrow would take to go on below.
    if any(row.flaw for row in head) or (lines.touched and sum(len(line.encode()) for line in lines) < source.size):
        return None
    start = sum(len(line.encode()) for line in first_lines[: sum(row.lines for row in head)])
    filled, blank = _blank_lines_below(source, start)
    tail = _tail(source.part(max(start, filled - _TAIL), filled), dialect, width)
    end = filled - sum(len(line.encode()) for line in tail)
    if letters is not None:
        letters.see(source.part(0, start))
        letters.see(source.part(end, source.size))
    with source.reader() as reader:
        parsed = CleanParse(reader, end, dialect, width, letters, below=source.size - end).grids(start)
    if parsed is None:
        return None
    middle, at = parsed
    if at > end:
        # The last row takes in what seemed to stand below it.
        tail, blank = lines_of(source.part(at, max(at, filled)).decode("utf-8")), blank if at <= filled else 0
    below = grid_from_rows(parse_rows(tail, dialect, width), width)
    return joined([grid_from_rows(head, width), *middle, below, blank_grid(blank, width)])


def may_be_clean(dialect: Dialect) -> bool:
    """Whether Arrow can read what is written in a dialect."""
    return dialect.is_plain and dialect.quote in {'"', ""} and dialect.delimiter.isascii()


def _head(lines: Sequence[str], dialect: Dialect, width: int) -> list[Row]:
    """The rows above the first one of the usual width: titles and the like."""
    head: list[Row] = []
    for row in parse_rows(lines, dialect, width):
        if len(row.cells) == width:
            return head
        head.append(row)
    return head


def _blank_lines_below(source: Source, start: int) -> tuple[int, int]:
    """Where very many blank lines at the end of a text begin, and their number."""
    end = source.size
    while end > start and not (part := source.part(max(end - _TAIL, start), end)).strip(b"\r\n"):
        end -= len(part)
    if source.size - end < _TAIL:
        return source.size, 0
    last = source.part(max(end - _TAIL, start), end)
    end -= len(last) - len(last.rstrip(b"\r\n"))
    ends = source.part(end, source.size)
    # The first of them ends the last line with anything in it.
    first = 0 if end == start else 2 if ends.startswith(b"\r\n") else 1
    count = ends.count(b"\n", first) + ends.count(b"\r", first) - ends.count(b"\r\n", first)
    return end + first, count


def _tail(end: bytes, dialect: Dialect, width: int) -> list[str]:
    """The lines below the last one of the usual width. A line with a quote ends the search: it may end a long cell."""
    lines = lines_of(end[end.find(b"\n") + 1 :].decode("utf-8", "replace")) if b"\n" in end else []
    kept = len(lines)
    while kept and lines[kept - 1].count(dialect.delimiter) != width - 1:
        if (dialect.quote and dialect.quote in lines[kept - 1]) or "\ufffd" in lines[kept - 1]:
            break
        kept -= 1
    return lines[kept:]


@dataclass(slots=True)
class CleanParse:
    """A text up to a place, parsed by Arrow as far as its rows keep the rules.

    Attributes
    ----------
    most
        After about how many bytes a parse ends; None for no limit.
    below
        Bytes between that place and the end of the text, in which a quoted cell may go on.
    """

    reader: BlockReader
    end: int
    dialect: Dialect
    width: int
    letters: Letters | None = None
    lookahead: Lookahead = field(default_factory=Lookahead)
    most: int | None = None
    below: int = 0

    def grids(self, at: int) -> tuple[list[Grid], int] | None:
        """The rows from a place on and where they end, None where the careful lane is to read them all."""
        grids: list[Grid] = []
        while at < self.end:
            clean = self.clean_rows(at)
            if clean is None:
                return None
            grid, at = clean
            grids.append(grid)
            if at < self.end:
                stretch = self.stretch(at) if len(grids) < _MOST_STRETCHES * 2 else None
                if stretch is None or self.lookahead.left <= 0:
                    return None
                grids.append(grid_from_rows(stretch.rows, self.width))
                at = stretch.end
        return (grids, at) if self.lookahead.left > 0 else None

    def clean_rows(self, at: int) -> tuple[Grid, int] | None:
        """The rows from a place to one that breaks the rules, and where that is.

        None where the careful lane is to read them.
        """
        if self.reader.block(at, min(at + len(BOM_UTF8), self.end)).to_pybytes() == BOM_UTF8:
            # Arrow would take it for the mark of a file, and leave it out.
            return grid_from_rows([], self.width), at
        blocks = self._blocks(at)
        grid = self._regular(blocks, at)
        if grid is None and self._is_valid:
            blocks = self._blocks(at)
            grid = self._ragged(blocks, at)
        return (grid, blocks.at) if grid is not None and self._is_valid else None

    def stretch(self, at: int, size: int = _STRETCH) -> Stretch | None:
        """Some rows from a place on by the careful lane, None where it is to read all."""
        text_end, size = self.end + self.below, min(size, self.end - at)
        return stretch_at(self.reader, at, text_end, self.dialect, self.width, self.lookahead, self.letters, size=size)

    @property
    def _is_valid(self) -> bool:
        return self.letters is None or self.letters.valid

    def _blocks(self, at: int) -> RowBlocks:
        return RowBlocks(self.reader, at, self.end, self.dialect, self.letters, self.most)

    def _regular(self, blocks: RowBlocks, at: int) -> Grid | None:
        """The rows in blocks from a place on, None where they are not of the same width."""
        import pyarrow as pa

        try:
            table = _read(blocks, self.dialect, self.width, odd=None)
        except pa.ArrowInvalid:
            return grid_from_rows([], self.width) if blocks.at == at else None
        return Grid(table.columns, table.num_rows)

    def _ragged(self, blocks: RowBlocks, at: int) -> Grid | None:
        """The same with rows of another width set aside, None where they are many or take more than a line."""
        import pyarrow as pa

        texts: list[tuple[int, str]] = []
        try:
            table = _read(blocks, self.dialect, self.width, odd=texts)
        except pa.ArrowInvalid:
            return None
        rows = self._odd_rows(dict(texts), at)
        return _interleaved(table, rows, self.width) if rows is not None else None

    def _odd_rows(self, texts: dict[int, str], at: int) -> list[tuple[int, Row]] | None:
        """Rows of another width by their numbers; None where one takes more than a line."""
        # How such a row with quotes is parted depends on the lines below it.
        quoted = [number for number, text in texts.items() if self.dialect.quote and self.dialect.quote in text]
        rows: dict[int, Row] = {}
        for number, place in zip(quoted, places_of_rows(self._blocks(at), quoted), strict=True):
            stretch = self.stretch(place, size=1)
            if stretch is None:
                return None
            rows[number] = stretch.rows[0]
        for number, text in texts.items():
            if number not in rows:
                rows[number] = next(iter(parse_rows([text], self.dialect, self.width)))
            if rows[number].lines > 1 or "\n" in text or "\r" in text:
                return None
        return sorted(rows.items())


def _read(blocks: RowBlocks, dialect: Dialect, width: int, odd: list[tuple[int, str]] | None) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    def set_aside(row: Any) -> str:
        if odd is None or len(odd) == _MOST_ODD:
            return "error"
        odd.append((row.number, row.text))
        return "skip"

    names = [str(position) for position in range(width)]
    return csv.read_csv(
        pa.PythonFile(blocks, mode="r"),
        # Only a single thread knows the numbers of the rows it sets aside.
        read_options=csv.ReadOptions(column_names=names, use_threads=odd is None),
        parse_options=csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            # Dropped blank lines would shift every row number below them.
            ignore_empty_lines=False,
            invalid_row_handler=set_aside if odd is not None else None,
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            null_values=[""],
            strings_can_be_null=True,
            # What is not valid was found before.
            check_utf8=False,
        ),
    )


def _interleaved(table: pa.Table, odd: Sequence[tuple[int, Row]], width: int) -> Grid:
    """The regular rows with the others put back where they stood."""
    regular = Grid(table.columns, table.num_rows)
    if not odd:
        return regular
    import numpy as np

    apart = grid_from_rows([row for _, row in odd], width)
    numbers = [number for number, _ in odd]
    rows = regular.rows + apart.rows
    is_odd = np.zeros(rows, dtype=bool)
    is_odd[np.array(numbers) - 1] = True
    order = np.empty(rows, dtype=np.int64)
    order[~is_odd] = np.arange(regular.rows)
    order[is_odd] = np.arange(regular.rows, rows)
    stacked = joined([regular, apart])
    return Grid(
        [column.take(order) for column in stacked.columns],
        rows,
        odd={numbers[row - 1]: count for row, count in apart.odd.items()},
        surplus={numbers[row - 1]: cells for row, cells in apart.surplus.items()},
        flaws={numbers[row - 1]: flaw for row, flaw in apart.flaws.items()},
    )
