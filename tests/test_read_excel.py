"""Reading workbooks: which sheet, which rows, and what text each cell becomes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import describe_source, read_problems, read_table


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


CLIENTS = [["Ref", "Surname", "Born"], ["C1001", "Evans", dt.date(1970, 2, 1)], ["C1002", "Shah", None]]


def test_title_blank_rows_and_totals_of_a_sheet_are_skipped_by_name(tmp_path: Path) -> None:
    rows = [["Client list"], [], *CLIENTS, [], ["Total clients", 2], ["*** End of Report ***"]]
    frame = read_table(workbook(tmp_path / "clients.xlsx", Clients=rows))
    assert frame.index.tolist() == [4, 5]
    assert frame.fillna("").values.tolist() == [["C1001", "Evans", "01/02/1970"], ["C1002", "Shah", ""]]
    account = frame.attrs["plannr_nb"]
    assert (account["rows_in_file"], account["header_row"], account["sheet"]) == (8, 3, "Clients")
    assert {group["reason"]: group["rows"] for group in account["skipped"]} == {
        "title block": "1",
        "totals row": "7",
        "end of report": "8",
        "blank row": "2,6",
    }


CELLS = [
    ("text-with-zeros", "007", "General", "007"),
    ("whole-number", 1234567, "General", "1234567"),
    ("whole-float", 44927.0, "General", "44927"),
    ("fraction", 0.1 + 0.2, "General", "0.3"),
    ("large", 4.4e11, "0.00E+00", "440000000000"),
    ("small", 0.00001, "General", "0.00001"),
    ("negative", -5.5, "General", "-5.5"),
    ("zeros-of-the-format", 423089, "00000000", "00423089"),
    ("letters-of-the-format", 423, '"POL"000000', "POL000423"),
    ("signs-of-the-format", 123456, "00-00-00", "12-34-56"),
    ("more-digits-than-places", 1234567, "00000", "1234567"),
    ("money", 1234.5, "£#,##0.00", "1234.5"),
    ("share", 0.055, "0.00%", "5.5%"),
    ("date", dt.date(1973, 3, 1), "mm-dd-yy", "01/03/1973"),
    ("date-and-time", dt.datetime(2024, 1, 31, 9, 5), "dd/mm/yyyy hh:mm", "31/01/2024 09:05:00"),
    ("time", dt.time(9, 5), "hh:mm", "09:05:00"),
    ("truth", True, "General", "TRUE"),
    ("spaces", "  Evans ", "General", "Evans"),
    ("line-break", "12 High Street\nLeeds", "General", "12 High Street\nLeeds"),
]


@pytest.mark.parametrize(
    ("value", "number_format", "text"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS]
)
def test_a_cell_becomes_the_text_a_person_would_type(
    value: object, number_format: str, text: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Surname", "Value"])
    book.active.append(["C1001", "Evans", value])
    book.active["C2"].number_format = number_format
    book.save(tmp_path / "cells.xlsx")
    assert read_table(tmp_path / "cells.xlsx")["Value"].tolist() == [text]


def test_the_largest_visible_sheet_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "book.xlsm", Codes=[["Code", "Meaning"], ["A", "Active"]], Clients=CLIENTS, Old=CLIENTS * 9
    )
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    frame = read_table(path)
    assert frame.columns.tolist() == ["Ref", "Surname", "Born"]
    decided = describe_source(frame).set_index("what").loc["sheet"]
    assert decided["value"] == "Clients"
    assert decided["evidence"].endswith("there are: Codes (2 rows), Clients (3 rows), Old (27 rows, hidden)")
    assert read_problems(frame)["code"].tolist() == ["other_sheets"]
    assert read_table(path, sheet="codes")["Meaning"].tolist() == ["Active"]
    with pytest.raises(ReadError, match=r'no sheet "Client"; did you mean "Clients"\? There are: Codes, Clients, Old'):
        read_table(path, sheet="Client")


def test_hidden_rows_are_read_and_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "hidden.xlsx", Clients=CLIENTS)
    book = openpyxl.load_workbook(path)
    book["Clients"].row_dimensions[3].hidden = True
    book.save(path)
    frame = read_table(path)
    assert frame.index.tolist() == [2, 3]
    assert read_problems(frame)[["code", "source_row"]].values.tolist() == [["hidden_rows", 3]]


def test_errors_and_formulas_without_results_are_errors(tmp_path: Path) -> None:
    rows = [["Ref", "Surname", "Fee"], ["C1001", "Evans", "#REF!"], ["C1002", "Shah", "=A2"], ["C1003", "Hall", 10**16]]
    frame = read_table(workbook(tmp_path / "errors.xlsx", Clients=rows))
    problems = read_problems(frame)
    assert problems[["code", "severity", "source_row", "header"]].values.tolist() == [
        ["error_cell", "error", 2, "Fee"],
        ["formula_without_result", "error", 3, "Fee"],
        ["digits_lost", "warning", 4, "Fee"],
    ]
    assert frame["Fee"].fillna("").tolist() == ["#REF!", "", "10000000000000000"]


def test_a_merged_title_and_a_column_without_header(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "merged.xlsx", Clients=[["Client list", None, None], ["Ref", None, "Town"], ["C1001", "x", "Leeds"]]
    )
    book = openpyxl.load_workbook(path)
    book["Clients"].merge_cells("A1:C1")
    book.save(path)
    frame = read_table(path)
    assert (frame.columns.tolist(), frame.index.tolist()) == (["Ref", "column 2", "Town"], [3])


def test_gaps_between_written_rows_count_as_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, cells in ((3, ["Ref", "Surname"]), (5, ["C1001", "Evans"]), (9, ["C1002", "Shah"])):
        for column, text in enumerate(cells, 2):
            book.active.cell(row, column, text)
    book.save(tmp_path / "gaps.xlsx")
    frame = read_table(tmp_path / "gaps.xlsx")
    assert frame.index.tolist() == [5, 9]
    assert frame.to_dict("list") == {"Ref": ["C1001", "C1002"], "Surname": ["Evans", "Shah"]}


def test_what_means_nothing_for_a_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", Clients=CLIENTS, Empty=[])
    with pytest.raises(ReadError, match="a workbook, for which encoding= and delimiter= means nothing"):
        read_table(path, encoding="utf-8", delimiter=";")
    with pytest.raises(ReadError, match=r'the sheet "Empty" is empty\. Its sheets: "Clients", "Empty"'):
        read_table(path, sheet="Empty")


def test_a_damaged_workbook_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", Clients=CLIENTS)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ReadError, match="damaged or cut off"):
        read_table(path)


def test_a_workbook_with_the_wrong_name_is_read_by_its_bytes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", Clients=CLIENTS)
    renamed = path.rename(tmp_path / "clients.csv")
    assert read_table(renamed)["Surname"].tolist() == ["Evans", "Shah"]
