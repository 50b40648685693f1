"""One sheet of a workbook of any kind, as text: its cells, what is hidden or merged in it, and what was odd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from plannr_nb.errors import ReadError
from plannr_nb.problems import ProblemCode
from plannr_nb.read.columns import MOST_COLUMNS
from plannr_nb.read.grid import Grid

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MOST_ROWS", "Book", "Listing", "Page", "PagesBook", "Span"]

MOST_ROWS = 1_048_576
_BATCH = 20_000
_JUDGED_ROWS = 200
_MOST_CELLS = 20_000_000
_MOST_COVERED = 100_000


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet as it stands in the list of a workbook.

    Attributes
    ----------
    state
        Empty for a sheet one sees; else ``hidden``, ``very hidden`` or, for one that has no cells, ``chart``.
    rows
        The last row that holds anything.
    width
        Filled cells of a usual row.
    """

    name: str
    state: str
    rows: int
    width: int


class Span(NamedTuple):
    """Merged cells: rows count from 1, columns from 0, all included."""

    top: int
    left: int
    bottom: int
    right: int


class Book(Protocol):
    """A workbook of any kind."""

    def listings(self) -> list[Listing]:
        """Its sheets, in their order."""

    def page(self, name: str) -> Page:
        """One of them."""


@dataclass(slots=True)
class Page:
    """The cells of a sheet, put in row by row.

    Attributes
    ----------
    name
        The name of the file, for messages.
    rows, filled_rows
        The last row that holds anything, and how many do.
    hidden_rows, hidden_columns
        Rows from 1, columns from 0.
    filtered
        Whether a filter hides rows.
    ends_early
        Whether the file ends before the sheet does.
    encoding, marked
        Of a workbook that is written as text, see `Decoded`.
    found
        What was odd about cells: kind of complaint -> column position -> rows.
    """

    name: str
    rows: int = 0
    filled_rows: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    merged: list[Span] = field(default_factory=list)
    ends_early: bool = False
    encoding: str | None = None
    marked: bool = False
    found: dict[ProblemCode, dict[int, list[int]]] = field(default_factory=dict)
    _waiting: list[list[str]] = field(default_factory=list)
    _chunks: list[list[Any]] = field(default_factory=list)
    _lengths: list[int] = field(default_factory=list)
    _filled: int = 0
    _widths: list[int] = field(default_factory=list)

    def put(self, row: int, cells: list[str]) -> None:
        """Take in a row that is below all so far. Rows between are blank; blank cells at its end do not count."""
        while cells and (not cells[-1] or cells[-1].isspace()):
            cells.pop()
        if not cells:
            return
        gap = row - self.rows - 1
        if gap < 0 or row > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise ReadError(f"{self.name}: the workbook is damaged: its rows or cells are out of order. Save it again.")
        if gap > _BATCH:
            self._flush()
            self._lengths.append(gap)
            for chunks in self._chunks:
                chunks.append(None)
        else:
            self._waiting.extend([] for _ in range(gap))
        self._waiting.append(cells)
        self._filled += len(cells)
        self.filled_rows += 1
        if len(self._widths) < _JUDGED_ROWS:
            self._widths.append(sum(1 for cell in cells if cell))
        self.rows = row
        if len(self._waiting) >= _BATCH:
            self._flush()

    def complain(self, code: ProblemCode, position: int, row: int) -> None:
        self.found.setdefault(code, {}).setdefault(position, []).append(row)

    def grid(self) -> Grid:
        """All rows up to the last that holds anything."""
        import pyarrow as pa

        self._flush()
        if len(self._chunks) * self.rows > max(_MOST_CELLS, self._filled * 20):
            raise ReadError(
                f"{self.name}: the sheet reaches to row {self.rows:,} and column {len(self._chunks):,}, but nearly all "
                "of it is blank. Clear what stands far off the table, and save it again."
            )
        blank = {length: pa.nulls(length, pa.large_string()) for length in set(self._lengths)}
        columns = [
            pa.chunked_array(
                [
                    blank[length] if chunk is None else chunk
                    for chunk, length in zip(chunks, self._lengths, strict=True)
                ],
                type=pa.large_string(),
            )
            for chunks in self._chunks
        ]
        return Grid(columns, self.rows)

    def usual_width(self) -> int:
        """Filled cells of a usual row among the first ones."""
        widths = sorted(self._widths)
        return widths[len(widths) // 2] if widths else 0

    def covered(self, first: int) -> dict[int, list[int]]:
        """The cells from a row on that read blank because they are merged with another: column position -> rows."""
        found: dict[int, set[int]] = {}
        left = _MOST_COVERED
        for span in self.merged:
            for row, position in _covered_by(span, first, self.rows):
                left -= 1
                if left < 0:
                    break
                found.setdefault(position, set()).add(row)
        return {position: sorted(rows) for position, rows in sorted(found.items())}

    def _flush(self) -> None:
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        width = max(map(len, rows))
        for row in rows:
            row.extend([""] * (width - len(row)))
        while len(self._chunks) < width:
            self._chunks.append([None] * len(self._lengths))
        self._lengths.append(len(rows))
        arrays = [_array(column) for column in zip(*rows, strict=True)]
        for position, chunks in enumerate(self._chunks):
            chunks.append(arrays[position] if position < width else None)


class PagesBook:
    """A workbook whose sheets were all read at once.

    Parameters
    ----------
    states
        Of the sheets one does not see, as in `Listing`.
    """

    def __init__(self, pages: dict[str, Page], states: dict[str, str]) -> None:
        self._pages = pages
        self._states = states

    def listings(self) -> list[Listing]:
        return [
            Listing(name, self._states.get(name, ""), page.rows, page.usual_width())
            for name, page in self._pages.items()
        ]

    def page(self, name: str) -> Page:
        return self._pages[name]


def _array(cells: tuple[str, ...]) -> pa.Array | None:
    import pyarrow as pa

    return pa.array([cell or None for cell in cells], type=pa.large_string()) if any(cells) else None


def _covered_by(span: Span, first: int, last: int) -> Iterator[tuple[int, int]]:
    for row in range(max(span.top, first), min(span.bottom, last) + 1):
        for position in range(span.left, span.right + 1):
            if (row, position) != (span.top, span.left):
                yield row, position
