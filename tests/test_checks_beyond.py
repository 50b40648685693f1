"""What no expectation can say: the same person as pairs, jumps by a hundred, and what crosses files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import polars as pl
import pytest
from check_rows import UUID, UUID_2, Row, frame

from plannr_nb import catalogue
from plannr_nb.catalogue import Mode
from plannr_nb.checks.beyond import beyond_rules
from plannr_nb.checks.jumps import jumping
from plannr_nb.checks.people import same_people
from plannr_nb.checks.run import check
from plannr_nb.checks.suite import expectation_suite, rules_of
from plannr_nb.errors import CheckError


def client(**changes: str | None) -> Row:
    born = {"date_of_birth": "01/02/1960"}
    return (
        {"type": "individual", "first_name": "Sam", "last_name": "Evans", "send_welcome_email": "false"}
        | born
        | changes
    )


def told(problems: pd.DataFrame, *codes: str) -> list[tuple[Any, ...]]:
    some = problems[problems["code"].isin(codes)] if codes else problems
    return list(some[["record_id", "field", "code", "severity"]].itertuples(index=False, name=None))


class Plannr:
    """As much of a client of the API as is asked."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows

    def accounts(self, **_: Any) -> Iterator[dict[str, Any]]:
        yield from self.rows

    plans = accounts


@pytest.mark.parametrize("name", catalogue.record_types())
@pytest.mark.parametrize("mode", Mode)
def test_each_says_what_it_is_and_looks_at_fields_that_exist(name: str, mode: Mode) -> None:
    known = catalogue.load(name)
    for item in beyond_rules(known, mode):
        noted = item.ours
        assert noted is not None
        assert noted["message"] and noted["source"]
        assert noted["certainty"] in ("confirmed", "documented", "inferred", "our choice")
        assert item.severity != "error" or noted["certainty"] in ("documented", "confirmed")
        assert set(item.columns) <= {each.name for each in known.importable}


def test_the_same_person_is_told_with_what_else_agrees() -> None:
    records = frame(
        client(email="sam@example.com", ni_number="AB123456C"),
        client(first_name="SAM", email="SAM@example.com", ni_number="AB 12 34 56 C"),
        client(last_name="Hale", phone="+441632960123"),
        client(last_name="hale", phone="+441632960124"),
        client(last_name="Marsh"),
        index=["14", "15", "16", "17", "18"],
    )
    records.index.name = "source_row"
    problems = check(records, "clients")
    assert told(problems, "same_person") == [
        (record_id, "last_name", "same_person", "warning") for record_id in ("14", "15", "16", "17")
    ]
    base = "another record has the same first name, last name and date of birth; Plannr will flag them as doubles and "
    said = problems.loc[problems["code"] == "same_person", "message"]
    assert said.drop_duplicates().tolist() == [
        f"{base}cannot merge them (National Insurance number, e-mail agree too)",
        f"{base}cannot merge them (phone differs)",
    ]
    assert same_people(records).drop(columns=["where", "by"]).to_dict("records") == [
        {
            "record_id": "14",
            "source_row": 14,
            "other": "15",
            "other_row": 15,
            "agree": "ni_number, email",
            "differ": "",
        },
        {"record_id": "16", "source_row": 16, "other": "17", "other_row": 17, "agree": "", "differ": "phone"},
    ]


def test_many_namesakes_are_paired_with_the_first() -> None:
    records = frame(*(client() for _ in range(30)))
    pairs = same_people(records)
    assert (len(pairs), set(pairs["record_id"])) == (29, {"0"})
    assert len(told(check(records, "clients"), "same_person")) == 30


def test_people_who_are_in_plannr_already() -> None:
    known = Plannr(
        {"uuid": UUID, "first_name": "SAM", "last_name": "evans", "date_of_birth": "1960-02-01"},
        {"uuid": UUID_2, "first_name": "Jo", "last_name": "Hale", "primary_email": {"email": "Jo@example.com"}},
    )
    records = frame(
        client(), client(first_name="Jo", last_name="Hale", email="jo@example.com"), client(first_name="Al")
    )
    problems = check(records, "clients", against={"clients": known})
    assert told(problems) == [
        ("0", "last_name", "person_in_plannr", "warning"),
        ("1", "last_name", "name_in_plannr", "warning"),
    ]
    pairs = same_people(records, known)
    assert pairs[["record_id", "other", "where", "by"]].to_numpy().tolist() == [
        ["0", UUID, "against", "date of birth"],
        ["1", UUID_2, "against", "e-mail"],
    ]
    assert told(check(records, "clients")) == []


def test_a_list_without_dates_of_birth_leaves_plannr_s_rule_open() -> None:
    known = Plannr({"uuid": UUID, "first_name": "Sam", "last_name": "Evans"})
    (problem,) = check(frame(client()), "clients", against={"clients": known}).to_dict("records")
    assert (problem["field"], problem["code"]) == ("last_name", "check_not_run")
    assert problem["message"].endswith("(person_in_plannr: the clients checked against tell no dates of birth)")
    assert told(check(frame(client()), "clients", against={"clients": Plannr()})) == []


def test_a_record_is_not_its_own_double() -> None:
    records = frame(client(), client(first_name="Jo"))
    assert told(check(records, "clients", against={"clients": records}), "person_in_plannr") == []
    other = records.assign(source_file="second.csv")
    found = told(check(records, "clients", against={"clients": other}), "person_in_plannr")
    assert [record_id for record_id, *_ in found] == ["0", "1"]


OWNERS = frame(
    client(uuid=UUID, source_key="C1", excluded=None, date_of_birth="01/01/2000"),
    client(uuid=None, source_key="C2", excluded="test client", date_of_birth=None),
    client(uuid=None, source_key="C3", excluded=None, date_of_birth="01/01/1950"),
)


def plans(*owners: str | None, opened: str = "01/01/1999") -> pd.DataFrame:
    plain: Row = {"type": "pension", "plan_type": "SIPP", "status": "active", "opened_at": opened}
    return frame(*(plain | {"client_uuid": owner} for owner in owners))


def test_owners_that_exist_and_plans_opened_before_their_birth() -> None:
    records = plans("C1", "c2", "C3", "C9", UUID.upper(), UUID_2)
    for given in (OWNERS, pl.from_pandas(OWNERS.rename_axis("record_id").reset_index())):
        assert told(check(records, "plans", against={"clients": given})) == [
            ("0", "client_uuid", "not_a_uuid", "error"),
            ("1", "client_uuid", "not_a_uuid", "error"),
            ("2", "client_uuid", "not_a_uuid", "error"),
            ("3", "client_uuid", "owner_missing", "error"),
            ("5", "client_uuid", "owner_not_given", "warning"),
            ("1", "client_uuid", "owner_excluded", "warning"),
            ("0", "opened_at", "opened_before_birth", "warning"),
            ("4", "opened_at", "opened_before_birth", "warning"),
        ]


def test_an_id_that_plannr_does_not_list_is_missing() -> None:
    problems = check(plans(UUID, UUID_2), "plans", against={"clients": Plannr({"uuid": UUID, "date_of_birth": None})})
    assert told(problems, "owner_missing", "owner_not_given") == [("1", "client_uuid", "owner_missing", "error")]


def test_several_owners_in_a_cell() -> None:
    joint = client(type="joint", first_name=None, last_name=None, entity_name="Mr and Mrs Evans", owners="C1; C9")
    problems = check(frame(joint), "clients", against={"clients": OWNERS})
    assert [code for _, _, code, _ in told(problems, "owner_missing", "not_a_uuid")] == ["not_a_uuid", "owner_missing"]


def test_plans_to_check_against() -> None:
    value: Row = {"plan_uuid": "P1", "valued_at": "01/01/2025", "value": "10.00"}
    known = frame({"source_key": "P1", "policy_number": "1"})
    problems = check(frame(value, value | {"plan_uuid": "P2"}), "valuations", against={"plans": known})
    assert [record_id for record_id, *_ in told(problems, "owner_missing")] == ["1"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"client": OWNERS}, 'against= names "client"; did you mean "clients"'),
        ({"clients": [1]}, "clients to check against are a list"),
        ([OWNERS], "against= is a list"),
    ],
)
def test_what_cannot_be_checked_against(given: Any, said: str) -> None:
    with pytest.raises(CheckError, match=said):
        check(plans("C1"), "plans", against=given)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1000", "1010", "1020"], []),
        (["1000", "101000", "1020"], [1]),
        (["100000", "1000", "1010"], [0]),
        (["1000", "100000"], [0, 1]),
        (["1000", "1010", "101000", "102000"], [0, 1, 2, 3]),
        (["1000", "1010", "1020", "101000", "102000"], [3, 4]),
        (["1000", None, "100000", "1000"], [2]),
        (["0", "100", "-100", "x"], []),
        (["1000", "50000"], []),
    ],
)
def test_amounts_that_jump_by_a_hundred(values: list[str | None], expected: list[int]) -> None:
    days = [f"01/{month:02d}/2024" for month in range(1, len(values) + 1)]
    of_one = pd.DataFrame({"plan_uuid": "P1", "valued_at": days, "value": values}, dtype="str")
    calm = pd.DataFrame({"plan_uuid": "P2", "valued_at": days, "value": "100000"}, dtype="str")
    both = pd.concat([of_one, calm], ignore_index=True)
    assert jumping(both) == expected
    back = len(both) - 1
    assert jumping(both.iloc[::-1]) == sorted(back - place for place in expected)


def test_valuations_that_jump_come_out_in_the_same_table() -> None:
    rows = [("A", "1000"), ("A", "1001"), ("A", "100100"), ("B", "100100")]
    days = ["01/01/2024", "01/02/2024", "01/03/2024", "01/04/2024"]
    values = frame(*({"plan_uuid": UUID, "sub_account_uuid": None, "valued_at": day, "value": cell}
                     for (_, cell), day in zip(rows, days, strict=True)))  # fmt: skip
    values["sub_account_uuid"] = [UUID, UUID, UUID, UUID_2]
    assert told(check(values, "valuations"), "value_jumps") == [("2", "value", "value_jumps", "warning")]


def test_a_suite_holds_none_of_them_and_check_with_a_suite_asks_only_across_files() -> None:
    suite = expectation_suite("clients")
    assert len(suite.expectations) == len(rules_of(catalogue.load("clients"), Mode.STORE))
    assert not [item for item in suite.expectations if item.expectation_type.startswith("plannr_nb")]
    records = plans("C9")
    problems = check(records, "plans", suite=expectation_suite("plans"), against={"clients": OWNERS})
    assert told(problems, "owner_missing") == [("0", "client_uuid", "owner_missing", "error")]
