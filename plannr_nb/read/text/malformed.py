"""A row whose quotes break the rules, parted into the cells that it most likely has.

Any cell may begin and end at any delimiter, at a price: a cell that holds delimiters must stand in quotes; each quote
in it that is not doubled costs, more so where two of them look like the edges of two cells; a quote that opens nothing
or is never closed costs. Of all ways to part the row the cheapest is taken, or one hardly dearer that gives as many
cells as other rows have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plannr_nb.read.text.delimiters import least_cells
from plannr_nb.read.text.row_pieces import UNDOUBLED, Piece, Plain, is_open, joined, piece_of, rank
from plannr_nb.read.text.syntax import Dialect, Flaw, Row
from plannr_nb.read.text.unclosed import open_row

__all__ = ["MOST_LINES", "Lookahead", "malformed_row"]

_LIKE_TWO_CELLS = 2.0
# What it may cost more to have as many cells as other rows, and how much dearer than the best a way may get at all.
_FOR_WIDTH = 2.0
_HOPELESS = 5.0
# Limits for rows and files made of little but quotes: cells joined of a row's pieces, and ways kept in mind; for long
# rows fewer, so that pieces times ways do not grow.
_MOST_STEPS = 20_000
_MOST_WAYS = 40
_MOST_KEPT = 20_000
MOST_LINES = 2_000
_MOST_ENDS = 40
_TRIED = 100
_AROUND = 2
# No table has rows of so many cells, so it does not matter which those of such a row are.
_MOST_CELLS = 1 << 15


@dataclass(slots=True)
class Lookahead:
    """What may still be done for the malformed rows of one file beyond reading through each of them once.

    Trying lines below as parts of a row takes from it, and so does comparing more ways to part a row than it has
    characters. Where nothing is left, a row ends with its line, and only the cheapest way to part it is followed.
    """

    left: int = 2_000_000


def malformed_row(
    lines: Sequence[str], start: int, dialect: Dialect, width: int | None, lookahead: Lookahead, *, refused: bool = True
) -> Row:
    """The row that begins at a line.

    Parameters
    ----------
    dialect
        A plain one, with a quote.
    width
        Cells of a usual row, where known.
    refused
        Whether a strict reader finds that its quotes break the rules, rather than that it has another width.

    Examples
    --------
    >>> malformed_row(['"Evans", G","Leeds"'], 0, Dialect(), 2, Lookahead()).cells
    ['Evans", G', 'Leeds']
    """
    alone = _parted(lines[start].rstrip("\r\n"), dialect, width, lookahead, refused=refused)
    may_go_on = alone.open if len(alone.cells) == width else alone.cost
    if width is None or not may_go_on or lookahead.left <= 0:
        return alone.row(1)
    row = _over_lines(lines, start, dialect, width, lookahead, alone)
    if row is None and alone.open and lookahead.left > 0:
        lookahead.left -= 1
        row = open_row(lines, start, dialect, width, len(alone.cells), MOST_LINES)
    return row or alone.row(1)


def _over_lines(
    lines: Sequence[str], start: int, dialect: Dialect, width: int, lookahead: Lookahead, alone: _Parted
) -> Row | None:
    """The row taken on over line ends until more is closed, but not over a line that looks like a row of its own."""
    text = lines[start]
    ends = 0
    for at in range(start + 1, min(len(lines), start + MOST_LINES)):
        if lines[at].count(dialect.delimiter) >= width - 1 or ends == _MOST_ENDS or lookahead.left <= 0:
            return None
        text += lines[at]
        lookahead.left -= 1
        if dialect.quote not in lines[at]:
            continue
        ends += 1
        lookahead.left -= max(_TRIED, len(text))
        parted = _parted(text.rstrip("\r\n"), dialect, width, lookahead)
        if len(parted.cells) == width and parted.open < max(alone.open, 1):
            return parted.row(at + 1 - start)
    return None


@dataclass(slots=True)
class _Parted:
    """One way to part a row. ``cost`` is 0 where it keeps the rules; ``open`` counts cells with no quote at the end."""

    cells: list[str]
    cost: float = 0.0
    flaw: Flaw | None = None
    open: int = 0

    def row(self, lines: int) -> Row:
        return Row(self.cells, lines, self.flaw)


def _parted(text: str, dialect: Dialect, width: int | None, lookahead: Lookahead, *, refused: bool = False) -> _Parted:
    if least_cells(text, dialect.delimiter) > _MOST_CELLS:
        return _Parted(text.split(dialect.delimiter), _HOPELESS, Flaw.STRAY)
    if text.count(dialect.quote) == 1 and "\n" not in text and "\r" not in text:
        return _with_one_quote(text, dialect)
    pieces = [piece_of(piece, dialect) for piece in text.split(dialect.delimiter)]
    cost = sum([piece.cost for piece in pieces])
    # There is but one way to have as many cells as pieces; a cheaper one might join pieces, but none that stay closed.
    if not cost or (refused and len(pieces) == width and cost <= _FOR_WIDTH and not any(map(is_open, pieces))):
        return _chosen(pieces, cost)
    begin, end = _tangle(pieces)
    if end - begin == 1:
        return _chosen(pieces, cost)
    around = begin + len(pieces) - end
    tangle = pieces[begin:end]
    ways = _ways(tangle, lookahead, len(text))
    last = ways[-1]
    wanted = None if width is None else width - around
    count = min(last, key=lambda count: (last[count][0], abs(count - (wanted or count))))
    cost = last[count][0]
    if wanted in last and cost > 0 and last[wanted][0] <= cost + _FOR_WIDTH:
        count = wanted
        cost = last[wanted][0]
    cells = [joined(tangle[first:after], dialect) for first, after in _followed(ways, count)]
    return _chosen([*pieces[:begin], *cells, *pieces[end:]], cost)


def _with_one_quote(text: str, dialect: Dialect) -> _Parted:
    """The row of a line with a single quote: its cells stand between its delimiters, whatever that costs."""
    cells = text.split(dialect.delimiter)
    at = text.count(dialect.delimiter, 0, text.index(dialect.quote))
    odd = Piece(cells[at], dialect)
    cells[at] = odd.value
    return _Parted(cells, odd.cost, odd.flaw, int(odd.opens))


def _tangle(pieces: Sequence[Piece | Plain]) -> tuple[int, int]:
    """Where the pieces begin and end among which cells may not be what they seem; the others are cells as they are."""
    odd = [at for at, piece in enumerate(pieces) if piece.cost]
    begin, end = odd[0], odd[-1] + 1
    # A cell that ends in the first odd piece may begin in one of the quoted ones before it; and the other way round.
    for _ in range(_AROUND):
        begin = next((at for at in range(begin - 1, -1, -1) if pieces[at].opens), begin)
        end = next((at + 1 for at in range(end, len(pieces)) if pieces[at].closes), end)
    return begin, end


def _chosen(cells: Sequence[Piece | Plain], cost: float) -> _Parted:
    flaw: Flaw | None = None
    for cell in cells:
        if cell.flaw is not None and (flaw is None or rank(cell.flaw) > rank(flaw)):
            flaw = cell.flaw
    return _Parted([cell.value for cell in cells], cost, flaw, sum(map(is_open, cells)))


# The best way to have a number of cells up to a place: its cost, and where its last cell begins.
_Way = tuple[float, int]


def _ways(pieces: Sequence[Piece | Plain], lookahead: Lookahead, free: int) -> list[dict[int, _Way]]:
    """For each number of leading pieces: number of cells -> the best way to have it.

    ``free``: how many may be compared before it counts.
    """
    ways: list[dict[int, _Way]] = [{0: (0.0, 0)}, *({} for _ in pieces)]
    most = max(min(_MOST_WAYS, _MOST_KEPT // len(pieces)), 1) if lookahead.left > 0 else 1
    steps = _Steps()
    compared = 0
    for at, reached in enumerate(ways[:-1]):
        if not reached:
            continue
        hopeless = min(reached.values())[0] + _HOPELESS
        kept = [(count, cost) for count, (cost, _) in reached.items() if cost <= hopeless]
        if len(kept) > most:
            kept = sorted(kept, key=lambda pair: pair[1])[:most]
        for end, added in _cells_from(pieces, at, steps):
            compared += len(kept)
            ahead = ways[end]
            for count, cost in kept:
                known = ahead.get(count + 1)
                if known is None or cost + added < known[0]:
                    ahead[count + 1] = (cost + added, at)
    lookahead.left -= max(compared - free, 0)
    return ways


@dataclass(slots=True)
class _Steps:
    left: int = _MOST_STEPS


def _cells_from(pieces: Sequence[Piece | Plain], at: int, steps: _Steps) -> Iterator[tuple[int, float]]:
    """The cells that may begin with a piece: the piece after each, and what it costs."""
    first = pieces[at]
    yield at + 1, first.cost
    if not first.opens:
        return
    cost = first.odd_opened * UNDOUBLED
    # A run of quotes that goes on to the edge of a piece may be the edge of a cell.
    edge = first.closes and first.odd_opened > 0
    # What is enclosed by quotes and holds nothing but delimiters is more likely several cells of one quote each.
    nothing = first.core == first.quote
    for end in range(at + 1, len(pieces)):
        piece = pieces[end]
        steps.left -= 1
        if edge and piece.opens:
            cost += _LIKE_TWO_CELLS
        if piece.closes:
            hollow = nothing and piece.core == piece.quote
            yield end + 1, cost + (piece.odd_closed + hollow) * UNDOUBLED
        nothing = nothing and not piece.text.strip()
        cost += piece.odd * UNDOUBLED
        edge = piece.closes and piece.odd > 0
        if cost > _HOPELESS or steps.left <= 0:
            return


def _followed(ways: Sequence[dict[int, _Way]], count: int) -> list[tuple[int, int]]:
    """Where the cells begin and end in the best way to have a number of them."""
    spans: list[tuple[int, int]] = []
    end = len(ways) - 1
    while end:
        begins = ways[end][count][1]
        spans.append((begins, end))
        end, count = begins, count - 1
    return spans[::-1]
