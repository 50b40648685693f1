"""What people and systems write for not known, and what a spreadsheet does to a cell, whatever the kind."""

from __future__ import annotations

import pandas as pd
import pytest

from plannr_nb import catalogue
from plannr_nb.mapping import DateOrder, MoneyUnit
from plannr_nb.shaping.reading import Cells
from plannr_nb.shaping.recipes import read_field


def told(record_type: str, field: str, cells: list[str]) -> list[tuple[str | None, str]]:
    """What became of each cell, and the codes of what is wrong with it."""
    read = read_field(catalogue.load(record_type)[field], DateOrder.DMY, MoneyUnit.POUNDS)
    reading = read(Cells.of(cells))
    return [
        (None if pd.isna(text) else text, " ".join(c.code.code for c in reading.complaints if c.cells[place]))
        for place, text in enumerate(reading.texts)
    ]


@pytest.mark.parametrize(
    ("record_type", "field", "cell", "text"),
    [
        ("plans", "value", "£999,999", "999999"),
        ("plans", "value", "9999999.99", "9999999.99"),
        ("clients", "height", "999", "999"),
        ("clients", "phone", "07777 777777", "+447777777777"),
        ("clients", "phone", "01234567890", "+441234567890"),
        ("clients", "email", "none@none.com", "none@none.com"),
        ("clients", "email", "NoEmail@Example.com", "NoEmail@example.com"),
        ("clients", "email", "test@test.com", "test@test.com"),
        ("clients", "ni_number", "AB 00 00 00 A", "AB000000A"),
        ("clients", "postcode", "zz993vz", "ZZ99 3VZ"),
        ("clients", "uuid", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_values_that_stand_for_not_known_are_read_and_told(record_type: str, field: str, cell: str, text: str) -> None:
    assert told(record_type, field, [cell]) == [(text, "placeholder_value")]


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("phone", "020 7946 0000"),
        ("phone", "07700 900999"),
        ("email", "a@example.com"),
        ("email", "testa@example.com"),
        ("ni_number", "AB 12 34 56 C"),
        ("height", "99"),
        ("value", "9999"),
    ],
)
def test_what_may_well_be_known_is_not_told(field: str, cell: str) -> None:
    assert told("clients", field, [cell])[0][1] in ("", "zero_amount")


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("date_of_birth", "00/00/0000"),
        ("date_of_birth", "99/99/9999"),
        ("phone", "00000 000000"),
        ("ni_number", "999999999"),
        ("value", "£ -"),
        ("value", "TBC"),
        ("is_prospect", "N/A"),
        ("email", "-"),
    ],
)
def test_what_says_nothing_keeps_its_text_with_an_error(field: str, cell: str) -> None:
    assert told("clients", field, [cell]) == [(None, "placeholder")]


@pytest.mark.parametrize(
    ("field", "cell", "text"),
    [
        ("phone", "'01632 960123", "+441632960123"),
        ("date_of_birth", "'25/12/1965", "25/12/1965"),
        ("date_of_birth", "25\u00a0December\u00a01965", "25/12/1965"),
        ("ni_number", "\ufeffAB123456C", "AB123456C"),
        ("value", "'5", "5"),
        ("postcode", "’SW1A 1AA", "SW1A 1AA"),
        ("email", "ann@example.com\u200b", "ann@example.com"),
        ("last_name", "'t Hooft", "'t Hooft"),
        ("client_uuid", "'00123", "'00123"),
    ],
)
def test_marks_of_spreadsheets_are_left_out_of_values_and_stay_in_text(field: str, cell: str, text: str) -> None:
    assert told("plans" if field == "client_uuid" else "clients", field, [cell]) == [(text, "")]


@pytest.mark.parametrize("field", ["phone", "ni_number", "value", "date_of_birth"])
def test_a_number_that_a_spreadsheet_cut_short_is_called_that(field: str) -> None:
    assert told("clients", field, ["4.47701E+11"]) == [(None, "scientific_number")]


def test_a_cross_is_an_answer_that_nobody_can_tell() -> None:
    assert told("clients", "is_prospect", ["x", "X"]) == [(None, "not_a_yes_or_no")] * 2
