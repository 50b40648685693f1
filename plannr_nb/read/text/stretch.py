"""Rows that break the rules amid others that keep them: the few that are read by the careful lane on their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import SupportsIndex, overload

from plannr_nb.read.files.letters import Letters
from plannr_nb.read.files.source import BlockReader
from plannr_nb.read.text.malformed import Lookahead
from plannr_nb.read.text.rows import Dialect, Row, has_spaced_quotes, lines_of, parse_rows

__all__ = ["Stretch", "WatchedLines", "stretch_at"]

_WINDOW = 1 << 16
# Beyond this much text below a row it is quicker to parse all by the careful lane.
_MOST = 1 << 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow one another, and the place after them."""

    rows: list[Row]
    end: int


def stretch_at(
    reader: BlockReader,
    place: int,
    end: int,
    dialect: Dialect,
    width: int,
    lookahead: Lookahead,
    letters: Letters | None = None,
    *,
    size: int = _WINDOW,
) -> Stretch | None:
    """The rows from a place on, one at least and about so many bytes of them, just as the careful lane reads them.

    None where that depends on text far below, or is not UTF-8.
    """
    window = _WINDOW
    while window <= _MOST:
        text = reader.block(place, min(place + window, end)).to_pybytes()
        is_last = place + window >= end
        text = text if is_last else text[: max(text.rfind(b"\n"), text.rfind(b"\r", 0, -1)) + 1]
        if letters is not None:
            letters.see(text)
            if not letters.valid:
                return None
        lines = WatchedLines(lines_of(text.decode("utf-8")))
        if _doubtful_spaces(dialect).search(text):
            return None
        left = replace(lookahead)
        stretch = _rows_untouched(lines, place, dialect, width, left, size, is_last=is_last)
        if stretch.rows:
            lookahead.left = left.left
            return stretch
        window *= 8
    return None


def _rows_untouched(
    lines: WatchedLines, place: int, dialect: Dialect, width: int, lookahead: Lookahead, size: int, *, is_last: bool
) -> Stretch:
    """The rows for which it does not matter what follows the last line."""
    rows: list[Row] = []
    used = at = 0
    spaced = has_spaced_quotes(list(lines), dialect)
    lines.touched = False
    for row in parse_rows(lines, dialect, width, spaced=spaced, lookahead=lookahead):
        if lines.touched and not is_last:
            break
        rows.append(row)
        at += sum(len(line.encode()) for line in lines[used : used + row.lines])
        used += row.lines
        if at >= size:
            break
    return Stretch(rows, place + at)


def _doubtful_spaces(dialect: Dialect) -> re.Pattern[bytes]:
    """So many spaces before a quote that it depends on other rows of the text whether it opens a cell."""
    return re.compile(
        rb"(?:^|%b) {5,}%b" % (re.escape(dialect.delimiter).encode(), dialect.quote.encode()), re.MULTILINE
    )


class WatchedLines(list[str]):
    """Lines that know whether the last of them was looked at."""

    touched = False

    @overload
    def __getitem__(self, at: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: SupportsIndex | slice) -> str | list[str]:
        last = at.stop if isinstance(at, slice) else int(at) + 1
        self.touched = self.touched or last is None or last >= len(self)
        return super().__getitem__(at)
