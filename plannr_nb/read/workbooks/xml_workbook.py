"""Workbooks written as one XML file, the way of Excel 2003 that reporting tools still use."""

from __future__ import annotations

import datetime as dt

from plannr_nb.read.codes import DIGITS_LOST, ERROR_CELL, ODD_DATE
from plannr_nb.read.columns import MOST_COLUMNS
from plannr_nb.read.files.content import Content
from plannr_nb.read.workbooks.number_format import EXACT_BELOW, NumberFormat, date_text, number_format
from plannr_nb.read.workbooks.page import Page, PagesBook, Span
from plannr_nb.read.workbooks.xml_parts import parse_xml

__all__ = ["XmlWorkbook"]

_STATES = {"SheetHidden": "hidden", "SheetVeryHidden": "very hidden"}
# Names that stand for a format. Those of dates read like formats of dates anyway.
_NAMED = {
    **dict.fromkeys(
        ("Fixed", "Standard", "Currency", "Euro Currency", "Scientific", "Yes/No", "True/False", "On/Off"), "General"
    ),
    "Percent": "0.00%",
}
_BEFORE_DATES = 1900


class XmlWorkbook(PagesBook):
    """A workbook in the XML of Excel 2003."""

    def __init__(self, content: Content) -> None:
        reader = _Reader(content.name)
        parse_xml([content.data.rstrip(b"\x00")], reader.start, reader.end, reader.text.append)
        super().__init__(reader.pages, reader.states)


class _Reader:
    """Takes the elements of the file in their order."""

    def __init__(self, name: str) -> None:
        self.pages: dict[str, Page] = {}
        self.states: dict[str, str] = {}
        self.text: list[str] = []
        self._name = name
        self._page = Page(name)
        self._title = ""
        self._formats: dict[str, NumberFormat] = {}
        # Styles that hold for what names none of its own: of the row, and of the columns by position.
        self._style = ""
        self._row_style: str | None = None
        self._column_styles: dict[int, str] = {}
        self._row = 0
        self._column = 0
        self._cells: list[str] = []
        self._kind = ""
        self._covered = 0
        self._in_comment = False
        self._starts = {
            "Style": self._start_style,
            "NumberFormat": self._start_number_format,
            "Worksheet": self._start_worksheet,
            "Column": self._start_column,
            "Row": self._start_row,
            "Cell": self._start_cell,
            "Data": self._start_data,
            "Comment": self._start_comment,
            "Visible": lambda _: self.text.clear(),
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        act = self._starts.get(tag.rpartition(":")[2])
        if act is not None and not self._in_comment:
            act({key.rpartition(":")[2]: value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "Comment":
            self._in_comment = False
        elif self._in_comment:
            return
        elif name == "Data":
            self._cells[-1] = self._value("".join(self.text))
        elif name == "Cell":
            self._cells.extend([""] * self._covered)
        elif name == "Row":
            self._page.put(self._row, self._cells)
        elif name == "Visible":
            self.states[self._title] = _STATES.get("".join(self.text).strip(), "")

    def _start_style(self, found: dict[str, str]) -> None:
        self._style = found.get("ID", "")

    def _start_number_format(self, found: dict[str, str]) -> None:
        code = found.get("Format", "")
        self._formats[self._style] = number_format(_NAMED.get(code, code))

    def _start_worksheet(self, found: dict[str, str]) -> None:
        self._title = found.get("Name", f"Sheet{len(self.pages) + 1}")
        self._page = self.pages[self._title] = Page(self._name)
        self._row = self._column = 0
        self._column_styles = {}

    def _start_column(self, found: dict[str, str]) -> None:
        first = int(found.get("Index", self._column + 1))
        self._column = min(first + int(found.get("Span", 0)), MOST_COLUMNS)
        columns = range(first - 1, self._column)
        if found.get("Hidden") == "1":
            self._page.hidden_columns.update(columns)
        if "StyleID" in found:
            self._column_styles.update(dict.fromkeys(columns, found["StyleID"]))

    def _start_row(self, found: dict[str, str]) -> None:
        self._row = int(found.get("Index", self._row + 1))
        self._row_style = found.get("StyleID")
        if found.get("Hidden") == "1":
            self._page.hidden_rows.append(self._row)
        self._cells = []

    def _start_cell(self, found: dict[str, str]) -> None:
        position = int(found.get("Index", len(self._cells) + 1)) - 1
        self._covered, down = int(found.get("MergeAcross", 0)), int(found.get("MergeDown", 0))
        if not len(self._cells) <= position < MOST_COLUMNS - self._covered:
            raise ValueError("a cell out of order")
        if self._covered or down:
            self._page.merged.append(Span(self._row, position, self._row + down, position + self._covered))
        self._cells.extend([""] * (position - len(self._cells) + 1))
        self._style = found.get("StyleID") or self._row_style or self._column_styles.get(position, "Default")

    def _start_data(self, found: dict[str, str]) -> None:
        self._kind = found.get("Type", "String")
        self.text.clear()

    def _start_comment(self, _: dict[str, str]) -> None:
        self._in_comment = True

    def _value(self, raw: str) -> str:
        position = len(self._cells) - 1
        if self._kind == "Error":
            self._page.complain(ERROR_CELL, position, self._row)
        if self._kind == "Boolean":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self._kind == "DateTime":
            return self._moment(raw, position)
        if self._kind != "Number":
            return raw
        number = float(raw)
        text, sound = self._formats.get(self._style, number_format("")).text(number)
        if not sound or abs(number) >= EXACT_BELOW:
            self._page.complain(DIGITS_LOST if sound else ODD_DATE, position, self._row)
        return text

    def _moment(self, raw: str, position: int) -> str:
        try:
            moment = dt.datetime.fromisoformat(raw)
        except ValueError:
            self._page.complain(ODD_DATE, position, self._row)
            return raw
        return f"{moment:%H:%M:%S}" if moment.year < _BEFORE_DATES else date_text(moment)
