"""A grid that holds no cells: it knows what is asked of all rows, and reads cells again where they are asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, cast

from plannr_nb.read.cells import CellFlaws, clean_column
from plannr_nb.read.columns import reach_of
from plannr_nb.read.files.encoding import replaced
from plannr_nb.read.grid import Grid, joined
from plannr_nb.read.layout.layout import find_layout
from plannr_nb.read.row_notes import RowNotes
from plannr_nb.read.text.pieces import Pieces
from plannr_nb.row_numbers import RowRanges, ranges_of

if TYPE_CHECKING:
    from plannr_nb.read.text.rows import Flaw

__all__ = ["Cleaning", "Piece", "Survey"]

# The first pieces are kept as far as they fit in here, so that most files are parsed once only.
_KEPT_BYTES = 1 << 26
_RECENT = 2

_Question = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How raw columns become clean ones, see `clean_column`."""

    marked: bool
    mojibake: bool
    mend: bool

    def of(self, raw: Grid) -> tuple[Grid, list[CellFlaws]]:
        cleaned = [
            clean_column(column, marked=self.marked, mojibake=self.mojibake, mend=self.mend) for column in raw.columns
        ]
        clean = Grid([column for column, _ in cleaned], raw.rows, raw.odd, raw.surplus, raw.flaws)
        return clean, [flaws for _, flaws in cleaned]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a survey. ``filled``: how many cells of each column are, columns of surplus cells included."""

    first: int
    rows: int
    filled: list[int]

    @property
    def last(self) -> int:
        return self.first + self.rows - 1


class _Asked(Grid):
    """A grid whose questions about all rows have names."""

    def _answer(self, name: str, *about: Hashable) -> RowRanges:
        raise NotImplementedError

    def blank_rows(self) -> RowRanges:
        return self._answer("blank")

    def rows_with_one_cell(self) -> list[int]:
        return [*self._answer("one cell")]

    def rows_of_words(self, positions: Sequence[int], *, or_blank: bool, most: int) -> list[int]:
        return [*self._answer("words", tuple(positions), or_blank, most)][:most]

    def rows_like(self, cells: Sequence[str]) -> list[int]:
        return [*self._answer("like", tuple(cells))]

    def rows_matching(self, position: int, pattern: str, holding: Sequence[str] = ()) -> list[int]:
        return [*self._answer("matching", position, pattern, tuple(holding))]


class _Rehearsal(_Asked):
    """A held grid that tells what it was asked."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid.columns, grid.rows, grid.odd, grid.surplus, grid.flaws)
        self._grid = grid
        self.asked: set[_Question] = set()

    def _answer(self, name: str, *about: Hashable) -> RowRanges:
        self.asked.add((name, *about))
        return RowRanges(ranges_of(_QUESTIONS[name](self._grid, *about)))


class Survey(_Asked):
    """Clean columns that are read in pieces.

    Attributes
    ----------
    head
        The raw rows down to the header's last.
    cell_flaws
        For each column the rows whose cells were not as they should be.
    pieces
        What is known of each piece.
    """

    def __init__(self, source: Pieces, cleaning: Cleaning, header_rows: range) -> None:
        """Go through all pieces once.

        Parameters
        ----------
        header_rows
            The rows of the header, none without one.
        """
        self._source = source
        self._cleaning = cleaning
        self._header_rows = header_rows
        self._kept: dict[int, Grid] = {}
        self._kept_bytes = 0
        self._recent: dict[int, Grid] = {}
        # Of each the first and last row of the ranges that answer it.
        self._answers: dict[_Question, array[int]] = {}
        self.pieces: list[Piece] = []
        self.head = Grid([], 0)
        self.cell_flaws = [_cell_flaws() for _ in range(source.width)]
        # Who gets this grid only looks rows up in these.
        odd, surplus, flaws = RowNotes[int](), _Surplus(self), RowNotes["Flaw"]()
        super().__init__(
            [], 0, cast("dict[int, int]", odd), cast("dict[int, list[str]]", surplus), cast("dict[int, Flaw]", flaws)
        )
        self._go_through(odd, flaws)

    @property
    def width(self) -> int:
        return self._source.width

    def piece(self, at: int) -> Grid:
        """The clean cells of a piece."""
        grid = self._kept.get(at) or self._recent.get(at)
        if grid is None:
            grid, _ = self._cleaning.of(self._source.piece(at))
            self._remember(at, grid)
        return grid

    def row(self, number: int) -> list[str]:
        return self.row_list(number, number)[0]

    def row_list(self, first: int, last: int) -> list[list[str]]:
        return [row for grid, begin, end in self._parts(first, last) for row in grid.row_list(begin, end)]

    def surplus_of(self, number: int) -> list[str]:
        """The cells of one row beyond the columns."""
        return next(grid.surplus.get(row, []) for grid, row, _ in self._parts(number, number))

    def cells(self, position: int, first: int, last: int) -> Iterator[str | None]:
        for grid, begin, end in self._parts(first, last):
            yield from grid.cells(position, begin, end)

    def blank_count(self, position: int) -> int:
        return self.rows - sum(piece.filled[position] for piece in self.pieces)

    def rows_beyond(self, reach: int) -> list[int]:
        """Rows with filled cells in columns from a position on, surplus apart."""
        return [*self._answer("beyond", reach)]

    def _answer(self, name: str, *about: Hashable) -> RowRanges:
        """The rows that answer a question, of which the pieces need be gone through once only."""
        question = (name, *about)
        if question not in self._answers:
            for at in range(len(self.pieces)):
                self._ask(question, at)
        found = self._answers.get(question, array("q"))
        return RowRanges(zip(found[::2], found[1::2], strict=True))

    def _ask(self, question: _Question, at: int) -> None:
        name, *about = question
        above = self.pieces[at].first - 1
        rows = _QUESTIONS[cast("str", name)](self.piece(at), *about)
        found = self._answers.setdefault(question, array("q"))
        for first, last in ranges_of(rows):
            if found and found[-1] == above + first - 1:
                found[-1] = above + last
            else:
                found.extend((above + first, above + last))

    def _parts(self, first: int, last: int) -> Iterator[tuple[Grid, int, int]]:
        """The pieces that hold some rows, and the first and last of these as counted in the piece."""
        at = bisect_right(self.pieces, first, key=lambda piece: piece.first) - 1
        while first <= last and at < len(self.pieces):
            above = self.pieces[at].first - 1
            end = min(last, self.pieces[at].last)
            if first <= end:
                yield self.piece(at), first - above, end - above
            first = end + 1
            at += 1

    def _go_through(self, odd: RowNotes[int], flaws: RowNotes[Flaw]) -> None:
        questions: set[_Question] = set()
        last_header_row = max(self._header_rows, default=0)
        for at, raw in enumerate(self._source):
            clean, cell_flaws = self._cleaning.of(raw)
            above = self.rows
            self.pieces.append(Piece(above + 1, raw.rows, _filled(clean)))
            self.rows += raw.rows
            self._remember(at, clean)
            odd.take(raw.odd, above)
            flaws.take(raw.flaws, above)
            _take_flaws(self.cell_flaws, cell_flaws, above)
            self._keep_head(raw, last_header_row)
            if at == 0 or above < last_header_row <= self.rows:
                fresh = self._questions(clean, at) - questions
                questions |= fresh
                for question in fresh:
                    for earlier in range(at):
                        self._ask(question, earlier)
            for question in questions:
                self._ask(question, at)

    def _questions(self, clean: Grid, at: int) -> set[_Question]:
        """What will be asked of all rows, found out by asking of the first piece alone. Guesses only save time."""
        rehearsal = _Rehearsal(clean)
        last_header_row = max(self._header_rows, default=0)
        if at == 0 and last_header_row <= clean.rows:
            find_layout(rehearsal, self._header_rows)
        if last_header_row <= self.rows:
            rehearsal.asked.add(("beyond", reach_of(self, self.width, self._header_rows)))
        return rehearsal.asked

    def _keep_head(self, raw: Grid, last: int) -> None:
        rows = min(raw.rows, last - self.head.rows)
        if rows > 0 or not self.head.columns:
            odd = {row: count for row, count in raw.odd.items() if row <= rows}
            part = Grid([column.slice(0, max(rows, 0)) for column in raw.columns], max(rows, 0), odd)
            self.head = joined([self.head, part]) if self.head.columns else part

    def _remember(self, at: int, grid: Grid) -> None:
        size = sum(column.nbytes for column in grid.columns)
        if at == len(self._kept) and self._kept_bytes + size <= _KEPT_BYTES:
            self._kept[at] = grid
            self._kept_bytes += size
            return
        self._recent[at] = grid
        if len(self._recent) > _RECENT:
            del self._recent[next(iter(self._recent))]


def _filled(clean: Grid) -> list[int]:
    counts = [len(column) - column.null_count for column in clean.columns]
    for cells in clean.surplus.values():
        counts.extend([0] * (clean.width + len(cells) - len(counts)))
        for position, cell in enumerate(cells, start=clean.width):
            counts[position] += bool(replaced(cell).strip())
    return counts


def _rows_filled(clean: Grid, begin: int) -> list[int]:
    """Rows with filled cells in columns from a position on, surplus apart."""
    import numpy as np
    import pyarrow.compute as pc

    filled = np.zeros(clean.rows, dtype=bool)
    for column in clean.columns[begin:]:
        filled |= pc.is_valid(column).to_numpy()
    return (np.flatnonzero(filled) + 1).tolist()


_QUESTIONS: Mapping[str, Callable[..., Iterable[int]]] = {
    "blank": Grid.blank_rows,
    "one cell": Grid.rows_with_one_cell,
    "words": lambda grid, positions, or_blank, most: Grid.rows_of_words(grid, positions, or_blank=or_blank, most=most),
    "like": Grid.rows_like,
    "matching": Grid.rows_matching,
    "beyond": _rows_filled,
}


def _cell_flaws() -> CellFlaws:
    # Lists of many rows take a quarter of the memory this way.
    return CellFlaws(*(cast("list[int]", array("q")) for _ in fields(CellFlaws)))


def _take_flaws(flaws: Sequence[CellFlaws], found: Sequence[CellFlaws], above: int) -> None:
    for mine, theirs in zip(flaws, found, strict=True):
        for kind in fields(CellFlaws):
            getattr(mine, kind.name).extend(above + row for row in getattr(theirs, kind.name))


class _Surplus(Mapping[int, list[str]]):
    """The surplus cells of a survey's rows, read again where they are asked for."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    def __getitem__(self, row: int) -> list[str]:
        if row not in self:
            raise KeyError(row)
        return self._survey.surplus_of(row)

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and self._survey.odd.get(row, 0) > self._survey.width

    def __iter__(self) -> Iterator[int]:
        return (row for row, count in self._survey.odd.items() if count > self._survey.width)

    def __len__(self) -> int:
        return sum(1 for _ in self)
