"""Lines that are quoted as a whole, as a spreadsheet saves a CSV file that it opened as one column."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_wrapped", "unwrapped"]


_WHOLE = re.compile(r'"((?:[^"\r\n]|"")+)"[ \t]*(\r\n|\r|\n|)')


def is_wrapped(line: str) -> bool:
    """Whether a line is a single quoted cell.

    Examples
    --------
    >>> is_wrapped('"C1,Evans"'), is_wrapped('"C1","Evans"')
    (True, False)
    """
    return line.startswith('"') and _WHOLE.fullmatch(line) is not None


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines without the quotes around them, and those within no longer doubled.

    Examples
    --------
    >>> unwrapped(['"C1,""Evans, G"","\\n', "C2,Patel\\n"])
    ['C1,"Evans, G",\\n', 'C2,Patel\\n']
    """
    return [_unwrapped(line) for line in lines]


def _unwrapped(line: str) -> str:
    whole = _WHOLE.fullmatch(line) if line.startswith('"') else None
    return whole[1].replace('""', '"') + whole[2] if whole else line
