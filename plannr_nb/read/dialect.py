"""Which delimiter, quote and escape a text is written with, judged on its first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from plannr_nb.read.looks import is_data_like
from plannr_nb.read.rows import NO_DELIMITER, Dialect, Row, parse_rows

__all__ = ["DELIMITERS", "DELIMITER_NAMES", "DialectChoice", "find_dialect", "usual_width"]

DELIMITER_NAMES = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "pipe",
    " ": "space",
    NO_DELIMITER: "none, one column",
}
DELIMITERS = (",", ";", "\t", "|")
_JUDGED_ROWS = 200
_CLOSE = 0.85
_FEW = 0.15
_SPACE_NEEDS_ROWS = 3


@dataclass(frozen=True, slots=True)
class DialectChoice:
    """``sure`` is False where another delimiter fits nearly as well."""

    dialect: Dialect
    evidence: str
    sure: bool = True


def find_dialect(lines: Sequence[str], delimiter: str | None = None) -> DialectChoice:
    """The dialect of some lines, or its quote and escape where the delimiter is given.

    Examples
    --------
    >>> find_dialect(["Name;Fee\\n", "Evans;1,50\\n", "Patel;2,75\\n"]).dialect.delimiter
    ';'
    """
    quote = _find_quote(lines)
    if delimiter is not None:
        return DialectChoice(_with_escape(lines, Dialect(delimiter, quote)), "as given")
    ranked = sorted(
        ((_score(lines, Dialect(candidate, quote)), candidate) for candidate in _present(lines)),
        key=lambda pair: -pair[0],
    )
    if not ranked or ranked[0][0] == 0:
        return _without_usual_delimiter(lines, quote)
    best, chosen = ranked[0]
    if _is_doubled(lines, chosen):
        return DialectChoice(Dialect(chosen * 2, quote), f'"{chosen}" stands only in pairs')
    dialect = _with_escape(lines, Dialect(chosen, quote))
    widths = _widths(_rows(lines, dialect))
    width = usual_width(widths)
    evidence = f"{widths[width]} of the first {widths.total()} filled rows have {width} cells"
    sure = len(ranked) < 2 or ranked[1][0] < best * _CLOSE
    if not sure:
        evidence += f"; a {DELIMITER_NAMES[ranked[1][1]]} would fit nearly as well"
    return DialectChoice(dialect, evidence, sure)


def usual_width(widths: Counter[int]) -> int:
    """The number of cells most rows agree on; a few wide rows count for more than as many narrow ones."""
    if not widths:
        return 1
    best = max(widths, key=lambda width: (widths[width] * (width - 1) / width, width))
    return best if widths[best] >= widths.total() * _FEW else widths.most_common(1)[0][0]


def _present(lines: Sequence[str]) -> list[str]:
    text = "".join(lines)
    return [candidate for candidate in DELIMITERS if candidate in text]


def _rows(lines: Sequence[str], dialect: Dialect) -> list[Row]:
    rows: list[Row] = []
    for row in parse_rows(lines, dialect):
        if any(cell.strip() for cell in row.cells):
            rows.append(row)
        if len(rows) == _JUDGED_ROWS:
            break
    return rows


def _widths(rows: Sequence[Row]) -> Counter[int]:
    return Counter(len(row.cells) for row in rows)


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """How well rows agree on a width, times how much their cells look like cells. 0 where most are one cell."""
    rows = _rows(lines, dialect)
    if not rows:  # nothing but this delimiter
        return 1.0
    widths = _widths(rows)
    width = usual_width(widths)
    if width < 2 or _is_one_column_of_names(rows, widths):
        return 0.0
    usual = [row for row in rows if len(row.cells) == width]
    cells = [cell.strip() for row in usual[:100] for cell in row.cells]
    filled = [cell for cell in cells if cell]
    clean = sum(1 for cell in filled if is_data_like(cell) or not _holds_delimiter(cell, dialect.delimiter))
    flawed = sum(1 for row in rows if row.flaw is not None)
    agreement = widths[width] / len(rows) * (1 - flawed / len(rows) / 2)
    return agreement * (1 - 1 / width) ** 0.5 * (0.1 + 0.9 * clean / max(len(filled), 1))


def _holds_delimiter(cell: str, own: str) -> bool:
    """Whether a cell holds another delimiter, other than a comma or semicolon before a space, as texts have them."""
    return any(other in cell.replace(", ", "").replace("; ", "") for other in DELIMITERS if other != own)


def _is_doubled(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a delimiter stands in pairs throughout, the first lines included: every other column would be blank."""
    text = "".join(lines)
    return text.count(delimiter) == 2 * text.count(delimiter * 2) and all(
        line.count(delimiter * 2) == lines[0].count(delimiter * 2) > 0 for line in lines[:2]
    )


def _is_one_column_of_names(rows: Sequence[Row], widths: Counter[int]) -> bool:
    """A header of one cell over ``Evans, Gareth`` in each row: the comma belongs to the text."""
    if set(widths) != {1, 2} or widths[1] != 1 or len(rows[0].cells) != 1:
        return False
    return all(row.cells[1].startswith(" ") for row in rows[1:])


def _without_usual_delimiter(lines: Sequence[str], quote: str) -> DialectChoice:
    filled = [line for line in lines if line.strip()]
    rare = next((found for found in ("::", "~", "^", "\x01") if _agrees(filled, found)), None)
    if rare:
        return DialectChoice(Dialect(rare, quote), f'every line has as many "{rare}"', sure=False)
    if len(filled) >= _SPACE_NEEDS_ROWS and _agrees([line.strip() for line in filled], " ", at_least=2):
        return DialectChoice(Dialect(" ", quote), "every line has as many spaces and no other delimiter", sure=False)
    return DialectChoice(_with_escape(lines, Dialect(NO_DELIMITER, quote)), "no delimiter parts the first lines")


def _agrees(lines: Sequence[str], delimiter: str, at_least: int = 1) -> bool:
    counts = {line.count(delimiter) for line in lines}
    return len(lines) > 1 and len(counts) == 1 and counts.pop() >= at_least


def _find_quote(lines: Sequence[str]) -> str:
    """The double quote unless whole cells stand in single ones, as in ``'O''Brien, John','Leeds'``."""
    text = "".join(lines)
    edge = r"(?:^|[,;\t|])[ ]?"
    if re.search(rf'{edge}"', text, re.MULTILINE):
        return '"'
    single = re.findall(rf"{edge}'(?:[^'\r\n]|'')*'[ ]?(?=[,;\t|\r\n]|\Z)", text, re.MULTILINE)
    cells = text.count("\n") + sum(text.count(candidate) for candidate in DELIMITERS)
    return "'" if len(single) >= 2 and len(single) >= cells * 0.2 else '"'


def _with_escape(lines: Sequence[str], dialect: Dialect) -> Dialect:
    """The dialect with backslash escapes, where that leaves fewer malformed rows than doubled quotes."""
    if not dialect.quote or not any("\\" + dialect.quote in line for line in lines):
        return dialect
    escaped = Dialect(dialect.delimiter, dialect.quote, "\\")
    return escaped if _disorder(lines, escaped) < _disorder(lines, dialect) else dialect


def _disorder(lines: Sequence[str], dialect: Dialect) -> int:
    rows = _rows(lines, dialect)
    widths = _widths(rows)
    return sum(1 for row in rows if row.flaw is not None) + widths.total() - widths[usual_width(widths)]
