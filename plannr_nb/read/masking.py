"""Escapes and delimiters of several characters, hidden from a parser that knows neither.

What an escape protects, and what parts cells, is written as single characters of the last private use plane, as far
from those that carry broken bytes as from those of any text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from plannr_nb.read.syntax import Dialect

__all__ = ["Masking"]

_FIRST = 0x10FE00
_DELIMITER = chr(_FIRST)
_MASKS = re.compile(f"[{_DELIMITER}-{chr(_FIRST + 0xFF)}]")


class Masking:
    """A dialect and what stands for it in masked lines.

    Examples
    --------
    >>> masking = Masking(Dialect("||", '"', "\\\\"))
    >>> (line,), _ = masking.masked(['1||"a \\\\"b\\\\"||c"'])
    >>> [masking.unmasked(cell) for cell in line.split(masking.plain.delimiter)]
    ['1', '"a "b"', 'c"']
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._several = len(dialect.delimiter) > 1
        self.plain = replace(dialect, delimiter=_DELIMITER if self._several else dialect.delimiter, escape="")
        if dialect.escape:
            escape = re.escape(dialect.escape)
            self._escapes = re.compile(rf"{escape}(\r\n|[{escape}{re.escape(dialect.quote + dialect.delimiter)}\r\n])")

    def masked(self, lines: Sequence[str]) -> tuple[list[str], list[int]]:
        """The lines as one would write them in the plain dialect, and of how many each is made.

        A line that ends with an escape goes on in the next one.
        """
        if not self._dialect.escape:
            return [line.replace(self._dialect.delimiter, _DELIMITER) for line in lines], [1] * len(lines)
        masked: list[str] = []
        counts: list[int] = []
        goes_on = False
        for line in lines:
            if self._dialect.escape in line:
                line = self._escapes.sub(_mask, line)
            if self._several:
                line = line.replace(self._dialect.delimiter, _DELIMITER)
            if goes_on:
                masked[-1] += line
                counts[-1] += 1
            else:
                masked.append(line)
                counts.append(1)
            goes_on = not line.endswith(("\n", "\r"))
        return masked, counts

    def unmasked(self, cell: str) -> str:
        """A cell as the dialect means it."""
        if cell.isascii():
            return cell
        # A lone escape character shows that this cell does not escape its own.
        keeps = self._dialect.escape if self._dialect.escape and self._dialect.escape in cell else ""

        def meant(mask: re.Match[str]) -> str:
            if mask[0] == _DELIMITER:
                return self._dialect.delimiter
            character = chr(ord(mask[0]) - _FIRST)
            return keeps + character if character == self._dialect.escape else character

        return _MASKS.sub(meant, cell)


def _mask(escaped: re.Match[str]) -> str:
    return "".join(chr(_FIRST + ord(character)) for character in escaped[1])
