"""Old Excel workbooks (.xls), through xlrd, which knows the number format of each cell and is an optional extra."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from plannr_nb.errors import ReadError
from plannr_nb.read.codes import DIGITS_LOST, ERROR_CELL, ODD_DATE
from plannr_nb.read.files.content import Content
from plannr_nb.read.workbooks.number_format import EXACT_BELOW, NumberFormat, number_format
from plannr_nb.read.workbooks.page import Listing, Page, Span

if TYPE_CHECKING:
    import xlrd

__all__ = ["OldWorkbook"]

_STATES = {1: "hidden", 2: "very hidden"}
_JUDGED_ROWS = 200


class OldWorkbook:
    """A workbook in the form that Excel wrote until 2003."""

    def __init__(self, content: Content) -> None:
        try:
            import xlrd
        except ImportError:
            raise ReadError(
                f"{content.name}: an old Excel workbook (.xls). Install what reads it with: "
                'pip install "plannr-nb[xls]", or open it in Excel and save it as .xlsx.'
            ) from None
        try:
            # It prints what it finds odd, which may hold cells.
            self._book = xlrd.open_workbook(
                file_contents=content.data,
                formatting_info=True,
                logfile=io.StringIO(),
                on_demand=True,
                ragged_rows=True,
            )
        except Exception as error:
            # Besides XLRDError, damaged workbooks raise what struct and lists raise.
            locked = "encrypted" in str(error).lower()
            what = "protected by a password" if locked else "an old workbook (.xls) that is damaged or of another kind"
            raise ReadError(
                f"{content.name}: {what}. Open it in Excel and save it as .xlsx{' without one' if locked else ''}."
            ) from None
        self._name = content.name
        self._formats: dict[int, NumberFormat] = {}

    def listings(self) -> list[Listing]:
        return [self._listing(number, name) for number, name in enumerate(self._book.sheet_names())]

    def _listing(self, number: int, name: str) -> Listing:
        sheet = self._book.sheet_by_index(number)
        widths = sorted(
            filled
            for row in range(min(sheet.nrows, _JUDGED_ROWS))
            if (filled := sum(1 for cell in sheet.row_values(row) if cell != ""))
        )
        width = widths[len(widths) // 2] if widths else 0
        return Listing(name, _STATES.get(sheet.visibility, ""), sheet.nrows if widths else 0, width)

    def page(self, name: str) -> Page:
        sheet = self._book.sheet_by_name(name)
        page = Page(self._name)
        page.hidden_rows = sorted(row + 1 for row, found in sheet.rowinfo_map.items() if found.hidden)
        page.hidden_columns = {position for position, found in sheet.colinfo_map.items() if found.hidden}
        page.merged = [Span(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
        for row in range(sheet.nrows):
            cells = sheet.row(row)
            page.put(row + 1, [self._text(page, cell, row + 1, position) for position, cell in enumerate(cells)])
        return page

    def _text(self, page: Page, cell: xlrd.sheet.Cell, row: int, position: int) -> str:
        import xlrd

        if cell.ctype == xlrd.XL_CELL_TEXT:
            return cell.value
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        if cell.ctype == xlrd.XL_CELL_ERROR:
            page.complain(ERROR_CELL, position, row)
            return xlrd.error_text_from_code.get(cell.value, "#N/A")
        if cell.ctype not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
            return ""
        text, sound = self._format(cell.xf_index).text(cell.value, self._book.datemode == 1)
        if not sound or abs(cell.value) >= EXACT_BELOW:
            page.complain(DIGITS_LOST if sound else ODD_DATE, position, row)
        return text

    def _format(self, style: int) -> NumberFormat:
        if style not in self._formats:
            key = self._book.xf_list[style].format_key
            self._formats[style] = number_format(self._book.format_map[key].format_str)
        return self._formats[style]
