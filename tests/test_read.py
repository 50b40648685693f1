"""Reading text files: many odd forms of one table, and what is said about each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import describe_source, read_problems, read_table

HEADER = ["Ref", "Surname", "Date of Birth", "Notes", "Value"]
ROWS = [
    ["007", "O'Brien", "29/02/1972", "Likes: tea, cake", "1,50"],
    ["008", "Zoë", "01/03/1980", 'said "hello"', "£2"],
    ["009", "Na", "NA", "two\nlines", "3"],
    ["010", "Müller", "12/12/1999", "", "0"],
]


def written(
    rows: list[list[str]], delimiter: str = ",", quote: str = '"', end: str = "\n", always: bool = False
) -> str:
    """CSV text, written without the standard library so that both sides cannot share a mistake."""

    def cell(text: str) -> str:
        if always or any(mark in text for mark in (delimiter, quote, "\n", "\r")):
            return quote + text.replace(quote, quote * 2) + quote
        return text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


TABLE = [HEADER, *ROWS]
PLAIN = written(TABLE)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(content: str | bytes, name: str = "clients.csv", **given: object) -> pd.DataFrame:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(file, **given)

    return read


def expected(first: int = 2) -> pd.DataFrame:
    frame = pd.DataFrame([[cell or None for cell in row] for row in ROWS], columns=HEADER, dtype="str")
    return frame.set_axis(pd.RangeIndex(first, first + len(ROWS)).astype("int64").rename("source_row"))


def assert_reads(frame: pd.DataFrame, first: int = 2) -> None:
    pd.testing.assert_frame_equal(frame, expected(first))


def told(frame: pd.DataFrame) -> list[list[object]]:
    """Code, row and header of each problem, missing as None."""
    table = read_problems(frame)[["code", "source_row", "header"]].astype(object)
    return table.where(table.notna(), None).values.tolist()


def skipped(frame: pd.DataFrame) -> dict[str, str]:
    return {group["reason"]: group["rows"] for group in frame.attrs["plannr_nb"]["skipped"]}


SINGLE = [[cell.replace("\n", " ") for cell in row] for row in TABLE]
FORMS = {
    "utf8": PLAIN.encode(),
    "utf8-bom": PLAIN.encode("utf-8-sig"),
    "utf16-bom": PLAIN.encode("utf-16"),
    "utf16-le": PLAIN.encode("utf-16-le"),
    "utf16-be": PLAIN.encode("utf-16-be"),
    "utf32-bom": PLAIN.encode("utf-32"),
    "cp1252": PLAIN.encode("cp1252"),
    "crlf": written(TABLE, end="\r\n").encode(),
    "cr": written(TABLE, end="\r").encode(),
    "mixed-ends": (
        written(TABLE[:2], end="\r\n") + written(TABLE[2:4], end="\n") + written(TABLE[4:], end="\r")
    ).encode(),
    "no-end": PLAIN.rstrip("\n").encode(),
    "ctrl-z": PLAIN.encode() + b"\x1a",
    "zeros-at-end": PLAIN.encode() + b"\x00" * 40,
    "semicolon": written(TABLE, ";").encode(),
    "tab": written(TABLE, "\t").encode(),
    "pipe": written(TABLE, "|").encode(),
    "two-pipes": written(TABLE, "||").encode(),
    "comma-space": PLAIN.replace(",", ", ").replace("tea,  cake", "tea, cake").replace("1, 50", "1,50").encode(),
    "sep-line": ("sep=;\r\n" + written(TABLE, ";", end="\r\n")).encode(),
    "all-quoted": written(TABLE, always=True).encode(),
    "single-quotes": written(TABLE, ",", "'", always=True).encode(),
    "backslash": PLAIN.replace('said ""hello""', 'said \\"hello\\"').encode(),
    "quotes-not-doubled": PLAIN.replace('said ""hello""', 'said "hello"').encode(),
    "spaces-after-quotes": written(TABLE, always=True).replace('",', '" ,').encode(),
    "spaces-around": PLAIN.replace("Surname", "  Surname\t").replace("Zoë", " Zoë ").replace("0\n", "0 \n").encode(),
    "delimiters-at-ends": written([[*row, ""] for row in TABLE]).encode(),
    "delimiters-at-data-ends": written([HEADER, *([*row, ""] for row in ROWS)]).encode(),
    "nbsp-around": PLAIN.replace("O'Brien", "\u00a0O'Brien\u2003").encode(),
    "footer": (PLAIN + "Total,,,,6.50\n\n*** End of Report ***\n").encode(),
    "footer-in-one-cell": (PLAIN + "\nRecords: 4\nPrinted on 01/05/2026 by admin\n").encode(),
    "header-again": (PLAIN + written([HEADER])).encode(),
    "blank-rows-below": (PLAIN + "\n\n,,,,\n  ,\n").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_odd_forms_of_a_table_read_equal(form: str, read: Callable[..., pd.DataFrame]) -> None:
    assert_reads(read(FORMS[form]))


TITLED = {
    "title": ("Harrowmere Financial Planning\nClient list\n\n", 5),
    "padded-title": ("Harrowmere Financial Planning,,,,\n,,,,\n", 4),
    "title-with-date": ("Client list,,30/06/2026,,\n", 3),
    "blank-rows": ("\n\n", 4),
}


@pytest.mark.parametrize("title", ["Client list\n", "Client list,\n"])
def test_a_title_over_a_table_of_two_columns_one_of_them_blank(title: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(title + "Client Ref,Notes\nC1000,\nC1001,\n")
    assert (frame.columns.tolist(), frame.index.tolist()) == (["Client Ref", "Notes"], [3, 4])


@pytest.mark.parametrize("form", TITLED)
def test_rows_count_as_a_spreadsheet_shows_them_below_a_title(form: str, read: Callable[..., pd.DataFrame]) -> None:
    title, first = TITLED[form]
    assert_reads(read(title + PLAIN), first)


def test_nothing_is_interpreted(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Surname,Fee,Flag\n007,NA,1.50,TRUE\n008,null,1e5,nan\n")
    assert frame.dtypes.astype(str).unique().tolist() == ["str"]
    assert frame.values.tolist() == [["007", "NA", "1.50", "TRUE"], ["008", "null", "1e5", "nan"]]


def test_skipped_rows_are_named_with_the_reason(read: Callable[..., pd.DataFrame]) -> None:
    page = written([HEADER]) + written(ROWS[:2])
    rest = written(ROWS[3:])
    frame = read(
        f"Client list\n\n{page}Page 1 of 2\nClient list\n\n{page}\n{rest}Total,,,,7\n\n*** End of Report ***\n"
    )
    assert skipped(frame) == {
        "title block": "1",
        "header repeated": "9",
        "page number": "6",
        "title repeated": "7",
        "totals row": "14",
        "end of report": "16",
        "blank row": "2,8,12,15",
    }
    assert frame.index.tolist() == [4, 5, 10, 11, 13]


KEPT = {
    "surname-total": "Total,John,01/01/1970,text,5\n",
    "firm-named-total": "Total Wealth Ltd,,,,5\n",
    "surname-total-and-a-reference": ",Total,,,1003\n",
    "surname-total-and-nothing-else": ",Total,,,\n",
    "firm-named-end": "Endsleigh Ltd,,,,\n",
    "one-filled-cell": "C1001,,,,\n",
    "reference-only-cut-off": "C1001",
    "name-with-spaces-below-a-blank-row": "\n,Mary Jane Evans,,,\n",
}


@pytest.mark.parametrize("form", KEPT)
def test_a_row_that_may_be_data_is_kept(form: str, read: Callable[..., pd.DataFrame]) -> None:
    assert len(read(PLAIN + KEPT[form])) == len(ROWS) + 1


def test_a_total_among_the_data_is_kept_with_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Value\nC1,Evans,100\nSub-total,,100\nC2,Patel,200\nC3,Shah,1\n")
    assert frame.index.tolist() == [2, 3, 4, 5]
    assert told(frame) == [["perhaps_not_data", 3, None]]


def test_full_totals_row_is_skipped_only_if_it_adds_up(read: Callable[..., pd.DataFrame]) -> None:
    right = read("Ref,Value,Fee\nC100,£100.50,1\nC200,200,2\nTotal,300.50,3\n")
    wrong = read("Ref,Value,Fee\nC100,£100.50,1\nC200,200,2\nTotal,300,3\n")
    assert (skipped(right), told(right)) == ({"totals row": "4"}, [])
    assert (skipped(wrong), told(wrong)) == ({}, [["perhaps_not_data", 4, None]])


@pytest.mark.parametrize("last", ["Total,1003,", "Total,,", "Sum,1003,"])
def test_a_client_of_the_name_of_a_total_is_kept(last: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(f"Surname,Ref,Phone\nEvans,1001,\nHale,1002,\n{last}\n")
    assert (frame["Surname"].tolist(), skipped(frame)) == (["Evans", "Hale", last.split(",")[0]], {})
    assert told(frame) == [["perhaps_not_data", 4, None]]


@pytest.mark.parametrize("at", range(3))
def test_a_firm_whose_name_begins_like_a_total_is_kept_without_doubt(
    at: int, read: Callable[..., pd.DataFrame]
) -> None:
    rows = ["Evans,100,", "Hale,200,"]
    rows.insert(at, "Total Wealth Ltd,300,")
    frame = read("\n".join(["Client,Value,Phone", *rows, ""]))
    assert (frame.index.tolist(), told(frame)) == ([2, 3, 4], [])


TOTALS = {
    "sum": "Total,,300\n",
    "number-of-rows": "Total,2,\n",
    "both": "Total,2,300.00\n",
    "in-the-label": "Total: 300\n",
    "decimal-comma": 'Total,,"300,00"\n',
    "below-another": "Total,,300\nGrand total,,300\n",
    "announced": "Total clients,2\n",
}


@pytest.mark.parametrize("form", TOTALS)
def test_a_labelled_row_whose_figures_are_totals_is_skipped(form: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Client,Plans,Value\nEvans,7,100\nHale,8,200\n" + TOTALS[form])
    assert (frame["Client"].tolist(), told(frame)) == (["Evans", "Hale"], [])
    assert list(skipped(frame)) == ["totals row"]


@pytest.mark.parametrize("last", ["Total,,250", "Total,2,99", "Total: 7000,,"])
def test_a_labelled_row_of_other_figures_is_kept(last: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(f"Client,Plans,Value\nEvans,7,100\nHale,8,200\n{last}\n")
    assert (len(frame), told(frame)) == (3, [["perhaps_not_data", 4, None]])


def test_unlabelled_sums_are_skipped(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Value\nC100,Evans,100\nC200,Shah,200\n,,300\n")
    assert (skipped(frame), len(frame)) == ({"totals row": "4"}, 2)


def test_short_rows_are_padded_and_long_rows_keep_their_surplus(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Town\nC1,Evans\nC2,Shah,Leeds,West,LS1\nC3,Hall,York\n")
    assert frame.columns.tolist() == ["Ref", "Name", "Town", "extra 1", "extra 2"]
    assert frame.fillna("").values.tolist() == [
        ["C1", "Evans", "", "", ""],
        ["C2", "Shah", "Leeds", "West", "LS1"],
        ["C3", "Hall", "York", "", ""],
    ]
    problems = read_problems(frame)
    assert problems[["source_row", "code", "severity"]].values.tolist() == [
        [2, "row_too_short", "warning"],
        [3, "row_too_long", "error"],
    ]


def test_a_row_cut_by_an_unquoted_line_break_is_an_error_on_both_halves(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Notes,Town\nC1,Evans,first\nsecond,Leeds\nC2,Shah,,York\n")
    assert told(frame) == [["row_cut_in_two", 2, None], ["row_cut_in_two", 3, None]]
    assert set(read_problems(frame)["severity"]) == {"error"}


def test_every_row_beyond_the_header_is_an_error(read: Callable[..., pd.DataFrame]) -> None:
    rows = "".join(f"C{number},Evans,surplus\n" for number in range(1000, 1300))
    frame = read("Ref,Name\n" + rows)
    problems = read_problems(frame)
    assert frame.columns.tolist() == ["Ref", "Name", "extra 1"]
    assert problems["source_row"].tolist() == list(range(2, 302))
    assert set(problems["code"]) == {"row_too_long"}


def test_doubled_and_blank_headers_get_names_of_their_own(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Email,,Email,Email (2)\n1001,a@b.example,x,c@d.example,e@f.example\n")
    assert frame.columns.tolist() == ["Ref", "Email", "column 3", "Email (3)", "Email (2)"]
    assert frame.attrs["plannr_nb"]["raw_headers"] == ["Ref", "Email", "", "Email", "Email (2)"]
    assert told(frame) == [["blank_header", None, "column 3"], ["duplicate_header", None, "Email (3)"]]


def test_raw_headers_keep_their_spaces(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("rec_id, given_name, surname\nrec-1001, anna, smith\n")
    assert frame.columns.tolist() == ["rec_id", "given_name", "surname"]
    assert frame.attrs["plannr_nb"]["raw_headers"] == ["rec_id", " given_name", " surname"]


def test_without_a_header_columns_are_named_by_position(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("C1001,Evans,01/02/1970\nC1002,Shah,03/04/1980\n")
    assert frame.columns.tolist() == ["column 1", "column 2", "column 3"]
    assert frame.index.tolist() == [1, 2]
    assert told(frame) == [["no_header", None, None]]


def test_a_title_block_of_labels_and_values(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Report Name:,Client List\nRun Date:,01/01/2026\n\nRef,Name\nC1001,Evans\nC1002,Shah\n")
    assert (frame.columns.tolist(), frame.index.tolist()) == (["Ref", "Name"], [5, 6])
    assert skipped(frame) == {"title block": "1-2", "blank row": "3"}


def test_commas_in_texts_are_no_delimiters(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Name|Address\nEvans, G|1 High St, Leeds\nShah, P|2 High St, York\n")
    assert frame.to_dict("list") == {
        "Name": ["Evans, G", "Shah, P"],
        "Address": ["1 High St, Leeds", "2 High St, York"],
    }


def test_a_first_row_that_could_be_either_is_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Alpha,Beta\nEvans,Gareth\nShah,Priya\n")
    assert (frame.columns.tolist(), told(frame)) == (["Alpha", "Beta"], [["header_uncertain", None, None]])
    assert len(read("Alpha,Beta\nEvans,Gareth\nShah,Priya\n", header_row=0)) == 3


def test_a_ruler_below_the_header_is_skipped(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref|Name\n-----|-----\nC1001|Evans\nC1002|Shah\n")
    assert (frame.index.tolist(), skipped(frame), told(frame)) == ([3, 4], {"ruler": "2"}, [])


def test_a_second_table_below_is_skipped_by_name(read: Callable[..., pd.DataFrame]) -> None:
    second = "Adviser summary\nAdviser Name,Number of Clients,Total Value\nRaman,12,1000\nAli,13,2000\n"
    frame = read(PLAIN + "Total,,,,6.50\n\n" + second)
    assert frame.index.tolist() == [2, 3, 4, 5]
    assert skipped(frame) == {"totals row": "6", "second table": "8-11", "blank row": "7"}
    assert told(frame) == [["second_table", row, None] for row in (8, 9, 10, 11)]
    assert set(read_problems(frame)["severity"]) == {"error"}


CLIENTS = "Name,Email,Phone,DOB\n" + "".join(
    f"{name},{name}@mail.example,01632 96011{number},01/02/195{number}\n"
    for number, name in enumerate(["Evans", "Patel", "Jones", "Price", "Khan"])
)
GOES_ON = {
    "little-known-client": (CLIENTS, "Hale,No Email,No Phone,Not given\n", CLIENTS.split("\n", 1)[1] * 8),
    "and-blanks-below": (CLIENTS, "Hale,No Email,No Phone,Not given\n", "Shah,,01632 960200,\nFox,,,03/04/1980\n"),
    "awaited-plan": (
        "Client,Provider,Policy Number,Value\n" + "A Fox,Aviva,P100200,1000\n" * 4,
        "B Fox,Aviva,Policy awaited,value awaited\n",
        "C Fox,Aegon,P100300,£2000.50\n" * 3,
    ),
}


@pytest.mark.parametrize("form", GOES_ON)
def test_a_row_of_header_words_below_a_gap_ends_no_table(form: str, read: Callable[..., pd.DataFrame]) -> None:
    above, like_a_header, below = GOES_ON[form]
    frame = read(above + "\n" + like_a_header + below)
    gap = above.count("\n") + 1
    assert skipped(frame) == {"blank row": str(gap)}
    assert len(frame) == (above + like_a_header + below).count("\n") - 1
    # A provider that stands there elsewhere makes the row one of data.
    assert told(frame) == ([] if form == "awaited-plan" else [["perhaps_second_table", gap + 1, None]])


def test_a_gap_and_rows_like_a_header_below_a_header_lose_nothing(read: Callable[..., pd.DataFrame]) -> None:
    text = "Name,Email,Phone\n\n\nHale,No Email,No Phone\n\nEvans,e@mail.example,01632 960111\n"
    frame = read(text, header_row=1)
    assert (frame.index.tolist(), skipped(frame)) == ([4, 6], {"blank row": "2-3,5"})


def test_a_second_table_of_the_same_width_is_told_by_its_rows(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(CLIENTS + "\nAdviser Name,Number of Clients,Total Value,Total Fees\nRaman,12,1000,10\nAli,1,20,2\n")
    assert (len(frame), skipped(frame)) == (5, {"second table": "8-10", "blank row": "7"})


def test_header_row_given_by_hand(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("A,B\nC,D\nE,F\n", header_row=2)
    assert (frame.columns.tolist(), frame.index.tolist(), skipped(frame)) == (["C", "D"], [3], {"title block": "1"})


def test_header_only(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Surname\n")
    assert (frame.shape, frame.columns.tolist(), told(frame)) == ((0, 2), ["Ref", "Surname"], [["no_rows", None, None]])


def test_one_column(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Name\nEvans, Gareth\n\nShah, Priya\n")
    assert frame["Name"].tolist() == ["Evans, Gareth", "Shah, Priya"]
    assert frame.index.tolist() == [2, 4]


def test_broken_bytes_are_read_as_cp1252_and_reported(read: Callable[..., pd.DataFrame]) -> None:
    good = "Ref,Surname,Town\n1001,Zoë,Ynys Môn\n".encode()
    frame = read(good + b"1002,Ren\xe9e,Leeds\n1003,A\x81b,York\n")
    assert frame["Surname"].tolist() == ["Zoë", "Renée", "A\ufffdb"]
    assert told(frame) == [["broken_bytes", 3, "Surname"], ["broken_bytes", 4, "Surname"]]
    assert read_problems(frame)["value"].tolist() == ["Renée", "A\ufffdb"]


def test_encoding_given_by_hand(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Surname\n1001,Zoë\n".encode("mac-roman"), encoding="mac-roman")
    assert frame["Surname"].tolist() == ["Zoë"]


def test_zero_bytes_are_left_out_and_reported(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(b"Ref,Surname\n1001,Ev\x00ans\n1002,Shah is a longer name so that this is text\n")
    assert (frame["Surname"].iloc[0], told(frame)) == ("Evans", [["nul_bytes", 2, "Surname"]])


def test_mojibake_is_reported_and_mended_only_on_request(read: Callable[..., pd.DataFrame]) -> None:
    wrong = "Zoë £5 – Siân’s".encode().decode("cp1252")
    text = f"Ref,Surname\n1001,{wrong}\n1002,Ó’Brien Straß–e\n"
    assert (read(text)["Surname"].tolist(), told(read(text))) == (
        [wrong, "Ó’Brien Straß–e"],
        [["mojibake", 2, "Surname"]],
    )
    mended = read(text, mend_mojibake=True)
    assert mended["Surname"].tolist() == ["Zoë £5 – Siân’s", "Ó’Brien Straß–e"]
    assert told(mended) == [["mojibake_mended", 2, "Surname"]]


@pytest.mark.parametrize(
    ("encoding", "code"), [("latin-1", "encoding_doubtful"), ("cp1252", "encoding_doubtful"), ("utf-8", None)]
)
def test_mojibake_of_an_encoding_given_by_hand_is_laid_to_it(
    encoding: str, code: str | None, read: Callable[..., pd.DataFrame]
) -> None:
    frame = read("Ref,Surname\n1001,Zoë\n", encoding=encoding)
    assert told(frame) == ([[code, 2, "Surname"]] if code else [])
    assert all("encoding= given is probably wrong" in message for message in read_problems(frame)["message"])


def test_mojibake_in_a_file_rightly_given_as_utf8_is_the_exporters(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Surname\n1001,ZoÃ«\n1002,Siân\n", encoding="utf8")
    assert told(frame) == [["mojibake", 2, "Surname"]]


@pytest.mark.parametrize("delimiter", [";;", "|", "", "\n", '"'])
def test_a_delimiter_that_cannot_be_the_one_is_refused(delimiter: str, read: Callable[..., pd.DataFrame]) -> None:
    said = "does not occur in the file. It looks parted by: comma" if delimiter in {";;", "|"} else "cannot stand"
    with pytest.raises(ReadError, match=said):
        read(PLAIN, delimiter=delimiter)


def test_a_wrong_delimiter_is_refused_below_a_title_too(read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match="It looks parted by: semicolon"):
        read("Client list\n\nRef;Name;Town\nC1001;Evans;Leeds\nC1002;Shah;York\n", delimiter="|")


@pytest.mark.parametrize(
    "text",
    ["Tabs\none\ttwo\none\tthree\n", "Note\nCalled, no answer\nWrote\nMet, twice, in Hull\n", "Ref\nC1001\nC1002\n"],
)
def test_one_column_may_be_read_with_a_delimiter_that_it_does_not_hold(
    text: str, read: Callable[..., pd.DataFrame]
) -> None:
    frame = read(text, delimiter="|")
    assert [frame.columns[0], *frame.iloc[:, 0]] == text.splitlines()
    with pytest.raises(ReadError, match="delimiter='::' does not occur in the file"):
        read(text, delimiter="::")


def test_a_delimiter_may_first_occur_far_down(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref\n" + "C1001\n" * 60_000 + "C1002::Evans\n", delimiter="::")
    assert (len(frame), frame.columns.tolist()) == (60_001, ["Ref", "extra 1"])


@pytest.mark.parametrize("path", [None, 3, b"clients.csv", [], ""])
def test_what_is_no_path_is_refused(path: object) -> None:
    with pytest.raises(ReadError, match=r'^read_table wants the path of a file, such as "clients\.csv", and was given'):
        read_table(path)


@pytest.mark.parametrize("given", [{"delimiter": 5}, {"encoding": b"utf-8"}, {"header_row": "1"}, {"header_row": True}])
def test_an_argument_of_another_kind_is_refused(given: dict[str, object], read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match=f"^{next(iter(given))}= wants .* was given an object of type"):
        read(PLAIN, **given)


UNCLOSED = {
    "at-once": 'C1,"Evans,Leeds\nC2,Shah,York\nC3,"Hall",Hull\n',
    "with-more-quotes-below": 'C1,"Evans,Leeds\nC2,"Shah",York\nC3,"Hall",Hull\n',
    "with-a-quoted-delimiter-below": 'C1,"Evans,Leeds\nC2,Shah,York\nC3,Hall,"Hull, North"\n',
}


@pytest.mark.parametrize("form", UNCLOSED)
def test_an_unclosed_quote_stays_in_its_row(form: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Town\n" + UNCLOSED[form])
    assert frame["Name"].tolist() == ["Evans", "Shah", "Hall"]
    assert frame.index.tolist() == [2, 3, 4]
    assert told(frame) == [["unclosed_quote", 2, None]]


def test_unclosed_quotes_in_each_row_take_no_time(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Town\n" + "".join(f'C{number},"Evans,Leeds\n' for number in range(30_000)))
    assert (len(frame), frame["Name"].unique().tolist()) == (30_000, ["Evans"])


def test_a_quote_unclosed_at_the_end_of_a_long_file(read: Callable[..., pd.DataFrame]) -> None:
    rows = "".join(f'C{number},"Evans, G",Leeds\n' for number in range(1000, 4000))
    frame = read("Ref,Name,Town\n" + rows + 'C9999,"Shah,York\n')
    assert (len(frame), frame["Name"].iloc[-1]) == (3001, "Shah")
    assert told(frame) == [["unclosed_quote", 3002, None]]


def test_quotes_within_cells_stay(read: Callable[..., pd.DataFrame]) -> None:
    frame = read('Ref,Name,Size\nC1,"John "Jack" Shah",5" pipe\nC2,Evans,"6"" pipe"\n')
    assert frame.values.tolist() == [["C1", 'John "Jack" Shah', '5" pipe'], ["C2", "Evans", '6" pipe']]
    assert told(frame) == [["stray_quote", 2, None]]


def test_decimal_commas_beside_semicolons(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Name;Fee;Rate\nEvans;1,50;2,75\nShah;3,00;4,25\n")
    assert frame.columns.tolist() == ["Name", "Fee", "Rate"]
    assert frame["Fee"].tolist() == ["1,50", "3,00"]


def test_a_long_cell_is_one_row(read: Callable[..., pd.DataFrame]) -> None:
    note = "\n".join(f"line {number}, of many" for number in range(20_000))
    frame = read(f'Ref,Note,Town\nC1,"{note}",Leeds\nC2,short,York\n')
    assert frame["Note"].tolist() == [note, "short"]
    assert frame.index.tolist() == [2, 3]


def test_rows_at_a_limit_and_a_printed_count_that_differs_are_warnings(read: Callable[..., pd.DataFrame]) -> None:
    rows = "".join(f"C{number},Evans\n" for number in range(1000, 2000))
    assert told(read("Ref,Name\n" + rows)) == [["rows_at_limit", None, None]]
    assert told(read("Ref,Name\nC1000,Evans\nC1001,Shah\nTotal clients: 3\n")) == [["total_differs", None, None]]
    assert told(read("Ref,Name\nC1000,Evans\nC1001,Shah\nTotal clients,2\n")) == []


def test_a_file_that_ends_in_a_row_is_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Town\nC1000,Evans,Leeds\nC1001,Shah,York\nC1002,Ha")
    assert (len(frame), told(frame)) == (3, [["cut_short", 4, None]])


def test_a_workbook_named_csv_is_still_a_workbook_and_html_is_refused(read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match=r"clients\.csv: this is a web page .* Download the export again"):
        read("<!DOCTYPE html><html><body>Log in</body></html>")


NOT_TABLES = {
    "empty": (b"", "empty"),
    "blank": (b"\n \r\n", "empty"),
    "bom-only": (b"\xef\xbb\xbf", "empty"),
    "delimiters-only": (b",,,\n,,,\n", "nothing but delimiters"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), r"save it as \.xlsx"),
    "png": (b"\x89PNG\r\n\x1a\n....", "picture"),
    "jpeg": (b"\xff\xd8\xff\xe0....", "picture"),
    "gzip-cut-off": (b"\x1f\x8b\x08\x00....", "damaged or cut off"),
    "zip-cut-off": (b"PK\x03\x04........", "damaged or cut off"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "XML"),
    "json": (b'[{"a": 1}]', "JSON"),
    "one-endless-row": (b"a," * 20_000, "a row of 20,001 cells"),
    "an-endless-row-below": (b"Ref,Name\n" + b"1,2\n" * 20 + b"a," * 20_000, "a row of 20,001 cells"),
    "binary": (bytes(range(1, 256)) * 20, "not text"),
    "zeros": (bytes(1000), "empty"),
}


@pytest.mark.parametrize("form", NOT_TABLES)
def test_what_is_not_a_table_is_refused_with_what_to_do(form: str, read: Callable[..., pd.DataFrame]) -> None:
    content, message = NOT_TABLES[form]
    with pytest.raises(ReadError, match=rf"^clients\.csv: .*{message}.*\.$"):
        read(content)


def test_missing_file_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text(PLAIN)
    with pytest.raises(ReadError, match=r'client\.csv: no such file .* did you mean "clients\.csv"\?'):
        read_table(tmp_path / "client.csv")
    with pytest.raises(ReadError, match="there is no folder"):
        read_table(tmp_path / "nowhere" / "clients.csv")
    with pytest.raises(ReadError, match="this is a folder"):
        read_table(tmp_path)


def test_wrong_arguments_say_what_to_give(read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match='encoding "utf-9" is not known'):
        read(PLAIN, encoding="utf-9")
    with pytest.raises(ReadError, match="header_row=99, but its rows are 1 to 5"):
        read(PLAIN, header_row=99)
    with pytest.raises(ReadError, match="a text file, for which sheet= means nothing"):
        read(PLAIN, sheet="Clients")


def test_account_is_small_plain_json_and_survives_pandas(read: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    frame = read("Client list\n\n" + PLAIN + "Total,,,,6.50\n")
    account = frame.attrs["plannr_nb"]
    assert json.loads(json.dumps(account)) == account
    assert {
        key: account[key] for key in ("file", "rows_in_file", "header_row", "encoding", "delimiter", "quote", "sheet")
    } == {
        "file": "clients.csv",
        "rows_in_file": 8,
        "header_row": 3,
        "encoding": "utf-8",
        "delimiter": ",",
        "quote": '"',
        "sheet": None,
    }
    assert account["skipped"] == [
        {"reason": "title block", "rows": "1", "count": 1},
        {"reason": "totals row", "rows": "8", "count": 1},
        {"reason": "blank row", "rows": "2", "count": 1},
    ]
    frame.to_parquet(tmp_path / "kept.parquet")
    assert len(pd.concat([frame, frame])) == 8
    assert len(frame.merge(frame, on="Ref")) == 4
    assert read_problems(frame[frame["Ref"] == "007"]).columns.tolist() == read_problems(frame).columns.tolist()


def test_no_cell_of_the_data_is_in_the_account(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(b'Ref,Surname,Town\n1001,Ren\xe9e,Leeds\n1002,"Secretname,York\n1003,Zo\xc3\xab,Hull,Over\n')
    text = json.dumps(frame.attrs["plannr_nb"], ensure_ascii=False) + describe_source(frame).to_string()
    assert not [word for word in ("Renée", "Leeds", "Secretname", "Hull", "Over") if word in text]


def test_description_says_what_was_decided_why_and_how_to_have_it_otherwise(read: Callable[..., pd.DataFrame]) -> None:
    table = describe_source(read("Client list\n\n" + PLAIN))
    assert table.columns.tolist() == ["what", "value", "evidence", "override"]
    values = table.set_index("what")["value"]
    assert values[
        ["file", "encoding", "line ends", "delimiter", "header", "table", "skipped: title block"]
    ].tolist() == [
        "clients.csv",
        "utf-8",
        "LF",
        "comma",
        "row 3",
        "4 rows, 5 columns",
        "1 row: 1",
    ]
    assert table.set_index("what")["override"]["header"] == "header_row=0"


def test_a_frame_from_elsewhere_has_no_description() -> None:
    with pytest.raises(ReadError, match="does not come from read_table"):
        describe_source(pd.DataFrame({"a": ["b"]}))
