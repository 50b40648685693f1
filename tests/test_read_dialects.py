"""Tables written in many ways are read without being told how, and texts that only look parted are left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plannr_nb.errors import ReadError
from plannr_nb.read import describe_source, read_problems, read_table

Table = list[list[str]]

NAMES = [
    ["Ref", "Name", "Town", "Fee"],
    ["C1001", "Evans G", "New Leeds", "12.50"],
    ["C1002", "Shah", "York", "9.00"],
    ["C1003", "Hall", "Hull", "17"],
    ["C1004", "Lowe A", "Bath", "9"],
]
COMMAS = [
    ["Ref", "Name", "Town", "Notes"],
    ["C1001", "Evans, Gareth", "Leeds", 'said "hello" twice'],
    ["C1002", "Shah", "York", "a; b"],
    ["C1003", "Hall", "Hull", "C:\\temp\\"],
    ["C1004", "Lowe, Ann", "Bath", "ok"],
]
APOSTROPHES = [
    ["Ref", "Name", "Town"],
    ["C1", "O'Brien, Sean", "Leeds"],
    ["C2", "D'Souza", "York"],
    ["C3", "Hall", "King's Lynn"],
    ["C4", "Evans, G", "Bath"],
]
JSON = [["Ref", "Data", "Town"], ["C1", '{"a": 1, "b": [2, 3]}', "Leeds"], ["C2", '{"a": 4}', "York"]]


def written(
    rows: Table,
    delimiter: str = ",",
    quote: str = '"',
    end: str = "\n",
    escape: str | None = None,
    always: bool = False,
) -> str:
    """CSV text. ``escape``: what stands before quotes in quoted cells, as many quotes again where it is None."""

    def cell(text: str) -> str:
        special = (delimiter, quote, "\n", "\r", escape or quote)
        if not quote or not (always or any(mark in text for mark in special)):
            return text
        if escape is None:
            return quote + text.replace(quote, quote * 2) + quote
        return quote + (text.replace(escape, escape * 2) if escape else text).replace(quote, escape + quote) + quote

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(content: str, **given: object) -> pd.DataFrame:
        file = tmp_path / "clients.csv"
        file.write_bytes(content.encode())
        return read_table(file, **given)

    return read


def table_of(frame: pd.DataFrame) -> Table:
    return [frame.columns.tolist(), *frame.astype(object).where(frame.notna(), "").values.tolist()]


def told(frame: pd.DataFrame) -> set[str]:
    return set(read_problems(frame)["code"])


def stripped(rows: Table) -> Table:
    return [[cell.strip() for cell in row] for row in rows]


def column(*cells: str) -> Table:
    return [[cell] for cell in cells]


SURE = [",", ";", "\t", "|", ", ", "; ", "||", "::", "\t\t", "~~", "|~|", "^", "~", "§", "¬", "\x01", "\x1e", "\x1f"]
DOUBTFUL = [":", "#", "!", "&", "=", " "]


@pytest.mark.parametrize("always", [False, True])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("delimiter", SURE)
def test_a_table_parted_by(delimiter: str, quote: str, always: bool, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(written(NAMES, delimiter, quote, always=always))
    assert table_of(frame) == NAMES
    assert told(frame) == set()


@pytest.mark.parametrize("delimiter", DOUBTFUL)
def test_what_texts_hold_parts_cells_only_with_a_warning(delimiter: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(written(NAMES, delimiter))
    assert table_of(frame) == NAMES
    # A quoted cell that holds the delimiter dispels the doubt.
    assert told(frame) == (set() if delimiter == " " else {"delimiter_uncertain"})


@pytest.mark.parametrize("delimiter", DOUBTFUL)
def test_what_parts_quoted_cells_is_beyond_doubt(delimiter: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(written(NAMES, delimiter, always=True))
    assert (table_of(frame), told(frame)) == (NAMES, set())


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ",", ":", "^"])
def test_the_first_line_may_name_the_delimiter(delimiter: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(f"sep={delimiter}\r\n" + written(NAMES, delimiter, end="\r\n"))
    assert (table_of(frame), frame.index[0], told(frame)) == (NAMES, 2, set())


QUOTED = {
    "doubled": (written(COMMAS), COMMAS),
    "doubled-everywhere": (written(COMMAS, always=True), COMMAS),
    "backslash": (written(COMMAS, escape="\\"), COMMAS),
    "backslash-everywhere": (written(COMMAS, escape="\\", always=True), COMMAS),
    "backslash-json": (written(JSON, escape="\\"), JSON),
    "doubled-json": (written(JSON), JSON),
    "paths-beside-doubled": (
        'Ref,Path,Name\nC1,"C:\\temp\\",Evans\nC2,"D:\\x\\","Shah, P"\nC3,"said ""x""",Hall\n',
        [
            ["Ref", "Path", "Name"],
            ["C1", "C:\\temp\\", "Evans"],
            ["C2", "D:\\x\\", "Shah, P"],
            ["C3", 'said "x"', "Hall"],
        ],
    ),
    "backslash-before-a-delimiter": (
        "Ref,Name,Town\nC1,Smith\\, John,Leeds\nC2,Evans,York\nC3,Shah\\, P,Hull\n",
        [["Ref", "Name", "Town"], ["C1", "Smith, John", "Leeds"], ["C2", "Evans", "York"], ["C3", "Shah, P", "Hull"]],
    ),
    "single": (written(APOSTROPHES, quote="'"), APOSTROPHES),
    "single-everywhere": (written(APOSTROPHES, quote="'", always=True), APOSTROPHES),
    "single-beside-semicolons": (written(APOSTROPHES, ";", quote="'"), APOSTROPHES),
    "apostrophes": (written(APOSTROPHES), APOSTROPHES),
    "comma-and-space": (
        '"Ref", "Name", "Notes"\n"C1", "Evans, G", "b, c"\n"C2", "Shah", "x"\n',
        [["Ref", "Name", "Notes"], ["C1", "Evans, G", "b, c"], ["C2", "Shah", "x"]],
    ),
    "comma-and-space-around-commas": (
        "Ref, Name, Fee\nC1, Evans, 1,234\nC2, Shah, 2,500\nC3, Hall, 17\n",
        [["Ref", "Name", "Fee"], ["C1", "Evans", "1,234"], ["C2", "Shah", "2,500"], ["C3", "Hall", "17"]],
    ),
    "escaped-line-ends-and-tabs": (
        "Ref\tName\tTown\nC1001\tEvans\\\nGareth\tLeeds\nC1002\tShah\\\tP\tYork\nC1003\tHall\tHull\n",
        [
            ["Ref", "Name", "Town"],
            ["C1001", "Evans\nGareth", "Leeds"],
            ["C1002", "Shah\tP", "York"],
            ["C1003", "Hall", "Hull"],
        ],
    ),
}


@pytest.mark.parametrize("form", QUOTED)
def test_quotes_and_escapes(form: str, read: Callable[..., pd.DataFrame]) -> None:
    text, table = QUOTED[form]
    frame = read(text)
    assert (table_of(frame), told(frame)) == (table, set())


NOT_QUOTES = {
    "apostrophes": "Ref,Name,Note\nC1,'t Hooft,rock 'n' roll\nC2,Evans,'ok' he said\nC3,D'Souza,'90s\n",
    "a-nickname": "Ref,Name,Nick\nC1,Hooft,'Tiny'\nC2,Evans,\nC3,D'Souza,Dee\nC4,Shah,P\nC5,Lowe,x\n",
    "typographic": "Ref,Name,Note\nC1,Evans,“hello” he said\nC2,Shah,‘ok’\nC3,Hall,x\n",
    "inches": 'Ref,Item,Town\nC1,5" pipe,Leeds\nC2,6" pipe,York\nC3,7" pipe,Hull\n',
    "backslashes": "Ref,Path,Town\nC1,C:\\temp\\,Leeds\nC2,\\\\server\\x,York\nC3,D:\\,Hull\n",
}


@pytest.mark.parametrize("form", NOT_QUOTES)
def test_what_is_no_quote_stays_text(form: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(NOT_QUOTES[form])
    lines = NOT_QUOTES[form].splitlines()
    assert (table_of(frame), told(frame)) == ([line.split(",") for line in lines], set())


def test_quotes_that_nothing_escapes(read: Callable[..., pd.DataFrame]) -> None:
    frame = read('Ref,Item,Next\nC1,"Table, Round 48" wide","next"\nC2,"Table 48" wide","next"\nC3,"Chair","x"\n')
    assert frame["Item"].tolist() == ['Table, Round 48" wide', 'Table 48" wide', "Chair"]
    assert read_problems(frame)[["code", "source_row"]].values.tolist() == [["stray_quote", 2], ["stray_quote", 3]]


@pytest.mark.parametrize("quote", ["", "'"])
def test_a_quote_given_by_hand(quote: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read('Ref,Name\nC1,"Evans"\nC2,"Shah"\n', quote=quote)
    assert frame["Name"].tolist() == ['"Evans"', '"Shah"']


def test_an_escape_given_by_hand(read: Callable[..., pd.DataFrame]) -> None:
    text = 'Ref,Name\nC1,"say \\"x\\""\nC2,"Shah"\n'
    assert read(text)["Name"].tolist() == ['say "x"', "Shah"]
    assert read(text, escape="")["Name"].tolist() == ['say \\"x\\"', "Shah"]
    assert read('Ref,Path\nC1,"D:\\\\"\nC2,x\n', escape="\\")["Path"].tolist() == ["D:\\", "x"]


@pytest.mark.parametrize("given", [{"quote": '""'}, {"quote": "x"}, {"escape": "ab"}, {"escape": '"'}])
def test_a_quote_or_escape_that_cannot_be_is_refused(given: dict[str, str], read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match=next(iter(given)) + "="):
        read(written(NAMES), **given)


def test_quote_and_escape_are_decisions_with_an_override(read: Callable[..., pd.DataFrame]) -> None:
    described = describe_source(read(written(COMMAS, escape="\\"))).set_index("what")
    assert described.loc["quote", "value"] == 'double quote "'
    assert described.loc[["quote", "escape"], "override"].tolist() == ['quote=""', 'escape=""']
    assert described.loc[["quote", "escape"], "evidence"].ne("").all()


ONE_COLUMN = {
    "names": column("Name", "Evans, Gareth", "Shah, Priya", "Hall, Jo"),
    "addresses": column("Address", "1 High St, Leeds, LS1", "3 Low Rd, York, YO1", "9 Mid Ln, Hull, HU1"),
    "notes": column("Notes", "Called, left word, will ring", "Wrote", "Met on 1 May, agreed", "No answer, try again"),
    "decimal-commas": column("Fee", "1,50", "2,75", "3,00"),
    "thousands": column("Value", "1,234", "12,500", "7,000,000"),
    "words": column("Client Name", "Gareth Evans", "Priya Shah", "Jo Hall", "Ann Lowe"),
    "times": column("Time", "09:30", "10:15", "11:00"),
    "dates": column("Date", "2020-01-02 09:30", "2021-03-04 10:15", "2022-05-06 11:00"),
    "dates-under-dashes": column("Date-of-birth", "2020-01-02", "2021-03-04", "2022-05-06"),
    "mail": column("Email", "ann@example.com", "bo@example.org", "cy@example.net"),
    "postcodes": column("Postcode", "LS1 1AA", "YO1 2BB", "HU1 3CC", "BA1 4DD"),
    "addresses-of-pages": column("Web", "https://example.com/a", "https://example.org/b", "https://example.net/c"),
    "references": column("Policy No", "ABC-001-22", "ABC-002-22", "XYZ-003-22"),
}


@pytest.mark.parametrize("form", ONE_COLUMN)
def test_one_column(form: str, read: Callable[..., pd.DataFrame]) -> None:
    table = ONE_COLUMN[form]
    frame = read("".join(f"{cell}\n" for (cell,) in table))
    assert table_of(frame) == table
    assert told(frame) <= {"delimiter_uncertain"}


def test_a_header_with_a_comma_makes_two_columns_of_names(read: Callable[..., pd.DataFrame]) -> None:
    assert table_of(read("Surname, Forename\nEvans, Gareth\nShah, Priya\n"))[1] == ["Evans", "Gareth"]


ADDRESSES = [
    ["Ref", "Address", "Name"],
    ["C1", "12 High St, Leeds, West Yorks, LS1 1AA", "Evans"],
    ["C2", "3 Low Rd, York, North Yorks, YO1 1AA", "Shah"],
    ["C3", "9 Mid Ln, Hull, East Yorks, HU1 1AA", "Hall"],
]
NEAR = {
    "more-commas-than-semicolons": (written(ADDRESSES, ";"), ADDRESSES),
    "more-commas-than-pipes": (written(ADDRESSES, "|"), ADDRESSES),
    "addresses-alone": (written([row[:2] for row in ADDRESSES], ";"), [row[:2] for row in ADDRESSES]),
    "decimal-commas": ("Name;Fee;Rate\nEvans;1,50;2,75\nShah;3,00;4,25\n", None),
    "commas-in-headers-too": ("Name, First;Fee, net;Rate\nEvans, G;1,50;2,75\nShah, P;3,00;4,25\n", None),
    "thousands": ("Name|Fee|Rate\nEvans|1,234,567|2,750\nShah|3,000,000|4,250\n", None),
    "one-row": ("Ref;Name;Fee\nC1001;Evans, G;1,50\n", None),
    "semicolons-in-notes": ("Ref,Name,Notes\nC1,Evans,a; b; c\nC2,Shah,d; e; f\nC3,Hall,g; h; i\n", None),
    "lists": ("Ref,Name,Tags\nC1,Evans,a|b|c\nC2,Shah,d|e|f\nC3,Hall,g|h|i\n", None),
    "lists-beside-one-column": ("Ref,Tags\nC1,a|b|c\nC2,d|e|f\nC3,g|h|i\n", None),
    "times": ("Ref,Start,End\nC1,09:30,10:00\nC2,10:15,11:00\nC3,11:00,12:30\n", None),
    "queries": ("Ref;Url\nC1;https://example.com/?a=1,2&b=3|4\nC2;https://example.com/?a=5,6&b=7|8\n", None),
    "markup": ("Ref,Note,Town\nC1,<p>one</p>two;three,Leeds\nC2,<b>x</b>;y,York\nC3,<i>z</i>,Hull\n", None),
    "objects": (written(JSON, "\t", quote=""), JSON),
    "objects-beside-semicolons": (written(JSON, ";", quote=""), JSON),
}


@pytest.mark.parametrize("form", NEAR)
def test_other_delimiters_in_cells(form: str, read: Callable[..., pd.DataFrame]) -> None:
    text, table = NEAR[form]
    delimiter = next(mark for mark in "|;,\t" if mark in text.splitlines()[0])
    frame = read(text)
    assert table_of(frame) == (table or [line.split(delimiter) for line in text.splitlines()])
    assert told(frame) == set()


SMALL = [["Ref", "Name", "Town"], ["C1001", "Evans", "Leeds"], ["C1002", "Shah", "York"]]
LINES = {
    "cr-cr-lf": (written(SMALL, end="\r\r\n"), SMALL),
    "lf-cr": (written(SMALL, end="\n\r"), SMALL),
    "cr": (written(SMALL, end="\r"), SMALL),
    "no-end": (written(SMALL)[:-1], SMALL),
    "many-ends": (written(SMALL) + "\r\n" * 6, SMALL),
    "zero-bytes-below": (written(SMALL) + "\x00\x00", SMALL),
    "a-form-feed-line": (written(SMALL).replace("\nC1002", "\n\x0c\nC1002"), SMALL),
    "a-form-feed-before-a-row": (written(SMALL).replace("\nC1002", "\n\x0cC1002"), SMALL),
    "only-one-row-filled": ("\n\n\nRef,Name\n\n\nC1001,Evans\n\n", [row[:2] for row in SMALL[:2]]),
}


@pytest.mark.parametrize("form", LINES)
def test_line_ends(form: str, read: Callable[..., pd.DataFrame]) -> None:
    text, table = LINES[form]
    frame = read(text)
    assert (table_of(frame), told(frame)) == (table, set())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_in_cells_stay_as_they_are(end: str, read: Callable[..., pd.DataFrame]) -> None:
    cells = ["a\nb", "c\r\nd", "e\rf", "g\x0bh", "i\u2028j", "k\x85l", "m\x0cn"]
    table = [["Ref", "Note", "Town"], *([f"C{at + 1001}", cell, "Leeds"] for at, cell in enumerate(cells))]
    frame = read(written(table, end=end))
    assert (table_of(frame), frame.index.tolist()) == (table, list(range(2, 9)))


@pytest.mark.parametrize("other", [";", "\t", "|"])
@pytest.mark.parametrize("place", [0, 2])
def test_a_row_parted_by_another_delimiter_is_read_by_it_and_reported(
    other: str, place: int, read: Callable[..., pd.DataFrame]
) -> None:
    lines = [",".join(row) for row in NAMES]
    lines[place] = other.join(NAMES[place])
    frame = read("\n".join(lines) + "\n")
    assert table_of(frame) == NAMES
    assert read_problems(frame)[["code", "source_row"]].values.tolist() == [["row_delimited_otherwise", place + 1]]


def test_a_header_in_quotes_may_be_parted_by_anything(read: Callable[..., pd.DataFrame]) -> None:
    lines = [" ".join(f'"{cell}"' for cell in NAMES[0]), *(",".join(row) for row in NAMES[1:])]
    frame = read("\n".join(lines) + "\n")
    assert (table_of(frame), told(frame)) == (NAMES, {"row_delimited_otherwise"})


@pytest.mark.parametrize("delimiter", ["=", "#", "_", "-", "/", "*"])
def test_what_stands_between_quoted_cells_parts_them(delimiter: str, read: Callable[..., pd.DataFrame]) -> None:
    table = [["Web", "Started"], ["https://example.com/?a=1", "2001-02-03"], ["https://example.com/?a=2", "2002-02-03"]]
    frame = read(written(table, delimiter, always=True))
    assert table_of(frame) == table


def test_a_title_with_as_many_semicolons_as_there_are_commas_stays_one(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Clients; Leeds; 2020; all\n" + written(NAMES))
    assert (table_of(frame), frame.attrs["plannr_nb"]["header_row"], told(frame)) == (NAMES, 2, set())


FIXED = {
    "aligned": "Ref     Name            Town      Fee\n"
    "C1001   Evans, Gareth   Leeds     12.50\n"
    "C1002   Shah            New York   9.00\n"
    "C1003   Hall, Jo                  17.00\n",
    "below-a-title": "Harrowmere Ltd: clients, 2020\n\n"
    "Ref     Name            Town      Fee\n"
    "C1001   Evans, Gareth   Leeds     12.50\n"
    "C1002   Shah            New York   9.00\n"
    "C1003   Hall, Jo                  17.00\n",
    "with-a-drawn-line": "Ref   Name          Town     Fee\n"
    "----- ------------- -------- -----\n"
    "C1001 Evans, Gareth Leeds    12.50\n"
    "C1002 Shah          New York  9.00\n"
    "C1003 Hall, Jo               17.00\n"
    "\n(3 rows affected)\n",
    "drawn-all-around": "+-------+---------------+----------+-------+\n"
    "| Ref   | Name          | Town     | Fee   |\n"
    "+-------+---------------+----------+-------+\n"
    "| C1001 | Evans, Gareth | Leeds    | 12.50 |\n"
    "| C1002 | Shah          | New York |  9.00 |\n"
    "| C1003 | Hall, Jo      |          | 17.00 |\n"
    "+-------+---------------+----------+-------+\n"
    "3 rows in set (0.00 sec)\n",
    "drawn-within": " Ref   | Name          | Town     | Fee   \n"
    "-------+---------------+----------+-------\n"
    " C1001 | Evans, Gareth | Leeds    | 12.50 \n"
    " C1002 | Shah          | New York |  9.00 \n"
    " C1003 | Hall, Jo      |          | 17.00 \n"
    "(3 rows)\n",
    "markdown": "| Ref | Name | Town | Fee |\n|:----|------|:----:|----:|\n| C1001 | Evans, Gareth | Leeds | 12.50 |\n"
    "| C1002 | Shah | New York | 9.00 |\n| C1003 | Hall, Jo | | 17.00 |\n",
}


@pytest.mark.parametrize("form", FIXED)
def test_tables_as_they_are_printed(form: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(FIXED[form])
    assert table_of(frame) == [
        ["Ref", "Name", "Town", "Fee"],
        ["C1001", "Evans, Gareth", "Leeds", "12.50"],
        ["C1002", "Shah", "New York", "9.00"],
        ["C1003", "Hall, Jo", "", "17.00"],
    ]
    assert told(frame) == set()


def test_two_columns_with_texts_of_the_same_length_are_not_of_fixed_width(read: Callable[..., pd.DataFrame]) -> None:
    frame = read('Client Ref,Surname\nC1000," A,  A"\nC1000,A\nC1000," ,  "\n')
    assert table_of(frame) == [["Client Ref", "Surname"], ["C1000", "A,  A"], ["C1000", "A"], ["C1000", ","]]


def test_a_value_over_the_edge_of_its_column_is_kept_whole_and_reported(read: Callable[..., pd.DataFrame]) -> None:
    rows = "".join(f"C{number}   Evans           Leeds\n" for number in range(1000, 1600))
    frame = read(
        "Ref     Name            Town\n" + rows + "C1600   Evans Smith Hallam Leeds\nC1601   Shah            York\n"
    )
    assert frame.loc[602].tolist()[0] == "C1600   Evans Smith Hallam Leeds"
    assert frame.loc[603].tolist() == ["C1601", "Shah", "York"]
    assert read_problems(frame)[["code", "source_row"]].values.tolist() == [["row_too_short", 602]]


def test_lines_that_are_not_clearly_aligned_stay_whole_with_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    lines = ["Ref     Name   Town", "C1001     Evans   Leeds", "C10      Shah     York", "C1   Hall      New Hull"]
    frame = read("\n".join(lines) + "\n")
    assert table_of(frame) == column(*lines)
    assert told(frame) == {"delimiter_uncertain"}


CELLS = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyzABCXYZéôŵ' -&.", min_size=1, max_size=12),
    st.sampled_from(
        ["Evans, Gareth", 'said "yes" twice', "two\nlines", "a; b", "C:\\temp\\", "O'Brien", '5" pipe', "x|y"]
    ),
    st.sampled_from(["", "NA", "£1,234.50", "0.00", "09:30", "29/02/2020", "ann@example.com"]),
)
HEADERS = ["Client Ref", "Surname", "Date of Birth", "Post Code", "E-mail", "Notes", "Fee £"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.integers(3, len(HEADERS)).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width - 1, max_size=width - 1), min_size=2, max_size=12)
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|", "||", "~", "^", "\x01"]),
    quote=st.sampled_from(['"', '"', "'"]),
    escape=st.sampled_from([None, "\\"]),
    always=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    ends=st.integers(0, 3),
)
def test_whatever_the_dialect_the_table_comes_back(
    rows: Table,
    delimiter: str,
    quote: str,
    escape: str | None,
    always: bool,
    end: str,
    ends: int,
    tmp_path: Path,
) -> None:
    header = HEADERS[: len(rows[0]) + 1]
    table = [header, *([f"C{number + 1001}", *cells] for number, cells in enumerate(rows))]
    # A cell that needs quotes, and shows how quotes in it are written.
    table[1][1] = f"{quote}Jo{quote}, or{delimiter}Joan"
    text = written(table, delimiter, quote, end, escape, always=always).removesuffix(end) + end * ends
    (tmp_path / "any.csv").write_bytes(text.encode())
    assert table_of(read_table(tmp_path / "any.csv")) == stripped(table)


@pytest.mark.parametrize("delimiter", ["~|~", "^|^", "#;#", "|;|"])
def test_a_usual_delimiter_may_stand_in_the_middle_of_a_longer_one(
    delimiter: str, read: Callable[..., pd.DataFrame]
) -> None:
    frame = read("".join(delimiter.join(row) + "\n" for row in NAMES))
    assert (table_of(frame), told(frame)) == (NAMES, set())


def test_signs_around_a_delimiter_in_some_rows_are_text(read: Callable[..., pd.DataFrame]) -> None:
    table = [["Ref", "Name", "Note"], ["C1", "Evans~", "~ten"], ["C2", "Shah~", "~six"], ["C3", "Hall", "none"]]
    frame = read("".join("|".join(row) + "\n" for row in table))
    assert (table_of(frame), told(frame)) == (table, set())


def test_rows_parted_by_spaces_may_begin_with_their_number(read: Callable[..., pd.DataFrame]) -> None:
    header = ["Client", "Name", "Fee"]
    rows = [["101", "Evans G", "12.50"], ["102", "Shah", "9.00"], ["103", "O'Brien", "17.00"]]
    lines = [" ".join(f'"{cell}"' for cell in header)]
    lines += [f'"{at}" {ref} "{name}" {fee}' for at, (ref, name, fee) in enumerate(rows, 1)]
    frame = read("\n".join(lines) + "\n")
    assert table_of(frame) == [["column 1", *header], *([str(at), *row] for at, row in enumerate(rows, 1))]
    assert told(frame) == {"delimiter_uncertain", "header_shifted"}


def test_words_below_a_header_of_fewer_are_one_column(read: Callable[..., pd.DataFrame]) -> None:
    table = [["Full name"], ["Mrs Siân Evans"], ["Mr Rhys O'Brien"], ["Dr Zoë Patel"], ["Ms Anna Müller"]]
    assert table_of(read("\n".join(row[0] for row in table) + "\n")) == table


def test_a_colon_in_times_and_a_backslash_in_paths_part_nothing(read: Callable[..., pd.DataFrame]) -> None:
    times = [f"2026-05-{day:02d} 10:{day:02d}:00 192.0.2.1 GET /p{day}.html 200 {day}" for day in range(1, 12)]
    frame = read("day time address verb page status size\n" + "\n".join(times) + "\n")
    assert table_of(frame)[1:] == [line.split(" ") for line in times]
    paths = [f"C:\\clients\\C{number}\\fee{number}.doc" for number in range(1, 9)]
    assert read("\n".join(paths) + "\n").shape[1] == 1


def test_a_comma_before_a_space_in_some_lines_is_no_delimiter(read: Callable[..., pd.DataFrame]) -> None:
    lines = ["2026-05-01 started", "2026-05-01 row 12, no surname", "2026-05-01 row 15, no title", "2026-05-02 done"]
    frame = read("\n".join(lines) + "\n")
    assert [cell for row in table_of(frame) for cell in row] == lines
