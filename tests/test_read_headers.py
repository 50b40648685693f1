"""Which rows of a file are the header: one, several that belong together, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import describe_source, read_problems, read_table

PLAIN = "Ref,Name\nC1001,Evans\nC1002,Hale\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(text: str, **given: object) -> pd.DataFrame:
        file = tmp_path / "clients.csv"
        file.write_bytes(text.encode())
        return read_table(file, **given)

    return read


def told(frame: pd.DataFrame) -> list[list[object]]:
    """Code, row and header of each problem, missing as None."""
    table = read_problems(frame)[["code", "source_row", "header"]].astype(object)
    return table.where(table.notna(), None).values.tolist()


def skipped(frame: pd.DataFrame) -> dict[str, str]:
    return {group["reason"]: group["rows"] for group in frame.attrs["plannr_nb"]["skipped"]}


AMOUNTS = "".join(f"C{number},{number},{number}.50,{number}.00\n" for number in (1001, 1002, 1003))
SEVERAL_ROWS = {
    "groups": ("Client,,Plan,\nRef,Number,Fee,Value\n", ["Client Ref", "Client Number", "Plan Fee", "Plan Value"]),
    "like-names": (
        "Client,,Plan,\nRef,Number,Number,Value\n",
        ["Client Ref", "Client Number", "Plan Number", "Plan Value"],
    ),
    "one-label": (",,Partner,\nRef,Number,Ref,Number\n", ["Ref", "Number", "Partner Ref", "Partner Number"]),
    "years": ("Plan,2023,2024,\nRef,Fee,Fee,Value\n", ["Plan Ref", "2023 Fee", "2024 Fee", "2024 Value"]),
    "blank-below": ("Ref,Plan,,Value\n,Number,Fee,\n", ["Ref", "Plan Number", "Plan Fee", "Value"]),
    "cut-words": (",,Date of,Net\nRef,Number,Birth,Value\n", ["Ref", "Number", "Date of Birth", "Net Value"]),
    "cut-words-below-blanks": (",Client,,\nRef,of Plan,Fee,Value\n", ["Ref", "Client of Plan", "Fee", "Value"]),
    "three": (
        "Client,,Plan,\n,Office,Annual,Current\nRef,Number,Fee,Value\n",
        ["Client Ref", "Client Office Number", "Plan Annual Fee", "Plan Current Value"],
    ),
    "cut-words-and-units": (
        "Date,,Policy,\nof,Client,Number,Value\nBirth,Name,(£),(£)\n",
        ["Date of Birth", "Client Name", "Policy Number (£)", "Value (£)"],
    ),
    "units": ("Ref,Number,Fee,Value\n,,(£),(%)\n", ["Ref", "Number", "Fee (£)", "Value (%)"]),
    "kinds": ("Ref,Number,Fee,Value\ntext,integer,Text (50),dd/mm/yyyy\n", None),
    "whether-needed": ("Ref,Number,Fee,Value\nMandatory,Mandatory,Optional,Optional\n", None),
    "below-a-title": (
        "Client list\n\nPlan,,Net,\nRef,Number,Fee,Value\n",
        ["Plan Ref", "Plan Number", "Net Fee", "Net Value"],
    ),
    "right-below-a-title": ("Client list,,,\nPlan,,Net,\nRef,Number,Fee,Value\n", None),
}


@pytest.mark.parametrize("form", SEVERAL_ROWS)
def test_header_rows_that_make_sense_together_only_are_joined(form: str, read: Callable[..., pd.DataFrame]) -> None:
    text, headers = SEVERAL_ROWS[form]
    frame = read(text + AMOUNTS)
    rows = frame.attrs["plannr_nb"]["header_rows"]
    last = text.count("\n")
    assert (frame.index.tolist(), told(frame)) == ([last + 1, last + 2, last + 3], [])
    assert rows == list(range(last - (2 if form in {"three", "cut-words-and-units"} else 1), last + 1))
    assert frame.attrs["plannr_nb"]["header_row"] == last
    if headers:
        assert frame.columns.tolist() == headers


DOUBTFUL_ROWS = {
    "names-that-need-no-label": (
        "Ref,Town,,Value\n,Post Code,Post Town,\nC1001,a,b,1\nC1002,c,d,2\n",
        "header_joined",
        [1, 2],
    ),
    "answers-below-their-question": (
        "Number,Begun,Which do you hold?,,\n,,ISA,SIPP,Bond\n1001,01/05/2026,ISA,,Bond\n1002,02/05/2026,,SIPP,\n",
        "header_joined",
        [1, 2],
    ),
    "label-in-one-column": (",,Plan,\nRef,Number,Fee,Value\n" + AMOUNTS, "header_perhaps_above", [1]),
    "name-of-a-report": ("Report,Clients,,\nRef,Number,Fee,Value\n" + AMOUNTS, "header_perhaps_above", [1]),
    "firm-and-list": ("Harrowmere Ltd,,,Client list\nRef,Number,Fee,Value\n" + AMOUNTS, "header_perhaps_above", [1]),
    "labels-below-technical-names": (
        "StartDate,EndDate,Progress,Q1,Q2,Q3,Q4,Q5\nBegun,Finished,Done,Name,Adviser,Town,Office,Firm\n"
        "01/05/2026,02/05/2026,100,a,b,c,d,e\n02/05/2026,02/05/2026,90,f,g,h,i,j\n",
        "header_continued",
        [2],
    ),
    "words-over-data": (
        "Name,Email,Phone\nHale,No Email,No Phone\nEvans,e@mail.example,01632 960111\n",
        "header_continued",
        [2],
    ),
}


@pytest.mark.parametrize("form", DOUBTFUL_ROWS)
def test_a_row_that_may_be_one_of_the_header_is_a_warning(form: str, read: Callable[..., pd.DataFrame]) -> None:
    text, code, rows = DOUBTFUL_ROWS[form]
    assert told(read(text)) == [[code, row, None] for row in rows]


NO_HEADER_ROWS = {
    "names-only": "Ref,First Name,Last Name,DOB,Value\n,Ann,Evans,,\nC1001,Bob,Hale,01/02/1970,10\n",
    "list-of-kinds": "Type,Needed\nText,Mandatory\nDate,Optional\nNumber,Optional\n",
    "under-blanks": "Ref,Name,,,Value\n,Hale,a,b,\nC1001,Evans,x,y,10\n,Shah,y,z,20\n",
    "one-bracket": "Ref,Name,DOB,Value\n,(none),,\nC1001,Hale,01/02/1970,10\nC1002,Shah,01/02/1971,20\n",
    "few-known-words": "Ref,Name,,Value\nunknown,Hale,Note,none\nC1001,Evans,x,10\nC1002,Shah,y,20\n",
}


@pytest.mark.parametrize("form", NO_HEADER_ROWS)
def test_a_first_row_of_words_is_not_taken_into_the_header(form: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(NO_HEADER_ROWS[form])
    assert frame.index.tolist() == list(range(2, NO_HEADER_ROWS[form].count("\n") + 1))
    assert not [code for code, _, _ in told(frame) if code == "header_joined"]


def test_header_rows_given_by_hand_are_joined(read: Callable[..., pd.DataFrame]) -> None:
    text = "Client list\nHarrowmere,,Plan,\nRef,Number,Fee,Value\n" + AMOUNTS
    for given, headers, title in (
        ((2, 3), ["Harrowmere Ref", "Harrowmere Number", "Plan Fee", "Plan Value"], "1"),
        (3, ["Ref", "Number", "Fee", "Value"], "1-2"),
        ((3, 3), ["Ref", "Number", "Fee", "Value"], "1-2"),
    ):
        frame = read(text, header_row=given)
        assert (frame.columns.tolist(), frame.index.tolist()) == (headers, [4, 5, 6])
        assert skipped(frame) == {"title block": title}
        assert frame.attrs["plannr_nb"]["header_row"] == 3


@pytest.mark.parametrize("given", [(3, 2), (0, 2), (1, 2, 3), (1, "2"), (1,), (True, 2), -1, (2, 99)])
def test_rows_that_cannot_be_those_of_a_header_are_refused(given: object, read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match="header_row="):
        read(PLAIN, header_row=given)


def test_the_account_of_a_joined_header_names_its_rows_and_keeps_their_cells(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Client , ,Plan,\nRef,Number, Number,Value\n" + AMOUNTS)
    account = frame.attrs["plannr_nb"]
    assert account["raw_headers"] == ["Client Ref", "Client Number", "Plan Number", "Plan Value"]
    assert account["raw_header_rows"] == [["Client ", " ", "Plan", ""], ["Ref", "Number", " Number", "Value"]]
    header = describe_source(frame).set_index("what").loc["header"]
    assert header[["value", "override"]].tolist() == ["rows 1 to 2, joined", "header_row=2"]


def test_the_description_says_how_to_join_a_row_that_may_be_one_of_the_header(
    read: Callable[..., pd.DataFrame],
) -> None:
    frame = read(",,Plan,\nRef,Number,Fee,Value\n" + AMOUNTS)
    assert describe_source(frame).set_index("what")["override"]["header"] == "header_row=(1, 2)"
    assert read(",,Plan,\nRef,Number,Fee,Value\n" + AMOUNTS, header_row=(1, 2)).columns[-1] == "Plan Value"


@pytest.mark.parametrize(
    ("header", "warned"),
    [
        ("Client,2019,2020,2021", []),
        ("Client,31/01/2020,29/02/2020,31/03/2020", []),
        ("Client,1,2,3", ["header_uncertain"]),
    ],
)
def test_years_dates_and_numbers_may_be_headers(
    header: str, warned: list[str], read: Callable[..., pd.DataFrame]
) -> None:
    frame = read(header + "\nEvans,10.5,20,30\nHale,11.5,22,33\n")
    assert (frame.columns.tolist(), [code for code, _, _ in told(frame)]) == (header.split(","), warned)


def test_questions_are_headers(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Made,Who are you?,Is it yours?\nby hand,Evans,no\nby mail,Hale,maybe\n")
    assert (frame.columns.tolist(), told(frame)) == (["Made", "Who are you?", "Is it yours?"], [])


@pytest.mark.parametrize(
    ("first", "codes"),
    [
        ("Northgate,Pension,Active,R Ali", ["no_header"]),
        ("Provider,Pension,Active,Adviser", []),
    ],
)
def test_words_that_stand_in_their_columns_again_are_no_headers(
    first: str, codes: list[str], read: Callable[..., pd.DataFrame]
) -> None:
    rows = "Selbourne,Bond,Lapsed,P Hale\nHarrow,Pension,Active,P Hale\nNorthgate,Cover,Active,T Owen\n"
    frame = read(f"{first}\n{rows}")
    assert [code for code, _, _ in told(frame)] == codes


def test_words_over_cells_with_digits_are_headers_in_any_language(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Cyfeirnod,Enw,Cyfenw\nC1,Gareth,Evans\nC2,Rhys,Prys\n")
    assert (frame.columns.tolist(), told(frame)) == (["Cyfeirnod", "Enw", "Cyfenw"], [])


def test_words_that_come_back_row_by_row_are_no_header_of_pages(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Northgate,Evans,Leeds\nSelbourne,Hale,York\n" * 9)
    assert (len(frame), [code for code, _, _ in told(frame)]) == (18, ["no_header"])


def test_a_first_row_of_dates_over_dates_is_data(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Evans,31/01/2020,29/02/2020\nHale,31/01/2021,28/02/2021\n")
    assert told(frame) == [["no_header", None, None]]


NUMBERED = "Name,Town,Value\n1,Evans,Leeds,10\n2,Hale,York,20\n3,Shah,Hull,30\n"


def test_row_numbers_without_a_header_move_the_names_to_their_columns(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(NUMBERED)
    assert frame.columns.tolist() == ["column 1", "Name", "Town", "Value"]
    assert frame.attrs["plannr_nb"]["raw_headers"] == ["", "Name", "Town", "Value"]
    assert (frame["Name"].tolist(), told(frame)) == (["Evans", "Hale", "Shah"], [["header_shifted", None, "column 1"]])


def test_a_header_row_given_by_hand_moves_no_names(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(NUMBERED, header_row=1)
    assert frame.columns.tolist() == ["Name", "Town", "Value", "extra 1"]
    assert {code for code, _, _ in told(frame)} == {"row_too_long"}


@pytest.mark.parametrize(
    "text",
    [
        NUMBERED.replace("Name", "Client No", 1),
        NUMBERED.replace("3,Shah", "7,Shah"),
        NUMBERED.replace("2,Hale,York,20", "2,Hale,York"),
        NUMBERED.replace("1,Evans,Leeds,10\n", ""),
    ],
)
def test_numbers_that_may_be_data_move_no_names(text: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(text)
    assert frame.columns[0] in {"Name", "Client No"}
    assert "row_too_long" in {code for code, _, _ in told(frame)}


@pytest.mark.parametrize("title", ["Report:,Clients\nDate:,01/05/2026\n\n", "Client list\n\n", "Client list,,\n", ""])
def test_a_header_without_rows_is_found_below_a_title(title: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(title + "Author,Date Created,Tagged Entity\n")
    assert (frame.columns.tolist(), len(frame)) == (["Author", "Date Created", "Tagged Entity"], 0)
    assert told(frame) == [["no_rows", None, None]]


def test_a_single_column_below_a_title(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Newsletter list\n\nEmail Address\na@mail.example\nb@mail.example\n")
    assert (frame.columns.tolist(), frame.index.tolist()) == (["Email Address"], [4, 5])
    assert read("Name\n\nEvans\nHale\n").columns.tolist() == ["Name"]


def test_headers_written_in_two_ways_are_one_header(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("first_name,last_name,birth_date\nFirst Name,Last Name,Birth Date\nAnn,Evans,01/02/1970\nBob,Fox,\n")
    assert (frame.columns.tolist(), frame.index.tolist()) == (["first_name", "last_name", "birth_date"], [3, 4])
    assert (frame.attrs["plannr_nb"]["header_rows"], told(frame)) == ([1, 2], [])


def test_a_list_of_headers_is_a_table_like_any_other(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Field,Name\nSurname,Last Name\nDOB,Date of Birth\nMobile,Phone\n")
    assert (frame.index.tolist(), told(frame)) == ([2, 3, 4], [])


@pytest.mark.parametrize(
    "title", [",Client list,,\n", "Adviser,R Ali,,\nStatus,Active,,\n", "Client list,,30/06/2026,\n"]
)
def test_what_is_told_of_a_report_is_a_title_without_doubt(title: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(title + "Ref,Number,Fee,Value\n" + AMOUNTS)
    assert (frame.columns.tolist(), told(frame)) == (["Ref", "Number", "Fee", "Value"], [])


def test_years_with_a_unit_may_be_headers(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Fund,2023 %,2024 %\nA Fund,1,2\nB Fund,3,4\n")
    assert (frame.columns.tolist(), told(frame)) == (["Fund", "2023 %", "2024 %"], [])
