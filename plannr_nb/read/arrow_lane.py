"""Text to a grid by the fast lane: one vectorised parse by Arrow, taken only where it reads as the careful lane would.

Arrow swallows rows after an unclosed quote, drops the quotes of ``"a"b`` and refuses rows of another width. So
quotes are scanned first, rows of another width are set aside, and text that breaks the rules is left to the other lane.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plannr_nb.read.grid import Grid, grid_from_rows, joined
from plannr_nb.read.rows import Dialect, Row, lines_of, parse_rows

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["grid_from_clean_text"]

_BLOCK = 1 << 22
# Small enough for what is scanned to stay in the processor's cache.
_SCANNED = 1 << 18
_TAIL = 1 << 16
# Rows of another width are parsed one by one; beyond this the careful lane is the faster one.
_MOST_ODD = 2_000
_LF, _CR, _QUOTE = b'\n\r"'


def grid_from_clean_text(data: bytes, dialect: Dialect, width: int, first_lines: Sequence[str]) -> Grid | None:
    """The grid of a clean text, None where the text needs the careful lane.

    Parameters
    ----------
    data
        The whole text in UTF-8.
    first_lines
        Its first lines, as far as the dialect was judged on them.
    """
    if not dialect.is_plain or dialect.quote not in {'"', ""} or not dialect.delimiter.isascii():
        return None
    head = _head(first_lines, dialect, width)
    # The careful lane may have ended a quoted cell that Arrow would take to go on below.
    if any(row.flaw for row in head):
        return None
    start = sum(len(line.encode()) for line in first_lines[: sum(row.lines for row in head)])
    tail = _tail(data[max(start, len(data) - _TAIL) :], dialect, width)
    end = len(data) - sum(len(line.encode()) for line in tail)
    middle = _parsed(data, start, end, dialect, width)
    if middle is None:
        return None
    below = grid_from_rows(parse_rows(tail, dialect, width), width)
    return joined([grid_from_rows(head, width), middle, below])


@dataclass(slots=True)
class _Survey:
    """What a scan of all bytes tells: whether Arrow reads them as the careful lane would, whether cells span lines."""

    clean: bool
    spanning: bool = False


def _survey(data: bytes, start: int, end: int, dialect: Dialect) -> _Survey:
    """Look at all quotes and line ends between two places."""
    import numpy as np

    text = np.frombuffer(data, dtype=np.uint8)[start:end]
    feeds = data.find(b"\n", start, end) >= 0
    # Few readers agree on carriage returns that stand alone beside other line ends.
    if feeds and data.find(b"\r", start, end) >= 0 and _has_lone_returns(text):
        return _Survey(clean=False)
    if not dialect.quote or data.find(b'"', start, end) < 0:
        return _Survey(clean=True)
    return _survey_of_quotes(text, dialect.delimiter, _LF if feeds else _CR)


def _parts(text: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    for at in range(0, len(text), _SCANNED):
        yield at, text[at : at + _SCANNED]


def _has_lone_returns(text: np.ndarray) -> bool:
    import numpy as np

    for at, part in _parts(text):
        after = np.flatnonzero(part == _CR) + at + 1
        if len(after) and (after[-1] == len(text) or (text[after] != _LF).any()):
            return True
    return False


def _survey_of_quotes(text: np.ndarray, delimiter: str, line_end: int) -> _Survey:
    """Whether quotes open cells after an edge and close them before one, doubled inside, and stand nowhere else.

    Taken in turn, quotes then open and close, where a doubled one closes and opens again at once; a line end after an
    odd number of them stands in a cell.
    """
    import numpy as np

    edges = np.zeros(256, dtype=bool)
    edges[[ord(delimiter), _LF, _CR, _QUOTE]] = True
    last = len(text) - 1
    seen = 0
    spanning = False
    for at, part in _parts(text):
        quotes = np.flatnonzero(part == _QUOTE) + at
        opening, closing = quotes[seen % 2 :: 2], quotes[1 - seen % 2 :: 2]
        opens_well = edges[text.take(opening - 1, mode="clip")] | (opening == 0)
        closes_well = edges[text.take(closing + 1, mode="clip")] | (closing == last)
        if not (opens_well.all() and closes_well.all()):
            return _Survey(clean=False)
        if not spanning:
            ends = np.flatnonzero(part == line_end) + at
            spanning = bool(((np.searchsorted(quotes, ends) + seen) % 2).any())
        seen += len(quotes)
    return _Survey(clean=seen % 2 == 0, spanning=spanning)


def _head(lines: Sequence[str], dialect: Dialect, width: int) -> list[Row]:
    """The rows above the first one of the usual width: titles and the like."""
    head: list[Row] = []
    for row in parse_rows(lines, dialect, width):
        if len(row.cells) == width:
            return head
        head.append(row)
    return head


def _tail(end: bytes, dialect: Dialect, width: int) -> list[str]:
    """The lines below the last one of the usual width. A line with a quote ends the search: it may end a long cell."""
    lines = lines_of(end[end.find(b"\n") + 1 :].decode("utf-8", "replace")) if b"\n" in end else []
    kept = len(lines)
    while kept and lines[kept - 1].count(dialect.delimiter) != width - 1:
        if (dialect.quote and dialect.quote in lines[kept - 1]) or "\ufffd" in lines[kept - 1]:
            break
        kept -= 1
    return lines[kept:]


def _parsed(data: bytes, start: int, end: int, dialect: Dialect, width: int) -> Grid | None:
    if start >= end:
        return grid_from_rows([], width)
    import pyarrow as pa

    body = pa.py_buffer(data).slice(start, end - start)
    with ThreadPoolExecutor(1) as aside:
        surveyed = aside.submit(_survey, data, start, end, dialect)
        parsed = _strictly(body, dialect, width, spanning=False)
        survey = surveyed.result()
    if not survey.clean:
        return None
    if survey.spanning:
        # Told that no cell spans lines, Arrow may have cut its blocks within one.
        parsed = _strictly(body, dialect, width, spanning=True)
    found = (parsed, []) if parsed is not None else _with_odd_rows(body, dialect, width, survey.spanning)
    return _interleaved(*found, width) if found is not None else None


def _strictly(body: Any, dialect: Dialect, width: int, *, spanning: bool) -> pa.Table | None:
    """The parse if all rows have the same width, else None."""
    import pyarrow as pa

    try:
        return _read(body, dialect, width, spanning, odd=None)
    except pa.ArrowInvalid:
        return None


def _with_odd_rows(
    body: Any, dialect: Dialect, width: int, spanning: bool
) -> tuple[pa.Table, list[tuple[int, Row]]] | None:
    """The parse with rows of another width set aside, by row number; None where they are many or span lines."""
    import pyarrow as pa

    texts: list[tuple[int, str]] = []
    try:
        table = _read(body, dialect, width, spanning, odd=texts)
    except pa.ArrowInvalid:
        return None
    if any("\n" in text or "\r" in text for _, text in texts):
        return None
    rows = [(number, next(iter(parse_rows([text], dialect, width)))) for number, text in texts]
    return table, rows


def _read(body: Any, dialect: Dialect, width: int, spanning: bool, odd: list[tuple[int, str]] | None) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    def set_aside(row: Any) -> str:
        if odd is None or len(odd) == _MOST_ODD:
            return "error"
        odd.append((row.number, row.text))
        return "skip"

    names = [str(position) for position in range(width)]
    return csv.read_csv(
        pa.BufferReader(body),
        # Only a single thread knows the numbers of the rows it sets aside.
        read_options=csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=odd is None),
        parse_options=csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            newlines_in_values=spanning,
            # Dropped blank lines would shift every row number below them.
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()), null_values=[""], strings_can_be_null=True
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
