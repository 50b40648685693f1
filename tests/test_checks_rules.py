"""The rules as plain data: what they ask, how sure they are, and that every engine reads them alike."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plannr_nb import catalogue
from plannr_nb.catalogue import Kind, Mode
from plannr_nb.checks.expectation import META_KEY, Expectation
from plannr_nb.checks.forms import FORMS, as_list, days_until
from plannr_nb.checks.suite import rules_of

ALL = [(name, mode) for name in catalogue.record_types() for mode in Mode]
TODAY = date(2025, 3, 14)


def rules(name: str, mode: Mode = Mode.STORE) -> list[Expectation]:
    return rules_of(catalogue.load(name), mode, today=TODAY)


def asked(name: str, mode: Mode, code: str) -> list[tuple[str, str]]:
    return [(str(item.field), str(item.severity)) for item in rules(name, mode) if item.code == code]


@pytest.mark.parametrize(("name", "mode"), ALL)
def test_every_rule_says_what_it_is_and_looks_at_fields_that_exist(name: str, mode: Mode) -> None:
    known = catalogue.load(name)
    for item in rules(name, mode):
        noted = item.meta[META_KEY]
        assert {"code", "severity", "message", "field", "certainty", "source"} <= set(noted)
        assert noted["certainty"] in ("confirmed", "documented", "inferred", "our choice") and noted["source"]
        assert {noted["field"], *item.columns, *item.condition_columns} <= {each.name for each in known.importable}
        assert noted.get("sensitivity", "plain") == known[noted["field"]].sensitivity


@pytest.mark.parametrize(("name", "mode"), ALL)
def test_an_error_is_documented_or_saves_data(name: str, mode: Mode) -> None:
    unproved = {
        item.code
        for item in rules(name, mode)
        if item.severity == "error" and item.meta[META_KEY]["certainty"] not in ("documented", "confirmed")
    }
    assert unproved <= {"uuid_repeated", "scientific_number"}


def test_ids_are_for_updates_only() -> None:
    assert asked("clients", Mode.STORE, "uuid_in_store") == [("uuid", "error")]
    assert asked("clients", Mode.VALIDATE, "uuid_in_store") == asked("clients", Mode.UPDATE, "uuid_in_store") == []
    assert asked("clients", Mode.UPDATE, "required_blank") == [("uuid", "error")]
    assert asked("clients", Mode.UPDATE, "uuid_repeated") == [("uuid", "error")]


def test_what_a_new_record_needs() -> None:
    assert asked("clients", Mode.STORE, "required_blank") == [("send_welcome_email", "error")]
    assert asked("plans", Mode.STORE, "required_blank") == [
        ("type", "warning"),
        ("client_uuid", "error"),
        ("plan_type", "warning"),
        ("status", "warning"),
        ("opened_at", "warning"),
    ]
    assert asked("clients", Mode.STORE, "name_blank") == [
        ("first_name", "warning"),
        ("last_name", "warning"),
        ("last_name", "warning"),
        ("first_name", "warning"),
        ("entity_name", "warning"),
    ]
    assert asked("clients", Mode.UPDATE, "name_blank") == []


def test_a_firm_s_own_field_guide_turns_a_warning_into_an_error() -> None:
    clients = catalogue.load("clients")
    sure = catalogue.Certainty.CONFIRMED
    from dataclasses import replace

    confirmed = clients.with_fields(replace(clients["gender"], certainty=sure, choices_certainty=sure))
    found = [item for item in rules_of(confirmed, Mode.STORE) if item.field == "gender" and item.code == "not_a_choice"]
    assert [(str(item.severity), item.meta[META_KEY]["certainty"]) for item in found] == [("error", "confirmed")]


def test_where_a_wrong_choice_is_an_error_plannr_s_other_spellings_pass() -> None:
    (origin,) = (item for item in rules("charges") if item.code == "not_a_choice" and item.field == "payment_origin")
    assert origin.kwargs["value_set"] == ["client", "provider", "unknown", "Client", "Provider", "Unknown"]
    (title,) = (item for item in rules("clients") if item.code == "not_a_choice" and item.field == "title")
    assert tuple(title.kwargs["value_set"]) == catalogue.load("clients")["title"].choices


def test_no_rule_twice() -> None:
    for name, mode in ALL:
        seen = [repr(item.to_json()) for item in rules(name, mode)]
        assert len(seen) == len(set(seen)), name


GOOD_AND_BAD = {
    Kind.UUID: (["4308c6fe-513d-4334-a7ec-9cc0e082d5e4"], ["A-17", "4308c6fe513d4334a7ec9cc0e082d5e4", ""]),
    Kind.EMAIL: (
        ["j.evans@mail.example", "o'neil+x@sub.mail.example.com", "jörg@müller.example"],
        ["a@b", "a@mail.example; b@mail.example", "a@@mail.example", "a b@mail.example", "<a@mail.example>"],
    ),
    Kind.PHONE: (["+441632960123", "442079460123"], ["01632 960123", "+44 1632 960123", "x", "+44", "0" * 12]),
    Kind.DATE: (
        ["17/01/1975", "29/02/2024", "29/02/2000", "31/12/1999", "30/04/2020"],
        ["29/02/1973", "29/02/1900", "31/04/2020", "1/1/2020", "2020-01-17", "17/13/1975", "00/01/2000", "17/01/75"],
    ),
    Kind.DATETIME: (
        ["2025-01-17T11:18:28+00:00", "2025-01-17", "17/01/2025", "17/01/2025 09:30"],
        ["17/01/2025 25:00", "yesterday", "2025-13-01", "29/02/2025 10:00"],
    ),
    Kind.MONEY: (["1234.50", "0", "-3.5", "007", "1.234"], ["1,234.50", "£12", "12k", "(12.00)", "1.2.3", "."]),
    Kind.INTEGER: (["65", "-1", "007"], ["65.0", "65 years", "1e3"]),
    Kind.PERCENT: (["0", "5.5", "100", "100.00"], ["100.1", "101", "-1", "5%"]),
    Kind.NI_NUMBER: (
        ["AB123456C", "AB 12 34 56 C", "AB123456", "TN010165M"],
        ["AB12345C", "ab123456c", "AB123456E", "A1123456C", "AB1234567", "AB 12 34 56 "],
    ),
    Kind.POSTCODE: (["PO7 7YH", "EC1A 1BB", "M11AE"], ["PO7 7Y", "po7 7yh", "D04 V2N8", "75001", "PO7  7YH"]),
}


@pytest.mark.parametrize("kind", GOOD_AND_BAD)
def test_forms_of_cells(kind: Kind) -> None:
    good, bad = GOOD_AND_BAD[kind]
    form = re.compile(FORMS[kind].regex)
    assert [cell for cell in good if not form.search(cell)] == []
    assert [cell for cell in bad if form.search(cell)] == []


def test_a_cell_for_several_ids() -> None:
    one = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
    form = re.compile(as_list(FORMS[Kind.UUID].regex))
    assert [bool(form.search(cell)) for cell in (one, f"{one}; {one}", f"{one};{one}", f"{one},{one}", f"{one};")] == [
        *(True, True, True),
        *(False, False),
    ]


PATTERNS = sorted(
    {str(item.kwargs["regex"]) for name, mode in ALL for item in rules(name, mode) if "regex" in item.kwargs}
)
CELL = st.one_of(
    st.text(st.sampled_from("0129/-.:+@ ABab;TZE\u00e9(,"), max_size=24),
    st.sampled_from([cell for pair in GOOD_AND_BAD.values() for cells in pair for cell in cells]),
    st.sampled_from(
        [
            "PEARSON (DEC'D)",
            "Hale - Deceased",
            "Hale late of York",
            "†",
            "gone away",
            "xxx",
            "QQ123456C",
            "Marsh & Co",
            "Hale Ltd",
            "Limited Sam",
            "DO NOT MAIL",
            "4.4E+11",
            "N/A",
            "Na",
        ]
    ),
)


@given(CELL)
def test_python_and_arrow_read_the_patterns_alike(cell: str) -> None:
    column = pa.array([cell])
    for pattern in PATTERNS:
        assert pc.match_substring_regex(column, pattern)[0].as_py() == bool(re.search(pattern, cell)), pattern


@given(st.integers(0, 32), st.integers(0, 13), st.integers(0, 9999))
def test_the_pattern_for_days_knows_the_calendar(day: int, month: int, year: int) -> None:
    text = f"{day:02d}/{month:02d}/{year:04d}"
    try:
        datetime.strptime(text, "%d/%m/%Y")
        exists = True
    except ValueError:
        # Python has no year 0, which the pattern takes for a leap year like any other century divisible by 400.
        exists = year == 0 and bool(re.search(FORMS[Kind.DATE].regex, text.replace("/0000", "/2000")))
    assert bool(re.search(FORMS[Kind.DATE].regex, text)) == exists


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)), st.integers(-800, 800))
def test_days_until_a_day(last: date, later_by: int) -> None:
    day = last + timedelta(days=later_by)
    assert bool(re.search(days_until(last), day.strftime("%d/%m/") + f"{day.year:04d}")) == (later_by <= 0)
