"""Workbooks that are not .xlsx: old ones, OpenDocument, web pages and XML under the name of Excel."""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlwt

from plannr_nb.errors import ReadError
from plannr_nb.read import describe_source, read_problems, read_table

HEADER = ["Ref", "Surname", "Born", "Policy", "Value", "Share", "Active", "Notes"]
ROWS = [
    ["C1001", "O'Brien", "29/02/1972", "00423089", "1234.5", "5.5%", "TRUE", "two\nlines"],
    ["C1002", "Zoë & Co", "31/01/2024 09:05:00", "00000007", "-3", "100%", "FALSE", "a  b"],
    ["C1003", "Müller", "", "12345678", "0", "0%", "", "007"],
]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(data: bytes | str, name: str = "clients.xls", **given: object) -> pd.DataFrame:
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return read_table(tmp_path / name, **given)

    return read


def assert_reads(frame: pd.DataFrame, first: int, rows: list[list[str]] = ROWS) -> None:
    expected = pd.DataFrame([[cell or None for cell in row] for row in rows], columns=HEADER, dtype="str")
    expected.index = pd.RangeIndex(first, first + len(rows)).astype("int64").rename("source_row")
    pd.testing.assert_frame_equal(frame, expected)


def told(frame: pd.DataFrame) -> list[list[object]]:
    """Code, row and header of each problem, missing as None."""
    table = read_problems(frame)[["code", "source_row", "header"]].astype(object)
    return table.where(table.notna(), None).values.tolist()


def old_workbook(change: Callable[[xlwt.Workbook, xlwt.Worksheet], None] = lambda book, sheet: None) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Clients", cell_overwrite_ok=True)
    formats = {2: "dd/mm/yyyy hh:mm", 3: "00000000", 4: '"£"#,##0.00', 5: "0.00%"}
    styles = {column: xlwt.easyxf(num_format_str=code) for column, code in formats.items()}
    values: list[list[object]] = [
        ["C1001", "O'Brien", dt.date(1972, 2, 29), 423089, 1234.5, 0.055, True, "two\nlines"],
        ["C1002", "Zoë & Co", dt.datetime(2024, 1, 31, 9, 5), 7, -3, 1, False, "a  b"],
        ["C1003", "Müller", None, 12345678, 0, 0, None, "007"],
    ]
    sheet.write(0, 0, "Client list")
    for row, cells in enumerate([HEADER, *values], 2):
        for column, value in enumerate(cells):
            style = styles.get(column) if row > 2 else None
            sheet.write(row, column, value, style or xlwt.Style.default_style)
    change(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_an_old_workbook_keeps_dates_and_zeros_of_its_formats(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(old_workbook())
    assert_reads(frame, 4)
    assert told(frame) == []
    assert describe_source(frame).set_index("what")["value"]["workbook"] == "old Excel workbook (.xls)"


def test_what_is_hidden_merged_or_odd_in_an_old_workbook_is_told(read: Callable[..., pd.DataFrame]) -> None:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.row(4).hidden = True
        sheet.col(3).hidden = True
        sheet.merge(3, 4, 7, 7)
        sheet.write(5, 1, 10**15 + 1)
        sheet.row(5).set_cell_error(4, "#REF!")
        hidden = book.add_sheet("Old")
        for row in range(9):
            hidden.write(row, 0, "a")
            hidden.write(row, 1, "b")
        hidden.visibility = 1

    frame = read(old_workbook(change))
    assert told(frame) == [
        ["other_sheets", None, None],
        ["hidden_rows", 5, None],
        ["digits_lost", 6, "Surname"],
        ["error_cell", 6, "Value"],
        ["merged_cells", 5, "Notes"],
        ["hidden_column", None, "Policy"],
    ]
    assert read(old_workbook(change), sheet="Old", header_row=0).shape == (9, 2)


def test_without_xlrd_the_message_names_the_extra_and_the_manual_way(
    read: Callable[..., pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlrd", None)
    with pytest.raises(ReadError, match=r'pip install "plannr-nb\[xls\]", or open it in Excel and save it as \.xlsx'):
        read(old_workbook())


@pytest.mark.parametrize("end", [600, 3000, -600])
def test_an_old_workbook_cut_off_is_refused(end: int, read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match=r"^clients\.xls: .*damaged"):
        read(old_workbook()[:end])


OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def cell(text: str, kind: str = "string", rest: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {rest}><text:p>{text}</text:p></table:table-cell>'


def value(text: str, number: str, kind: str = "float") -> str:
    return cell(text, kind, f'office:value="{number}"')


BLANK = "<table:table-cell/>"
OPEN_ROWS = [
    [
        cell("Client list", rest='table:number-columns-spanned="8"'),
        '<table:covered-table-cell table:number-columns-repeated="7"/>',
    ],
    ['<table:table-cell table:number-columns-repeated="8"/>'],
    [cell(name) for name in HEADER],
    [
        cell("C1001"),
        cell("O'Brien"),
        cell("29 Feb 72", "date", 'office:date-value="1972-02-29"'),
        value("00423089", "423089"),
        value("£1,234.50", "1234.5", "currency"),
        value("5.50%", "0.055", "percentage"),
        cell("TRUE", "boolean", 'office:boolean-value="true"'),
        '<table:table-cell office:value-type="string"><text:p>two</text:p><text:p>lines</text:p></table:table-cell>',
    ],
    [
        cell("C1002"),
        '<table:table-cell office:value-type="string"><office:annotation><text:p>ask her</text:p></office:annotation>'
        "<text:p>Zoë <text:span>&amp; Co</text:span></text:p></table:table-cell>",
        cell("31/01/24", "date", 'office:date-value="2024-01-31T09:05:00"'),
        value("00000007", "7"),
        value("(3)", "-3"),
        value("100%", "1", "percentage"),
        cell("FALSE", "boolean", 'office:boolean-value="false"'),
        cell('a<text:s text:c="2"/>b'),
    ],
    [
        cell("C1003"),
        cell("Müller"),
        BLANK,
        value("12345678", "12345678"),
        value("0", "0"),
        value("0%", "0", "percentage"),
        BLANK,
        cell("007"),
    ],
]  # fmt: skip


def open_sheet(rows: list[list[str]], name: str = "Clients", columns: str = "", style: str = "") -> str:
    written = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    below = '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    below = f'<table:table-row table:number-rows-repeated="1048560">{below}'
    return f'<table:table table:name="{name}" {style}>{columns}{written}{below}</table:table>'


def open_document(*sheets: str, styles: str = "", root: str = "document-content", rest: str = "") -> str:
    spaces = " ".join(f'xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    return (
        f'<?xml version="1.0"?><office:{root} {spaces} {rest}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body></office:{root}>"
    )


def zipped(content: str, manifest: str = "<manifest/>") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def test_an_open_document_keeps_dates_and_shown_zeros(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(zipped(open_document(open_sheet(OPEN_ROWS))), "clients.ods")
    assert_reads(frame, 4)
    assert (told(frame), frame.attrs["plannr_nb"]["rows_in_file"]) == ([], 6)


def test_an_open_document_in_one_file_reads_the_same(read: Callable[..., pd.DataFrame]) -> None:
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    assert_reads(read(open_document(open_sheet(OPEN_ROWS), root="document", rest=kind), "clients.fods"), 4)


SHOWN = [
    ("00423089", "423089", "00423089"),
    ("12-34-56", "123456", "12-34-56"),
    ("POL000423", "423", "POL000423"),
    ("01632 960123", "1632960123", "01632 960123"),
    ("1,234", "1234", "1234"),
    ("1 234", "1234", "1234"),
    ("£1,234", "1234", "1234"),
    ("1,234.50", "1234.5", "1234.5"),
    ("1235", "1234.567", "1234.567"),
    ("1.2E+05", "120000", "120000"),
    ("(5)", "-5", "-5"),
    ("000", "0", "000"),
]


@pytest.mark.parametrize(("shown", "number", "text"), SHOWN, ids=[shown for shown, _, _ in SHOWN])
def test_a_number_in_an_open_document_is_its_value_unless_it_shows_a_name(
    shown: str, number: str, text: str, read: Callable[..., pd.DataFrame]
) -> None:
    rows = [[cell("Ref"), cell("Surname"), cell("Value")], [cell("C1001"), cell("Evans"), value(shown, number)]]
    assert read(zipped(open_document(open_sheet(rows))), "clients.ods")["Value"].tolist() == [text]


def test_what_is_hidden_merged_or_odd_in_an_open_document_is_told(read: Callable[..., pd.DataFrame]) -> None:
    rows = [
        [cell("Ref"), cell("Household"), cell("Value")],
        [cell("C1001"), cell("Evans", rest='table:number-rows-spanned="2"'), value("1E+15", "1000000000000001")],
        [cell("C1002"), "<table:covered-table-cell/>", cell("#REF!", rest='table:formula="of:=[.A1]"')],
        [cell("C1003"), cell("Shah"), cell("30/02/2024", "date", 'office:date-value="2024-02-30"')],
    ]
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    sheet = open_sheet(rows, columns=columns).replace(
        "<table:table-row>", '<table:table-row table:visibility="filter">', 1
    )
    styles = '<style:style style:name="t2"><style:table-properties table:display="false"/></style:style>'
    other = open_sheet(rows * 9, "Old", style='table:style-name="t2"')
    frame = read(zipped(open_document(sheet, other, styles=styles)), "clients.ods")
    assert frame["Value"].tolist() == ["1000000000000000", "#REF!", "30/02/2024"]
    assert sorted(told(frame), key=str) == sorted(
        [
            ["other_sheets", None, None],
            ["hidden_rows", 1, None],
            ["digits_lost", 2, "Value"],
            ["error_cell", 3, "Value"],
            ["odd_date", 4, "Value"],
            ["merged_cells", 3, "Household"],
            ["hidden_column", None, "Household"],
        ],
        key=str,
    )
    evidence = describe_source(frame).set_index("what").loc["sheet", "evidence"]
    assert evidence.endswith("there are: Clients (4 rows), Old (36 rows, hidden)")


def test_an_open_document_that_repeats_itself_without_end_is_refused(read: Callable[..., pd.DataFrame]) -> None:
    rows = [[cell("x", rest='table:number-columns-repeated="16000"')]]
    sheet = open_sheet(rows).replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">', 1)
    with pytest.raises(ReadError, match="cells repeat the one before them"):
        read(zipped(open_document(sheet)), "clients.ods")


def test_an_open_document_with_a_password_says_so(read: Callable[..., pd.DataFrame]) -> None:
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(ReadError, match="protected by a password"):
        read(zipped("....", manifest), "clients.ods")


PAGE_ROWS = [
    ["C1001", "O'Brien", "29/02/1972", "00423089", "1234.5", "5.5%", "TRUE", "two\nlines"],
    ["C1002", "Zoë & Co", "31/01/2024 09:05:00", "00000007", "-3", "100%", "FALSE", "a b"],
    ["C1003", "Müller", "", "12345678", "0", "0%", "", "007"],
]
PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">
<style>td { mso-number-format:"\\@" } <td>no cell</td></style></head><body><!-- <table><tr><td>old</td></tr></table> -->
<TABLE border=1 title="a > b">
<tr><td colspan=8><b>Client list</b></td></tr><tr></tr>
<tr><th>Ref<th>Surname</th><th>Born</th><th>Policy</th><th>Value</th><th>Share</th><th>Active</th><th>Notes</th>
<tr><td>C1001</td><td>O&#39;Brien<td>29/02/1972</td><td x:num="423089">00423089</td><td>1234.5</td><td>
5.5%</td><td>TRUE</td><td>two<br/>lines</td></tr>
<tr><td>C1002</td><td>Zoë &amp; Co</td><td>31/01/2024 09:05:00</td><td>00000007</td><td>-3</td><td>100%</td>
<td>FALSE</td><td>a
   b</td></tr>
<tr><td>C1003</td><td>M&uuml;ller</td><td>&nbsp;</td><td>12345678</td><td>0</td><td>0%</td><td></td><td>007</td></tr>
</TABLE></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_web_page_named_xls_is_read(encoding: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(PAGE.encode(encoding))
    assert_reads(frame, 4, PAGE_ROWS)
    assert told(frame) == []
    decided = describe_source(frame).set_index("what")["value"]
    assert (decided["workbook"], decided["sheet"]) == ("web page saved as a workbook (HTML)", "table 1")


def test_cells_over_several_columns_and_rows_shift_nothing(read: Callable[..., pd.DataFrame]) -> None:
    page = (
        "<table><tr><td>Ref</td><td>Household</td><td>Surname</td><td>Town</td></tr>"
        "<tr><td>C1</td><td rowspan=2>Evans family</td><td>Evans</td><td>Leeds</td></tr>"
        "<tr style='display:none'><td>C2</td><td colspan=2>Hall</td></tr>"
        "<tr><td>C3</td><td>Shah family</td><td>Shah</td><td>York</td></tr></table>"
    )
    frame = read(page)
    assert frame.fillna("").values.tolist() == [
        ["C1", "Evans family", "Evans", "Leeds"],
        ["C2", "", "Hall", ""],
        ["C3", "Shah family", "Shah", "York"],
    ]
    assert told(frame) == [["hidden_rows", 3, None], ["merged_cells", 3, "Household"], ["merged_cells", 3, "Town"]]


def test_the_table_of_a_page_is_read_and_others_are_named(read: Callable[..., pd.DataFrame]) -> None:
    rows = "".join(f"<tr><td>C{number}</td><td>Evans</td><td>{number}</td></tr>" for number in range(5))
    inner = f"<table><tr><td>Ref</td><td>Surname</td><td>Value</td></tr>{rows}</table>"
    menu = "<table><tr><td>Home</td><td>Log out</td></tr></table>"
    page = f"<html><body><table><tr><td>{menu}</td></tr><tr><td>{inner}</td></tr></table></body></html>"
    frame = read(page)
    assert (frame.shape, frame.attrs["plannr_nb"]["sheet"]) == ((5, 3), "table 3")
    assert read(page, sheet="table 2", header_row=1).columns.tolist() == ["Home", "Log out"]


def test_a_web_page_cut_short_is_a_warning_and_one_without_care_is_none(read: Callable[..., pd.DataFrame]) -> None:
    assert told(read(PAGE[: PAGE.index("<td>12345678")])) == [["cut_short", 6, None]]
    assert told(read(PAGE.replace("</TABLE>", ""))) == []


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><body>Log in</body></html>",
        "<table><tr><td>Name</td><td><input type='password'></td></tr><tr><td>a</td><td>b</td></tr></table>",
        "<html><table><tr><td>Session expired</td></tr></table></html>",
        "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body><p>Sorry</p></body></html>",
    ],
    ids=["no-table", "password", "one-cell", "xhtml"],
)
def test_a_web_page_without_a_table_of_data_is_refused(page: str, read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match=r"web page \(HTML\) without a table, perhaps a log-in page\. Download"):
        read(page)


def test_a_broken_page_takes_little_time(read: Callable[..., pd.DataFrame]) -> None:
    for piece in ("<!--", "<td", '<td a="', "<td><", "<script>", "<table>", "<tr>", "<td rowspan=9999999 colspan=9>"):
        with pytest.raises(ReadError):
            read("<table>" + piece * 20_000)


SPACES = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def data(text: str, kind: str = "String", rest: str = "") -> str:
    return f'<Cell {rest}><Data ss:Type="{kind}">{text}</Data></Cell>'


XML_ROWS = [
    "<Row>" + "".join(map(data, HEADER)) + "</Row>",
    "<Row>"
    + data("C1001") + data("O'Brien") + data("1972-02-29T00:00:00.000", "DateTime")
    + data("423089", "Number", 'ss:StyleID="s1"') + data("1234.5", "Number", 'ss:StyleID="s2"')
    + data("0.055", "Number", 'ss:StyleID="s3"') + data("1", "Boolean") + data("two&#10;lines")
    + "</Row>",
    "<Row>"
    + data("C1002") + data("Zoë &amp; Co") + data("45322.378472222219", "Number", 'ss:StyleID="s4"')
    + data("7", "Number", 'ss:StyleID="s1"') + data("-3", "Number") + data("1", "Number", 'ss:StyleID="s3"')
    + data("0", "Boolean") + data("a  b") + "</Row>",
    '<Row ss:Index="6">'
    + data("C1003") + data("Müller") + data("12345678", "Number", 'ss:Index="4"') + data("0", "Number")
    + data("0", "Number", 'ss:StyleID="s3"') + '<Cell/>'
    + '<Cell><Data ss:Type="String">007</Data><Comment><ss:Data>ask her</ss:Data></Comment></Cell></Row>',
]  # fmt: skip
XML_STYLES = "".join(
    f'<Style ss:ID="s{number}"><NumberFormat ss:Format="{code}"/></Style>'
    for number, code in enumerate(["00000000", "Fixed", "Percent", "Short Date"], 1)
)


def xml_workbook(rows: list[str], columns: str = "", more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {SPACES}><Styles>{XML_STYLES}</Styles>'
        f'<Worksheet ss:Name="Clients"><Table>{columns}{"".join(rows)}</Table></Worksheet>{more}</Workbook>'
    )


def test_a_workbook_of_xml_is_read(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(xml_workbook(XML_ROWS))
    assert (frame.index.tolist(), frame.columns.tolist()) == ([2, 3, 6], HEADER)
    assert frame.fillna("").values.tolist() == ROWS
    assert told(frame) == []
    decided = describe_source(frame).set_index("what")["value"]
    assert decided["workbook"] == "workbook saved as XML (Excel 2003)"


def test_what_is_hidden_merged_or_odd_in_a_workbook_of_xml_is_told(read: Callable[..., pd.DataFrame]) -> None:
    over_two, third = 'ss:MergeDown="1"', 'ss:Index="3"'
    rows = [
        f"<Row>{data('Ref')}{data('Household')}{data('Value')}</Row>",
        f'<Row ss:Hidden="1">{data("C1001")}{data("Evans", rest=over_two)}{data("#N/A", "Error")}</Row>',
        f"<Row>{data('C1002')}{data('1234567890123456', 'Number', third)}</Row>",
        f"<Row>{data('C1003')}{data('Shah')}{data('5', 'Number')}</Row>",
    ]
    hidden = (
        f'<Worksheet ss:Name="Old"><Table>{"".join(rows * 5)}</Table><WorksheetOptions '
        'xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>'
    )
    frame = read(xml_workbook(rows, '<Column/><Column ss:Hidden="1"/>', hidden))
    assert told(frame) == [
        ["other_sheets", None, None],
        ["hidden_rows", 2, None],
        ["error_cell", 2, "Value"],
        ["digits_lost", 3, "Value"],
        ["merged_cells", 3, "Household"],
        ["hidden_column", None, "Household"],
    ]


STRANGERS = {
    "postscript": (b"%!PS-Adobe-3.0", "a PostScript document"),
    "tiff": (b"II*\x00....", "a picture"),
    "heic": (b"\x00\x00\x00\x18ftypheic", "a picture or film"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture or film"),
    "seven-zip": (b"7z\xbc\xaf\x27\x1c....", "a 7-Zip archive"),
    "tar": (b"clients.csv".ljust(257, b"\x00") + b"ustar\x0000", r"an archive of files \(tar\)"),
    "zstandard": (b"\x28\xb5\x2f\xfd....", "Zstandard"),
    "access": (b"\x00\x01\x00\x00Standard ACE DB\x00", "Export the table from Access"),
    "sqlite": (b"SQLite format 3\x00", "a SQLite database"),
    "parquet": (b"PAR1\x15\x04", "read_parquet"),
    "shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00\x00", "a shortcut to a file"),
    "url": (b"[InternetShortcut]\r\nURL=https://example.com/\r\n", "a shortcut to a page"),
    "git-lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git lfs pull"),
    "pgp": (b"-----BEGIN PGP MESSAGE-----\n\nabc\n", "Decrypt it"),
    "vcard": (b"BEGIN:VCARD\nVERSION:3.0\n", "contact cards"),
    "dump": (b"-- MySQL dump 10.13\n", "a dump of a database"),
    "mht": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "a web archive"),
    "mail": (
        b"Return-Path: <a@example.com>\nReceived: from x\n\tby y\nSubject: Clients\n\nHello\n",
        "an e-mail, not a table. Save the file that is attached",
    ),
    "json": (b'{"errors": [{"row": 2}]}', "JSON"),
    "xml": (b'<?xml version="1.0"?><clients><client/></clients>', "this is XML"),
    "utf16-xml": ('\ufeff<?xml version="1.0"?><clients/>'.encode("utf-16-le"), "this is XML"),
    "old-word": (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "an old Word document"),
    "outlook": (b"\xd0\xcf\x11\xe0" + "__substg1.0_".encode("utf-16-le"), "an Outlook message"),
    "locked": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected .* take the password off"),
}  # fmt: skip


@pytest.mark.parametrize("form", STRANGERS)
def test_files_that_are_no_table_say_what_they_are_and_what_to_do(form: str, read: Callable[..., pd.DataFrame]) -> None:
    content, message = STRANGERS[form]
    with pytest.raises(ReadError, match=rf"^clients\.csv: .*{message}.*\.$"):
        read(content, "clients.csv")


ARCHIVES = {
    "word": (["[Content_Types].xml", "word/document.xml"], "Word or PowerPoint"),
    "xlsb": (["[Content_Types].xml", "xl/workbook.bin"], r"binary workbook \(\.xlsb\).* save it as \.xlsx"),
    "numbers": (["Index/Document.iwa", "Metadata/Properties.plist"], "Apple Numbers"),
    "text": (["mimetype", "META-INF/manifest.xml"], "a document of a kind not known"),
}


@pytest.mark.parametrize("form", ARCHIVES)
def test_documents_that_are_no_workbook_say_so(form: str, read: Callable[..., pd.DataFrame]) -> None:
    members, message = ARCHIVES[form]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    with pytest.raises(ReadError, match=message):
        read(file.getvalue(), "clients.xlsx")


INNOCENT = {
    "begins-like-mail": (b"From:,To:,Subject:\na@example.com,b@example.com,Hello\n", ["From:", "To:", "Subject:"]),
    "begins-like-zip": (b"PK,Name\n1,Evans\n2,Shah\n", ["PK", "Name"]),
    "begins-like-bzip2": (b"BZh9,Name\n1,Evans\n2,Shah\n", ["BZh9", "Name"]),
    "holds-markup": (b"Ref,Notes\nC1,<table><tr><td>x</td></tr></table>\nC2,<b>y</b>\n", ["Ref", "Notes"]),
}


@pytest.mark.parametrize("form", INNOCENT)
def test_tables_that_begin_like_something_else_are_read(form: str, read: Callable[..., pd.DataFrame]) -> None:
    content, header = INNOCENT[form]
    assert read(content, "clients.csv").columns.tolist() == header
