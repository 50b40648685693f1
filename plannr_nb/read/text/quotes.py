"""What quotes do in a text: enclose its cells, or stand in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plannr_nb.read.text.rows import NO_DELIMITER, Dialect, Row

__all__ = ["are_enclosed", "is_faithful", "quotes_seen", "what_quotes_do"]

_SINGLE = re.compile(r"(?:^|[\W_])'(?:[^'\r\n]|'')*'(?=[\W_]|$)")
_MANY = 0.2
_NEARLY_ALL = 0.9
_MOST = 0.8
_ENOUGH = 3


def quotes_seen(lines: Sequence[str]) -> list[str]:
    """The quotes that may enclose cells in some lines."""
    single = any(_SINGLE.search(line) for line in lines if line.count("'") > 1)
    return ['"', "'"] if single else ['"']


def are_enclosed(rows: Sequence[Row], quote: str) -> bool:
    """Whether so many cells, or all of a column, begin and end with a quote that it is not part of them.

    Examples
    --------
    >>> are_enclosed([Row(["1", "'Evans'"]), Row(["2", "'O''Brien'"])], "'")
    True
    >>> are_enclosed([Row(["1", "'Tiny'"]), *[Row(["2", "Jack"])] * 3], "'")
    False
    """
    filled = [(at, text) for row in rows for at, cell in enumerate(row.cells) if (text := cell.strip())]
    enclosed = [(at, text) for at, text in filled if len(text) > 1 and text[0] == text[-1] == quote]
    protected = (quote * 2, "\\" + quote)
    if any(pair in text[1:-1] for _, text in enclosed for pair in protected):
        return True
    if len(enclosed) >= max(len(filled) * _MANY, 2):
        return True
    columns = {at for at, _ in enclosed}
    return any(
        sum(1 for at, _ in enclosed if at == column)
        >= max(sum(1 for at, _ in filled if at == column) * _NEARLY_ALL, _ENOUGH)
        for column in columns
    )


def is_faithful(lines: Sequence[str], dialect: Dialect) -> bool:
    """Whether cells that hold quotes are quoted, or all cells are, so that a quote in an unquoted one is a fault."""
    quote = dialect.quote
    if not quote or dialect.delimiter == NO_DELIMITER:
        return False
    mark, end = re.escape(quote), re.escape(dialect.delimiter)
    doubled = re.compile(f"(?:^|{end}) ?{mark}[^{mark}]*(?:{mark}{mark})+[^{mark}]")
    escaped = dialect.escape and any(dialect.escape + quote in line for line in lines)
    if escaped or any(doubled.search(line) for line in lines if quote * 2 in line):
        return True
    whole = sum(1 for line in lines if line.startswith(quote) and line.rstrip().endswith(quote))
    return whole >= len(lines) * _MOST


def what_quotes_do(lines: Sequence[str], dialect: Dialect) -> str:
    """What is told of a quote that was found."""
    if not any(dialect.quote in line for line in lines):
        return "none in the first lines"
    edge = re.compile(f"(?:^|{re.escape(dialect.delimiter)}) *{re.escape(dialect.quote)}")
    opening = sum(1 for line in lines if edge.search(line))
    return f"cells begin with it in {opening} of the first {len(lines)} filled lines"
