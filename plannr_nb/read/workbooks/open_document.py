"""OpenDocument spreadsheets (.ods): each cell with its value and with the text that it shows."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO

from plannr_nb.errors import ReadError
from plannr_nb.read.codes import DIGITS_LOST, ERROR_CELL, ODD_DATE
from plannr_nb.read.columns import MOST_COLUMNS
from plannr_nb.read.files.content import Content
from plannr_nb.read.files.strangers import Form
from plannr_nb.read.workbooks.number_format import EXACT_BELOW, date_text, plain_number
from plannr_nb.read.workbooks.page import MOST_ROWS, Page, PagesBook, Span
from plannr_nb.read.workbooks.xml_parts import Parts, chunks_of, parse_xml

__all__ = ["OpenDocument"]

# One element may stand for a million equal rows, which is how a small file fills the memory.
_MOST_REPEATED_CELLS = 5_000_000
_DURATION = re.compile(r"(-?)PT?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_AMOUNT = re.compile(r"\W*[1-9]\d{0,2}(?:[,.' \u00a0\u202f]\d{3})+\W*|.*[£$€].*", re.DOTALL)
_HIDING = {"collapse", "filter"}
_ASIDE = {"annotation", "shapes", "tracked-changes", "dde-links"}


class OpenDocument(PagesBook):
    """A spreadsheet as LibreOffice and others write it."""

    def __init__(self, content: Content) -> None:
        reader = _Reader(content.name)
        with BytesIO(content.data) if content.form is Form.FODS else _content_of(content) as stream:
            parse_xml(chunks_of(stream), reader.start, reader.end, reader.text.append)
        if not reader.pages:
            raise ReadError(f"{content.name}: an OpenDocument file without a sheet. Save its table as .xlsx or CSV.")
        super().__init__(reader.pages, reader.states)


def _content_of(content: Content) -> BinaryIO:
    parts = Parts(content)
    if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise ReadError(
            f"{content.name}: protected by a password. Open it with the password and save it as .xlsx without one."
        )
    return parts.open("content.xml")


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


class _Reader:
    """Takes the elements of the content in their order."""

    def __init__(self, name: str) -> None:
        self.pages: dict[str, Page] = {}
        self.states: dict[str, str] = {}
        self.text: list[str] = []
        self._name = name
        self._page = Page(name)
        self._depth = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = 0
        self._row_count = 1
        self._column = 0
        self._cells: list[str] = []
        self._blank = 0
        self._cell: dict[str, str] = {}
        self._paragraphs = 0
        self._aside = 0
        self._repeated = 0
        self._starts = {
            "style": self._start_style,
            "table-properties": self._start_table_properties,
            "table": self._start_table,
            "table-column": self._start_column,
            "table-row": self._start_row,
            "table-cell": self._start_cell,
            "covered-table-cell": self._start_cell,
            "p": self._start_paragraph,
            "s": lambda found: self.text.append(" " * min(int(found.get("c", 1)), 1000)),
            "tab": lambda _: self.text.append("\t"),
            "line-break": lambda _: self.text.append("\n"),
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name in _ASIDE:
            self._aside += 1
        act = self._starts.get(name)
        if act is not None and not self._aside:
            act({_local(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in _ASIDE:
            self._aside -= 1
            self.text.clear()
        elif self._aside:
            self.text.clear()
        elif name in {"table-cell", "covered-table-cell"}:
            self._end_cell()
        elif name == "table-row":
            self._end_row()

    def _start_style(self, found: dict[str, str]) -> None:
        self._style = found.get("name", "")

    def _start_table_properties(self, found: dict[str, str]) -> None:
        if found.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, found: dict[str, str]) -> None:
        title = found.get("name", f"Sheet{len(self.pages) + 1}")
        self._page = self.pages[title] = Page(self._name)
        self.states[title] = "hidden" if found.get("style-name") in self._hidden_styles else ""
        self._row = self._column = 0

    def _start_column(self, found: dict[str, str]) -> None:
        first = self._column
        self._column = min(first + int(found.get("number-columns-repeated", 1)), MOST_COLUMNS)
        if found.get("visibility") in _HIDING:
            self._page.hidden_columns.update(range(first, self._column))

    def _start_row(self, found: dict[str, str]) -> None:
        self._row_count = min(max(int(found.get("number-rows-repeated", 1)), 1), MOST_ROWS)
        self._cells = []
        self._blank = 0
        if found.get("visibility") in _HIDING:
            self._page.filtered |= found.get("visibility") == "filter"
            self._page.hidden_rows.extend(range(self._row + 1, self._row + self._row_count + 1))

    def _start_cell(self, found: dict[str, str]) -> None:
        self._cell = found
        self._paragraphs = 0
        self.text.clear()

    def _start_paragraph(self, _: dict[str, str]) -> None:
        if self._paragraphs:
            self.text.append("\n")
        else:
            self.text.clear()
        self._paragraphs += 1

    def _end_cell(self) -> None:
        shown = "".join(self.text) if self._paragraphs else ""
        position = len(self._cells) + self._blank
        across = int(self._cell.get("number-columns-spanned", 1))
        down = int(self._cell.get("number-rows-spanned", 1))
        if across > 1 or down > 1:
            bottom = min(self._row + down, MOST_ROWS)
            self._page.merged.append(Span(self._row + 1, position, bottom, min(position + across, MOST_COLUMNS) - 1))
        count = min(max(int(self._cell.get("number-columns-repeated", 1)), 1), MOST_COLUMNS - position)
        text = self._value(shown, position)
        if not text:
            # Each row ends in thousands of blank cells, so these are kept only where another follows.
            self._blank += count
            return
        if count < 1:
            raise ValueError("a cell beyond the last column")
        self._repeated += count - 1
        self._cells.extend([""] * self._blank + [text] * count)
        self._blank = 0

    def _end_row(self) -> None:
        filled = sum(1 for cell in self._cells if cell)
        self._repeated += filled * (self._row_count - 1)
        if self._repeated > _MOST_REPEATED_CELLS:
            raise ReadError(
                f"{self._name}: more than {_MOST_REPEATED_CELLS:,} cells repeat the one before them, as files do that "
                "are made to fill a memory. Save it as .xlsx or CSV."
            )
        if filled:
            for row in range(self._row + 1, self._row + self._row_count + 1):
                self._page.put(row, list(self._cells))
        self._row += self._row_count

    def _value(self, shown: str, position: int) -> str:
        """The text of the cell that has just ended: what it holds where that is told, else what it shows."""
        kind = self._cell.get("value-type", "string")
        if kind in {"float", "currency", "percentage"}:
            return self._number(kind, float(self._cell.get("value", "nan")), shown, position)
        if kind == "date":
            return self._date(self._cell.get("date-value", ""), shown, position)
        if kind == "time":
            return _clock(self._cell.get("time-value", ""), shown)
        if kind == "boolean":
            return "TRUE" if self._cell.get("boolean-value") == "true" else "FALSE"
        if kind == "error" or (self._cell.get("formula") and shown.startswith(("#", "Err:"))):
            self._page.complain(ERROR_CELL, position, self._row + 1)
        return shown if shown or not self._cell.get("string-value") else self._cell["string-value"]

    def _number(self, kind: str, number: float, shown: str, position: int) -> str:
        if abs(number) >= EXACT_BELOW:
            self._page.complain(DIGITS_LOST, position, self._row + 1)
        if kind == "percentage":
            return plain_number(number * 100) + "%"
        text = plain_number(number)
        # The same digits with zeros before them, or signs and letters between, are the name of something, no amount.
        names = text.isdecimal() and re.sub(r"\D", "", shown).lstrip("0") == text.lstrip("0")
        return shown if kind == "float" and names and not _AMOUNT.fullmatch(shown) else text

    def _date(self, value: str, shown: str, position: int) -> str:
        try:
            return date_text(dt.datetime.fromisoformat(value[:26]))
        except ValueError:
            self._page.complain(ODD_DATE, position, self._row + 1)
            return shown or value


def _clock(duration: str, shown: str) -> str:
    found = _DURATION.fullmatch(duration)
    if found is None:
        return shown
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return f"{found[1]}{hours:02d}:{minutes:02d}:{seconds:02d}"
