"""Escapes and delimiters of several characters, hidden from a parser that knows neither.

What an escape protects, and what parts cells, is written as single characters of the last private use plane, as far
from those that carry broken bytes as from those of any text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from plannr_nb.read.text.syntax import Dialect

__all__ = ["Masking"]

_FIRST = 0x10FE00
_LAST = 0xFF
_JUDGED_LINES = 1_000
# Very many lines take less memory as one text.
_MANY = 100_000
_DELIMITER = chr(_FIRST)
_PROTECTED_ENDS = chr(_FIRST + 0x0A) + chr(_FIRST + 0x0D)
_MASKS = re.compile(f"[{_DELIMITER}-{chr(_FIRST + _LAST)}]")


class Masking:
    """A dialect and what stands for it in masked lines. The first lines that it masks must be those of the text.

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
        # What an escape may protect besides itself, line ends and quotes; as a mask.
        protected = dialect.delimiter if len(dialect.delimiter) == 1 and ord(dialect.delimiter) <= _LAST else ""
        self._hidden = chr(_FIRST + ord(protected)) if protected else ""
        self._usual: int | None = None
        if dialect.escape:
            escape = re.escape(dialect.escape)
            self._escapes = re.compile(rf"{escape}(\r\n|[{escape}{re.escape(dialect.quote + protected)}\r\n])")

    def masked(self, lines: Sequence[str]) -> tuple[list[str], list[int]]:
        """The lines as one would write them in the plain dialect, and of how many each is made.

        A line that ends with an escape goes on in the next one.
        """
        if not self._dialect.escape:
            return [line.replace(self._dialect.delimiter, _DELIMITER) for line in lines], [1] * len(lines)
        mark = self.plain.delimiter
        if self._usual is None and lines:
            self._usual = _usual_count(list(map(self._masked_line, lines[:_JUDGED_LINES])), mark)
        masked: list[str] = []
        counts: list[int] = []
        joined: list[str] = []
        count = marks = 0
        for line in map(self._masked_line, lines):
            joined.append(line)
            count += 1
            marks += line.count(mark)
            goes_on = not line.endswith(("\n", "\r"))
            if goes_on and marks < (self._usual or 0):
                joined = ["".join(joined)] if len(joined) == _MANY else joined
                continue
            row = "".join(joined)
            # A row that has all its cells ends here: what looks like an escape is the end of a path.
            masked.append(self._with_end_restored(row) if goes_on else row)
            counts.append(count)
            joined, count, marks = [], 0, 0
        if joined:
            masked.append("".join(joined))
            counts.append(count)
        return masked, counts

    def _with_end_restored(self, row: str) -> str:
        bare = row.rstrip(_PROTECTED_ENDS)
        if len(bare) == len(row):
            return row
        return bare + self._dialect.escape + "".join(chr(ord(mask) - _FIRST) for mask in row[len(bare) :])

    def _masked_line(self, line: str) -> str:
        if self._dialect.escape in line:
            line = self._escapes.sub(_mask, line)
        return line.replace(self._dialect.delimiter, _DELIMITER) if self._several else line

    def hides_delimiter(self, line: str) -> bool:
        return self._hidden != "" and self._hidden in line

    def with_delimiters(self, line: str) -> str:
        """A masked line whose delimiters no escape protects."""
        return line.replace(self._hidden, self._dialect.escape + self.plain.delimiter)

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


def _usual_count(lines: Sequence[str], mark: str) -> int:
    """How many delimiters most lines have, of those that neither go on nor are gone on with where there are any."""
    goes_on = [False, *(line.endswith(tuple(_PROTECTED_ENDS)) for line in lines)]
    whole = [line for at, line in enumerate(lines) if not (goes_on[at] or goes_on[at + 1])]
    return Counter(line.count(mark) for line in whole or lines).most_common(1)[0][0]


def _mask(escaped: re.Match[str]) -> str:
    return "".join(chr(_FIRST + ord(character)) for character in escaped[1])
