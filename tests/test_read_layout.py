"""Which rows below the header are the table: other tables, totals, pages and lines of text, and what is no data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import read_problems, read_table
from plannr_nb.row_numbers import kept_rows


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(text: str, **given: object) -> pd.DataFrame:
        file = tmp_path / "clients.csv"
        file.write_bytes(text.encode())
        frame = read_table(file, **given)
        account = frame.attrs["plannr_nb"]
        rows = frame.index.tolist() + account["header_rows"]
        rows += [row for group in account["skipped"] for row in kept_rows(group)]
        assert sorted(rows) == list(range(1, account["rows_in_file"] + 1))
        return frame

    return read


def told(frame: pd.DataFrame) -> list[list[object]]:
    """Code and row of each problem, missing as None."""
    table = read_problems(frame)[["code", "source_row"]].astype(object)
    return table.where(table.notna(), None).values.tolist()


def skipped(frame: pd.DataFrame) -> dict[str, str]:
    return {group["reason"]: group["rows"] for group in frame.attrs["plannr_nb"]["skipped"]}


CLIENTS = "Ref,Name,DOB,Value\n" + "".join(
    f"C{1000 + number},{name},01/02/195{number},{number}00.50\n"
    for number, name in enumerate(["Evans", "Patel", "Jones", "Price", "Khan"])
)
HEADER, ROWS = CLIENTS.split("\n", 1)
HEADER += "\n"
SECOND_TABLES = {
    "fewer-columns": "Adviser,Clients\nR Ali,12\nP Hale,13\nJ Fox,14\n",
    "fewer-columns-padded": "Adviser,Clients,,\nR Ali,12,,\nP Hale,13,,\nJ Fox,14,,\n",
    "more-columns": "Plan Ref,Provider,Policy Number,Start Date,Value,Fee\n"
    "P1,Aviva,A1001,01/02/2000,12,1\nP2,Aegon,A1002,02/03/2010,13,2\nP3,LV,A1003,03/03/2011,14,3\n",
    "as-many-of-other-kinds": "Adviser Name,Number of Clients,Total Value,Total Fees\n"
    "R Ali,12,1000,10\nP Hale,1,20,2\n",
    "as-many-of-the-same-kinds": "Plan Ref,Provider,Start Date,Plan Value\n"
    "P1001,Aviva,01/02/2000,12\nP1002,Aegon,02/03/2010,13\n",
    "headers-of-the-first": "Ref,Provider,Start Date,Value\nP1001,Aviva,01/02/2000,12\nP1002,Aegon,02/03/2010,13\n",
    "below-a-title": "Adviser summary\nAdviser,Clients\nR Ali,12\nP Hale,13\nJ Fox,14\n",
    "only-words": "Adviser,Office\nR Ali,Leeds\nP Hale,York\n",
    "of-one-row": "Adviser,Clients\nR Ali,12\n",
    "of-two-header-rows": "Adviser,,Plans,\nName,Office,Number,Value\nR Ali,Leeds,1,2\nP Hale,York,2,3\n",
    "below-a-padded-title": "Plans,,,\nPlan Ref,Provider,Start Date,Plan Value\n"
    "P1001,Aviva,01/02/2000,12\nP1002,Aegon,02/03/2010,13\n",
}


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("form", SECOND_TABLES)
def test_another_table_below_is_an_error_on_its_rows(form: str, gap: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(CLIENTS + gap + SECOND_TABLES[form])
    rows = list(range(7 + len(gap), 7 + len(gap) + SECOND_TABLES[form].count("\n")))
    assert (frame.columns.tolist(), frame.index.tolist()) == (["Ref", "Name", "DOB", "Value"], [2, 3, 4, 5, 6])
    assert told(frame) == [["second_table", row] for row in rows]
    assert set(read_problems(frame)["severity"]) == {"error"}


def test_a_gap_and_another_width_tell_a_table_of_any_words(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(CLIENTS + "\nBerater,Kunden\nR Ali,12\nP Hale,13\n")
    assert told(frame) == [["second_table", row] for row in (8, 9, 10)]


MAYBE = {
    "words-over-words-of-the-same-width": "Name,Town\nEvans,Leeds\nHale,York\n\nAdviser,Office\nR Ali,Leeds\n",
    "a-header-and-no-rows": "Name,Town\nEvans,Leeds\nHale,York\n\nAdviser,Office\n",
}


@pytest.mark.parametrize("form", MAYBE)
def test_a_row_that_may_begin_another_table_is_kept_with_a_warning(
    form: str, read: Callable[..., pd.DataFrame]
) -> None:
    frame = read(MAYBE[form])
    assert (len(frame), told(frame)) == (MAYBE[form].count("\n") - 2, [["perhaps_second_table", 5]])


GOES_ON = {
    "words-over-the-same-kinds": "No Name,Policy awaited,not given,none\n",
    "a-header-word-in-each-cell": "Hale,No Email,No Date,No Value\n",
}


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("form", GOES_ON)
def test_words_among_rows_of_the_same_kinds_end_no_table(
    form: str, gap: str, read: Callable[..., pd.DataFrame]
) -> None:
    rows = "".join(CLIENTS.splitlines(keepends=True)[1:])
    frame = read(CLIENTS + gap + GOES_ON[form] + rows)
    assert len(frame) == 11
    assert [code for code, _ in told(frame)] in ([], ["perhaps_second_table"])


def test_the_first_of_two_tables_is_read_even_if_it_is_the_smaller(read: Callable[..., pd.DataFrame]) -> None:
    wide = "".join(f"C{1000 + number},Evans,01/02/195{number},x,Leeds,LS1,1,2,3\n" for number in range(5))
    first = "Adviser,Clients,Value\nR Ali,12,100\nP Hale,13,200\nJ Fox,14,300\n"
    frame = read(first + "\nRef,Name,DOB,Notes,Town,Postcode,Fee,Value,Cost\n" + wide)
    assert (frame.columns.tolist(), frame.index.tolist()) == (["Adviser", "Clients", "Value"], [2, 3, 4])
    assert told(frame) == [["second_table", row] for row in range(6, 12)]


def test_a_table_in_the_title_block_is_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Adviser,Clients\nR Ali,12\nP Hale,13\nJ Fox,14\n\n" + CLIENTS)
    assert frame.columns.tolist() == ["Ref", "Name", "DOB", "Value"]
    assert told(frame) == [["perhaps_table_above", row] for row in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "Adviser,Clients,,Provider,Plans\nR Ali,12,,Aviva,10\nP Hale,13,,LV,4\n,,,Aegon,3\n",
        "Name,Amount,,Name,Sum\nEvans,10,,Shah,3\nHale,5,,Lee,4\n",
        "Provider,Plans,Value,,,\nAviva,10,100,,,\nLV,4,50,,Adviser,Clients\nAegon,3,20,,R Ali,12\nLV,3,9,,P Hale,8\n",
    ],
    ids=["of-other-lengths", "of-the-same-headers", "not-of-the-same-height"],
)
def test_tables_side_by_side_are_a_warning(text: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(text)
    assert frame.attrs["plannr_nb"]["header_rows"] == [1]
    assert ["tables_side_by_side", None] in told(frame)


@pytest.mark.parametrize(
    "text",
    [
        "Provider,Plans,,Adviser,Clients\nAviva,10,,R Ali,12\nLV,4,,P Hale,3\nAegon,3,,J Fox,5\n",
        "Provider,Plans,,Comment\nAviva,10,,called\nLV,4,,\nAegon,3,,called again\nZurich,3,,\n",
    ],
    ids=["as-long", "with-blanks"],
)
def test_a_blank_column_in_a_table_is_no_more_than_that(text: str, read: Callable[..., pd.DataFrame]) -> None:
    assert told(read(text)) == [["blank_header", None]]


def test_tables_of_a_return_to_government_padded_to_the_widest(read: Callable[..., pd.DataFrame]) -> None:
    """Headers of words over words and months; the same headers in part, below titles; what is not done, nil."""
    lines = [
        *("Meetings", "Minister,Date,Name of organisation,Purpose of meeting", "A Person,Oct-14,Alpha,Interview"),
        *(",,Beta", "A Person,Oct-14,Gamma,Discussion", "B Person,Nov-14,Delta,Discussion", "", "Overseas Travel"),
        "Minister,Date of trip,Destination,Purpose of trip,Mode of transport,Cost of hire,Officials,Total cost",
        *("A Person,12 - 15 May,Berlin,Conference,Flight,,,3271.41", "", "Hospitality", "Minister,Date,Type received"),
        *("A Person,Nil return", ""),
    ]
    frame = read("".join(line + "," * (7 - line.count(",")) + "\n" for line in lines))
    assert (frame.attrs["plannr_nb"]["header_rows"], frame.index.tolist()) == ([2], [3, 4, 5, 6])
    assert told(frame) == [["second_table", row] for row in (8, 9, 10, 12, 13, 14)]


def test_a_short_table_of_words_below_a_gap(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(f"{CLIENTS}\nDate,Type of Lunch Received\nApr-12,Dinner\nMay-12,Lunch\n")
    assert told(frame) == [["second_table", row] for row in (8, 9, 10)]
    sparse = read(f"{CLIENTS}\nC1006,Hale\nC1007,Owen\n")
    assert [code for code, _ in told(sparse)] == ["row_too_short"] * 2


def test_the_header_again_beside_a_page_number_is_no_data(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(f"{CLIENTS}{HEADER.strip()},Page 2\n{ROWS}")
    assert (len(frame), skipped(frame), told(frame)) == (10, {"header repeated": "7"}, [])


def test_labels_and_values_in_the_title_block_are_no_table(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Report,Clients\nDate,01/05/2026\nStatus,7\nRecords,5\n\n" + CLIENTS)
    assert (len(frame), told(frame)) == (5, [])


BELOW = {
    "two-cells": "Total,1002.50\n",
    "in-another-column": ",,Total,1002.50\n",
    "count-in-two-cells": "Records,5\n",
    "records-of-a-database": "5 record(s)\n",
    "rows-affected": "\n(5 rows affected)\n",
    "number-in-the-next-cell": "Number of clients:,5,,\n",
    "end-in-stars": "*** END ***\n",
    "end-alone": "END\n",
    "printed": "\nPrinted by R Ali on 01/05/2026 at 09:14\n",
    "printed-padded": "Printed by R Ali on 01/05/2026 at 09:14,,,\n",
    "note-with-commas": "\nNote: values are not guaranteed, see example.com\n",
    "page": ",,,Page 1 of 1\n",
    "labels-and-values": "\nReport date:,30/06/2026\nPrinted by:,R Ali\n",
    "totals-beside-labels": "Total clients:,5,,\nTotal value:,1002.50,,\n",
}


@pytest.mark.parametrize("form", BELOW)
def test_what_stands_below_a_table_is_no_data(form: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(CLIENTS + BELOW[form])
    assert (frame.index.tolist(), told(frame)) == ([2, 3, 4, 5, 6], [])


def test_two_columns_end_in_a_total(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Name,Fee\nEvans,1\nHale,2\nTotal,3\n")
    assert (frame["Name"].tolist(), skipped(frame), told(frame)) == (["Evans", "Hale"], {"totals row": "4"}, [])


def test_a_total_of_another_sum_where_no_name_can_stand_is_left_out_with_a_warning(
    read: Callable[..., pd.DataFrame],
) -> None:
    for total in ("Total,,,1999\n", ",,Total,1999\n"):
        frame = read(CLIENTS + total)
        assert (skipped(frame), told(frame)) == ({"totals row": "7"}, [["total_differs", None]])


def test_averages_and_extremes_below_a_total(read: Callable[..., pd.DataFrame]) -> None:
    summary = "Total,,,1002.50\nAverage,,,200.50\nMax,,,400.50\n"
    frame = read(CLIENTS + summary)
    assert (skipped(frame), told(frame)) == ({"totals row": "7-9"}, [])
    named = read("Name,Fee\nEvans,1\nHale,2\nMax,7\n")
    assert (len(named), told(named)) == (3, [["perhaps_not_data", 4]])


def test_drawn_rows_between_and_below_are_no_data(read: Callable[..., pd.DataFrame]) -> None:
    ruler = "---,---,---,---\n"
    frame = read(CLIENTS + ruler + "Sub-total,,,1002.50\n" + ruler + ROWS + ruler)
    assert (skipped(frame), told(frame)) == ({"totals row": "8", "ruler": "7,9,15"}, [])


@pytest.mark.parametrize("again", [HEADER.upper(), "Ref,Name,DOB\n"])
def test_the_header_again_in_another_form_is_no_data(again: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(CLIENTS + again + ROWS)
    assert (len(frame), skipped(frame), told(frame)) == (10, {"header repeated": "7"}, [])


def test_a_table_of_one_row_above_another_is_no_title(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(
        "Client list\n\n" + CLIENTS[: CLIENTS.index("C1001")] + "\nAdviser,Clients\nR Ali,3\nP Hale,4\nJ Fox,5\n"
    )
    assert (frame.columns.tolist(), frame.index.tolist()) == (["Ref", "Name", "DOB", "Value"], [4])
    assert told(frame) == [["second_table", row] for row in (6, 7, 8, 9)]


def test_a_sum_without_a_label_below_the_first_column(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Fee,Client,Town\n" + "1.50,Evans,Leeds\n2.50,Hale,York\n" * 3 + "12.00,,\n")
    assert (skipped(frame), told(frame)) == ({"totals row": "8"}, [])
    few = read("Fee,Client,Town\n1,Evans,Leeds\n2,Hale,York\n3,Shah,Hull\n6,,\n")
    assert (len(few), told(few)) == (4, [["perhaps_not_data", 5]])
    for rows in ("1,x\n2,y\n3,\n", "1,\n2,\n3,\n", "1,\n" * 6 + "6,\n"):
        frame = read("Plans,Note\n" + rows)
        assert (len(frame), told(frame)) == (rows.count("\n"), [])
    references = read("Ref,Client,Town\n1001,Evans,Leeds\n1002,Hale,York\n1003,,\n")
    assert (len(references), told(references)) == (3, [])


def test_who_printed_a_narrow_table_is_no_data(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Name,Fee\nEvans,1\nHale,2\n\nPrinted on 01/05/2026 09:14 by admin\n")
    assert (len(frame), told(frame)) == (2, [])
    assert len(read("Task\nPrint forms\nPrinted on 01/05/2026 by R Ali\n")) == 2


NOTES_BELOW = {
    "padded": "\nNotes,,,\n1. Amounts are without the tax that is paid back.,,,\n2. Names of people are left out.,,,\n",
    "cut-by-commas": "\nValues can fall, and you may get back less than you paid.\n"
    "Harrowmere Ltd, 1 High St, Leeds, is authorised by the regulator.\n",
    "an-address": "\nCorrect as at 30/06/2026\nhttps://www.example.com/reports\n",
    "between-gaps": "\nNames of people are left out where the law says so.,,,\n\nContact: R Ali,,,\n",
}


@pytest.mark.parametrize("form", NOTES_BELOW)
def test_sentences_below_a_gap_and_the_lines_beside_them_are_no_data(
    form: str, read: Callable[..., pd.DataFrame]
) -> None:
    frame = read(CLIENTS + NOTES_BELOW[form])
    assert (frame.index.tolist(), told(frame)) == ([2, 3, 4, 5, 6], [])


def test_a_sentence_between_rows_is_kept_with_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    names = "Name,DOB,Town,Value\n" + "Evans,01/02/1970,Leeds,12\n" * 3
    frame = read(f"{names}Names of people are left out where the law says so.,,,\nHale,,,\n{names[20:]}")
    assert (len(frame), told(frame)) == (8, [["perhaps_not_data", 5]])


def test_a_last_row_with_nothing_but_surplus_is_kept(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(CLIENTS + ",,,,surplus\n")
    assert (len(frame), told(frame)) == (6, [["row_too_long", 7]])


DATA_BELOW = {
    "a-total-with-more-beside": ("Total,R Ali,,1002.50\n", ["perhaps_not_data"]),
    "a-client-named-total": ("C1006,Total,01/02/1970,1.00\n", []),
    "a-total-of-another-sum-under-names": (",Total,,1999\n", ["perhaps_not_data"]),
    "a-thing-and-another-number": ("Clients,,,4\n", []),
    "a-client-named-end": ("C1005,End,,\n", []),
}


@pytest.mark.parametrize("form", DATA_BELOW)
def test_what_may_be_data_below_a_table_is_kept(form: str, read: Callable[..., pd.DataFrame]) -> None:
    text, codes = DATA_BELOW[form]
    frame = read(CLIENTS + text)
    assert (len(frame), [code for code, _ in told(frame)]) == (6, codes)


def test_a_printed_sum_that_is_only_about_that_of_the_rows_is_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    rows = "Client,Plans,Value\nEvans,7,100.20\nHale,8,200.15\n"
    for total, codes in (("300.35", []), ("300", []), ("£300.4", []), ("301.50", ["total_differs"])):
        frame = read(f"{rows}Total,,{total}\n")
        assert ([code for code, _ in told(frame)], skipped(frame)) == (codes, {"totals row": "4"})
    unreadable = read(f"{rows}Shah,9,tbc\nTotal,,301.50\n")
    assert (told(unreadable), skipped(unreadable)) == ([], {"totals row": "5"})


BY_ADVISER = "Adviser,Client,Value\nR Ali,Evans,100\nR Ali,Hale,200\n{}\nP Fox,Shah,10\nP Fox,Khan,20\n{}\n"
SUBTOTALS = {
    "labelled": ("Sub-total,,300", "Sub-total,,30"),
    "named": ("R Ali Total,,300", "P Fox Total,,30"),
    "for": ("Total for R Ali,,£300.00", "Total for P Fox,,£30.00"),
    "bare-and-several": ("Total,,300", "Total,,30"),
    "below-blanks": (",Total,300", ",Total,30"),
    "before-a-gap": ("Total,,300\n", "Total,,30\n"),
    "named-without-for": ("Total R Ali,,300", "Total P Fox,,30"),
}


@pytest.mark.parametrize("grand", ["", "\nGrand Total,,330\n"])
@pytest.mark.parametrize("form", SUBTOTALS)
def test_totals_of_groups_are_skipped_if_they_are_the_sums(
    form: str, grand: str, read: Callable[..., pd.DataFrame]
) -> None:
    frame = read(BY_ADVISER.format(*SUBTOTALS[form]) + grand)
    assert (frame["Client"].tolist(), told(frame)) == (["Evans", "Hale", "Shah", "Khan"], [])


def test_lines_above_groups_that_have_totals_are_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    isa, pension = ("ISA 100123,,\nAlpha,5,100\nBeta,4,200\n", "SIPP 100124,,\nAlpha,3,10\nDelta,7,20\n")
    frame = read(f"Fund,Units,Value\n{isa}Total ISA,,300\n{pension}Total SIPP,,30\nTotal portfolio,,330\n")
    assert (skipped(frame), told(frame)) == ({"totals row": "5,9-10"}, [["perhaps_not_data", row] for row in (2, 6)])


def test_totals_of_groups_of_groups(read: Callable[..., pd.DataFrame]) -> None:
    rows = [
        *("R Ali,Evans,ISA,100", ",,SIPP,200", ",Evans Total,,300", ",Hale,ISA,50", ",,Bond,75", ",Hale Total,,125"),
        *("R Ali Total,,,425", "P Fox,Owen,ISA,10", ",,Bond,20", ",Owen Total,,30", "P Fox Total,,,30", "Total,,,455"),
    ]
    frame = read("\n".join(["Adviser,Client,Plan,Value", *rows, ""]))
    assert (skipped(frame), told(frame)) == ({"totals row": "4,7-8,11-13"}, [])


def test_what_is_carried_from_page_to_page_is_kept_with_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    header, first, second = "Date,Details,Debit\n", "01/05/2026,Fee,100\n02/05/2026,Fee,50\n", "03/05/2026,Fee,20\n"
    frame = read(f"{header}{first}Carried forward,,150\n{header}Brought forward,,150\n{second}04/05/2026,Fee,7\n")
    assert told(frame) == [["perhaps_not_data", 4], ["perhaps_not_data", 6]]
    within = read(f"{header}{first}03/05/2026,Balance carried forward,150\n{header}{second}04/05/2026,Fee,7\n")
    assert told(within) == []


def test_a_word_beside_the_sums_of_all_rows_is_kept_with_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    rows = "Fonds,ISIN,Kurs,Wert\nAlpha,DE0000000001,12.50,1250.00\nBeta,DE0000000002,20.00,1000.00\n"
    assert told(read(f"{rows}Summe,,,2250.00\n")) == [["perhaps_not_data", 4]]
    assert told(read(f"{rows}Gamma,,,2251.00\n")) == []


NO_SUBTOTALS = {
    "another-sum": (["Sub-total,,305", "Sub-total,,35"], ["perhaps_not_data", "perhaps_not_data"]),
    "one-client-of-the-name": (["Total,,300", "R Fox,Lowe,30"], ["perhaps_not_data"]),
    "a-firm-of-the-name": (["Alpha Total,,310", "Beta Total,,40"], []),
}


@pytest.mark.parametrize("form", NO_SUBTOTALS)
def test_rows_labelled_as_totals_that_may_be_data_are_kept(form: str, read: Callable[..., pd.DataFrame]) -> None:
    rows, codes = NO_SUBTOTALS[form]
    frame = read(BY_ADVISER.format(*rows))
    assert (len(frame), [code for code, _ in told(frame)]) == (6, codes)


PAGES = {
    "page-number-alone": f"{CLIENTS}Page 1 of 2\n{ROWS}Page 2 of 2\n",
    "page-number-on-the-right": f"{CLIENTS}\n,,,Page 1 of 2\n\n{ROWS}\n,,,Page 2 of 2\n",
    "header-again": f"{CLIENTS}{HEADER}{ROWS}",
    "numbered-title": f"Client list,,,Page 1\n{CLIENTS}Client list,,,Page 2\n{HEADER}{ROWS}",
    "title-with-the-time": f"Client list\nRun 09:14\n\n{CLIENTS}\nClient list\nRun 09:15\n\n{HEADER}{ROWS}",
    "title-continued": f"Client list,,,Page 1\n{CLIENTS}Client list (continued),,,Page 2\n{HEADER}{ROWS}",
    "page-number-and-time": f"{CLIENTS}30/06/2026 09:14,,,Page 1\n{HEADER}{ROWS}30/06/2026 09:14,,,Page 2\n",
    "header-of-groups": f"Client,,Net,\n{CLIENTS}Page 1\nClient,,Net,\n{HEADER}{ROWS}",
}


@pytest.mark.parametrize("form", PAGES)
def test_breaks_between_pages_are_no_data(form: str, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(PAGES[form])
    assert (frame.iloc[:, 1].tolist(), told(frame)) == (["Evans", "Patel", "Jones", "Price", "Khan"] * 2, [])


def test_page_numbers_that_are_data_stay(read: Callable[..., pd.DataFrame]) -> None:
    rows = "Deed,Scan,Client,Value\nLease,Page 1,Evans,1\n,Page 2,,\nWill,Page 1,Hale,2\n,Page 2,,\n"
    assert read(rows)["Scan"].tolist() == ["Page 1", "Page 2", "Page 1", "Page 2"]


def test_headings_between_rows_are_kept_with_a_warning(read: Callable[..., pd.DataFrame]) -> None:
    first, second = ROWS.splitlines(keepends=True)[:2]
    between = read(f"{HEADER}Adviser: R Ali,,,\n{first}P Hale,,,\n{ROWS}")
    assert (len(between), told(between)) == (8, [["perhaps_not_data", 2], ["perhaps_not_data", 4]])
    above_header = read(f"Adviser: R Ali,,,\n{HEADER}{first}\nAdviser: P Hale,,,\n{HEADER}{second}")
    assert (above_header.index.tolist(), told(above_header)) == ([3, 5, 7], [["perhaps_not_data", 5]])


def test_rows_of_one_cell_like_the_others_of_its_column_are_data(read: Callable[..., pd.DataFrame]) -> None:
    frame = read(f"{CLIENTS}C1005,,,\nC1006,,,\n")
    assert (len(frame), told(frame)) == (7, [])
    names = read("Name,DOB,Town\nEvans,01/02/1970,Leeds\nHale,,\nShah,03/04/1980,York\nMary Jane Fox,,\n")
    assert (len(names), told(names)) == (4, [])


@pytest.mark.parametrize("header", ["Ref,Name\n", ""])
@pytest.mark.parametrize(("rows", "warned"), [(500, False), (999, False), (1000, True), (2000, False), (5000, True)])
def test_only_known_limits_are_told_of(rows: int, warned: bool, header: str, read: Callable[..., pd.DataFrame]) -> None:
    codes = [code for code, _ in told(read(header + "".join(f"C{number},9\n" for number in range(1000, 1000 + rows))))]
    assert codes == ["no_header"] * (not header) + ["rows_at_limit"] * warned


def test_a_header_longer_than_all_rows_cuts_no_row_in_two(read: Callable[..., pd.DataFrame]) -> None:
    frame = read("Ref,Name,Value,Notes,Town\nC1001,Evans,10\nC1002,Hale,20\n")
    assert told(frame) == [["row_too_short", 2], ["row_too_short", 3]]


PIECES = [
    "",
    "",
    "Total",
    "Ref",
    "Name",
    "Value",
    "1",
    "2",
    "3",
    "C1001",
    "01/02/2020",
    "(£)",
    "text",
    "Date of",
    "Birth",
]
PIECES += [
    "Page 1",
    "---",
    "END",
    "Sub-total",
    "Adviser",
    "*** x ***",
    "Average",
    "Records",
    "2023",
    "Status:",
    "Note: x",
]


def test_the_pieces_of_reports_in_any_order_are_accounted_for(read: Callable[..., pd.DataFrame]) -> None:
    for seed in range(60):
        random = Random(seed)
        width = random.randint(1, 6)
        widths = [random.choice([width] * 5 + [1, 2, 8]) for _ in range(random.randint(1, 25))]
        rows = [",".join(random.choices(PIECES, k=count)) for count in widths]
        try:
            read_problems(read("\n".join(rows) + "\n"))
        except ReadError as error:
            assert str(error).startswith("clients.csv: ")
