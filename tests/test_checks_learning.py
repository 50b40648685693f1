"""What Plannr refuses and no check foresaw becomes a check: tried on a sandbox whose rules have changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb.catalogue import Kind, Required
from plannr_nb.checks.forms import FORMS
from plannr_nb.sandbox import RowRule

# Field -> a cell, or several, that was fine until the rules changed.
BROKEN: dict[str, dict[str, str | None]] = {
    "email": {"email": None},
    "gender": {"gender": "transgender"},
    "phone": {"phone": "+441632960111222"},
    "date_of_birth": {"date_of_birth": None},
    "postcode": {"postcode": "po7 7yh"},
    "external_reference_value": {"external_reference_value": "R/{number}"},
    "next_review_date": {"next_review_date": "01/02/2020"},
    "county": {"county": None},
    "status_name": {"status_name": "Archived"},
    "address_1": {"address_1": "PO Box 12"},
}


POSTCODE = f"matches(postcode, r'{FORMS[Kind.POSTCODE].regex}')"


def _rule(field: str, sentence: str, wrong: Any, *others: str) -> RowRule:
    def complaints(row: Any, known: Any) -> Iterator[tuple[str, str]]:
        if wrong(row):
            yield field, sentence

    return RowRule("clients", (field, *others), complaints, "our choice", "made up for this test")


RULES = (
    _rule("phone", "The phone may not be greater than 13 characters.", lambda row: len(row["phone"] or "") > 13),
    _rule(
        "date_of_birth",
        "The date of birth field is required when type is individual.",
        lambda row: row["type"] == "individual" and row["date_of_birth"] is None,
        "type",
    ),
    _rule("postcode", "The postcode format is invalid.", lambda row: row["postcode"] != row["postcode"].upper()),
    _rule(
        "external_reference_value",
        "The external reference value may only contain letters and numbers.",
        lambda row: not row["external_reference_value"].isalnum(),
    ),
    _rule(
        "next_review_date",
        "The next review date must be a date after today.",
        lambda row: row["next_review_date"] < "2021",
    ),
    _rule(
        "county",
        "The county field is required when town city is present.",
        lambda row: row["town_city"] is not None and row["county"] is None,
        "town_city",
    ),
    _rule("status_name", "The selected status name is invalid.", lambda row: row["status_name"] == "Archived"),
    _rule(
        "address_1", "The address 1 is not a deliverable address.", lambda row: row["address_1"].startswith("PO Box")
    ),
)


def changed_catalogue() -> pn.catalogue.RecordType:
    known = pn.catalogue.load("clients")
    return known.with_fields(
        replace(known["email"], required_store=Required.YES),
        replace(known["gender"], choices=("male", "female")),
    )


def people(first: int) -> pd.DataFrame:
    """Twenty clients without fault, and three for each of the broken fields."""
    rows: list[dict[str, str | None]] = []
    for number, broken in enumerate([{}] * 20 + [cells for cells in BROKEN.values() for _ in range(3)], start=first):
        rows.append(
            {
                "type": "individual",
                "first_name": f"Sam{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}",
                "last_name": f"Evans{chr(97 + number % 23)}",
                "email": f"sam{number}@example.com",
                "gender": "female",
                "phone": f"+441632960{number % 1000:03}",
                "date_of_birth": f"{1 + number % 28:02}/03/1975",
                "postcode": "PO7 7YH",
                "external_reference_value": f"R{number}",
                "next_review_date": "01/02/2099",
                "town_city": "Cardiff",
                "county": "Glamorgan",
                "status_name": "Active",
                "address_1": f"{number} Post Street",
                "send_welcome_email": "false",
                **{name: cell and cell.format(number=number) for name, cell in broken.items()},
            }
        )
    return pd.DataFrame(rows, index=[f"r{first + number}" for number in range(len(rows))], dtype="str")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("learning")
    records = people(100)
    problems = pn.check(records, "clients")
    with (
        pn.sandbox.serve(requests_a_minute=100_000, record_types=[changed_catalogue()], rules=RULES) as server,
        pn.PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid) as client,
    ):
        file = pn.build_csv(records, "clients", folder / "clients.csv")
        run = pn.run_import(client, file, mode="validate", journal=folder / "imports.sqlite", poll_every_s=0.05)
    return pn.unforeseen(run, problems)


def told(problems: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(problems["record_id"], problems["field"], strict=True))


def test_what_no_check_foresaw_is_listed_with_what_it_probably_asks(found: pd.DataFrame) -> None:
    conditions = {
        "email": "filled(email)",
        "gender": "gender not in ['transgender']",
        "phone": "length(phone) <= 13",
        "date_of_birth": "filled(date_of_birth) or type != 'individual'",
        "external_reference_value": "matches(external_reference_value, '^[A-Za-z0-9]+$')",
        "next_review_date": "next_review_date > today",
        "postcode": POSTCODE,
        "county": "filled(county) or blank(town_city)",
        "status_name": "status_name not in ['Archived']",
        "address_1": None,
    }
    listed = {row["field"]: row for row in found.to_dict("records")}
    assert set(listed) == set(conditions)
    assert {name: None if pd.isna(row["condition"]) else row["condition"] for name, row in listed.items()} == conditions
    assert {row["rows"] for row in listed.values()} == {3}
    assert listed["email"]["records"] == "r120, r121, r122"
    assert listed["postcode"]["known"].endswith("; 3 of 3 warned of as not_uk_postcode")
    assert listed["phone"]["proof"] == "3 refused, 20 taken"


def test_each_becomes_a_check_that_finds_it_in_other_records(found: pd.DataFrame, tmp_path: Path) -> None:
    rules = pn.learn(found, "clients")
    path = pn.save_rules(rules, tmp_path / "clients-rules.xlsx")
    records = people(300)
    before, after = (pn.check(records, "clients", rules=given) for given in (None, path))
    learned = after[after["code"].str.startswith("plannr_")]
    wrong = {
        (f"r{320 + 3 * place + each}", name)
        for place, name in enumerate(BROKEN)
        for each in range(3)
        if name != "address_1"
    }
    assert told(learned) == wrong
    assert set(learned["severity"]) == {"error"}
    asked = [item.ours for item in pn.Checked(records, "clients", rules=path).result.expectations if item.ours]
    sure = {
        noted["source"] for noted in asked if noted["code"].startswith("plannr_") and noted["certainty"] == "confirmed"
    }
    assert sure == set(found["source"])
    assert told(after) == told(before) | wrong
    # Of ten changed rules nine are learned, and for one a person has to say what is asked.
    assert len(set(learned["field"])) == 9


def test_a_condition_can_be_written_by_hand_and_is_not_learned_twice(found: pd.DataFrame) -> None:
    mine = found[found["field"] == "address_1"].assign(condition="not starts_with(address_1, 'PO Box')")
    rules = pn.learn(mine, "clients")
    assert len(pn.learn(mine, "clients", rules=rules)) == len(rules)
    problems = pn.check(people(300), "clients", rules=rules)
    assert (problems["code"] == "plannr_the_address_1_is_not_a_deliverable_addre").sum() == 3


def test_nothing_to_learn_is_an_error(found: pd.DataFrame) -> None:
    with pytest.raises(pn.CheckError, match="no row has a condition"):
        pn.learn(found[found["field"] == "address_1"], "clients")
