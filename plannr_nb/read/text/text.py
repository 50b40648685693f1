"""A text file to a grid: encoding, delimiter, width, and the lane that parses it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from plannr_nb.errors import ReadError
from plannr_nb.read.codes import DELIMITER_UNCERTAIN, LINES_UNWRAPPED, Findings
from plannr_nb.read.columns import MOST_COLUMNS, too_wide
from plannr_nb.read.files.content import Content
from plannr_nb.read.files.encoding import Decoded, NotUtf8Error, decode, replaced, take_for_utf8
from plannr_nb.read.grid import Grid, grid_from_rows
from plannr_nb.read.layout.header import HeaderChoice, HeaderRow, choose_header, last_header_row
from plannr_nb.read.sheet import Decision, Sheet
from plannr_nb.read.text.arrow_lane import grid_from_clean_text
from plannr_nb.read.text.delimiters import least_cells
from plannr_nb.read.text.dialect import DELIMITERS, DialectChoice, find_dialect, usual_width
from plannr_nb.read.text.given import check_delimiter, check_escape, check_quote, delimiter_name, dialect_decisions
from plannr_nb.read.text.long_cells import without_long_cells
from plannr_nb.read.text.rows import NO_DELIMITER, Dialect, lines_of, parse_rows

__all__ = ["Judged", "Text", "judge_text", "read_text", "sheet_of_text"]

_SAMPLE_BYTES = 1 << 18
_SAMPLE_LINES = 12
_SAMPLE_ROWS = 200
_PAIR = 2
_LOOKS = 5
_MOST = 0.6
_SEP = re.compile(r'"?sep=(.{1,2}?)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the first lines of a text tell.

    Attributes
    ----------
    lines
        These lines, without the one that names the separator.
    begin
        Bytes of that line.
    """

    lines: Sequence[str]
    begin: int
    choice: DialectChoice
    header: HeaderChoice
    width: int


class Text(Protocol):
    """A text in UTF-8, held or read in pieces."""

    @property
    def encoding(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def marked(self) -> bool: ...
    def first(self, size: int) -> bytes:
        """Its first bytes, all where there are fewer."""

    def holds(self, text: bytes, begin: int) -> bool:
        """Whether it holds a text from a place on."""

    def chunks(self, begin: int) -> Iterator[bytes]:
        """Its bytes from a place on."""


def read_text(
    content: Content,
    *,
    encoding: str | None,
    delimiter: str | None,
    header_row: HeaderRow | None,
    findings: Findings,
    quote: str | None = None,
    escape: str | None = None,
) -> Sheet:
    """The grid of a text file."""
    text = (take_for_utf8(content, encoding) if (delimiter or "").isascii() else None) or decode(content, encoding)

    def judged_by_first_lines() -> Judged:
        return judge_text(
            content.name,
            text,
            delimiter=delimiter,
            quote=quote,
            escape=escape,
            header_row=header_row,
            findings=findings,
        )

    try:
        judged = judged_by_first_lines()
    except NotUtf8Error:
        text = decode(content, encoding)
        judged = judged_by_first_lines()
    grid = _fast_grid(text, judged)
    if grid is None and text.letters is not None:
        # Decoded or not, its first lines are the same.
        was_taken_rightly = text.letters.valid
        text = decode(content, encoding)
        grid = None if was_taken_rightly else _fast_grid(text, judged)
    rest = text.source.after(judged.begin)
    fast = grid is not None
    if grid is None:
        lines = lines_of(rest.whole().decode("utf-8"))
        grid = grid_from_rows(parse_rows(lines, judged.choice.dialect, judged.width), judged.width)
    sheet = sheet_of_text(text, judged, grid, fast=fast, encoding=encoding)
    sheet.mojibake = True
    sheet.ends_mid_line = rest.part(max(rest.size - 1, 0), rest.size) not in {b"\n", b"\r"}
    return sheet


def _fast_grid(text: Decoded, judged: Judged) -> Grid | None:
    if text.letters is not None:
        text.letters.see(text.source.part(0, judged.begin))
    rest = text.source.after(judged.begin)
    return grid_from_clean_text(rest, judged.choice.dialect, judged.width, judged.lines, text.letters)


def judge_text(
    name: str,
    text: Text,
    *,
    delimiter: str | None,
    header_row: HeaderRow | None,
    findings: Findings,
    quote: str | None = None,
    escape: str | None = None,
) -> Judged:
    """Delimiter, quotes, header row and width of a text."""
    check_quote(name, quote)
    check_escape(name, escape)
    lines = _first_lines(text, header_row)
    separator = _SEP.fullmatch(lines[0]) if lines else None
    begin = len(lines[0].encode()) if separator else 0
    lines = lines[1:] if separator else lines
    _check_longest(name, lines)
    if delimiter is not None:
        delimiter = _without_spaces(lines, delimiter)
        check_delimiter(name, delimiter, quote)
        _check_occurs(name, text, begin, lines, delimiter)
    elif separator:
        delimiter = separator[1].replace("\\t", "\t")
    shortened = without_long_cells(lines, lambda: text.chunks(begin + _size(lines)))
    choice = find_dialect(shortened.lines, delimiter, quote=quote, escape=escape)
    if shortened.opened and choice.dialect.delimiter == NO_DELIMITER:
        choice = replace(choice, sure=choice.sure and not _is_table(lines[: shortened.opened]))
    if separator and delimiter == separator[1]:
        told = "the first line says so (sep=); a spreadsheet does not count it as a row"
        choice = replace(choice, evidence=told)
    if not choice.sure:
        findings.add(DELIMITER_UNCERTAIN)
    if choice.dialect.wrapped:
        findings.add(LINES_UNWRAPPED)
    header, width = _header_and_width(name, shortened.lines, choice.dialect, header_row)
    return Judged(lines, begin, choice, header, width)


def sheet_of_text(text: Text, judged: Judged, grid: Grid, *, fast: bool, encoding: str | None) -> Sheet:
    """A text's grid with what was decided. ``fast``: by which lane; ``encoding``: the one asked for."""
    lane = ("fast", "one vectorised parse") if fast else ("careful", "row by row, quotes or line ends need care")
    return Sheet(
        grid,
        judged.header,
        decisions=[
            Decision("encoding", text.encoding, text.evidence, 'encoding="cp1252"'),
            Decision("line ends", _line_ends(judged.lines)),
            *dialect_decisions(judged.choice),
            Decision("lane", *lane),
        ],
        encoding=text.encoding,
        dialect=judged.choice.dialect,
        faithful_quotes=judged.choice.faithful,
        marked=text.marked,
        encoding_given=encoding is not None and not codecs.lookup(encoding).name.startswith("utf"),
    )


def _first_lines(text: Text, header_row: HeaderRow | None) -> list[str]:
    """The whole lines among the first bytes: enough to judge the dialect, and to hold a header row asked for."""
    size = _SAMPLE_BYTES
    needed = last_header_row(header_row) + _SAMPLE_LINES
    while True:
        # One byte more tells whether this is all, and whether CR and LF are parted.
        data = text.first(size + 1)
        lines = _whole_lines(data, size)
        if len(data) <= size or len(lines) >= needed:
            return lines if size == _SAMPLE_BYTES else lines[:needed]
        size *= 4


def _whole_lines(data: bytes, size: int) -> list[str]:
    if len(data) <= size:
        return lines_of(data.decode("utf-8"))
    end = max(data.rfind(b"\n", 0, size), data.rfind(b"\r", 0, size)) + 1
    # The sample must not end between CR and LF.
    end += data[end - 1 : end + 1] == b"\r\n"
    return lines_of(data[:end].decode("utf-8"))


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) for line in lines)


def _is_table(lines: Sequence[str]) -> bool:
    """Whether a usual delimiter parts the lines above a cell that is opened and never closed."""
    return find_dialect(lines).dialect.delimiter in DELIMITERS


def _check_longest(name: str, lines: Sequence[str]) -> None:
    """Refuse at once what would take long to find too wide."""
    longest = max(lines, key=len, default="")
    _possible(name, max(least_cells(longest, mark) for mark in DELIMITERS))


def _without_spaces(lines: Sequence[str], delimiter: str) -> str:
    """A delimiter without the spaces around it, unless most lines have them."""
    bare = delimiter.strip(" ")
    filled = [line for line in lines if line.strip()]
    spaced = sum(1 for line in filled if delimiter in line)
    return delimiter if not bare or spaced > len(filled) * _MOST else bare


def _check_occurs(name: str, text: Text, begin: int, lines: Sequence[str], delimiter: str) -> None:
    """Refuse a delimiter that was given and cannot be the one. Files of one column need hold none, though."""
    if delimiter == NO_DELIMITER or text.holds(delimiter.encode(), begin):
        return
    found = find_dialect(lines)
    if len(delimiter) == 1 and not _parts_columns(lines, found.dialect):
        return
    instead = f" It looks parted by: {delimiter_name(found)}." if found.dialect.delimiter != NO_DELIMITER else ""
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


def _header_and_width(
    name: str, lines: Sequence[str], dialect: Dialect, header_row: HeaderRow | None
) -> tuple[HeaderChoice, int]:
    """The header row, and the number of cells of a row: the header's or most rows', whichever is more."""
    needed = max(_SAMPLE_ROWS, last_header_row(header_row))
    rows = _trimmed_rows(lines, dialect, None, needed)
    width = _possible(name, usual_width(Counter(len(row) for row in rows if any(row))))
    tangled = any(len(row) != width for row in rows) or (dialect.quote and any(dialect.quote in line for line in lines))
    for _ in range(_LOOKS):
        if tangled:
            # The width decides where rows end that break the rules, so the header counts only as parsed at its width.
            rows = _trimmed_rows(lines, dialect, width, needed)
        header = choose_header(name, rows, header_row)
        reach = max((len(rows[row - 1]) for row in header.rows), default=0)
        if reach <= width or not tangled:
            return header, max(width, reach)
        width = _possible(name, reach)
    return HeaderChoice(0, "where rows end depends on the header, and the header on where they end", sure=False), width


def _possible(name: str, width: int) -> int:
    if width > MOST_COLUMNS:
        raise too_wide(name, width)
    return width


def _trimmed_rows(lines: Sequence[str], dialect: Dialect, width: int | None, most: int) -> list[list[str]]:
    return [
        [(cell if cell.isascii() else replaced(cell)).strip() for cell in row.cells]
        for row in islice(parse_rows(lines, dialect, width), most)
    ]


def _line_ends(lines: Sequence[str]) -> str:
    ends = Counter(line[len(line.rstrip("\r\n")) :] for line in lines)
    names = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
    found = [names[end] for end, _ in ends.most_common() if end in names]
    return " and ".join(found) if found else "none"
