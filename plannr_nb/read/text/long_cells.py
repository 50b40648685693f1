"""Quoted cells of very many lines: those are no rows, so what a text is like is judged without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from plannr_nb.read.text.rows import lines_of

__all__ = ["LONGEST_CELL", "Shortened", "without_long_cells"]

# No cell is that long. What looks like one is an unclosed quote.
LONGEST_CELL = 1 << 26
# The standard library's reader takes shorter ones as they are.
_LONG = 1 << 17
_BELOW = 1 << 16
_ONE_QUOTE = re.compile(rb'(?<!")"(?:"")*+(?!")')


@dataclass(frozen=True, slots=True)
class Shortened:
    """Lines without those inside long cells. ``opened``: the one that leaves a cell open to the end, if any does."""

    lines: Sequence[str]
    opened: int | None = None


def without_long_cells(lines: Sequence[str], rest: Callable[[], Iterator[bytes]]) -> Shortened:
    """Some first lines of a text; where they end in a quoted cell, with what follows on it.

    Parameters
    ----------
    rest
        Gives the text below these lines.

    Examples
    --------
    >>> without_long_cells(["1,a\\n", '2,"b\\n', "c\\n"], lambda: iter([b'd\\ne",\\n3,f\\n'])).lines
    ['1,a\\n', '2,"b\\n', 'e",\\n', '3,f\\n']
    >>> without_long_cells(["1,a\\n", '2,"b\\n', "c\\n"], lambda: iter([b"d\\n"])).opened
    1
    """
    kept: list[str] = []
    at = 0
    while at < len(lines):
        kept.append(lines[at])
        at += 1
        if not _opens(lines[at - 1]):
            continue
        end = next((line for line in range(at, len(lines)) if _has_one_quote(lines[line])), None)
        if end is None:
            below = _from_last_line(rest())
            return Shortened(lines, at - 1) if below is None else Shortened(kept + below)
        if _closes(lines[end]):
            inside = lines[at:end]
            kept += [lines[end]] if sum(map(len, inside)) > _LONG else [*inside, lines[end]]
            at = end + 1
    return Shortened(kept if len(kept) < len(lines) else lines)


def _opens(line: str) -> bool:
    """Whether a line ends in a quoted cell that begins in it."""
    if '"' not in line:
        return False
    bare = line.replace('""', "")
    at = bare.rfind('"')
    return bare.count('"') % 2 == 1 and (at == 0 or not bare[at - 1].isalnum())


def _has_one_quote(line: str) -> bool:
    return '"' in line and '"' in line.replace('""', "")


def _closes(line: str) -> bool:
    """Whether the first quote in a line that is not doubled ends a cell."""
    data = line.encode("utf-8", "replace")
    found = _ONE_QUOTE.search(data)
    return found is not None and _is_edge(data[found.end() : found.end() + 1])


def _is_edge(after: bytes) -> bool:
    return not after.isalnum()


def _from_last_line(chunks: Iterator[bytes]) -> list[str] | None:
    """The line in which an open cell is closed, from its last line end on, and some lines below; None without any."""
    passed, data = 0, b""
    for chunk in chunks:
        data += chunk
        # Whether a quote at the very end is doubled will be seen.
        found = _ONE_QUOTE.search(data, 0, len(data.rstrip(b'"')))
        if found is not None:
            if not _is_edge(data[found.end() : found.end() + 1]):
                return None
            begin = max(data.rfind(b"\n", 0, found.start()), data.rfind(b"\r", 0, found.start())) + 1
            data = data[begin:]
            while len(data) < _BELOW and (chunk := next(chunks, b"")):
                data += chunk
            lines = lines_of(data[: max(_BELOW, found.end() - begin + 1)].decode("utf-8", "replace"))
            return lines if len(lines) == 1 or lines[-1].endswith(("\n", "\r")) else lines[:-1]
        passed += len(data)
        data = data[len(data.rstrip(b'"')) :]
        if passed > LONGEST_CELL:
            return None
    return lines_of(data.decode("utf-8", "replace")) if len(data) % 2 else None
