"""Records that stay checked while they are edited."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import plannr_nb as pn
from plannr_nb.checks import Checked, check
from plannr_nb.errors import RecordsError
from plannr_nb.records import apply_edits, exclude

# Namesakes in other capitals, words for not known, words for the dead, accents, and what ends or breaks a line.
CELLS = {
    "type": [None, "individual", "Joint", "joint", "trust", "person"],
    "first_name": [None, "Sam", "SAM", "Zoë", "ZOË", "Jo", "TBC"],
    "last_name": [None, "Evans", "EVANS", "Hale (dec'd)", "The Late ſmith", "Hale Ltd", "unknown", "Evans\n", "TBC ı"],
    "date_of_birth": [None, "17/01/1975", "18/01/1975", "01/01/1900", "31/02/1975", "17/01/2975"],
    "ni_number": [None, "AB123456C", "ab123456c", "QQ123456C", "-", "none"],
    "external_reference_value": [None, "R-1", "r-1", "R-2", "4.4E+11"],
    "send_welcome_email": [None, "true", "false", "no"],
    "is_deceased": [None, "true", "false"],
    "address_1": [None, "1 Post Street", "DO NOT MAIL"],
}
FIELDS = tuple(CELLS)
OWN = {
    "expectations": [
        {"type": "expect_column_values_to_not_match_regex", "kwargs": {"column": "last_name", "regex": "(?i)I$"}},
        {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "type", "value_set": ["x"], "mostly": 0.5}},
        {
            "type": "expect_compound_columns_to_be_unique",
            "kwargs": {"column_list": ["first_name", "last_name"], "ignore_row_if": "never"},
        },
        {"type": "expect_compound_columns_to_be_unique", "kwargs": {"column_list": ["first_name", "is_deceased"]}},
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "ni_number"}},
        {"type": "expect_table_row_count_to_be_between", "kwargs": {"max_value": 3}},
        {
            "type": "expect_table_row_count_to_equal",
            "kwargs": {
                "value": 2,
                "row_condition": {"type": "nullity", "column": {"name": "first_name"}, "is_null": True},
            },
        },
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "not_there"}},
        {"type": "expect_column_value_lengths_to_be_between", "kwargs": {"column": "last_name", "max_value": 5}},
    ]
}


def edits_of(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["record_id", "field", "new"], dtype="str")


@st.composite
def people(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(1, 8))
    shown = draw(st.lists(st.sampled_from(FIELDS), min_size=5, unique=True))
    columns = {
        name: draw(st.lists(st.sampled_from(CELLS[name]), min_size=size, max_size=size))
        for name in FIELDS
        if name in shown
    }
    return pd.DataFrame(columns, index=[f"r{number}" for number in range(size)], dtype="str")


@st.composite
def edits_for(draw: st.DrawFn, records: pd.DataFrame) -> list[pd.DataFrame]:
    one = st.sampled_from(FIELDS).flatmap(
        lambda name: st.tuples(st.sampled_from(records.index.tolist()), st.just(name), st.sampled_from(CELLS[name]))
    )
    return [edits_of(*rows) for rows in draw(st.lists(st.lists(one, max_size=4), min_size=1, max_size=2))]


def compare(records: pd.DataFrame, edits: list[pd.DataFrame], *ask: Any) -> None:
    checked = Checked(records, *ask)
    for one in edits:
        records = apply_edits(records, one)
        problems = checked.edit(one)
        pd.testing.assert_frame_equal(checked.records, records)
        pd.testing.assert_frame_equal(problems, check(records, *ask))
        assert checked.problems is problems


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_edits_leave_what_a_full_check_finds(data: st.DataObject) -> None:
    records = data.draw(people())
    if data.draw(st.booleans()):
        records = exclude(records, [records.index[0]], "test client")
    compare(records, data.draw(edits_for(records)), "clients", data.draw(st.sampled_from(["store", "update"])))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_edits_leave_what_a_full_check_of_any_suite_finds(data: st.DataObject) -> None:
    records = data.draw(people())
    compare(records, data.draw(edits_for(records)), "clients", "store", OWN)


def test_edits_leave_what_own_rules_and_other_files_find() -> None:
    own = [
        pn.own_rule("first_name_blank", "fill it in", "type == 'joint' or filled(first_name)"),
        pn.own_rule("not_evans", "no Evans here", lambda row: row["last_name"] != "Evans"),
        pn.own_rule("breaks", "raises for some", lambda row: row["first_name"] != "TBC" or row["no such field"]),
    ]
    others = pd.DataFrame({"first_name": "Sam", "last_name": "Evans", "date_of_birth": ["17/01/1975"]}, dtype="str")
    records = pd.DataFrame({name: [cells[-1], cells[1], cells[1]] for name, cells in CELLS.items()}, dtype="str")
    edits = [
        edits_of(("0", "last_name", "Evans"), ("2", "first_name", "TBC")),
        edits_of(("0", "first_name", "SAM"), ("0", "date_of_birth", "17/01/1975"), ("2", "first_name", None)),
        edits_of(("1", "last_name", "Hale")),
    ]
    checked = Checked(records, "clients", rules=own, against={"clients": others.set_axis(["x"])})
    for one in edits:
        records = apply_edits(records, one)
        wanted = check(records, "clients", rules=own, against={"clients": others.set_axis(["x"])})
        pd.testing.assert_frame_equal(checked.edit(one), wanted)
    assert {"person_in_plannr", "not_evans"} <= set(checked.problems["code"])


def test_edits_leave_the_jumps_of_valuations_that_a_full_check_finds() -> None:
    records = pd.DataFrame(
        {
            "plan_uuid": ["A", "a", "A", "B"],
            "valued_at": [f"01/0{month}/2024" for month in range(1, 5)],
            "value": ["1000.00", "1010.00", "1020.00", "2000.00"],
        },
        dtype="str",
    )
    edits = [edits_of(("1", "value", "101000")), edits_of(("1", "plan_uuid", "B")), edits_of(("3", "plan_uuid", None))]
    compare(records, edits, "valuations")


def test_the_partners_of_an_old_and_a_new_value_are_told_anew() -> None:
    numbers = ["AB123456C", "ab123456c", "AB123457C", "AB123458C"]
    records = pd.DataFrame(
        {"last_name": ["Evans", "Hale", "Poe", "Marsh"], "first_name": "Sam", "ni_number": numbers}, dtype="str"
    ).assign(send_welcome_email="false")
    checked = Checked(records, "clients")

    def repeated(problems: pd.DataFrame) -> list[str]:
        return problems.loc[problems["code"] == "ni_number_repeated", "record_id"].tolist()

    assert repeated(checked.problems) == ["0", "1"]
    assert repeated(checked.edit(edits_of(("1", "ni_number", "AB123457C")))) == ["1", "2"]
    assert repeated(checked.edit(edits_of(("1", "ni_number", None)))) == []


def test_an_edit_that_does_not_fit_changes_nothing() -> None:
    checked = Checked(pd.DataFrame({"last_name": ["Evans"], "first_name": ["Sam"]}, dtype="str"), "clients")
    before = checked.problems
    with pytest.raises(RecordsError, match="not in the frame"):
        checked.edit(edits_of(("7", "last_name", "Hale")))
    assert checked.problems is before and checked.edits.empty
    checked.edit(edits_of(("0", "last_name", "Hale")))
    assert checked.edits.to_dict("records") == [{"record_id": "0", "field": "last_name", "new": "Hale"}]
    assert repr(checked) == "<Checked: 1 records, 1 problems, 1 of them errors>"
