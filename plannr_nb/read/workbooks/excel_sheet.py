"""A sheet of an Excel workbook: one pass over its XML, which tells all there is to know of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import BinaryIO

from plannr_nb.read.codes import DIGITS_LOST, ERROR_CELL, FORMULA_WITHOUT_RESULT, ODD_DATE
from plannr_nb.read.columns import MOST_COLUMNS
from plannr_nb.read.workbooks.blank_stretches import without_blank_stretches
from plannr_nb.read.workbooks.number_format import EXACT_BELOW, Kind, NumberFormat, date_text
from plannr_nb.read.workbooks.page import Page, Span
from plannr_nb.read.workbooks.xml_parts import chunks_of, parse_xml

__all__ = ["Texts", "read_sheet", "shared_texts", "unescaped"]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_EXACT_LENGTH = 15
_MOST_KNOWN = 50_000
_ROW_DIGITS = "0123456789"
_TRUE = frozenset({"1", "true", "on"})


class Enough(Exception):  # noqa: N818  (not a fault: the rows asked for have been read)
    """The rows that were asked for have been read."""


def unescaped(text: str) -> str:
    """Text with the control characters that workbooks write as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def position_of(letters: str) -> int:
    """The position of a column, from 0, by its letters.

    Examples
    --------
    >>> position_of("A"), position_of("AA"), position_of("XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Texts:
    """Gathers the texts of a part: of runs of rich text all, of what says how to pronounce them none."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.text: list[str] = []
        self._aside = False

    def start(self, name: str) -> None:
        if name == "t":
            self.pieces.clear()
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        if name == "t" and not self._aside:
            self.text.append("".join(self.pieces))
        elif name == "rPh":
            self._aside = False

    def take(self) -> str:
        text = "".join(self.text)
        self.text.clear()
        return unescaped(text)


def shared_texts(stream: BinaryIO) -> list[str]:
    """The texts that cells refer to by number."""
    found: list[str] = []
    texts = Texts()

    def start(tag: str, _: dict[str, str]) -> None:
        texts.start(tag.rpartition(":")[2])

    def end(tag: str) -> None:
        name = tag.rpartition(":")[2]
        texts.end(name)
        if name == "si":
            found.append(texts.take())

    parse_xml(chunks_of(stream), start, end, texts.pieces.append)
    return found


def read_sheet(
    stream: BinaryIO,
    page: Page,
    *,
    shared: Sequence[str],
    formats: Sequence[NumberFormat],
    since_1904: bool = False,
    most_rows: int | None = None,
) -> bool:
    """Put the cells of a sheet into a page.

    Parameters
    ----------
    shared
        The texts that cells refer to.
    formats
        The number formats of the cell styles.
    most_rows
        Rows with filled cells to read at most; None for all.

    Returns
    -------
    bool
        Whether that was all of the sheet.
    """
    sheet = _Sheet(page, shared, formats, since_1904, most_rows)
    try:
        parse_xml(without_blank_stretches(chunks_of(stream)), sheet.start, sheet.end, sheet.pieces.append)
    except Enough:
        return False
    return True


class _Sheet:
    def __init__(
        self,
        page: Page,
        shared: Sequence[str],
        formats: Sequence[NumberFormat],
        since_1904: bool,
        most_rows: int | None,
    ) -> None:
        self._page = page
        self._shared = shared
        self._formats = formats
        self._since_1904 = since_1904
        self._most_rows = most_rows
        self._texts = Texts()
        self.pieces = self._texts.pieces
        self._prefix: str | None = None
        # Tags with the prefix that the sheet uses. Those of cells come by the million and are looked at first.
        self._names: dict[str, str] = {}
        self._cell_tag = self._value_tag = ""
        self._positions: dict[str, int] = {}
        # Texts of numbers by style, which repeat: dates above all.
        self._known: dict[str, dict[str, str]] = {}
        self._row = 0
        self._cells: list[str] = []
        self._cell: dict[str, str] = {}
        self._value: str | None = None
        self._formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._prefix is None:
            self._prefix = tag[: tag.find(":") + 1]
            names = ("f", "row", "t", "rPh", "col", "mergeCell", "filterColumn")
            self._names = {self._prefix + name: name for name in names}
            self._cell_tag, self._value_tag = f"{self._prefix}c", f"{self._prefix}v"
        if tag == self._cell_tag:
            self._cell = attributes
            self._value = None
            self._formula = False
        elif tag == self._value_tag:
            self.pieces.clear()
        else:
            self._start_rarer(self._names.get(tag), attributes)

    def _start_rarer(self, name: str | None, attributes: dict[str, str]) -> None:
        if name == "row":
            self.pieces.clear()
            self._start_row(attributes)
        elif name == "f":
            self._formula = True
        elif name is not None:
            self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "col":
            if attributes.get("hidden") in _TRUE or attributes.get("width") == "0":
                first, last = int(attributes["min"]), int(attributes["max"])
                self._page.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        elif name == "mergeCell":
            self._page.merged.append(_span(attributes["ref"]))
        elif name == "filterColumn":
            self._page.filtered = True
        else:
            self._texts.start(name)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = int(number) if number else self._row + 1
        if attributes.get("hidden") in _TRUE:
            self._page.hidden_rows.append(self._row)
        self._cells = []

    def end(self, tag: str) -> None:
        if tag == self._cell_tag:
            self._end_cell()
        elif tag == self._value_tag:
            self._value = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        elif tag in self._names:
            self._end_rarer(self._names[tag])

    def _end_rarer(self, name: str) -> None:
        if name == "row":
            self._page.put(self._row, self._cells)
            if self._most_rows is not None and self._page.filled_rows >= self._most_rows:
                raise Enough
        else:
            self._texts.end(name)

    def _end_cell(self) -> None:
        cell, value, cells = self._cell, self._value, self._cells
        reference = cell.get("r")
        if reference is None:
            position = len(cells)
        else:
            letters = reference.rstrip(_ROW_DIGITS)
            known = self._positions.get(letters)
            position = self._new_position(letters) if known is None else known
        kind = cell.get("t", "n")
        if value and kind == "s":
            text = self._shared[int(value)]
        elif value and kind == "n":
            style = cell.get("s", "0")
            text = self._known.get(style, {}).get(value) or self._number(value, style, position)
        else:
            text = self._text(kind, value, position)
        if position == len(cells):
            cells.append(text)
        elif position > len(cells):
            cells.extend([""] * (position - len(cells)))
            cells.append(text)
        elif text:
            cells[position] = text

    def _new_position(self, letters: str) -> int:
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            raise ValueError("a cell without a column")
        position = position_of(letters.upper())
        if position >= MOST_COLUMNS:
            raise ValueError("a cell beyond the last column")
        self._positions[letters] = position
        return position

    def _text(self, kind: str, value: str | None, position: int) -> str:
        if kind == "inlineStr":
            return self._texts.take()
        if value is None or (not value and kind != "str"):
            if self._formula:
                self._page.complain(FORMULA_WITHOUT_RESULT, position, self._row)
            return ""
        if kind == "e":
            self._page.complain(ERROR_CELL, position, self._row)
            return value
        if kind == "b":
            return "TRUE" if value.strip() in _TRUE else "FALSE"
        return _iso_text(value) if kind == "d" else unescaped(value)

    def _number(self, raw: str, style: str, position: int) -> str:
        number = int(style)
        shown = self._formats[number] if number < len(self._formats) else self._formats[0]
        if shown.kind is Kind.PLAIN and len(raw) <= _EXACT_LENGTH and raw.isdecimal() and raw[0] != "0":
            return raw
        value = float(raw)
        text, sound = shown.text(value, self._since_1904)
        if not sound:
            self._page.complain(ODD_DATE, position, self._row)
        elif abs(value) >= EXACT_BELOW:
            self._page.complain(DIGITS_LOST, position, self._row)
        else:
            known = self._known.setdefault(style, {})
            if len(known) < _MOST_KNOWN:
                known[raw] = text
        return text


def _iso_text(value: str) -> str:
    try:
        return date_text(dt.datetime.fromisoformat(value))
    except ValueError:
        return value


def _span(reference: str) -> Span:
    corners = [(int(row), position_of(letters)) for letters, row in _REFERENCE.findall(reference)]
    (top, left), (bottom, right) = corners[0], corners[-1]
    return Span(top, left, bottom, min(right, MOST_COLUMNS - 1))
