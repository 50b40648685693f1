"""Dates in the forms that exports hold, and one answer for a whole source."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plannr_nb.mapping import DateOrder, Mapping
from plannr_nb.shaping import shape
from plannr_nb.shaping.date_columns import KNOWN, NO_CLOCK, NO_DATE, NUMBERS, Forms
from plannr_nb.shaping.date_forms import Way, written
from plannr_nb.shaping.dates import read_dates
from plannr_nb.shaping.reading import Cells, Reading


def texts(reading: Reading) -> list[str | None]:
    return [None if pd.isna(text) else text for text in reading.texts]


def remarks(reading: Reading) -> list[str]:
    return [remark.code.code for remark in reading.remarks]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("3rd Jan '66", "03/01/1966"),
        ("25/12/’65", "25/12/1965"),
        ("25\\12\\1965", "25/12/1965"),
        ("25/12/1965.", "25/12/1965"),
        ("25 Dec 2020 at 09:30", "25/12/2020"),
        ("1965-12-25T00:00:00+00:00", "25/12/1965"),
        ("1965-07-25T00:00:00.000+01:00", "25/07/1965"),
    ],
)
def test_odd_forms_of_a_date(cell: str, text: str) -> None:
    assert texts(read_dates(Cells.of([cell]), DateOrder.DMY)) == [text]


def test_times_are_kept_where_the_field_holds_one_and_utc_is_told() -> None:
    cells = ["25/12/2020 09:30", "25/12/2020 9:30 pm", "44190.5", "25/12/2020", "2020-12-25T09:30:15Z"]
    reading = read_dates(Cells.of(cells), with_time=True)
    assert texts(reading) == [
        "25/12/2020 09:30",
        "25/12/2020 21:30",
        "25/12/2020 12:00",
        "25/12/2020",
        "25/12/2020 09:30:15",
    ]
    assert remarks(reading) == ["excel_serials", "time_in_utc"]


def test_the_habit_of_a_source_settles_what_a_column_leaves_open() -> None:
    open_, shown = Cells.of(["03/04/1965", "05/06/1966"]), Cells.of(["03/04/1965", "25/12/1966"])
    assert texts(read_dates(open_, habit=DateOrder.MDY)) == ["04/03/1965", "06/05/1966"]
    assert texts(read_dates(shown, habit=DateOrder.DMY)) == ["03/04/1965", "25/12/1966"]
    assert remarks(read_dates(open_, habit=DateOrder.MDY)) == []


def test_a_column_that_speaks_against_the_habit_is_asked_about() -> None:
    cells = Cells.of(["03/04/1965", "12/25/1966", "1960-01-02"])
    reading = read_dates(cells, habit=DateOrder.DMY)
    assert (texts(reading), remarks(reading)) == ([None, "25/12/1966", "02/01/1960"], ["dates_against_habit"])
    assert "mapping.date_orders" in str(reading.remarks[0].message)
    assert texts(read_dates(cells, DateOrder.MDY, habit=DateOrder.DMY))[0] == "04/03/1965"


def test_the_habit_settles_a_column_with_a_few_cells_against_it() -> None:
    reading = read_dates(Cells.of(["25/12/1965", "12/26/1965", "03/04/1965"], [9, 1, 4]), habit=DateOrder.DMY)
    assert (texts(reading), remarks(reading)) == (["25/12/1965", None, "03/04/1965"], [])
    assert [complaint.code.code for complaint in reading.complaints] == ["date_against_order"]


def test_a_habit_of_years_first_leaves_columns_with_years_behind_alone() -> None:
    assert texts(read_dates(Cells.of(["65/12/25"]), habit=DateOrder.YMD)) == ["25/12/1965"]
    assert remarks(read_dates(Cells.of(["03/04/1965"]), habit=DateOrder.YMD)) == ["dates_against_habit"]


days = st.dates(date(1, 1, 1), date(9999, 12, 31))
forms = st.sampled_from(
    [
        "{0:%d}/{0:%m}/{1}",
        "{0.day}.{0.month}.{1}",
        "{1}-{0:%m}-{0:%d}",
        "{0:%d}-{0:%m}-{2}",
        "{0:%d %b} {1}",
        "{1}/{0.month}/{0.day}",
    ]
)
clocks = st.sampled_from(["", " 00:00:00", "T09:30:00Z", " 9:05", " 23:59:59.123", " 24:00", " 12:61", " 9:30 pm"])


@given(st.lists(st.tuples(days, forms, clocks) | st.text("0123456789/-. :TZ", min_size=1, max_size=20), min_size=1))
def test_a_column_at_once_says_what_each_cell_says(parts: list) -> None:
    cells = [
        part
        if isinstance(part, str)
        else part[1].format(part[0], f"{part[0].year:04}", f"{part[0].year % 100:02}") + part[2]
        for part in parts
    ]
    cells = list(dict.fromkeys(cell.strip() or "0" for cell in cells))
    found = Forms.of(pd.Series(cells, dtype="str"))
    for place, form in enumerate(map(written, cells)):
        if form is None:
            assert found.way[place] == NO_DATE
            continue
        clock = NO_CLOCK
        if form.clock is not None:
            clock = form.clock.hour * 3600 + form.clock.minute * 60 + form.clock.second
        way = {Way.NUMBERS: NUMBERS, Way.KNOWN: KNOWN}.get(form.way, 3)
        assert (found.way[place], found.first[place], found.second[place], found.third[place]) == (
            way,
            form.first,
            form.second,
            form.third,
        )
        assert (found.clock[place], found.two_digits[place]) == (clock, form.two_digits)
        assert (found.utc[place], found.named[place]) == (bool(form.clock and form.clock.utc), form.named)


@given(st.lists(st.datetimes(datetime(1800, 1, 1), datetime(2199, 12, 31)), min_size=1))
def test_a_finished_date_reads_as_itself(moments: list[datetime]) -> None:
    cells = list(dict.fromkeys(f"{moment.replace(microsecond=0):%d/%m/%Y %H:%M}" for moment in moments))
    assert texts(read_dates(Cells.of(cells), DateOrder.DMY, with_time=True)) == cells
    finished = list(dict.fromkeys(cell[:10] for cell in cells))
    assert texts(read_dates(Cells.of(finished), DateOrder.DMY)) == finished


def test_one_answer_serves_all_date_columns_of_a_source_and_may_be_plain_text() -> None:
    source = pd.DataFrame({"Born": ["03/04/1965"], "Review": ["05/06/2027"], "Died": ["2021-01-02"]}, dtype="str")
    mapping = Mapping("clients").set("date_of_birth", "Born").set("next_review_date", "Review")
    mapping.set("deceased_at", "Died")
    mapping.date_order = DateOrder.MDY
    mapping.date_orders["next_review_date"] = "dmy"
    shaped = shape(source, mapping)
    assert shaped.records[["date_of_birth", "next_review_date", "deceased_at"]].values.tolist() == [
        ["04/03/1965", "05/06/2027", "02/01/2021"]
    ]
    assert not shaped.problems["code"].str.startswith("date").any()
