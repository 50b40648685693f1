"""How well a delimiter and a quote fit some lines: how far rows agree on a width, and whether cells look like cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from plannr_nb.read.layout.looks import header_share, is_data_like, is_figure
from plannr_nb.read.text.delimiters import DELIMITERS, Candidate
from plannr_nb.read.text.rows import Dialect, Flaw, Row, parse_rows

__all__ = ["Fit", "disorder", "fit", "is_spaced", "usual_width"]

_JUDGED_ROWS = 200
_CELL_ROWS = 100
_FEW = 0.15
_NEARLY_ALL = 0.9
_PERFECT = 0.95
_RAGGED = 0.75
_HALF = 0.5
_PAIR = 2
_TRIPLE = 3
# What rows above and below a table weigh beside those in it.
_AROUND = 0.25
_PATH = re.compile(r"(?:[A-Za-z]:)?[\\/]{1,2}[^\\/]")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def usual_width(widths: Counter[int]) -> int:
    """The number of cells most rows agree on; a few wide rows count for more than as many narrow ones."""
    if not widths:
        return 1
    best = max(widths, key=lambda width: (widths[width] * (width - 1) / width, width))
    return best if widths[best] >= widths.total() * _FEW else widths.most_common(1)[0][0]


@dataclass(slots=True)
class Fit:
    """How well a dialect fits.

    Attributes
    ----------
    rows
        The first filled rows under it.
    width, agreeing, begins
        Their usual width, how many of them have it, and the first that has.
    agreement, clean
        Shares of the rows that have this width, and of their cells that look like cells.
    score
        0 where the delimiter does not part cells.
    """

    dialect: Dialect
    candidate: Candidate
    rows: list[Row]
    width: int = 1
    agreeing: int = 0
    begins: int = 0
    agreement: float = 0.0
    clean: float = 0.0
    score: float = 0.0

    @property
    def is_perfect(self) -> bool:
        """Whether nothing can fit better."""
        return self.width > _PAIR and self.clean >= _PERFECT and self.is_unanimous

    @property
    def is_unanimous(self) -> bool:
        """Whether all rows have the same number of cells, and quotes in order."""
        agreed = self.agreeing == len(self.rows) and self.score > 0
        return agreed and all(row.flaw in {None, Flaw.BARE} for row in self.rows)

    @property
    def is_sure(self) -> bool:
        if not self.candidate.everywhere:
            return True
        enough = self.agreeing == len(self.rows) >= _TRIPLE and self.width >= _TRIPLE
        # That a quoted cell holds it shows that an unquoted one would not.
        kept = any(self.dialect.delimiter in cell for row in self.rows for cell in row.cells)
        return enough and (kept or not self.candidate.doubtful)

    @property
    def is_nearly_table(self) -> bool:
        """Whether it makes columns of a sort, though it does not part cells."""
        return self.width > _PAIR and self.agreement >= _HALF and not self.candidate.everywhere and not self.score


def fit(lines: Sequence[str], candidate: Candidate, writing: Dialect, most: int = _JUDGED_ROWS) -> Fit:
    """How well a delimiter fits some first rows, with the quote and escape of a dialect."""
    dialect = replace(writing, delimiter=candidate.delimiter)
    rows = _filled_rows(lines, dialect, None, most)
    found = Fit(dialect, candidate, rows)
    if not rows:  # nothing but this delimiter
        found.score = 1.0
        return found
    width = usual_width(_widths(rows))
    if width > 1 and any(row.flaw or len(row.cells) != width for row in rows) and _holds(lines, dialect.quote):
        rows = found.rows = _filled_rows(lines, dialect, width, most)
        width = usual_width(_widths(rows))
    found.width = width
    if width > 1:
        _judge(found, lines)
    return found


def disorder(lines: Sequence[str], dialect: Dialect) -> int:
    """How many of the first rows have broken quotes or another width than most."""
    rows = _filled_rows(lines, dialect, None, _JUDGED_ROWS)
    widths = _widths(rows)
    return sum(1 for row in rows if row.flaw is not None) + widths.total() - widths[usual_width(widths)]


def _filled_rows(lines: Sequence[str], dialect: Dialect, width: int | None, most: int) -> list[Row]:
    rows: list[Row] = []
    for row in parse_rows(lines, dialect, width):
        if any(cell.strip() for cell in row.cells):
            rows.append(row)
        if len(rows) == most:
            break
    return rows


def _widths(rows: Sequence[Row]) -> Counter[int]:
    return Counter(len(row.cells) for row in rows)


def _holds(lines: Sequence[str], quote: str) -> bool:
    return bool(quote) and any(quote in line for line in lines)


def _judge(found: Fit, lines: Sequence[str]) -> None:
    rows, width = found.rows, found.width
    places = [at for at, row in enumerate(rows) if len(row.cells) == width]
    found.begins, found.agreeing = places[0], len(places)
    span = places[-1] - places[0] + 1
    found.agreement = len(places) / (span + (len(rows) - span) * _AROUND)
    found.clean = _share_of_cells(found)
    if _is_text(found, lines) or (found.candidate.everywhere and not _is_everywhere(found, span)):
        return
    flawed = sum(1 for row in rows if row.flaw not in {None, Flaw.BARE})
    agreement = found.agreement * (1 - flawed / len(rows) / 2)
    found.score = agreement * (1 - 1 / width) ** 0.5 * (0.1 + 0.9 * found.clean) * found.candidate.weight


def _share_of_cells(found: Fit) -> float:
    usual = [row for row in found.rows if len(row.cells) == found.width]
    filled = [cell for row in usual[:_CELL_ROWS] for text in row.cells if (cell := text.strip())]
    own = found.dialect.delimiter
    clean = sum(1 for cell in filled if not _holds_delimiter(cell, own) or is_data_like(cell))
    return clean / max(len(filled), 1)


def _holds_delimiter(cell: str, own: str) -> bool:
    """Whether a cell holds another delimiter, other than a comma or semicolon before a space, as texts have them."""
    if not _any_other(own).search(cell):
        return False
    cell = cell.replace(", ", "").replace("; ", "")
    return any(other in cell for other in DELIMITERS if other not in own)


@cache
def _any_other(own: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(other) for other in DELIMITERS if other not in own))


def _is_everywhere(found: Fit, span: int) -> bool:
    """Whether nearly all rows agree on a delimiter that is not a usual one, and are not texts as they stand."""
    if found.agreeing < span * _NEARLY_ALL or span < len(found.rows) * _HALF:
        return False
    if found.begins and found.width == _PAIR:
        return False
    if not found.candidate.doubtful:
        return True
    own = found.dialect.delimiter
    kept = any(own in cell for row in found.rows for cell in row.cells)
    # The header of rows that begin with their number may have no cell for it.
    short = found.begins == 1 and len(found.rows[0].cells) == found.width - 1
    if found.agreeing + (kept and short) < len(found.rows) * _NEARLY_ALL:
        return False
    if kept:
        return True
    texts = [own.join(row.cells) for row in found.rows]
    whole = sum(1 for text in texts if is_data_like(text) or _PATH.match(text))
    # Two words, dates and labels hold these once.
    enough = _TRIPLE if own in " :-/_" else _PAIR
    return found.width >= enough and whole < len(found.rows) * _HALF


def _is_text(found: Fit, lines: Sequence[str]) -> bool:
    """Whether a delimiter is punctuation in the texts or figures of one column."""
    delimiter, rows = found.dialect.delimiter, found.rows
    if delimiter.strip(" ") not in {",", ";"}:
        return False
    below = rows[1:]
    below_one = len(rows) > 1 and len(rows[0].cells) == 1 and all(len(row.cells) > 1 for row in below)
    if below_one and all(is_figure(delimiter.join(row.cells).strip()) for row in below):
        return True
    # A title stands over a header, the name of a column over what is in it.
    share = found.agreeing / len(rows) if found.width == _PAIR else found.agreement
    may_be = share < _RAGGED or (
        below_one and (found.width == _PAIR or header_share([cell.strip() for cell in below[0].cells]) < _HALF)
    )
    return may_be and is_spaced("".join(lines), delimiter.strip(" "))


def is_spaced(text: str, delimiter: str) -> bool:
    """Whether a delimiter stands before spaces and line ends, or in figures, as in texts."""
    grouped = len(_GROUPED.findall(text)) if delimiter == "," else 0
    spaced = sum(text.count(delimiter + space) for space in (" ", "\n", "\r"))
    return spaced >= (text.count(delimiter) - grouped) * _PERFECT
