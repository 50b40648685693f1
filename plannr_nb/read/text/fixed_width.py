"""Columns that nothing parts but spaces, at the same places in all lines, as consoles and old systems print them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plannr_nb.read.layout.looks import is_data_like
from plannr_nb.read.text.syntax import Row

__all__ = ["Alignment", "cut_row", "find_alignment"]

_RULER = re.compile(r"\s*[-=]{2,}(?:\s+[-=]{2,})+\s*")
_DASHES = re.compile(r"[-=]+")
_WORD = re.compile(r"\S+")
_WIDE_GAP = re.compile(r"\S {3,}\S")
_BLANKS = re.compile(rb"(?<=\x01)\x00+(?=\x01)")
_GAP = "  "
_JUDGED_LINES = 500
_RULER_AMONG = 20
_LEAST_LINES = 3
_MOST_AROUND = 10
_LONGEST = 4_000
_PAIR = 2
_FEW = 3
_ALL_BUT_FEW = 0.9
_MOST = 0.8
_FILLED = 0.3


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where columns begin after the first one; none where lines look aligned, but not clearly."""

    cuts: tuple[int, ...]
    evidence: str


def find_alignment(lines: Sequence[str]) -> Alignment | None:
    """How the columns of some lines are aligned, None where they do not look so.

    Examples
    --------
    >>> find_alignment(["Ref     Name", "C1      Evans", "C2000   Shah, P"]).cuts
    (8,)
    """
    filled = [text for line in lines[:_JUDGED_LINES] if (text := line.rstrip())]
    if any("\t" in line for line in filled) or max(map(len, filled), default=0) > _LONGEST:
        return None
    return _by_ruler(filled) or _by_gutters(_table_of(filled))


def cut_row(line: str, cuts: Sequence[int]) -> Row:
    """The row of a line. One that has letters where others have none, such as a title, is one cell."""
    text = line.rstrip("\r\n")
    if not text.strip():
        return Row([])
    if len(text) <= cuts[0] or any(" " not in text[cut - 1 : cut + 1] for cut in cuts if cut < len(text)):
        return Row([text])
    places = [0, *cuts, len(text)]
    return Row([text[begin:end] for begin, end in pairwise(places)])


def _by_ruler(filled: Sequence[str]) -> Alignment | None:
    """The columns that a drawn line below the header marks."""
    for at, line in enumerate(filled[1:_RULER_AMONG], start=1):
        if not _RULER.fullmatch(line):
            continue
        cuts = tuple(run.start() for run in _DASHES.finditer(line))[1:]
        around = [filled[at - 1], *filled[at + 1 :]]
        crossing = sum(1 for text in around if any(text[cut - 1 : cut].strip() for cut in cuts))
        if crossing <= max(len(around) * (1 - _MOST), min(_FEW, len(around) - _PAIR)):
            return Alignment(cuts, f"the drawn line below the header marks {len(cuts) + 1} columns")
    return None


def _table_of(filled: Sequence[str]) -> Sequence[str]:
    """The lines without those around that have no gaps, such as titles and notes."""
    gapped = [at for at, line in enumerate(filled) if _GAP in line.strip()]
    if not gapped or gapped[0] > _MOST_AROUND or len(filled) - 1 - gapped[-1] > _MOST_AROUND:
        return []
    return filled[gapped[0] : gapped[-1] + 1]


def _by_gutters(table: Sequence[str]) -> Alignment | None:
    """The columns between places that are blank in every line, if these make cells and leave no gaps within them."""
    if len(table) < _LEAST_LINES:
        return None
    cuts = [end for begin, end in _gutters(table) if _is_clear(table, begin, end)]
    places = [0, *cuts, max(map(len, table))]
    columns = [[line[begin:end].strip() for line in table] for begin, end in pairwise(places)]
    if cuts and all(map(_is_column, columns)) and _gaps(columns) <= len(table) * (1 - _ALL_BUT_FEW):
        evidence = f"all of the first {len(table)} lines are blank between the same {len(columns)} columns"
        return Alignment(tuple(cuts), evidence)
    if sum(1 for line in table if _WIDE_GAP.search(line)) < len(table) * _MOST:
        return None
    return Alignment((), "no delimiter parts the first lines; they look aligned by spaces, but not all keep to columns")


def _gutters(table: Sequence[str]) -> list[tuple[int, int]]:
    """Where all lines are blank, between the first letter and the last."""
    taken = bytearray(max(map(len, table)))
    for line in table:
        for word in _WORD.finditer(line):
            taken[word.start() : word.end()] = b"\x01" * (word.end() - word.start())
    return [gap.span() for gap in _BLANKS.finditer(bytes(taken))]


def _is_clear(table: Sequence[str], begin: int, end: int) -> bool:
    """Whether a gutter is wide, or in most lines part of a wide gap."""
    if end - begin >= _PAIR:
        return True
    wide = sum(1 for line in table if _GAP in line[begin - 1 : end + 1] or len(line) <= end)
    return wide >= len(table) * _MOST


def _is_column(cells: Sequence[str]) -> bool:
    """Whether a header of words stands over cells, of which enough are filled."""
    header, below = cells[0], cells[1:]
    named = any(map(str.isalpha, header)) and not is_data_like(header)
    return named and sum(map(bool, below)) >= len(below) * _FILLED


def _gaps(columns: Sequence[Sequence[str]]) -> int:
    return sum(1 for cells in zip(*columns, strict=True) if any(_GAP in cell for cell in cells))
