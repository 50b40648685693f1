"""Recipes: distinct cells in, what to send out, and what is wrong."""

from __future__ import annotations

from datetime import date

import pandas as pd
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plannr_nb.mapping import DateOrder, MoneyUnit
from plannr_nb.shaping.choices import read_booleans, read_choices
from plannr_nb.shaping.contact import read_emails, read_phones
from plannr_nb.shaping.dates import evidence, read_dates
from plannr_nb.shaping.identifiers import read_ni_numbers, read_postcodes, read_uuids
from plannr_nb.shaping.money import read_integers, read_money, read_percents
from plannr_nb.shaping.reading import Cells, Reading

TODAY = date(2026, 6, 30)


def told(reading: Reading) -> list[tuple[str | None, str]]:
    """What became of each cell: the text to send or None, and the codes of what is wrong with it."""
    texts = [None if pd.isna(text) else text for text in reading.texts]
    return [
        (text, " ".join(complaint.code.code for complaint in reading.complaints if complaint.cells[place]))
        for place, text in enumerate(texts)
    ]


def remarks(reading: Reading) -> list[str]:
    return [remark.code.code for remark in reading.remarks]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("25/12/1965", "25/12/1965"),
        ("5/1/1965", "05/01/1965"),
        ("25-12-1965", "25/12/1965"),
        ("25.12.1965", "25/12/1965"),
        ("25 12 1965", "25/12/1965"),
        ("1965-12-25", "25/12/1965"),
        ("1965-12-25T00:00:00Z", "25/12/1965"),
        ("1965-12-25 00:00:00.000", "25/12/1965"),
        ("19651225", "25/12/1965"),
        ("25121965", "25/12/1965"),
        ("25 Dec 1965", "25/12/1965"),
        ("25-DEC-65", "25/12/1965"),
        ("25th December, 1965", "25/12/1965"),
        ("Saturday 25 December 1965", "25/12/1965"),
        ("December 25, 1965", "25/12/1965"),
        ("1965-Dec-25", "25/12/1965"),
        ("24101", "25/12/1965"),
        ("25/12/65", "25/12/1965"),
        ("25/12/05", "25/12/2005"),
        ("29/02/1972", "29/02/1972"),
    ],
)
def test_a_date_of_birth_is_read_however_it_is_written(cell: str, text: str) -> None:
    assert told(read_dates(Cells.of([cell]), DateOrder.DMY, birth=True, today=TODAY)) == [(text, "")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("29/02/1973", "impossible_date"),
        ("31/04/1980", "impossible_date"),
        ("00/00/0000", "impossible_date"),
        ("31/12/9999", "placeholder"),
        ("01/01/0001", "placeholder"),
        ("02/01/0001", "impossible_date"),
        ("19601331", "impossible_date"),
        ("40/40/1980", "impossible_date"),
        ("12/25/1965", "date_against_order"),
        ("unknown to us", "not_a_date"),
        ("1965", "not_a_date"),
        ("9999", "not_a_date"),
        ("25/12/1965 25:00", "not_a_date"),
        ("25/12/1965 & 03/04/1966", "not_a_date"),
        ("1965-12-25T00:00:00+05:00", "not_a_date"),
    ],
)
def test_a_cell_that_is_no_date_is_not_read(cell: str, code: str) -> None:
    assert told(read_dates(Cells.of([cell]), DateOrder.DMY)) == [(None, code)]


def test_one_day_first_cell_decides_the_column() -> None:
    reading = read_dates(Cells.of(["03/04/1965", "25/12/1965"]))
    assert (told(reading), remarks(reading)) == ([("03/04/1965", ""), ("25/12/1965", "")], [])


def test_one_month_first_cell_decides_the_column_and_is_remarked_upon() -> None:
    reading = read_dates(Cells.of(["03/04/1965", "12/25/1965"]))
    assert (told(reading), remarks(reading)) == ([("04/03/1965", ""), ("25/12/1965", "")], ["dates_month_first"])


def test_a_column_that_could_be_either_is_kept_with_one_remark_that_names_the_setting() -> None:
    reading = read_dates(Cells.of(["03/04/1965", "05/05/1966", "1/2/70"], [5, 1, 2]))
    assert told(reading) == [(None, ""), ("05/05/1966", ""), (None, "")]
    assert remarks(reading) == ["dates_ambiguous", "two_digit_years"]
    assert reading.remarks[0].message is not None
    assert "mapping.date_orders" in reading.remarks[0].message
    assert "7 could be either" in reading.remarks[0].message


def test_the_cells_that_could_be_either_are_named_where_others_are_plain() -> None:
    reading = read_dates(Cells.of(["03/04/1965", "1965-04-03"]))
    assert (told(reading), remarks(reading)) == ([(None, "date_ambiguous"), ("03/04/1965", "")], [])


def test_a_column_with_evidence_for_both_orders_is_an_error_and_so_is_each_cell_of_the_lesser_order() -> None:
    reading = read_dates(Cells.of(["25/12/1965", "12/26/1965", "03/04/1965"], [9, 1, 4]))
    assert told(reading) == [("25/12/1965", ""), (None, "date_against_order"), (None, "")]
    assert remarks(reading) == ["dates_both_orders"]


def test_an_order_that_was_given_settles_both() -> None:
    cells = Cells.of(["12/26/1965", "03/04/1965", "13/01/1970"], [1, 1, 9])
    reading = read_dates(cells, DateOrder.MDY)
    assert told(reading) == [("26/12/1965", ""), ("04/03/1965", ""), (None, "date_against_order")]
    assert remarks(reading) == []


def test_two_digit_years_first_need_to_be_told() -> None:
    assert told(read_dates(Cells.of(["65/12/25"]), DateOrder.YMD)) == [("25/12/1965", "")]
    assert told(read_dates(Cells.of(["65/12/25"]))) == [(None, "impossible_date")]


def test_dates_that_a_spreadsheet_turned_round_are_noticed() -> None:
    """Day and month fit into each other's place in all cells that were turned into dates, and only there."""
    turned = [f"19{60 + n}-{n + 1:02}-{12 - n:02} 00:00:00" for n in range(9)]
    reading = read_dates(Cells.of([*turned, "25/12/1965", "26/12/1965", "27/12/1965", "03/04/1990"]))
    assert told(reading)[:9] == [(None, "date_perhaps_swapped")] * 9
    assert [text for text, _ in told(reading)[9:]] == ["25/12/1965", "26/12/1965", "27/12/1965", "03/04/1990"]
    assert remarks(reading) == ["dates_half_swapped"]


def test_dates_on_the_first_of_the_month_are_no_sign_of_turning() -> None:
    firsts = [f"19{60 + n}-{n + 1:02}-01 00:00:00" for n in range(9)]
    reading = read_dates(Cells.of([*firsts, "25/12/1965", "26/12/1965", "27/12/1965"]))
    assert all(text is not None for text, _ in told(reading))


def test_the_century_of_a_birth_is_never_in_the_future() -> None:
    cells = Cells.of(["30/06/26", "01/07/26", "25/12/99", "25/12/21"])
    reading = read_dates(cells, DateOrder.DMY, birth=True, today=TODAY)
    assert told(reading) == [
        ("30/06/2026", "century_unclear"),
        ("01/07/1926", ""),
        ("25/12/1999", ""),
        ("25/12/2021", "century_unclear"),
    ]
    assert "later than today" in str(reading.remarks[0].message)


def test_other_dates_may_lie_thirty_years_ahead() -> None:
    cells = Cells.of(["25/12/45", "25/12/56", "25/12/57", "25/12/85"])
    assert told(read_dates(cells, DateOrder.DMY, today=TODAY)) == [
        ("25/12/2045", ""),
        ("25/12/2056", "century_unclear"),
        ("25/12/1957", ""),
        ("25/12/1985", ""),
    ]


def test_dates_that_stand_for_not_known_are_kept_and_named() -> None:
    cells = Cells.of(["01/01/1900", "30/12/1899"])
    assert told(read_dates(cells)) == [("01/01/1900", "placeholder_date"), ("30/12/1899", "placeholder_date")]


def test_times_are_dropped_from_dates_with_a_remark_and_kept_in_times() -> None:
    cells = Cells.of(["25/12/1965 14:30", "26/12/1965 2:05 pm", "27/12/1965 00:00", "28/12/1965 09:00:01"])
    dates, times = read_dates(cells), read_dates(cells, with_time=True)
    assert [text for text, _ in told(dates)] == ["25/12/1965", "26/12/1965", "27/12/1965", "28/12/1965"]
    assert remarks(dates) == ["time_dropped"]
    assert [text for text, _ in told(times)] == [
        "25/12/1965 14:30",
        "26/12/1965 14:05",
        "27/12/1965 00:00",
        "28/12/1965 09:00:01",
    ]


def test_an_hour_before_midnight_in_utc_may_be_the_next_day() -> None:
    cells = Cells.of(["1965-05-03T23:00:00Z", "1965-05-03T22:00:00Z"])
    assert told(read_dates(cells)) == [("03/05/1965", "midnight_shifted"), ("03/05/1965", "")]


def test_evidence_counts_records_not_distinct_cells() -> None:
    seen = evidence(Cells.of(["25/12/1965", "12/25/1965", "01/02/1970", "03/03/1970", "x"], [4, 3, 2, 1, 9]))
    assert (seen.day_first, seen.month_first, seen.either, seen.same) == (4, 3, 2, 1)


@given(st.lists(st.dates(date(1800, 1, 1), date(2199, 12, 31)), min_size=1))
def test_a_finished_date_reads_as_itself(days: list[date]) -> None:
    texts = [f"{day.day:02}/{day.month:02}/{day.year:04}" for day in dict.fromkeys(days)]
    assert read_dates(Cells.of(texts), DateOrder.DMY).texts.tolist() == texts


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1234.50", "1234.50"),
        ("£1,234.50", "1234.50"),
        ("£ 1,234", "1234"),
        ("GBP 1,234.50", "1234.50"),
        ("1,234.50 GBP", "1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("(£1,234.50)", "-1234.50"),
        ("1,234.50-", "-1234.50"),
        ("-£1,234.50", "-1234.50"),
        ("£-1,234.50", "-1234.50"),
        ("−5", "-5"),
        ("125k", "125000"),
        ("£1.25m", "1250000"),
        ("1.5 million", "1500000"),
        ("50p", "0.50"),
        ("0.00", "0.00"),
        ("(0.00)", "0.00"),
        ("007.50", "7.50"),
        (".5", "0.5"),
        ("1 234 567", "1234567"),
        ("999,999,999.99", "999999999.99"),
    ],
)
def test_an_amount_is_read_however_it_is_written(cell: str, text: str) -> None:
    assert told(read_money(Cells.of([cell]))) == [(text, "")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12,34", "not_money"),
        ("-1,23", "not_money"),
        ("-1234,567", "not_money"),
        ("(5", "not_money"),
        ("--5", "not_money"),
        ("(-5)", "not_money"),
        ("£", "not_money"),
        ("250 pm", "not_money"),
        ("4.4E+11", "not_money"),
        ("c. 100k", "not_money"),
        ("€5", "other_currency"),
        ("US$5", "other_currency"),
        ("5 EUR", "other_currency"),
    ],
)
def test_what_is_no_amount_of_pounds_is_not_read(cell: str, code: str) -> None:
    assert told(read_money(Cells.of([cell]))) == [(None, code)]


def test_pence_become_pounds_unless_the_cell_says_pounds() -> None:
    cells = Cells.of(["12345", "5", "£5.00", "50p", "-250"])
    assert [text for text, _ in told(read_money(cells, MoneyUnit.PENCE))] == ["123.45", "0.05", "5.00", "0.50", "-2.50"]


def test_decimal_commas_are_read_where_nothing_speaks_against_them() -> None:
    alone, mixed = read_money(Cells.of(["1.234,50", "99,5"])), read_money(Cells.of(["1.234,50", "99,5", "1,234.50"]))
    assert [text for text, _ in told(alone)] == ["1234.50", "99.5"]
    assert remarks(alone) == ["decimal_commas"]
    assert told(mixed) == [(None, "not_money"), (None, "not_money"), ("1234.50", "")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1,234.50 CR", "1234.50"),
        ("1,234.50DR", "-1234.50"),
        ("£(5.00)", "-5.00"),
        ("5.00-", "-5.00"),
        ("–5", "-5"),
        ("£5.", "5"),
        ("1234.5000", "1234.50"),
        ("1234.5600", "1234.56"),
        ("1.2mil", "1200000"),
        ("(5) DR", None),
        ("-5 CR", None),
        ("CR", None),
        (".", None),
    ],
)
def test_signs_and_zeros_of_ledgers_and_databases(cell: str, text: str | None) -> None:
    assert [given for given, _ in told(read_money(Cells.of([cell])))] == [text]


def test_credit_and_debit_are_told_with_their_count() -> None:
    reading = read_money(Cells.of(["5 CR", "6 DR", "7"], [3, 2, 1]))
    assert remarks(reading) == ["credit_and_debit"]
    assert str(reading.remarks[0].message).endswith("(cells: 5)")


def test_more_decimals_than_pence_are_kept_and_named() -> None:
    assert told(read_money(Cells.of(["1.2345"]))) == [("1.2345", "more_than_pence")]


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1))
def test_a_finished_amount_reads_as_itself_with_and_without_signs(amounts: list) -> None:
    texts = list(dict.fromkeys(f"{amount + 0:.2f}" for amount in amounts))
    signed = [f"-£{text[1:]}" if text[0] == "-" else f"£{text}" for text in texts]
    assert read_money(Cells.of(texts)).texts.tolist() == texts
    assert read_money(Cells.of([f"{amount:,}" for amount in map(float, texts)])).texts.notna().all()
    assert read_money(Cells.of(signed)).texts.tolist() == texts


def test_whole_numbers_and_percentages() -> None:
    assert told(read_integers(Cells.of(["65", "065", "65.0", "1,200", "-3", "65.5", "65 years"]))) == [
        ("65", ""),
        ("65", ""),
        ("65", ""),
        ("1200", ""),
        ("-3", ""),
        (None, "not_an_integer"),
        (None, "not_an_integer"),
    ]
    assert told(read_percents(Cells.of(["5.5%", "0.75", "5 per cent", ".5", "5,5", "half"]))) == [
        ("5.5", ""),
        ("0.75", ""),
        ("5", ""),
        ("0.5", ""),
        (None, "not_a_percent"),
        (None, "not_a_percent"),
    ]


def test_percentages_with_commas_brackets_and_other_signs() -> None:
    cells = ["5pc", "(5%)", "5-", "−5", "%5", "005", "5.", "5 p.c.", "(5", "5%%", "5bps"]
    found = ["5", "-5", "-5", "-5", "5", "5", "5", "5", None, None, None]
    assert [text for text, _ in told(read_percents(Cells.of(cells)))] == found
    commas = read_percents(Cells.of(["5,5%", "7,25", "4"]))
    assert ([text for text, _ in told(commas)], remarks(commas)) == (["5.5", "7.25", "4"], ["decimal_commas"])


def test_fractions_beside_percentages_are_remarked_upon() -> None:
    assert remarks(read_percents(Cells.of(["5%", "0.05"]))) == ["percent_or_fraction"]
    assert remarks(read_percents(Cells.of(["0.5%", "0.75"]))) == []


def test_percentages_that_may_be_fractions_are_remarked_upon_and_not_multiplied() -> None:
    fractions, percents = read_percents(Cells.of(["0.05", "0.5"])), read_percents(Cells.of(["0.05", "5"]))
    assert (fractions.texts.tolist(), remarks(fractions), remarks(percents)) == (
        ["0.05", "0.5"],
        ["percent_or_fraction"],
        [],
    )


def test_unknown_yes_no_text_is_never_false() -> None:
    cells = Cells.of(["Yes", "n", "TRUE", "0", "F", "maybe", "x", "Yes - both", "2"])
    assert told(read_booleans(cells)) == [
        ("true", ""),
        ("false", ""),
        ("true", ""),
        ("false", ""),
        ("false", ""),
        *[(None, "not_a_yes_or_no")] * 4,
    ]


def test_an_answer_that_nearly_every_row_holds_may_be_a_default() -> None:
    reading = read_booleans(Cells.of(["N", "no", "Y"], [90, 6, 4]))
    assert remarks(reading) == ["likely_default"]
    assert str(reading.remarks[0].message).endswith("(rows: 96 of 100)")
    assert remarks(read_booleans(Cells.of(["N", "Y"], [90, 10]))) == []
    assert remarks(read_choices(Cells.of(["N", "Y"], [96, 4]), ["yes", "no", "possibly"])) == ["likely_default"]
    assert remarks(read_choices(Cells.of(["Male"], [96]), ["male", "female"])) == []


def test_blank_rows_count_where_a_default_is_looked_for() -> None:
    cells = Cells.of(["N"], [50])
    assert remarks(read_booleans(Cells(cells.texts, cells.counts, 100))) == []


def test_a_doubted_answer_is_no_answer() -> None:
    cells = Cells.of(["No?", "¬yes", "N/", "(no)", "yes.", "-1", "1.0", "0.0", "☑", "☐", "unticked", "x"])
    assert told(read_booleans(cells)) == [
        *[(None, "choice_doubted")] * 3,
        ("false", ""),
        ("true", ""),
        ("true", ""),
        ("true", ""),
        ("false", ""),
        ("true", ""),
        ("false", ""),
        ("false", ""),
        (None, "not_a_yes_or_no"),
    ]
    assert told(read_choices(Cells.of(["married?", "Married"]), ["married"])) == [
        (None, "choice_doubted"),
        ("married", ""),
    ]


def test_choices_are_spelt_as_the_api_spells_them_and_unknown_ones_are_listed() -> None:
    reading = read_choices(
        Cells.of(["Non Smoker", "EX_SMOKER", "vaper", "twenty a day"]), ["non-smoker", "ex-smoker", "vaper"]
    )
    assert told(reading) == [("non-smoker", ""), ("ex-smoker", ""), ("vaper", ""), (None, "not_a_choice")]
    assert str(reading.complaints[0].message).endswith("there are: non-smoker, ex-smoker, vaper")


def test_a_choice_of_yes_and_no_takes_other_ways_of_saying_so() -> None:
    reading = read_choices(Cells.of(["Y", "false", "Possibly"]), ["yes", "no", "possibly"])
    assert told(reading) == [("yes", ""), ("no", ""), ("possibly", "")]


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("AB123456C", "AB123456C", ""),
        ("ab 12 34 56 c", "AB123456C", ""),
        ("AB-12-34-56-C", "AB123456C", ""),
        ("AB\u00a0123456\u00a0C", "AB123456C", ""),
        ("AB123456", "AB123456", "ni_number_no_suffix"),
        ("QQ123456C", "QQ123456C", "ni_number_prefix"),
        ("GB123456C", "GB123456C", "ni_number_prefix"),
        ("TN123456C", "TN123456C", "ni_number_prefix"),
        ("AO123456C", "AO123456C", "ni_number_prefix"),
        ("TN010165M", "TN010165M", "ni_number_temporary"),
        ("NI No: AB123456C", "AB123456C", ""),
        ("AB12345IC", None, "ni_number_digit"),
        ("ABO23456C", None, "ni_number_digit"),
        ("AB123456E", None, "not_a_ni_number"),
        ("AB12345C", None, "not_a_ni_number"),
        ("Exempt", None, "not_a_ni_number"),
    ],
)
def test_ni_numbers(cell: str, text: str | None, code: str) -> None:
    assert told(read_ni_numbers(Cells.of([cell]))) == [(text, code)]


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("PO7 7YH", "PO7 7YH", ""),
        ("po77yh", "PO7 7YH", ""),
        ("EC1A  1BB", "EC1A 1BB", ""),
        ("w1a 0ax", "W1A 0AX", ""),
        ("GIR 0AA", "GIR 0AA", ""),
        ("VX1O 6YE", None, "postcode_digit"),
        ("PO7 7Y0", None, "postcode_digit"),
        ("P07 7YH", None, "postcode_digit"),
        ("ZZ993VZ", "ZZ99 3VZ", ""),
        ("K1A 0B1", "K1A 0B1", "not_uk_postcode"),
        ("K1 1AA", "K1 1AA", "not_uk_postcode"),
        ("75008", "75008", "not_uk_postcode"),
        ("D02 X285", "D02 X285", "not_uk_postcode"),
        ("see letter of 3 May", None, "not_a_postcode"),
        ("Leeds", None, "not_a_postcode"),
    ],
)
def test_postcodes(cell: str, text: str | None, code: str) -> None:
    assert told(read_postcodes(Cells.of([cell]))) == [(text, code)]


def test_ids_of_plannr_are_written_one_way_and_others_are_not_read() -> None:
    one = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
    cells = Cells.of([one, one.upper(), f"{{{one}}}", one.replace("-", ""), f"urn:uuid:{one}", f'"{one}"', "10209912"])
    assert told(read_uuids(cells)) == [*[(one, "")] * 6, (None, "not_a_uuid")]


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("01632 960123", "+441632960123", ""),
        ("(01632) 960-123", "+441632960123", ""),
        ("+44 (0)1632 960123", "+441632960123", ""),
        ("0044 1632 960123", "+441632960123", ""),
        ("441632960123", "+441632960123", ""),
        ("07700 900123", "+447700900123", ""),
        ("Mob: 07700 900123", "+447700900123", ""),
        ("020 7946 0123", "+442079460123", ""),
        ("+33 1 99 00 12 34", "+33199001234", ""),
        ("01999 123456", "+441999123456", "phone_not_in_use"),
        ("07700 900123 (work)", "+447700900123", "phone_words"),
        ("07700 900123 - eves only", "+447700900123", "phone_words"),
        ("020 7946 0123 ext 12", "020 7946 0123 ext 12", "phone_extension"),
        ("01632 960123 / 07700 900123", None, "two_phones"),
        ("07700 900123 or 01632 960123", None, "two_phones"),
        ("01632 96012/3", None, "two_phones"),
        ("01632 96012 / 13", None, "two_phones"),
        ("01632 960123/4", None, "two_phones"),
        ("01632 96012 - 3", None, "two_phones"),
        ("01632 96012 – 13", None, "two_phones"),
        ("01632 96012-3", None, "two_phones"),
        ("+44 1632 96012/3", None, "two_phones"),
        ("Tel: 01632 96012/3", None, "two_phones"),
        ("01632 - 960 - 123", "+441632960123", ""),
        ("01632/960123", "+441632960123", ""),
        ("01632-96-01-23", "+441632960123", ""),
        ("01632 9601", None, "not_a_phone"),
        ("4.47701E+11", None, "not_a_phone"),
        ("0800 FLOWERS", None, "not_a_phone"),
        ("ask at reception", None, "not_a_phone"),
        ("(m) 07700 900123", "+447700900123", ""),
        ("07700900123.0", "+447700900123", ""),
        ("H 01632 960123 W 01632 960124", None, "two_phones"),
        ("01632 960123 07700 900123", None, "two_phones"),
        ("07700 900123 or 124", None, "two_phones"),
        ("Wife's mobile: 07700 900123", "+447700900123", "phone_words"),
        ("01632 960123 (Mon-Fri 9-5)", "+441632960123", "phone_words"),
        ("DO NOT CALL 07700 900123", "+447700900123", "phone_instruction"),
        ("07700 900l23", None, "not_a_phone"),
        ("Flat 2 07700 900123", None, "not_a_phone"),
    ],
)
def test_telephone_numbers(cell: str, text: str | None, code: str) -> None:
    assert told(read_phones(Cells.of([cell]))) == [(text, code)]


def test_a_lost_leading_zero_is_put_back_and_remarked_upon() -> None:
    reading = read_phones(Cells.of(["7700900123", "1632960123"]))
    assert (reading.texts.tolist(), remarks(reading)) == (["+447700900123", "+441632960123"], ["leading_zero_lost"])


@given(st.from_regex(r"0[1-9][0-9]{8,9}", fullmatch=True))
def test_the_column_at_once_agrees_with_the_library(cell: str) -> None:
    number = phonenumbers.parse(cell, "GB")
    (text, code), *_ = told(read_phones(Cells.of([cell])))
    if phonenumbers.is_valid_number(number):
        assert (text, code) == (phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), "")
    else:
        assert code in ("not_a_phone", "phone_not_in_use") or str(text)[3:-3] in ("1632960", "7700900")


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("Ann.Hale@example.com", "Ann.Hale@example.com", ""),
        ("o'brien+tag@Example.ORG", "o'brien+tag@example.org", ""),
        ("mailto:ann@example.com", "ann@example.com", ""),
        ("ann@example.com;", "ann@example.com", ""),
        ("josé@example.org", "josé@example.org", ""),
        ("ann@example.com; bob@example.com", None, "two_emails"),
        ("ann@example.com bob@example.com", None, "two_emails"),
        ("<ann@example.com>", "ann@example.com", ""),
        ('"ann@example.com"', "ann@example.com", ""),
        ("E-mail: ann@example.com.", "ann@example.com", ""),
        ("ann@example.com#mailto:ann@example.com#", "ann@example.com", ""),
        ("Ann#mailto:ann@example.com#", None, "not_an_email"),
        ('"Hale, Ann" <ann@example.com>', "ann@example.com", "email_words"),
        ("ann@example.com (work)", "ann@example.com", "email_words"),
        ("ann@example.com <bob@example.com>", None, "two_emails"),
        ("ann @example.com", None, "not_an_email"),
        ("ann(at)example.com", None, "not_an_email"),
        ("ann@example", None, "not_an_email"),
        ("ann@", None, "not_an_email"),
        ("a..b@example.com", None, "not_an_email"),
        ("www.example.com", None, "not_an_email"),
    ],
)
def test_email_addresses(cell: str, text: str | None, code: str) -> None:
    assert told(read_emails(Cells.of([cell]))) == [(text, code)]


def test_a_column_without_a_cell_has_nothing_to_say() -> None:
    empty = Cells.of([])
    recipes = [read_dates, read_money, read_integers, read_percents, read_booleans, read_ni_numbers, read_postcodes]
    recipes += [read_uuids, read_phones, read_emails]
    assert [(told(read(empty)), remarks(read(empty))) for read in recipes] == [([], [])] * len(recipes)


def test_a_column_of_unknown_text_has_no_default() -> None:
    assert remarks(read_booleans(Cells.of(["perhaps"], [96]))) == []
