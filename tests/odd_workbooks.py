"""Odd workbooks, and files that hold no table."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from odd_bytes import zipped
from odd_packages import day_of, inline_workbook, open_document
from odd_tables import CLIENTS, NOTES, PLANS, Case, Table, case, written

__all__ = ["refused_cases", "workbook_cases"]


def _fill(sheet: Any, rows: list[list[str]], first_row: int = 1, first_column: int = 1) -> None:
    """Cells as a person types them: dates are dates."""
    for row, cells in enumerate(rows, first_row):
        for column, text in enumerate(cells, first_column):
            if text:
                sheet.cell(row, column, day_of(text))


def _workbook(make: Callable[[Any], None], change: Callable[[str, bytes], bytes] = lambda name, data: data) -> bytes:
    """A workbook of one sheet, Clients, and what is made of it. The same bytes each time."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Clients"
    make(book)
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: change(name, archive.read(name)) for name in archive.namelist()}
    stamp = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    members["docProps/core.xml"] = re.sub(stamp, b"2026-01-05T09:00:00Z", members["docProps/core.xml"])
    return zipped(members)


def _plain(book: Any) -> None:
    _fill(book["Clients"], CLIENTS.lines)


def _titled(book: Any) -> None:
    sheet = book["Clients"]
    _fill(sheet, [["Harrowmere Financial Planning"], ["Client list", *[""] * 5, "30/06/2026"]])
    sheet.merge_cells("A1:H1")
    _fill(sheet, CLIENTS.lines, 4)


def _in_a_corner(book: Any) -> None:
    _fill(book["Clients"], CLIENTS.lines, 5, 3)


def _beside_a_hidden_sheet(book: Any) -> None:
    _plain(book)
    _fill(book.create_sheet("Old"), [NOTES.header, *NOTES.rows * 5])
    book["Old"].sheet_state = "hidden"


def _beside_a_small_sheet(book: Any) -> None:
    _plain(book)
    book.move_sheet(book.create_sheet("Read me"), -1)
    book["Read me"]["A1"] = "The list of clients is on the next sheet."


def _beside_another_table(book: Any) -> None:
    _plain(book)
    _fill(book.create_sheet("Advisers"), _ADVISERS)


def _policies(text: bool) -> Callable[[Any], None]:
    def make(book: Any) -> None:
        sheet = book["Clients"]
        _fill(sheet, PLANS.lines)
        for row, plan in enumerate(PLANS.rows, 2):
            cell = sheet.cell(row, 1)
            cell.value = plan[0] if text else int(plan[0])
            cell.number_format = "@" if text else "0000000000"

    return make


def _dates_in_formats(book: Any) -> None:
    _plain(book)
    formats = ["dd-mmm-yy", "mm/dd/yyyy", "d mmmm yyyy", "[$-809]dd/mm/yyyy;@"]
    for row in range(2, 12):
        book["Clients"].cell(row, 5).number_format = formats[row % 4]


def _hidden_rows(book: Any) -> None:
    _plain(book)
    for row in (4, 5):
        book["Clients"].row_dimensions[row].hidden = True


def _error_cells(book: Any) -> None:
    _plain(book)
    for cell, error in (("F4", "#N/A"), ("G6", "#REF!")):
        book["Clients"][cell] = error
        book["Clients"][cell].data_type = "e"


def _formulas(book: Any) -> None:
    sheet = book["Clients"]
    _fill(sheet, [["Client Ref", "Surname", "Premium", "Premium a year"]])
    for row, (ref, surname, premium) in enumerate(_PREMIUMS, 2):
        _fill(sheet, [[ref, surname]], row)
        sheet.cell(row, 3, premium)
        sheet.cell(row, 4, f"=C{row}*12")


_PREMIUMS = [("C0101", "Evans-Price", 250), ("C0102", "O'Brien", 23.45), ("C0103", "Patel", 100)]
_YEARLY = ["3000", "281.4", "1200"]


def _with_results(name: str, data: bytes) -> bytes:
    if name != "xl/worksheets/sheet1.xml":
        return data
    results = iter(_YEARLY)
    return re.sub(rb"(</f>)<v\s*/>|(</f>)<v></v>", lambda _: f"</f><v>{next(results)}</v>".encode(), data)


def _as_xlsm(name: str, data: bytes) -> bytes:
    if name != "[Content_Types].xml":
        return data
    return data.replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml").replace(
        b"openxmlformats-officedocument.sheet", b"ms-excel.sheet"
    )


def _footed(book: Any) -> None:
    _titled(book)
    _fill(book["Clients"], [["Total clients: 10"], [], ["Printed on 30/06/2026 by R Ali"]], 16)


def _paged(book: Any) -> None:
    sheet = book["Clients"]
    _fill(sheet, CLIENTS.lines[:6])
    _fill(sheet, [CLIENTS.header, *CLIENTS.rows[5:]], 8)


_ADVISERS = [["Adviser", "Clients"], ["R Ali", "6"], ["P Hale", "4"]]


def _beside_a_table(book: Any) -> None:
    _plain(book)
    _fill(book["Clients"], _ADVISERS, 1, 10)


def _headed_in_two_rows(book: Any) -> None:
    sheet = book["Clients"]
    _fill(sheet, [["Client Ref", "Name", "", "", *CLIENTS.header[4:]], ["", *CLIENTS.header[1:4]]])
    for cells in ("A1:A2", "B1:D1", *(f"{letter}1:{letter}2" for letter in "EFGH")):
        sheet.merge_cells(cells)
    _fill(sheet, CLIENTS.rows, 3)


def _after_a_pivot(book: Any) -> None:
    _plain(book)
    book.move_sheet(book.create_sheet("Sheet1"), -1)
    _fill(book["Sheet1"], [["Row Labels", "Count of Client Ref"], *_ADVISERS[1:], ["Grand Total", "10"]], 3)


def workbook_cases() -> Iterator[Case]:
    make = partial(case, "workbook")
    yield make("plain.xlsx", "nothing", _workbook(_plain), CLIENTS)
    yield make(
        "title-in-merged-cells.xlsx", "a title block, the first line in merged cells", _workbook(_titled), CLIENTS, 5
    )
    yield make("in-a-corner.xlsx", "the table begins at C5", _workbook(_in_a_corner), CLIENTS, 6)
    yield make(
        "hidden-sheet.xlsx",
        "a larger sheet is hidden",
        _workbook(_beside_a_hidden_sheet),
        CLIENTS,
        told={"other_sheets": ()},
    )
    yield make(
        "sheet-to-read-me.xlsx", "a sheet with a remark before the table", _workbook(_beside_a_small_sheet), CLIENTS
    )
    yield make(
        "two-tables.xlsx",
        "a second, smaller sheet with a table",
        _workbook(_beside_another_table),
        CLIENTS,
        told={"other_sheets": ()},
    )
    both = [[*row, "", *other] for row, other in zip(CLIENTS.rows, [*_ADVISERS[1:], *[["", ""]] * 8], strict=True)]
    yield make(
        "tables-side-by-side.xlsx",
        "a second table on the right; which is wanted nobody can know",
        _workbook(_beside_a_table),
        Table([*CLIENTS.header, "column 9", *_ADVISERS[0]], both),
        told={"blank_header": (), "tables_side_by_side": ()},
    )
    named = ["Client Ref", "Name Title", "Name First Name", "Name Surname", *CLIENTS.header[4:]]
    yield make(
        "header-in-merged-cells.xlsx",
        "a header of two rows, its cells merged down or across",
        _workbook(_headed_in_two_rows),
        Table(named, CLIENTS.rows),
        3,
    )
    yield make(
        "pivot-before-the-table.xlsx",
        "a pivot table on the first sheet",
        _workbook(_after_a_pivot),
        CLIENTS,
        told={"other_sheets": ()},
    )
    yield make("numbers-as-text.xlsx", "policy numbers stored as text", _workbook(_policies(True)), PLANS)
    yield make(
        "numbers-in-a-format-of-zeros.xlsx",
        "policy numbers stored as numbers, their zeros in the number format",
        _workbook(_policies(False)),
        PLANS,
    )
    yield make(
        "dates-in-many-formats.xlsx",
        "dates shown in four formats, one of them month first",
        _workbook(_dates_in_formats),
        CLIENTS,
    )
    yield make("hidden-rows.xlsx", "two hidden rows", _workbook(_hidden_rows), CLIENTS, told={"hidden_rows": [4, 5]})
    errors = Table(CLIENTS.header, [list(row) for row in CLIENTS.rows])
    errors.rows[2][5], errors.rows[4][6] = "#N/A", "#REF!"
    yield make(
        "error-cells.xlsx",
        "two cells show errors",
        _workbook(_error_cells),
        errors,
        told={"error_cell": [4, 6]},
        errors=[4, 6],
    )
    premiums = Table(
        ["Client Ref", "Surname", "Premium", "Premium a year"],
        [[ref, surname, str(premium), year] for (ref, surname, premium), year in zip(_PREMIUMS, _YEARLY, strict=True)],
    )
    yield make(
        "formula-results.xlsx", "a column of formulas with their results", _workbook(_formulas, _with_results), premiums
    )
    without = Table(premiums.header, [[*row[:3], ""] for row in premiums.rows])
    yield make(
        "formulas-without-results.xlsx",
        "formulas that no spreadsheet program has worked out; nobody can read a result",
        _workbook(_formulas),
        without,
        told={"formula_without_result": [2, 3, 4]},
        errors=[2, 3, 4],
    )
    yield make("macros.xlsm", "a workbook of the sort that holds macros", _workbook(_plain, _as_xlsm), CLIENTS)
    yield make(
        "title-count-and-footer.xlsx",
        "a title block above, a count and who printed it below",
        _workbook(_footed),
        CLIENTS,
        5,
    )
    yield make(
        "header-repeated-below-a-gap.xlsx",
        "the header repeated below a blank row",
        _workbook(_paged),
        CLIENTS,
        at=[*range(2, 7), *range(9, 14)],
    )
    yield make(
        "workbook-named.csv", "a workbook with the ending of a text file", _workbook(_titled, _as_xlsm), CLIENTS, 5
    )
    yield make("text-named.xlsx", "a text file with the ending of a workbook", written(CLIENTS.lines, ";"), CLIENTS)
    yield make(
        "inline-strings.xlsx",
        "texts in their cells, as exporters write that are not Excel",
        inline_workbook(NOTES, numbered=True),
        NOTES,
    )
    yield make(
        "cells-without-places.xlsx",
        "rows and cells that do not say where they are",
        inline_workbook(NOTES, numbered=False),
        NOTES,
    )
    yield make(
        "workbook-in-a-zip.zip", "an archive of one workbook", zipped({"clients.xlsx": _workbook(_plain)}), CLIENTS
    )
    yield make("open-document.ods", "an OpenDocument spreadsheet", open_document(CLIENTS), CLIENTS)


def refused_cases() -> Iterator[Case]:
    clients = written(CLIENTS.lines).encode()
    workbook = _workbook(_plain)
    for name, odd, data, message in (
        ("empty.csv", "no byte", b"", "empty"),
        ("only-line-ends.csv", "nothing but line ends", b"\r\n" * 9, "empty"),
        ("only-a-byte-order-mark.csv", "nothing but a byte order mark", b"\xef\xbb\xbf", "empty"),
        ("only-zero-bytes.csv", "nothing but zero bytes", bytes(4096), "empty"),
        ("only-delimiters.csv", "nothing but delimiters", b",,,,\n" * 40, "delimiters"),
        (
            "log-in-page.csv",
            "a web page instead of an export",
            b"<!DOCTYPE html>\n<html><body>Log in</body></html>",
            "web page",
        ),
        ("json.csv", "JSON", b'[{"ref": "C0101", "surname": "Evans"}]', "JSON"),
        ("document.csv", "a PDF document", b"%PDF-1.7\n" + bytes(range(256)), "PDF"),
        ("picture.csv", "a picture", b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"),
        ("binary.csv", "no text at all", bytes(range(1, 256)) * 8, "not text"),
        (
            "zip-of-two-tables.zip",
            "an archive of two files",
            zipped({"clients.csv": clients, "plans.csv": clients}),
            "2 files",
        ),
        ("zip-of-nothing.zip", "an archive of no file", zipped({}), "zip archive"),
        ("zip-cut-off.zip", "an archive that was cut off", zipped({"clients.csv": clients})[:300], "cut off"),
        ("gzip-cut-off.csv.gz", "a compressed file that was cut off", gzip.compress(clients, mtime=0)[:150], "cut off"),
        ("workbook-cut-off.xlsx", "a workbook that was cut off", workbook[:3000], "cut off"),
    ):
        yield Case(name, "refused", odd, data, refused=message)
