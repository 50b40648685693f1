"""A text file to a grid: encoding, delimiter, width, and the lane that parses it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from plannr_nb.errors import ReadError
from plannr_nb.read.arrow_lane import grid_from_clean_text
from plannr_nb.read.cells import may_hold_mojibake
from plannr_nb.read.codes import DELIMITER_UNCERTAIN, Findings
from plannr_nb.read.columns import MOST_COLUMNS, too_wide
from plannr_nb.read.content import Content
from plannr_nb.read.dialect import DELIMITER_NAMES, DELIMITERS, DialectChoice, find_dialect, usual_width
from plannr_nb.read.encoding import decode, replaced
from plannr_nb.read.grid import grid_from_rows
from plannr_nb.read.header import HeaderChoice, choose_header
from plannr_nb.read.rows import NO_DELIMITER, Dialect, lines_of, parse_rows
from plannr_nb.read.sheet import Decision, Sheet

__all__ = ["read_text"]

_SAMPLE_BYTES = 1 << 18
_SAMPLE_ROWS = 200
_PAIR = 2
_MOST = 0.6
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_QUOTE_NAMES = {'"': 'double quote "', "'": "single quote '", "": "none"}


def read_text(
    content: Content, *, encoding: str | None, delimiter: str | None, header_row: int | None, findings: Findings
) -> Sheet:
    """The grid of a text file."""
    decoded = decode(content, encoding)
    data = decoded.data
    lines = _first_lines(data, header_row)
    separator = _SEP.fullmatch(lines[0]) if lines else None
    if separator:
        data, lines = data[len(lines[0].encode()) :], lines[1:]
    _check_longest(content.name, lines)
    if delimiter is not None:
        delimiter = delimiter.strip(" ") or delimiter
        _check_delimiter(content.name, data, lines, delimiter)
    choice = _dialect(lines, delimiter, separator[1] if separator else None)
    if not choice.sure:
        findings.add(DELIMITER_UNCERTAIN)
    header, width = _header_and_width(content.name, lines, choice.dialect, header_row)
    if width > MOST_COLUMNS:
        raise too_wide(content.name, width)
    with ThreadPoolExecutor(1) as aside:
        mojibake = aside.submit(may_hold_mojibake, data)
        grid = grid_from_clean_text(data, choice.dialect, width, lines)
    lane = "fast"
    if grid is None:
        grid = grid_from_rows(parse_rows(lines_of(data.decode("utf-8")), choice.dialect, width), width)
        lane = "careful"
    return Sheet(
        grid,
        header,
        decisions=[
            Decision("encoding", decoded.encoding, decoded.evidence, 'encoding="cp1252"'),
            Decision("line ends", _line_ends(lines)),
            Decision("delimiter", _delimiter_name(choice), choice.evidence, 'delimiter=";"'),
            Decision("quote", _QUOTE_NAMES[choice.dialect.quote] + (", \\ as escape" if choice.dialect.escape else "")),
            Decision(
                "lane", lane, "one vectorised parse" if lane == "fast" else "row by row, quotes or line ends need care"
            ),
        ],
        encoding=decoded.encoding,
        dialect=choice.dialect,
        marked=decoded.marked,
        mojibake=mojibake.result(),
        encoding_given=encoding is not None and not codecs.lookup(encoding).name.startswith("utf"),
        ends_mid_line=not data.endswith((b"\n", b"\r")),
    )


def _first_lines(data: bytes, header_row: int | None) -> list[str]:
    """The whole lines among the first bytes: enough to judge the dialect, and to hold a header row asked for."""
    size = _SAMPLE_BYTES
    while True:
        lines = _whole_lines(data, size)
        if len(data) <= size or len(lines) > (header_row or 0) + 10:
            return lines
        size *= 4


def _whole_lines(data: bytes, size: int) -> list[str]:
    if len(data) <= size:
        return lines_of(data.decode("utf-8"))
    end = max(data.rfind(b"\n", 0, size), data.rfind(b"\r", 0, size)) + 1
    # The sample must not end between CR and LF.
    end += data[end - 1 : end + 1] == b"\r\n"
    return lines_of(data[:end].decode("utf-8"))


def _check_longest(name: str, lines: Sequence[str]) -> None:
    """Refuse at once what would take long to find too wide."""
    longest = max(lines, key=len, default="")
    if '"' not in longest:
        cells = max(longest.count(mark) + 1 for mark in DELIMITERS)
        if cells > MOST_COLUMNS:
            raise too_wide(name, cells)


def _check_delimiter(name: str, data: bytes, lines: Sequence[str], delimiter: str) -> None:
    """Refuse a delimiter that was given and cannot be the one. Files of one column need hold none, though."""
    if not delimiter or set(delimiter) & {'"', "\r", "\n"}:
        raise ReadError(f"{name}: delimiter={delimiter!r} cannot stand between cells. Leave it out to have it found.")
    if delimiter == NO_DELIMITER or delimiter.encode() in data:
        return
    found = find_dialect(lines)
    if len(delimiter) == 1 and not _parts_columns(lines, found.dialect):
        return
    instead = f" It looks parted by: {_delimiter_name(found)}." if found.dialect.delimiter != NO_DELIMITER else ""
    raise ReadError(
        f"{name}: delimiter={delimiter!r} does not occur in the file.{instead} Leave delimiter= out to have it found."
    )


def _parts_columns(lines: Sequence[str], dialect: Dialect) -> bool:
    """Whether a delimiter makes columns, rather than standing in the texts of one column as commas do."""
    rows = [row for row in _trimmed_rows(lines, dialect, None, _SAMPLE_ROWS) if any(row)]
    widths = Counter(map(len, rows))
    width = usual_width(widths)
    from_the_first = any(len(row) == width > 1 for row in rows[:1])
    # Above a table a title may stand, above texts their header; only the table agrees on many columns.
    return from_the_first or (width > _PAIR and widths[width] >= len(rows) * _MOST)


def _dialect(lines: Sequence[str], delimiter: str | None, separator: str | None) -> DialectChoice:
    if delimiter is not None:
        return find_dialect(lines, delimiter)
    if separator is not None:
        choice = find_dialect(lines, separator)
        return DialectChoice(choice.dialect, "the first line says so (sep=); a spreadsheet does not count it as a row")
    return find_dialect(lines)


def _header_and_width(
    name: str, lines: Sequence[str], dialect: Dialect, header_row: int | None
) -> tuple[HeaderChoice, int]:
    """The header row, and the number of cells of a row: the header's or most rows', whichever is more."""
    needed = max(_SAMPLE_ROWS, header_row or 0)
    rows = _trimmed_rows(lines, dialect, None, needed)
    width = usual_width(Counter(len(row) for row in rows if any(row)))
    if dialect.quote and any(dialect.quote in line for line in lines):
        # Where quotes are malformed the width decides where rows end, so row numbers count only after a second look.
        rows = _trimmed_rows(lines, dialect, width, needed)
    header = choose_header(name, rows, header_row)
    return header, max(width, len(rows[header.row - 1]) if header.row else 1)


def _trimmed_rows(lines: Sequence[str], dialect: Dialect, width: int | None, most: int) -> list[list[str]]:
    return [
        [(cell if cell.isascii() else replaced(cell)).strip() for cell in row.cells]
        for row in islice(parse_rows(lines, dialect, width), most)
    ]


def _delimiter_name(choice: DialectChoice) -> str:
    character = choice.dialect.delimiter
    return DELIMITER_NAMES.get(character, f'"{character}"')


def _line_ends(lines: Sequence[str]) -> str:
    ends = Counter(line[len(line.rstrip("\r\n")) :] for line in lines)
    names = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
    found = [names[end] for end, _ in ends.most_common() if end in names]
    return " and ".join(found) if found else "none"
