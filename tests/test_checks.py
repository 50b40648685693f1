"""Checking records: every failing cell, in one table, whoever wrote the expectation."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from check_rows import UUID, UUID_2, Row, frame

from plannr_nb import catalogue
from plannr_nb.catalogue import Mode
from plannr_nb.checks import check, expectation_suite, run_suite
from plannr_nb.checks.suite import read_suite, rules_of
from plannr_nb.errors import CheckError, RecordsError, UnknownMode, UnknownRecordType
from plannr_nb.mapping import Mapping
from plannr_nb.problems import COLUMNS, ProblemCode, merge
from plannr_nb.records import as_records, exclude
from plannr_nb.shaping import codes, shape


def client(**changes: str | None) -> Row:
    plain: Row = {
        "type": "individual",
        "first_name": "Sam",
        "last_name": "Evans",
        "entity_name": None,
        "send_welcome_email": "false",
    }
    return {**plain, **changes}


def told(problems: pd.DataFrame) -> list[tuple[object, ...]]:
    """Record, field, code and severity of each problem, missing ones as None."""
    short = problems[["record_id", "field", "code", "severity"]].astype(object)
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in short.to_numpy()]


def test_records_without_fault_give_an_empty_problem_table() -> None:
    problems = check(
        frame(client(), client(first_name="Jo"), client(type="trust", entity_name="Hale Trust", owners=UUID)), "clients"
    )
    assert (problems.columns.tolist(), len(problems)) == (list(COLUMNS), 0)


def test_each_failing_cell_is_a_row() -> None:
    records = as_records(
        frame(
            client(last_name="PEARSON (DEC'D)", date_of_birth="29/02/1973", ni_number="AB123456C"),
            client(first_name=None, email="a@mail.example; b@mail.example", ni_number="AB123456C"),
            client(type="joint", first_name=None, last_name=None, send_welcome_email=None),
            client(type="person", last_name="Hale Builders Ltd", address_1="DO NOT MAIL", gender="M"),
            client(uuid=UUID, date_of_birth="01/01/1900", send_welcome_email="no"),
            index=["14", "15", "16.joint", "17", "18"],
        )
    )
    records["source_row"] = pd.array([14, 15, 16, 17, 18], dtype="Int64")
    problems = check(records, "clients")
    assert told(problems) == [
        ("18", "uuid", "uuid_in_store", "error"),
        ("17", "type", "not_a_choice", "warning"),
        ("15", "email", "not_an_email", "warning"),
        ("16.joint", "send_welcome_email", "required_blank", "error"),
        ("18", "send_welcome_email", "not_a_yes_or_no", "error"),
        ("14", "date_of_birth", "not_a_date", "error"),
        ("18", "date_of_birth", "placeholder_date", "warning"),
        ("17", "gender", "not_a_choice", "warning"),
        ("15", "first_name", "name_blank", "warning"),
        ("16.joint", "entity_name", "name_blank", "warning"),
        (None, "owners", "column_missing", "warning"),
        ("14", "ni_number", "ni_number_repeated", "warning"),
        ("15", "ni_number", "ni_number_repeated", "warning"),
        ("17", "last_name", "organisation_in_name", "warning"),
        ("14", "last_name", "deceased_in_name", "warning"),
        ("17", "address_1", "instruction_in_text", "warning"),
    ]
    assert problems["source_row"].tolist()[:3] == [18, 17, 15]
    assert problems["value"].tolist()[:3] == [UUID, "person", "a@mail.example; b@mail.example"]
    assert set(problems["found_by"]) == {"check"}


def test_a_message_is_one_text_per_cause_and_holds_no_cell() -> None:
    records = frame(*(client(first_name=name, gender=f"odd {name}") for name in ("Quill", "Wren")))
    problems = check(records, "clients")
    assert problems["message"].nunique() == 1
    assert not problems["message"].str.contains("Quill|Wren|odd").any()


def test_a_needed_column_that_is_missing_is_one_problem() -> None:
    records = frame({"entity_name": "Evans Ltd"}, {"entity_name": "Hale Trust"})
    (problem,) = check(records, "clients").to_dict("records")
    assert (problem["field"], problem["code"], problem["severity"]) == ("send_welcome_email", "column_missing", "error")
    assert pd.isna(problem["record_id"]) and problem["message"].startswith("no column feeds this field")


def test_a_client_without_a_type_needs_a_whole_name_or_an_entity_name() -> None:
    nameless = {"first_name": None, "last_name": None}
    records = frame(
        client(type=None, **nameless),
        client(type=None, first_name="a", last_name=None),
        client(type=None, first_name=None),
        client(type=None, entity_name="Hale Trust", **nameless),
        client(type=None),
    )
    expected = [
        ("0", "last_name", "name_blank", "warning"),
        ("1", "last_name", "name_blank", "warning"),
        ("2", "first_name", "name_blank", "warning"),
    ]
    assert told(check(records, "clients")) == expected
    assert told(check(records.drop(columns="type"), "clients")) == expected
    assert told(check(records, "clients", "update").query("code == 'name_blank'")) == []


def test_a_name_that_no_column_feeds_is_one_problem() -> None:
    missing = (None, "last_name", "column_missing", "warning")
    quiet = {"send_welcome_email": "false"}
    assert told(check(frame(quiet, quiet), "clients")) == [missing]
    assert told(check(frame(*[quiet | {"first_name": "Sam"}] * 2), "clients")) == [missing]
    problems = check(frame(*[quiet | {"last_name": "Hale"}] * 2), "clients")
    assert told(problems) == [(None, "first_name", "column_missing", "warning")]


def test_a_column_that_is_no_field_is_one_problem_that_names_the_closest() -> None:
    records = frame(client(lastname="Hale"), client(lastname="Poe", first_name="Jo"))
    records["surname"] = "a"
    problems = check(records, "clients")
    assert told(problems) == [
        (None, "lastname", "unknown_field", "warning"),
        (None, "surname", "unknown_field", "warning"),
    ]
    near, far = problems["message"]
    assert near == f'{far}; did you mean "last_name"?'


def test_excluded_records_are_not_looked_at() -> None:
    records = exclude(as_records(frame(client(gender="M"), client(gender="F", first_name="Jo"))), ["0"], "test client")
    assert told(check(records, "clients")) == [("1", "gender", "not_a_choice", "warning")]


def test_blank_and_whitespace_cells_are_not_filled() -> None:
    records = frame(client(send_welcome_email=" "), client(first_name="Jo", send_welcome_email=""))
    assert told(check(records, "clients")) == [
        ("0", "send_welcome_email", "required_blank", "error"),
        ("1", "send_welcome_email", "required_blank", "error"),
    ]


def test_the_same_person_twice_and_true_namesakes() -> None:
    born = {"date_of_birth": "17/01/1975"}
    loud = client(first_name="SAM", last_name="EVANS", **born)
    records = frame(client(**born), loud, client(date_of_birth="18/01/1975"), client(date_of_birth=None))
    assert told(check(records, "clients")) == [
        ("0", "last_name", "same_person", "warning"),
        ("1", "last_name", "same_person", "warning"),
    ]


def test_odd_surnames_and_what_is_written_for_an_unknown_one() -> None:
    true = ["Na", "Null", "None", "Nan", "O'Neil", "Trustram", "Núñez"]
    unknown = ["N/A", "n.a.", "TBC", "-", "?", "xxx", "unknown"]
    problems = check(frame(*(client(last_name=name) for name in [*true, *unknown])), "clients")
    assert problems["value"].tolist() == unknown
    assert set(problems["code"]) == {"placeholder_text"}


def test_the_same_reference_twice_but_not_the_same_placeholder() -> None:
    numbers = ["Applied for", "applied for", "AB123456C", "ab123456c", "-", "-"]
    records = frame(*(client(first_name=f"Sam {at}", ni_number=number) for at, number in enumerate(numbers)))
    problems = check(records, "clients")
    repeated = problems.loc[problems["code"] == "ni_number_repeated", "value"]
    assert repeated.tolist() == ["AB123456C", "ab123456c"]


@pytest.mark.parametrize("word", ["TBD", "Not Known", "n/k", "#N/A", "--", "0"])
def test_what_stands_for_not_known_is_not_repeated(word: str) -> None:
    named = client(first_name="Sam", last_name=word, date_of_birth="17/01/1975")
    born = client(first_name="Jo", last_name="Hale", date_of_birth=word, ni_number=word)
    known = {**born, "first_name": "Ann", "external_reference_value": word}
    codes = set(check(frame(named, named, born, born, known, known), "clients")["code"])
    assert not {code for code in codes if code.endswith("_repeated")} | (codes & {"same_person"})
    ids = frame({"uuid": word}, {"uuid": word}, {"uuid": UUID}, {"uuid": UUID.upper()})
    updates = check(ids, "clients", mode="update")
    assert updates.loc[updates["code"] == "uuid_repeated", "record_id"].tolist() == ["2", "3"]
    values = frame(*({"plan_uuid": word, "valued_at": "31/03/2025", "value": "1.00"} for _ in range(2)))
    assert "valuation_repeated" not in set(check(values, "valuations")["code"])


def test_namesakes_born_on_a_day_that_stands_for_not_known_are_not_the_same_person() -> None:
    days = ["01/01/1900", "30/12/1899", "01/01/0001", "31/12/9999", "02/01/1950"]
    records = frame(*(client(date_of_birth=day) for day in days for _ in range(2)))
    problems = check(records, "clients")
    assert problems.loc[problems["code"] == "same_person", "record_id"].tolist() == ["8", "9"]


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("last_name", ["Hale", "Na", "Null", "Blank", "Unknown", "xx", "N/K", "tbd", "0", "Test", "to be confirmed"]),
        (
            "last_name",
            ["Hale (dec'd)", "the late Hale", "Hale †", "RIP Hale", "Drip", "O'Rip", "Hale, deceased", "Late"],
        ),
        (
            "address_1",
            ["Do not send", "No letters", "moved away", "DNM", "no longer here", "Don’t call", "1 Post Street"],
        ),
        ("ni_number", ["AB123456C", "AB123456", "QQ123456C", "GB123456C", "AO123456C", "TN010165M", "12A34567"]),
        ("postcode", ["PO7 7YH", "W1A 0AX", "EC1A 1BB", "GIR 0AA", "75008", "P0 7YHH"]),
        ("external_reference_value", ["4.4E+11", "4,4e+09", "4.4E11", "5E10", "E+11"]),
        ("date_of_birth", ["30/12/1899", "01/01/1900", "02/01/1900"]),
        ("value", ["1234.50", "1.2345", "1234.5000", "0.001"]),
    ],
)
def test_shaping_and_checking_say_the_same_of_a_cell(field: str, cells: list[str]) -> None:
    """A rule that both rooms know has one code, and each finds it where the other does."""
    source = pd.DataFrame({"Cell": cells}, dtype="str")
    shaped = shape(source, Mapping("clients").set(field, "Cell"))
    checked = check(shaped.records, "clients")
    known = {item.code for item in rules_of(catalogue.load("clients"), Mode.STORE)} & {
        code.code for code in vars(codes).values() if isinstance(code, ProblemCode)
    }

    def said(problems: pd.DataFrame) -> list[tuple[object, ...]]:
        about = problems["field"].eq(field) & problems["code"].isin(known)
        return sorted(told(problems[about]))

    assert said(checked) == said(shaped.problems)
    assert said(checked)


def test_an_amount_of_more_than_pence_is_told_once() -> None:
    shaped = shape(pd.DataFrame({"Cell": ["1.2345"]}, dtype="str"), Mapping("clients").set("value", "Cell"))
    found = merge([shaped.problems, check(shaped.records, "clients")])
    about = found["field"].eq("value") & found["record_id"].notna()
    assert found.loc[about, ["code", "severity"]].to_numpy().tolist() == [["more_than_pence", "warning"]]


def test_a_text_longer_than_its_field() -> None:
    income: Row = {"account_uuid": UUID, "type": "other", "type_other": "a" * 255, "name": "b" * 256}
    problems = check(frame(income), "incomes")
    assert told(problems[problems["code"] == "too_long"]) == [("0", "name", "too_long", "warning")]


def test_a_word_for_the_dead_in_a_name_while_the_flag_is_blank_and_beside_it() -> None:
    name = "Pearson (dec'd)"
    records = frame(*(client(last_name=name, is_deceased=flag) for flag in (None, "false", "true")))
    assert told(check(records, "clients")) == [
        ("0", "last_name", "deceased_in_name", "warning"),
        ("1", "last_name", "deceased_in_name", "warning"),
        ("2", "last_name", "deceased_word_left", "warning"),
    ]


def test_a_person_s_name_that_is_no_person_s_and_a_trust_without_owners() -> None:
    records = frame(
        client(first_name="Executors of"),
        client(first_name=None, last_name=None, type="trust", entity_name="Hale Trust", owners=None),
    )
    assert told(check(records, "clients")) == [
        ("1", "owners", "owners_blank", "warning"),
        ("0", "first_name", "organisation_in_name", "warning"),
    ]


def test_births_in_the_future_and_before_1900() -> None:
    year = date.today().year
    days = [f"01/01/{year + 1}", f"31/12/{year - 1}", "31/12/1899", "02/01/1900", "31/12/1871"]
    records = frame(*(client(first_name=f"Sam {day}", date_of_birth=day) for day in days))
    assert told(check(records, "clients")) == [
        ("2", "date_of_birth", "placeholder_date", "warning"),
        ("0", "date_of_birth", "date_in_future", "warning"),
        ("2", "date_of_birth", "date_before_1900", "warning"),
        ("4", "date_of_birth", "date_before_1900", "warning"),
    ]


def test_update_asks_for_ids_once_each_and_for_nothing_else() -> None:
    records = frame({"uuid": UUID}, {"uuid": UUID}, {"uuid": None}, {"uuid": UUID_2}, {"uuid": "A-1"})
    assert told(check(records, "clients", mode="update")) == [
        ("2", "uuid", "required_blank", "error"),
        ("0", "uuid", "uuid_repeated", "error"),
        ("1", "uuid", "uuid_repeated", "error"),
        ("4", "uuid", "not_a_uuid", "error"),
    ]


def test_plans() -> None:
    plain: Row = {"client_uuid": UUID, "type": "pension", "plan_type": "SIPP", "status": "active"}
    plan: Row = {**plain, "opened_at": "28/06/1999", "provider": "Marsh Mutual", "policy_number": "00123"}
    records = frame(
        plan,
        {**plan, "client_uuid": None},
        {**plan, "policy_number": "4.4E+11", "inactive_at": "01/02/2020"},
        {**plan, "plan_type": "ISA", "client_uuid": "C-17"},
        {**plan, "plan_type": "GIA", "opened_at": None},
    )
    assert told(check(records, "plans")) == [
        ("1", "client_uuid", "required_blank", "error"),
        ("3", "client_uuid", "not_a_uuid", "error"),
        ("2", "policy_number", "scientific_number", "error"),
        ("4", "opened_at", "required_blank", "warning"),
        ("0", "policy_number", "policy_repeated", "warning"),
        ("1", "policy_number", "policy_repeated", "warning"),
        ("2", "inactive_at", "inactive_but_active", "warning"),
    ]


def test_premiums_have_an_amount_or_a_percentage() -> None:
    records = frame(
        {"plan_uuid": UUID, "amount": "250.00", "percentage": None, "pensionable_salary": None},
        {"plan_uuid": UUID, "amount": None, "percentage": "5.5", "pensionable_salary": "42000"},
        {"plan_uuid": UUID, "amount": "250.00", "percentage": "5.5", "pensionable_salary": "42000"},
        {"plan_uuid": UUID, "amount": None, "percentage": None, "pensionable_salary": None},
    )
    assert told(check(records, "premiums")) == [
        ("3", "amount", "amount_or_percentage", "error"),
        ("2", "amount", "amount_and_percentage", "error"),
    ]
    only_plans = records[["plan_uuid"]]
    assert told(check(only_plans, "premiums")) == [(None, "amount", "column_missing", "error")]
    assert told(check(records[["plan_uuid", "amount"]], "premiums")) == [
        ("1", "amount", "amount_or_percentage", "error"),
        ("3", "amount", "amount_or_percentage", "error"),
    ]


def test_charges_on_clients_are_fixed_and_paid_by_them() -> None:
    plain: Row = {
        "plan_uuid": None,
        "client_uuid": UUID,
        "adviser_uuid": UUID,
        "payment_origin": "client",
        "category": "ongoing_fee",
        "expectation_type": "fee",
        "tax_exempt": "true",
        "recurring": "true",
        "frequency": "monthly",
        "service_type": "ongoing",
        "start_date": "01/04/2025",
        "amount": "150.00",
        "percentage": None,
    }
    records = frame(
        plain,
        {**plain, "payment_origin": "provider", "percentage": "0.5", "amount": None},
        {**plain, "plan_uuid": UUID_2, "payment_origin": "provider", "percentage": "0.5", "service_type": "initial"},
        {**plain, "client_uuid": None, "frequency": None},
    )
    assert told(check(records, "charges")) == [
        ("3", "plan_uuid", "charge_on_nothing", "error"),
        ("3", "frequency", "frequency_blank", "warning"),
        ("1", "payment_origin", "client_charge_origin", "error"),
        ("1", "percentage", "client_charge_percentage", "error"),
        ("2", "amount", "amount_and_percentage", "warning"),
        ("2", "service_type", "recurring_not_ongoing", "error"),
    ]


def test_the_dead_and_leavers_are_left_in_peace() -> None:
    records = frame(
        client(is_deceased="true", next_review_date="17/01/2026", contact_by_email="true"),
        client(first_name="Jo", inactive_at="19/06/2020", next_review_date="17/01/2026", contact_by_email="false"),
        client(first_name="Ann", next_review_date="17/01/2026", contact_by_email="true"),
        client(first_name="Bo", deceased_at="14/03/2021", next_review_date=None),
    )
    assert told(check(records, "clients")) == [
        ("3", "is_deceased", "deceased_blank", "warning"),
        ("0", "next_review_date", "review_without_client", "warning"),
        ("0", "contact_by_email", "contact_without_client", "warning"),
        ("1", "next_review_date", "review_without_client", "warning"),
    ]


@pytest.mark.parametrize("name", catalogue.record_types())
def test_the_catalogue_s_own_examples_keep_the_form_of_their_fields(name: str) -> None:
    known = catalogue.load(name)
    example = {item.name: item.example or None for item in known.importable if item.name != "uuid"}
    problems = check(frame(example), known)
    about_form = problems["code"].isin(["not_a_choice", "placeholder_date", "placeholder_text", "check_not_run"])
    assert (
        problems.loc[about_form | problems["code"].str.startswith("not_"), ["field", "code"]].to_dict("records") == []
    )


def test_no_records_no_problems() -> None:
    assert len(check(frame(client()).iloc[:0], "clients")) == 0


# Suites, ours and others


def test_a_suite_travels_as_json_and_finds_the_same(tmp_path: Path) -> None:
    suite = expectation_suite("clients", today=date(2025, 3, 14))
    rules = [item.to_json() for item in rules_of(catalogue.load("clients"), Mode.STORE, today=date(2025, 3, 14))]
    path = tmp_path / "clients.json"
    path.write_text(json.dumps(suite.to_json_dict()), encoding="utf-8")
    from_file, meta = read_suite(path)
    assert [item.to_json() for item in from_file] == rules
    assert meta["plannr_nb"] == {"record_type": "clients", "mode": "store", "made_on": "2025-03-14"}
    records = frame(client(gender="M", date_of_birth="15/03/2025"), client(type="joint"))
    wanted = check(records, "clients", suite=suite)
    assert told(wanted) == [
        ("0", "date_of_birth", "date_in_future", "warning"),
        ("0", "gender", "not_a_choice", "warning"),
        ("1", "entity_name", "name_blank", "warning"),
        (None, "owners", "column_missing", "warning"),
    ]
    for given in (path, str(path), json.loads(path.read_text(encoding="utf-8"))):
        pd.testing.assert_frame_equal(check(records, "clients", suite=given), wanted)


def test_great_expectations_opens_a_suite_of_ours() -> None:
    import great_expectations as gx

    as_json = expectation_suite("plans").to_json_dict()
    opened = gx.ExpectationSuite(**as_json)
    assert opened.to_json_dict() == as_json
    assert len(opened.expectations) == len(rules_of(catalogue.load("plans"), Mode.STORE))
    assert {item.severity.value for item in opened.expectations} == {"critical", "warning"}


def test_a_user_s_own_expectations_come_out_in_the_same_table() -> None:
    import great_expectations.expectations as gxe

    suite = expectation_suite("clients")
    suite.add_expectation(gxe.ExpectColumnValuesToNotBeInSet(column="last_name", value_set=["Evans", "Pryce"]))
    suite.add_expectation(
        gxe.ExpectColumnValuesToBeInSet(
            column="town_city", value_set=["Cardiff"], severity="info", description="we advise in Cardiff only"
        )
    )
    suite.add_expectation(gxe.ExpectTableRowCountToBeBetween(min_value=5, severity="warning"))
    suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column="faith"))
    records = frame(client(town_city="Cardiff"), client(last_name="Hale", town_city="Leeds"), index=["a", "b"])
    problems = check(records, "clients", suite=suite)
    assert told(problems) == [
        ("a", "last_name", "expect_column_values_to_not_be_in_set", "error"),
        ("b", "town_city", "expect_column_values_to_be_in_set", "info"),
        (None, None, "expect_table_row_count_to_be_between", "warning"),
        (None, "faith", "check_not_run", "warning"),
    ]
    assert problems["message"].tolist() == [
        "expect column values to not be in set (column last_name; value_set ['Evans', 'Pryce'])",
        "we advise in Cardiff only",
        "expect table row count to be between (min_value 5)",
        "this check could not run, so nothing is known about it "
        '(expect_column_values_to_not_be_null: no column "faith")',
    ]
    assert problems["value"].fillna("").tolist() == ["Evans", "Leeds", "2", ""]


def test_a_rule_can_be_softened_in_the_suite() -> None:
    suite = expectation_suite("clients")
    (need,) = (item for item in suite.expectations if item.meta["plannr_nb"]["code"] == "required_blank")
    need.severity = "info"
    records = frame(client(send_welcome_email=None))
    assert told(check(records, "clients", suite=suite)) == [("0", "send_welcome_email", "required_blank", "info")]


def test_a_suite_for_other_records_is_refused() -> None:
    with pytest.raises(CheckError, match="made for plans and the records are clients"):
        check(frame(client()), "clients", suite=expectation_suite("plans"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{", "not a JSON file"),
        ("[]", 'no list "expectations"'),
        ('{"expectations": [{"kwargs": {}}]}', 'expectation 1 has no "type"'),
    ],
)
def test_a_file_that_is_no_suite(tmp_path: Path, text: str, wanted: str) -> None:
    path = tmp_path / "suite.json"
    path.write_text(text)
    with pytest.raises(CheckError, match=wanted):
        check(frame(client()), "clients", suite=path)


def test_other_mistakes_of_the_caller() -> None:
    with pytest.raises(CheckError, match="there is no such suite file"):
        check(frame(client()), "clients", suite="nowhere.json")
    with pytest.raises(CheckError, match="suite= is a int"):
        check(frame(client()), "clients", suite=7)  # what a user may do
    with pytest.raises(UnknownMode, match='mode "stor" is not one of Plannr\'s; did you mean "store"'):
        check(frame(client()), "clients", mode="stor")
    with pytest.raises(UnknownRecordType, match='did you mean "clients"'):
        expectation_suite("client")
    with pytest.raises(RecordsError, match="another has too"):
        check(frame(client(), client(), index=["a", "a"]), "clients")


# Any suite on any frame


def expectation(type: str, **kwargs: object) -> dict[str, object]:
    return {"type": type, "kwargs": kwargs}


def test_results_have_a_row_per_expectation_in_the_order_of_the_suite() -> None:
    suite = {
        "expectations": [
            expectation("expect_column_values_to_not_be_null", column="gone"),
            expectation("expect_column_values_to_be_unique", column="policy"),
            expectation("expect_column_to_exist", column="gone"),
            expectation("expect_nothing_we_know", column="policy"),
            expectation("expect_compound_columns_to_be_unique", column_list=["policy", "owner"]),
            expectation("expect_column_mean_to_be_between", column="owner", min_value=1),
            expectation("expect_column_values_to_match_regex", column="policy", mostly="most"),
        ]
    }
    odd = pd.DataFrame({"policy": ["A1", "B2", "A1"], "owner": ["x", "y", "z"]}, index=[0.5, 7, "é"])
    result = run_suite(odd, suite)
    wanted = pd.DataFrame(
        {
            "type": pd.Series([item["type"] for item in suite["expectations"]], dtype="str"),
            "column": pd.Series(["gone", "policy", "gone", "policy", "policy, owner", "owner", "policy"], dtype="str"),
            "success": pd.Series([None, False, False, None, True, None, None], dtype="boolean"),
            "unexpected_count": pd.Series([None, 2, None, None, 0, None, None], dtype="Int64"),
            "lane": pd.Series([None, "fast", "fast", None, "fast", None, None], dtype="str"),
            "error": pd.Series(
                ['no column "gone"', None, None, "ExpectationNotFoundError", None, "TypeError", "ValidationError"],
                dtype="str",
            ),
        }
    )
    pd.testing.assert_frame_equal(result.results, wanted)
    assert not result.success
    assert told(result.problems) == [
        (None, "gone", "check_not_run", "warning"),
        ("0.5", "policy", "expect_column_values_to_be_unique", "error"),
        ("é", "policy", "expect_column_values_to_be_unique", "error"),
        (None, "gone", "expect_column_to_exist", "error"),
        (None, "policy", "check_not_run", "warning"),
        (None, "owner", "check_not_run", "warning"),
        (None, "policy", "check_not_run", "warning"),
    ]


def test_success_means_that_everything_ran_and_was_met() -> None:
    met = expectation("expect_column_values_to_not_be_null", column="a")
    gone = expectation("expect_column_values_to_not_be_null", column="b")
    table = pd.DataFrame({"a": ["1"]})
    assert run_suite(table, {"expectations": [met]}).success
    assert not run_suite(table, {"expectations": [met, gone]}).success
    assert run_suite(table, {"expectations": []}).success


def test_a_rule_of_ours_about_a_field_that_is_not_mapped_does_not_count() -> None:
    records = as_records(frame(client()))
    result = run_suite(records, expectation_suite("clients"))
    assert (result.success, len(result.problems)) == (True, 0)
    unmapped = result.results[result.results["column"] == "gender"]
    assert unmapped[["success", "error"]].astype(object).to_numpy().tolist() == [[pd.NA, 'no column "gender"']]


def test_the_rows_of_a_source_are_named_by_their_source_row() -> None:
    source = pd.DataFrame({"Ref": ["A", "", "A"]}, index=pd.Index([5, 6, 9], name="source_row"), dtype="str")
    suite = {"expectations": [expectation("expect_column_values_to_be_unique", column="Ref")]}
    problems = run_suite(source, suite).problems
    assert (problems["record_id"].tolist(), problems["source_row"].tolist()) == (["5", "9"], [5, 9])


def test_all_failing_rows_are_told_not_the_first_200() -> None:
    many = pd.DataFrame({"n": pd.Series([f"x{number}" for number in range(1000)], dtype="str")})
    suite = {"expectations": [expectation("expect_column_values_to_match_regex", column="n", regex="^y")]}
    result = run_suite(many, suite)
    assert result.results["unexpected_count"].tolist() == [1000]
    assert result.problems["value"].tolist() == many["n"].tolist()


def test_mostly_is_honoured() -> None:
    table = pd.DataFrame({"a": pd.Series(["1", "2", None], dtype="str")})
    enough = expectation("expect_column_values_to_not_be_null", column="a", mostly=0.6)
    too_few = expectation("expect_column_values_to_not_be_null", column="a", mostly=0.9)
    assert told(run_suite(table, {"expectations": [enough, too_few]}).problems) == [
        ("2", "a", "expect_column_values_to_not_be_null", "error")
    ]


def test_why_something_did_not_run_is_told_without_cells() -> None:
    secret = pd.DataFrame({"a": pd.Series(["Featherstonehaugh"], dtype="str")})
    result = run_suite(
        secret, {"expectations": [expectation("expect_column_mean_to_be_between", column="a", min_value=1)]}
    )
    shown = result.results.to_string() + result.problems["message"].item() + repr(result) + result._repr_html_()
    assert result.results["success"].isna().all() and "Featherstonehaugh" not in shown


def test_a_result_is_shown_without_cells() -> None:
    table = pd.DataFrame({"a": pd.Series(["Featherstonehaugh", None], dtype="str")})
    suite = {
        "expectations": [
            expectation("expect_column_values_to_match_regex", column="a", regex="^x"),
            expectation("expect_column_values_to_be_unique", column="a"),
        ]
    }
    result = run_suite(table, suite)
    assert repr(result) == "SuiteResult(success=False, 2 expectations: 1 met, 1 not met, 0 not run; 1 problems)"
    assert "Featherstonehaugh" not in result._repr_html_()


class Frame:
    """Stands in for a frame of another library."""

    columns = ("a",)


class Convertible(Frame):
    def to_pandas(self) -> pd.DataFrame:
        return pd.DataFrame({"a": ["1"]})


@pytest.mark.parametrize(
    ("other", "advice"),
    [
        (Frame(), r"the frame is a \w+ Frame, not a DataFrame of pandas or polars; make it a pandas\.DataFrame"),
        (Convertible(), r"the frame is a \w+ Convertible, not a DataFrame of .*; convert it with \.to_pandas\(\)"),
        (pd.Series(["1"]), r"the frame is a pandas Series"),
    ],
)
def test_a_frame_of_another_library_is_refused_with_advice(other: Any, advice: str) -> None:
    with pytest.raises(CheckError, match=advice):
        run_suite(other, {"expectations": []})
    with pytest.raises(CheckError, match=advice):
        check(other, "clients")


def test_a_column_name_that_occurs_twice_is_refused() -> None:
    twice = pd.DataFrame([["1", "2"]], columns=["a", "a"])
    with pytest.raises(CheckError, match="more than once: a"):
        run_suite(twice, {"expectations": []})


def test_the_frame_and_the_user_s_own_context_are_left_alone() -> None:
    import great_expectations as gx
    from great_expectations.data_context.data_context.context_factory import project_manager

    mine = gx.get_context(mode="ephemeral")
    records = as_records(frame(client(gender="M")))
    before = records.copy(deep=True)
    run_suite(records, expectation_suite("clients"))
    pd.testing.assert_frame_equal(records, before)
    assert project_manager.get_current_project() is mine
    assert (list(mine.data_sources.all()), list(mine.suites.all())) == ([], [])


QUIET = """
import logging, os, warnings
shown = warnings.showwarning
import pandas as pd
import plannr_nb as pn
suite = pn.expectation_suite("clients")
pn.check(pd.DataFrame({"last_name": ["Evans"], "email": ["x"]}), "clients", suite=suite)
broken = {"expectations": [{"type": "expect_column_mean_to_be_between", "kwargs": {"column": "a", "min_value": 1}}]}
pn.run_suite(pd.DataFrame({"a": ["x"]}), broken)
assert warnings.showwarning is shown, "warnings go to the log"
assert logging.getLogger("great_expectations").level == logging.NOTSET
"""


def test_nothing_is_printed_written_or_changed_in_the_process(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr, list(tmp_path.iterdir())) == (0, "", "", [])
