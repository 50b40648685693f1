"""Web pages that hold tables, which several systems export as Excel: the name ends in .xls and the text is HTML.

Spreadsheets open them without a word, so firms take them for workbooks. Each table counts as a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from plannr_nb.errors import ReadError
from plannr_nb.read.columns import MOST_COLUMNS
from plannr_nb.read.files.content import Content
from plannr_nb.read.files.encoding import decode
from plannr_nb.read.workbooks.page import MOST_ROWS, Page, PagesBook, Span

__all__ = ["WebPage"]

# Bounded, so that a page full of open tags and quotes does not take for ever.
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]{0,60})((?:[^<>"']++|"[^"]{0,500}"|'[^']{0,500}'){0,200})>""")
_LOOSE_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,60})([^<>]{0,4000})>")
_SPANS = re.compile(r"""\b(colspan|rowspan)\s*=\s*["']?\s*(\d{1,7})""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|\bhidden\b", re.IGNORECASE)
_PASSWORD = re.compile(r"""<input\b[^<>]{0,400}\btype\s*=\s*["']?password""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_RAW = {"script", "style", "comment"}
_ENDS_CELL = {"td", "th", "tr", "table", "tbody", "thead", "tfoot", "caption"}
_END = 2_000
_BREAKS = {"p", "div", "li"}


class WebPage(PagesBook):
    """The tables of a web page as the sheets of a workbook."""

    def __init__(self, content: Content) -> None:
        decoded = decode(content, None)
        text = decoded.data.decode("utf-8")
        tables = [] if _PASSWORD.search(text) else _Tables(content.name).read(text)
        super().__init__({f"table {number}": page for number, page in enumerate(tables, 1)}, states={})
        for page in tables:
            page.encoding, page.marked = decoded.encoding, decoded.marked
        if not any(page.filled_rows > 1 and page.usual_width() > 1 for page in tables):
            raise ReadError(
                f"{content.name}: this is a web page (HTML) without a table, perhaps a log-in page. Download the "
                "export again, or save it as CSV or .xlsx."
            )


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Tags in lower case, such as ``td`` and ``/td``, with their attributes; texts, with an empty tag."""
    at = 0
    while (start := text.find("<", at)) >= 0:
        if start > at:
            yield "", text[at:start]
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            at = end + 3 if end >= 0 else len(text)
        elif text.startswith(("<!", "<?"), start):
            end = text.find(">", start)
            at = end + 1 if end >= 0 else len(text)
        elif tag := _TAG.match(text, start) or _LOOSE_TAG.match(text, start):
            name = tag[2].lower()
            yield tag[1] + name, tag[3]
            at = tag.end()
            if name in _RAW and not tag[1]:
                end = text.find("</", at)
                while end >= 0 and text[end + 2 : end + 2 + len(name)].lower() != name:
                    end = text.find("</", end + 2)
                at = end if end >= 0 else len(text)
        else:
            yield "", "<"
            at = start + 1
    yield "", text[at:]


class _Tables:
    """Takes the tables out of a page. Those inside of other tables' cells count for themselves."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._open: list[_Table] = []
        self._found: list[Page] = []

    def read(self, text: str) -> list[Page]:
        for tag, rest in _tokens(text):
            if tag == "table":
                self._open.append(_Table(self._name))
                self._found.append(self._open[-1].page)
            elif self._open:
                self._open[-1].take(tag, rest)
                if tag == "/table":
                    self._open.pop()
        # Pages written without care leave tables open, but those that are whole end the page itself.
        cut = "</html" not in text[-_END:].lower() and "</body" not in text[-_END:].lower()
        for table in self._open:
            table.take("/table", "")
            table.page.ends_early = cut
        return self._found


class _Table:
    def __init__(self, name: str) -> None:
        self.page = Page(name)
        self._row = 0
        self._cells: list[str] = []
        self._text: list[str] | None = None
        # Column position -> rows below that its cell still covers.
        self._covered: dict[int, int] = {}
        self._position = 0

    def take(self, tag: str, rest: str) -> None:
        if not tag:
            if self._text is not None:
                self._text.append(_SPACE.sub(" ", rest))
            return
        name = tag.lstrip("/")
        if name in _ENDS_CELL:
            self._end_cell()
            if name in {"tr", "table"}:
                self._end_row()
        if tag == "tr":
            self._start_row(rest)
        elif tag in {"td", "th"}:
            self._start_cell(rest)
        elif self._text is not None and (tag == "br" or (name in _BREAKS and any(map(str.strip, self._text)))):
            self._text.append("\n")

    def _start_row(self, rest: str) -> None:
        self._row += 1
        self._cells = []
        if _HIDDEN.search(rest):
            self.page.hidden_rows.append(self._row)

    def _start_cell(self, rest: str) -> None:
        if not self._row:
            self._start_row("")
        self._position = len(self._cells)
        while self._covered.get(self._position):
            self._cells.append("")
            self._position += 1
        self._text = []
        self._cells.append("")
        if "span" in rest.lower():
            self._span(rest)

    def _span(self, rest: str) -> None:
        spans = {name.lower(): max(int(number), 1) for name, number in _SPANS.findall(rest)}
        across = min(spans.get("colspan", 1), MOST_COLUMNS - self._position)
        down = min(spans.get("rowspan", 1), MOST_ROWS)
        if across < 1:
            raise ReadError(f"{self.page.name}: a row of more cells than a spreadsheet holds. Export it again.")
        if across == down == 1:
            return
        self._cells.extend([""] * (across - 1))
        self.page.merged.append(Span(self._row, self._position, self._row + down - 1, self._position + across - 1))
        if down > 1:
            # One more than is left below, as the end of this row takes one away.
            self._covered.update(dict.fromkeys(range(self._position, self._position + across), down))

    def _end_cell(self) -> None:
        if self._text is not None:
            text = "".join(self._text).strip(" \n")
            if "\n" in text:
                text = "\n".join(line.strip(" ") for line in text.split("\n"))
            self._cells[self._position] = unescape(text) if "&" in text else text
            self._text = None

    def _end_row(self) -> None:
        if self._cells:
            self.page.put(self._row, self._cells)
            self._cells = []
            self._covered = {position: left - 1 for position, left in self._covered.items() if left > 1}
