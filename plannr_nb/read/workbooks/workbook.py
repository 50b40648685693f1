"""A workbook of any kind to a grid: which sheet, and what is hidden, merged or odd in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from plannr_nb.errors import ReadError
from plannr_nb.read.codes import CUT_SHORT, HIDDEN_ROWS, MERGED_CELLS, OTHER_SHEETS, Findings
from plannr_nb.read.files.content import Content
from plannr_nb.read.files.strangers import Form
from plannr_nb.read.layout.header import HeaderRow, choose_header, last_header_row
from plannr_nb.read.sheet import Decision, Sheet
from plannr_nb.read.workbooks.excel_book import ExcelBook
from plannr_nb.read.workbooks.old_workbook import OldWorkbook
from plannr_nb.read.workbooks.open_document import OpenDocument
from plannr_nb.read.workbooks.page import Book, Page, Span
from plannr_nb.read.workbooks.sheet_choice import choose_sheet, listed
from plannr_nb.read.workbooks.web_page import WebPage
from plannr_nb.read.workbooks.xml_workbook import XmlWorkbook
from plannr_nb.row_numbers import as_ranges

__all__ = ["read_workbook"]

_SAMPLE_ROWS = 200
_SHOWN = 5
_BOOKS: dict[Form, Callable[[Content], Book]] = {
    Form.XLSX: ExcelBook,
    Form.XLS: OldWorkbook,
    Form.ODS: OpenDocument,
    Form.FODS: OpenDocument,
    Form.HTML: WebPage,
    Form.XML: XmlWorkbook,
}


def read_workbook(content: Content, *, sheet: str | None, header_row: HeaderRow | None, findings: Findings) -> Sheet:
    """The grid of one sheet of a workbook."""
    try:
        return _read(content, sheet, header_row, findings)
    except ReadError:
        raise
    except Exception as error:
        # A damaged workbook can fail in any part of zipfile, the XML parser or what reads its numbers, each in its
        # own way. Not chained: what failed may quote a cell.
        raise ReadError(
            f"{content.name}: the workbook cannot be read ({type(error).__name__}), it may be damaged. "
            "Open it in Excel and save it again as .xlsx."
        ) from None


def _read(content: Content, sheet: str | None, header_row: HeaderRow | None, findings: Findings) -> Sheet:
    book = _BOOKS[content.form](content)
    listings = book.listings()
    choice = choose_sheet(content.name, listings, sheet)
    page = book.page(choice.listing.name)
    if not page.rows:
        raise ReadError(f'{content.name}: the sheet "{choice.listing.name}" is empty. {listed(listings)}')
    grid = page.grid()
    needed = min(max(_SAMPLE_ROWS, last_header_row(header_row)), grid.rows)
    header = choose_header(
        content.name, [[cell.strip() for cell in row] for row in grid.row_list(1, needed)], header_row
    )
    if any(_joins_header(span, header.rows, grid.width) for span in page.merged):
        header = replace(header, joined_surely=True)
    if choice.others:
        findings.add(OTHER_SHEETS)
    if hidden := [row for row in page.hidden_rows if row <= page.rows]:
        findings.add(HIDDEN_ROWS, rows=hidden)
    if page.ends_early:
        findings.add(CUT_SHORT, rows=[page.rows])
    page.hidden_columns &= set(range(grid.width))
    merged = page.covered(header.row + 1)
    return Sheet(
        grid,
        header,
        decisions=[
            Decision("workbook", content.form),
            Decision("sheet", choice.listing.name, choice.evidence, 'sheet="name"'),
            *_hidden(page, hidden),
        ],
        name=choice.listing.name,
        encoding=page.encoding,
        marked=page.marked,
        found={**page.found, MERGED_CELLS: merged} if merged else page.found,
        hidden_columns=sorted(page.hidden_columns),
    )


def _joins_header(span: Span, rows: range, width: int) -> bool:
    """Whether merged cells show that some rows are one header: a name over two of them, or a group above its names."""
    if span.top not in rows or span.bottom not in rows:
        return False
    return span.bottom > span.top or (span.top < rows[-1] and 1 < span.right - span.left + 1 < width)


def _hidden(page: Page, rows: list[int]) -> list[Decision]:
    """What is told of hidden rows and columns; all of them are read."""
    told: list[Decision] = []
    if rows:
        by = "a filter is set, which hides rows" if page.filtered else "hidden by hand"
        told.append(Decision("hidden rows", _counted(rows, "row"), f"{by}; read like all others"))
    columns = [position + 1 for position in sorted(page.hidden_columns)]
    if columns:
        told.append(Decision("hidden columns", _counted(columns, "column"), "read like all others"))
    return told


def _counted(numbers: list[int], noun: str) -> str:
    ranges = as_ranges(numbers).split(",")
    shown = ", ".join([*ranges[:_SHOWN], *(["..."] if len(ranges) > _SHOWN else [])])
    return f"{len(numbers)} {noun}{'' if len(numbers) == 1 else 's'}: {shown}"
