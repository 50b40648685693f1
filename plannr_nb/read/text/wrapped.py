"""Lines that are quoted as a whole, as a spreadsheet saves a CSV file that it opened as one column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

__all__ = ["is_wrapped", "unwrapped"]


def is_wrapped(line: str, quote: str = '"') -> bool:
    """Whether a line is a single quoted cell.

    Examples
    --------
    >>> is_wrapped('"C1,Evans"'), is_wrapped('"C1","Evans"')
    (True, False)
    """
    return line.startswith(quote) and _whole(quote).fullmatch(line) is not None


def unwrapped(lines: Sequence[str], quote: str = '"') -> list[str]:
    """Lines without the quotes around them, and those within no longer doubled.

    Examples
    --------
    >>> unwrapped(['"C1,""Evans, G"","\\n', "C2,Patel\\n"])
    ['C1,"Evans, G",\\n', 'C2,Patel\\n']
    """
    return [_unwrapped(line, quote) for line in lines]


def _unwrapped(line: str, quote: str) -> str:
    whole = _whole(quote).fullmatch(line) if line.startswith(quote) else None
    return whole[1].replace(quote * 2, quote) + whole[2] if whole else line


@cache
def _whole(quote: str) -> re.Pattern[str]:
    mark = re.escape(quote)
    return re.compile(rf"{mark}((?:[^{mark}\r\n]|{mark}{mark})+){mark}[ \t]*(\r\n|\r|\n|)")
