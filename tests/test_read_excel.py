"""Reading workbooks: which sheet, which rows, and what text each cell becomes."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

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


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'


def package(
    path: Path, sheet: str, *, styles: str = "", shared: str = "", book: str = "", more: dict[str, str] | None = None
) -> Path:
    """A workbook of one sheet written by hand. ``sheet``: XML from the dimension on; ``book``: before the sheets."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>'
        '<sheet name="Clients" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "/xl/sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{sheet}</worksheet>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def row(number: int, *cells: str, rest: str = "") -> str:
    """A row of text cells; what begins with < stands as it is."""
    written = [cell if cell.startswith("<") else f'<c t="str"><v>{cell}</v></c>' for cell in cells]
    return f'<row r="{number}" {rest}>{"".join(written)}</row>'


HEADER_ROW = row(1, "Ref", "Surname", "Value")


def one_cell(tmp_path: Path, cell: str, **given: str) -> pd.DataFrame:
    rows = f"<sheetData>{HEADER_ROW}{row(2, 'C1001', 'Evans', cell)}</sheetData>"
    return read_table(package(tmp_path / "cell.xlsx", rows, **given))


def styled(code: str) -> str:
    return (
        f'<numFmts><numFmt numFmtId="164" formatCode="{escape(code, {chr(34): "&quot;"})}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    )


SHOWN = [
    ("423089", "00000000", "00423089"),
    ("123456", "000-000", "123-456"),
    ("12", '"PN"0000', "PN0012"),
    ("12", r"\P\N0000", "PN0012"),
    ("7700900123", "00000 000000", "07700 900123"),
    ("447700900123", "+00 0000 000000", "+44 7700 900123"),
    ("5551234", "[<=9999999]000-0000;(000) 000-0000", "555-1234"),
    ("2125551234", "[<=9999999]000-0000;(000) 000-0000", "(212) 555-1234"),
    ("0", "0000;-0000;0", "0"),
    ("-12", "00000", "-12"),
    ("1234.5", '"£"#,##0.00', "1234.5"),
    ("1234.5", "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", "1234.5"),
    ("1234.5", '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-', "1234.5"),
    ("0", '_-"£"* #,##0_-;-"£"* #,##0_-;_-"£"* "-"??_-;_-@_-', "0"),
    ("1234567", "#,##0", "1234567"),
    ("1234567", "#,##0,", "1234567"),
    ("12", "0.00", "12"),
    ("12.5", "# ?/?", "12.5"),
    ("0.30000000000000004", "General", "0.3"),
    ("1E-05", "General", "0.00001"),
    ("1.5E+3", "General", "1500"),
    ("0.175", "0%", "17.5%"),
    ("007", "General", "7"),
    ("45322", "General", "45322"),
    ("45322", "dd/mm/yyyy", "31/01/2024"),
    ("45322", "[$-809]dd mmmm yyyy;@", "31/01/2024"),
    ("45322", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "31/01/2024"),
    ("45322", "mmm-yy", "31/01/2024"),
    ("45322", "yyyy", "31/01/2024"),
    ("45322.378472222219", "dd/mm/yyyy", "31/01/2024 09:05:00"),
    ("45322.378472222219", "m/d/yy h:mm AM/PM", "31/01/2024 09:05:00"),
    ("45322.999999999", "dd/mm/yyyy hh:mm", "01/02/2024"),
    ("0.37847222222222221", "hh:mm", "09:05:00"),
    ("0.99999999999999", "hh:mm", "23:59:59"),
    ("0.999988425925926", "[$-409]h:mm:ss AM/PM;@", "23:59:59"),
    ("1.25", "[h]:mm", "30:00:00"),
    ("59", "dd/mm/yyyy", "28/02/1900"),
    ("61", "dd/mm/yyyy", "01/03/1900"),
    ("1", "dd/mm/yyyy", "01/01/1900"),
    ("2958465", "dd/mm/yyyy", "31/12/9999"),
    ("5", '0 "days"', "5 days"),
    ("5", "[Red]0", "5"),
    ("5", "General", "5"),
    ("5", '"Ref "General', "5"),
    ("5", "", "5"),
]


@pytest.mark.parametrize(("number", "code", "text"), SHOWN, ids=[f"{number} as {code}" for number, code, _ in SHOWN])
def test_a_number_becomes_what_its_format_says_of_it(number: str, code: str, text: str, tmp_path: Path) -> None:
    frame = one_cell(tmp_path, f'<c s="1"><v>{number}</v></c>', styles=styled(code))
    assert frame["Value"].tolist() == [text]
    assert read_problems(frame).empty


@pytest.mark.parametrize(
    ("number", "code", "text", "told"),
    [
        ("60", "dd/mm/yyyy", "29/02/1900", "odd_date"),
        ("0", "dd/mm/yyyy", "00/01/1900", "odd_date"),
        ("-5", "dd/mm/yyyy", "-5", "odd_date"),
        ("29584650", "dd/mm/yyyy", "29584650", "odd_date"),
        ("1234567890123456", "0", "1234567890123460", "digits_lost"),
        ("1.23456789012345E+19", "00000000", "12345678901234500000", "digits_lost"),
    ],
)
def test_numbers_that_cannot_be_what_they_show_are_warnings(
    number: str, code: str, text: str, told: str, tmp_path: Path
) -> None:
    frame = one_cell(tmp_path, f'<c s="1"><v>{number}</v></c>', styles=styled(code))
    assert frame["Value"].tolist() == [text]
    assert read_problems(frame)[["code", "severity", "source_row", "header"]].values.tolist() == [
        [told, "warning", 2, "Value"]
    ]


def test_the_date_system_of_1904(tmp_path: Path) -> None:
    cells = [("43860", "31/01/2024"), ("0", "01/01/1904"), ("0.5", "01/01/1904 12:00:00")]
    for number, text in cells:
        frame = one_cell(
            tmp_path, f'<c s="1"><v>{number}</v></c>', styles=styled("dd/mm/yyyy"), book='<workbookPr date1904="1"/>'
        )
        assert frame["Value"].tolist() == [text]


BUILT_IN = {
    0: "45322.5",
    1: "45322.5",
    4: "45322.5",
    10: "4532250%",
    14: "31/01/2024 12:00:00",
    22: "31/01/2024 12:00:00",
}


@pytest.mark.parametrize("number", BUILT_IN)
def test_formats_that_are_known_by_number_alone(number: int, tmp_path: Path) -> None:
    styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
    assert one_cell(tmp_path, '<c s="1"><v>45322.5</v></c>', styles=styles)["Value"].tolist() == [BUILT_IN[number]]


WRITTEN = {
    "shared": ('<c t="s"><v>0</v></c>', "Zoë & Co"),
    "shared-rich": ('<c t="s"><v>1</v></c>', "Mrs Jones"),
    "shared-with-pronunciation": ('<c t="s"><v>2</v></c>', "Tanaka"),
    "shared-with-escapes": ('<c t="s"><v>3</v></c>', "one\r\ntwo _x41_"),
    "inline": ('<c t="inlineStr"><is><t>Leeds</t></is></c>', "Leeds"),
    "inline-rich": (
        '<c t="inlineStr"><is><r><t>Mrs </t></r><r><t xml:space="preserve">Jones</t></r></is></c>',
        "Mrs Jones",
    ),
    "formula": ("<c><f>A1*2</f><v>12.5</v></c>", "12.5"),
    "formula-of-text": ('<c t="str"><f>A1&amp;"x"</f><v>Leeds</v></c>', "Leeds"),
    "formula-of-nothing": ('<c t="str"><f>""</f><v></v></c>', None),
    "true": ('<c t="b"><v>1</v></c>', "TRUE"),
    "false": ('<c t="b"><v>0</v></c>', "FALSE"),
    "iso-date": ('<c t="d"><v>2024-01-31T00:00:00</v></c>', "31/01/2024"),
    "blank": ('<c s="0"/>', None),
    "text-of-zeros": ('<c t="str"><v>007</v></c>', "007"),
    "text-cut-by-cdata": ('<c t="str"><v><![CDATA[a<b]]> c</v></c>', "a<b c"),
}
TEXTS = (
    "<si><t>Zoë &amp; Co</t></si>"
    '<si><r><rPr><b/></rPr><t xml:space="preserve">Mrs </t></r><r><t>Jones</t></r></si>'
    '<si><t>Tanaka</t><rPh sb="0" eb="1"><t>tanaka</t></rPh><phoneticPr fontId="1"/></si>'
    "<si><t>one_x000D_\ntwo _x005F_x41_</t></si>"
)


@pytest.mark.parametrize("form", WRITTEN)
def test_a_cell_may_be_written_in_many_ways(form: str, tmp_path: Path) -> None:
    cell, text = WRITTEN[form]
    frame = one_cell(tmp_path, cell, shared=TEXTS)
    assert frame["Value"].astype(object).where(frame["Value"].notna(), None).tolist() == [text]
    assert read_problems(frame).empty


def test_sheets_written_with_prefixes_and_without_references(tmp_path: Path) -> None:
    def cells(*texts: str) -> str:
        return "".join(f'<x:c t="inlineStr"><x:is><x:t>{text}</x:t></x:is></x:c>' for text in texts)

    table = (["Ref", "Surname"], ["C1001", "Evans"], ["C1002", "Shah"])
    rows = "".join(f"<x:row>{cells(*texts)}</x:row>" for texts in table)
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    path = package(tmp_path / "prefixed.xlsx", "", more={"xl/worksheets/sheet1.xml": sheet})
    frame = read_table(path)
    assert frame.to_dict("list") == {"Ref": ["C1001", "C1002"], "Surname": ["Evans", "Shah"]}
    assert frame.index.tolist() == [2, 3]


@pytest.mark.parametrize("dimension", ["A1", "A1:C1", "A1:XFD1048576", ""])
def test_a_sheet_that_lies_about_its_size_is_read_whole(dimension: str, tmp_path: Path) -> None:
    claim = f'<dimension ref="{dimension}"/>' if dimension else ""
    rows = "".join(row(number, f"C{number}", "Evans", "5") for number in range(2, 9))
    frame = read_table(package(tmp_path / "lies.xlsx", f"{claim}<sheetData>{HEADER_ROW}{rows}</sheetData>"))
    assert (frame.shape, frame.attrs["plannr_nb"]["rows_in_file"]) == ((7, 3), 8)


def test_formatted_rows_without_cells_are_not_rows_of_the_table(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{number}" s="3"><c r="A{number}" s="1"/></row>' for number in range(3, 60_000))
    rows = f"{HEADER_ROW}{row(2, 'C1001', 'Evans', '5')}{blank}"
    frame = read_table(package(tmp_path / "formatted.xlsx", f"<sheetData>{rows}</sheetData>"))
    assert (frame.index.tolist(), frame.attrs["plannr_nb"]["rows_in_file"]) == ([2], 2)


def test_rows_among_long_stretches_of_nothing_keep_their_places(tmp_path: Path) -> None:
    blank = [f'<row r="{number}"><c r="A{number}"/><c r="B{number}" s="1"/></row>' for number in range(3, 60_000)]
    blank[29_997] = '<row r="30000" hidden="1"><c r="A30000"/></row>'
    last = "<row><c><v>7</v></c></row>"
    rows = f"{HEADER_ROW}{row(2, 'C1001', 'Evans', '5')}{''.join(blank)}{last}"
    frame = read_table(package(tmp_path / "far.xlsx", f"<sheetData>{rows}</sheetData>"))
    assert frame.index.tolist() == [2, 60_000]
    hidden = read_problems(frame).query("code == 'hidden_rows'")
    assert hidden["source_row"].tolist() == [30_000]


def test_blank_cells_that_do_not_say_where_they_are_move_those_after_them(tmp_path: Path) -> None:
    blank = '<c s="1"/>' * 8_000
    rows = f"{HEADER_ROW}<row>{blank}<c><v>7</v></c></row>"
    frame = read_table(package(tmp_path / "wide.xlsx", f"<sheetData>{rows}</sheetData>"))
    assert (frame.shape[1], frame.iloc[0, -1]) == (8_001, "7")


def test_a_cell_far_below_keeps_its_row(tmp_path: Path) -> None:
    rows = f"{HEADER_ROW}{row(2, 'C1001', 'Evans', '5')}{row(200_000, 'C1002', 'Shah', '6')}"
    frame = read_table(package(tmp_path / "far.xlsx", f"<sheetData>{rows}</sheetData>"))
    assert frame.index.tolist() == [2, 200_000]


def test_a_cell_far_off_in_both_ways_is_refused(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'
    rows = f"{HEADER_ROW}{row(2, 'C1001', 'Evans', '5')}{far}"
    with pytest.raises(ReadError, match=r"row 1,048,576 and column 16,384, but nearly all of it is blank\. Clear"):
        read_table(package(tmp_path / "far.xlsx", f"<sheetData>{rows}</sheetData>"))


def test_hidden_columns_and_filtered_rows_are_read_and_named(tmp_path: Path) -> None:
    hidden = row(3, "C1002", "Shah", "6", rest='hidden="1"')
    rows = f"{HEADER_ROW}{row(2, 'C1001', 'Evans', '5')}{hidden}"
    sheet = (
        '<cols><col min="1" max="1"/><col min="2" max="2" hidden="1"/><col min="7" max="9" hidden="1"/></cols>'
        f'<sheetData>{rows}</sheetData><autoFilter ref="A1:C3"><filterColumn colId="0"/></autoFilter>'
    )
    frame = read_table(package(tmp_path / "hidden.xlsx", sheet))
    assert frame["Surname"].tolist() == ["Evans", "Shah"]
    problems = read_problems(frame)[["code", "severity", "source_row", "header"]].astype(object)
    assert problems.where(problems.notna(), None).values.tolist() == [
        ["hidden_rows", "warning", 3, None],
        ["hidden_column", "info", None, "Surname"],
    ]
    decided = describe_source(frame).set_index("what")
    assert decided.loc["hidden rows", ["value", "evidence"]].tolist() == [
        "1 row: 3",
        "a filter is set, which hides rows; read like all others",
    ]
    assert decided.loc["hidden columns", "value"] == "1 column: 2"


def test_merged_cells_among_the_data_are_warnings_and_those_around_it_none(tmp_path: Path) -> None:
    rows = [
        ["Client list", None, None, None],
        ["Ref", "Household", "Surname", "Town"],
        ["C1001", "Evans family", "Evans", "Leeds"],
        ["C1002", None, "Evans", "Leeds"],
        ["C1003", None, "Shah", None],
        ["Total clients: 3", None, None, None],
    ]
    path = workbook(tmp_path / "merged.xlsx", Clients=rows)
    book = openpyxl.load_workbook(path)
    for span in ("A1:D1", "B3:B5", "C5:D5", "A6:D6"):
        book["Clients"].merge_cells(span)
    book.save(path)
    frame = read_table(path)
    assert frame.index.tolist() == [3, 4, 5]
    assert read_problems(frame)[["code", "source_row", "header"]].values.tolist() == [
        ["merged_cells", 4, "Household"],
        ["merged_cells", 5, "Household"],
        ["merged_cells", 5, "Town"],
    ]


def test_merged_cells_settle_that_rows_are_one_header(tmp_path: Path) -> None:
    rows = [
        ["Ref", "Name", None, "Address", None, None, "Value"],
        [None, "First", "Last", "Street", "Town", "Postcode", None],
        ["C1001", "Ann", "Evans", "1 High Street", "Leeds", "LS1 1AA", 5.5],
        ["C1002", "Raj", "Shah", "2 Low Road", "York", "YO1 7AA", 7],
    ]
    path = workbook(tmp_path / "groups.xlsx", Clients=rows)
    assert set(read_problems(read_table(path))["code"]) == {"header_joined"}
    book = openpyxl.load_workbook(path)
    for span in ("A1:A2", "B1:C1", "D1:F1", "G1:G2"):
        book["Clients"].merge_cells(span)
    book.save(path)
    frame = read_table(path)
    assert frame.columns.tolist() == [
        "Ref", "Name First", "Name Last", "Address Street", "Address Town", "Address Postcode", "Value"
    ]  # fmt: skip
    assert read_problems(frame).empty


def test_errors_in_a_totals_row_are_no_errors_of_the_data(tmp_path: Path) -> None:
    rows = [*CLIENTS, ["Total", "#REF!", 2]]
    path = workbook(tmp_path / "totals.xlsx", Clients=[*rows[:3], ["Total clients: 2", None, "#REF!"]])
    frame = read_table(path)
    errors = read_problems(frame).query("severity == 'error'")
    assert set(errors["source_row"]) <= set(frame.index)


LOOKUPS = [["Code", "Meaning"], *([f"A{number}", "Active"] for number in range(300))]
WIDE = [
    [f"Field {number}" for number in range(12)],
    *([f"{row}-{number}" for number in range(12)] for row in range(20)),
]


@pytest.mark.parametrize(
    ("sheets", "chosen"),
    [
        ({"Cover": [["Harrowmere"], ["Client list"], ["30/06/2026"]] * 9, "Clients": CLIENTS}, "Clients"),
        ({"Lookups": LOOKUPS, "Clients": CLIENTS}, "Clients"),
        ({"Sheet1": LOOKUPS, "Sheet2": WIDE}, "Sheet2"),
        ({"Clients": CLIENTS, "Plans": CLIENTS + CLIENTS[1:]}, "Plans"),
        ({"Empty": [], "Clients": CLIENTS}, "Clients"),
        ({"Codes": LOOKUPS}, "Codes"),
    ],
    ids=["cover", "lookups-by-name", "lookups-by-shape", "the-larger", "empty", "alone"],
)
def test_the_sheet_most_like_a_table_is_read(
    sheets: dict[str, list[list[object]]], chosen: str, tmp_path: Path
) -> None:
    assert read_table(workbook(tmp_path / "book.xlsx", **sheets)).attrs["plannr_nb"]["sheet"] == chosen


def test_a_cover_sheet_is_no_reason_to_ask(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Cover=[["Harrowmere"], ["Client list"]], Clients=CLIENTS, Empty=[])
    assert read_problems(read_table(path)).empty


def test_very_hidden_sheets_and_charts_are_listed_and_never_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Clients=CLIENTS, Old=CLIENTS * 9)
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "veryHidden"
    book.create_chartsheet("Chart")
    book.save(path)
    frame = read_table(path)
    evidence = describe_source(frame).set_index("what").loc["sheet", "evidence"]
    assert evidence.endswith("there are: Clients (3 rows), Old (27 rows, very hidden), Chart (0 rows, chart)")
    assert len(read_table(path, sheet="Old")) > 3
    with pytest.raises(ReadError, match='the sheet "Chart" is a chart and has no cells'):
        read_table(path, sheet="Chart")


def test_a_workbook_of_hidden_sheets_alone_asks_for_a_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Clients=CLIENTS, Other=[])
    book = openpyxl.load_workbook(path)
    book["Clients"].sheet_state = "hidden"
    book.save(path)
    with pytest.raises(
        ReadError, match=r'no visible sheet holds anything\. Its sheets: "Clients" \(hidden\), "Other"\.'
    ):
        read_table(path)
    assert len(read_table(path, sheet="clients ")) == 2


def test_comments_tables_frozen_panes_and_print_titles_change_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", Clients=CLIENTS)
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    sheet["B2"].comment = Comment("ask her", "adviser")
    sheet.add_table(Table(displayName="Clients", ref="A1:C3"))
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = "A1:C3"
    book.save(path)
    frame = read_table(path)
    assert frame["Surname"].tolist() == ["Evans", "Shah"]
    assert read_problems(frame).empty


DAMAGED = {
    "no-such-text": row(2, "C1001", "Evans", '<c t="s"><v>99</v></c>'),
    "no-number": row(2, "C1001", "Evans", "<c><v>five</v></c>"),
    "no-such-column": row(2, "C1001", '<c r="AAAA2"><v>5</v></c>'),
    "beyond-the-columns": row(2, "C1001", '<c r="XFE2"><v>5</v></c>'),
    "rows-out-of-order": row(3, "C1001", "Evans") + row(2, "C1002", "Shah"),
    "beyond-the-rows": row(1_048_577, "C1001", "Evans"),
    "open-element": "<row>",
}


@pytest.mark.parametrize("form", DAMAGED)
def test_a_sheet_that_breaks_the_rules_is_refused(form: str, tmp_path: Path) -> None:
    path = package(tmp_path / "damaged.xlsx", f"<sheetData>{HEADER_ROW}{DAMAGED[form]}</sheetData>")
    with pytest.raises(ReadError, match=r"^damaged\.xlsx: .* damaged.* [Ss]ave it again"):
        read_table(path)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    sheet = f'{entities}<worksheet xmlns="{MAIN}"><sheetData>{row(1, "&b;")}</sheetData></worksheet>'
    with pytest.raises(ReadError, match="cannot be read"):
        read_table(package(tmp_path / "entities.xlsx", "", more={"xl/worksheets/sheet1.xml": sheet}))


def test_a_workbook_unpacks_no_further_than_the_limit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", Clients=CLIENTS * 50)
    with pytest.raises(ReadError, match=r"unpacks from [\d,]+ to [\d,]+ bytes, .* unpack_limit=[\d_]+\."):
        read_table(path, unpack_limit=2000)
    assert len(read_table(path, unpack_limit=10**6)) == 100


def test_what_a_cell_holds_is_in_no_message(tmp_path: Path) -> None:
    path = package(tmp_path / "secret.xlsx", f"<sheetData>{HEADER_ROW}{row(2, '<c><v>Evans</v></c>')}</sheetData>")
    with pytest.raises(ReadError) as refused:
        read_table(path)
    assert "Evans" not in str(refused.value) and refused.value.__cause__ is None
