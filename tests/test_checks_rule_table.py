"""The rules as a table: saved as a sheet, edited by people, read back, and told where it was edited wrongly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from plannr_nb import catalogue
from plannr_nb.catalogue import Mode
from plannr_nb.checks.rule_table import load_rules, rules, save_rules
from plannr_nb.checks.run import check
from plannr_nb.checks.suite import expectation_suite
from plannr_nb.errors import CheckError
from plannr_nb.readable import ReadableFrame

UUID = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
PREMIUMS = pd.DataFrame({"plan_uuid": ["A-1", UUID], "amount": "250.00", "percentage": ["5", None]}, dtype="str")
PREMIUMS["pensionable_salary"] = "42000"
ADDED = {
    "field": "",
    "severity": "error",
    "on": "yes",
    "code": "amount_high",
    "message": "more than the firm takes",
    "condition": "amount <= 100",
    "key": "",
}


def told(problems: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(problems[["record_id", "field", "code", "severity"]].itertuples(index=False, name=None))


def edited(table: pd.DataFrame, rule: str, /, **cells: str) -> ReadableFrame:
    changed = table.copy()
    for column, cell in cells.items():
        changed.loc[table["key"] == rule, column] = cell
    return ReadableFrame(changed)


@pytest.mark.parametrize("name", catalogue.record_types())
@pytest.mark.parametrize("mode", Mode)
def test_a_rule_has_words_and_a_key_of_its_own(name: str, mode: Mode) -> None:
    table = rules(name, mode)
    assert table["key"].is_unique
    assert not table["rule"].str.startswith(("expect ", "plannr nb")).any()
    assert (table.drop(columns="condition") != "").all(axis=None)
    assert not table[["field", "rule", "code"]].duplicated().any()


def test_the_table_says_what_each_rule_asks() -> None:
    table = rules("clients").set_index("key")
    assert table.columns.tolist() == [
        *("field", "rule", "severity", "on", "certainty", "source", "code", "message", "condition")
    ]
    assert table.loc[["send_welcome_email.required_blank", "owners.owners_blank"], "rule"].tolist() == [
        "is filled in",
        "is filled in, where type is joint or trust",
    ]
    assert str(table.loc["gender.not_a_choice", "rule"]).startswith("is one of male, female, non-binary,")
    assert table.loc["uuid.uuid_in_store"].drop(["source", "message"]).to_dict() == {
        "field": "uuid",
        "rule": "is blank",
        "severity": "error",
        "on": "yes",
        "certainty": "documented",
        "code": "uuid_in_store",
        "condition": "",
    }
    assert "is filled in" in rules("premiums")._repr_html_()


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_sheet_comes_back_as_it_was_edited(tmp_path: Path, suffix: str) -> None:
    table = edited(rules("premiums"), "plan_uuid.not_a_uuid", severity="warning", message="link it first")
    table = edited(table, "amount.amount_and_percentage", on="no")
    table = ReadableFrame(pd.concat([table, pd.DataFrame([ADDED])], ignore_index=True).fillna(""))
    file = save_rules(table, tmp_path / f"rules.{suffix}")
    pd.testing.assert_frame_equal(pd.DataFrame(load_rules(file, "premiums")), pd.DataFrame(table).astype("str"))
    expected = [
        ("0", "plan_uuid", "not_a_uuid", "warning"),
        ("0", "amount", "amount_high", "error"),
        ("1", "amount", "amount_high", "error"),
    ]
    for given in (file, str(file), table, [file]):
        problems = check(PREMIUMS, "premiums", rules=given)
        assert told(problems) == expected
        assert problems["message"].iloc[0] == "link it first"


def test_the_suite_is_made_from_the_table() -> None:
    table = edited(rules("premiums"), "plan_uuid.not_a_uuid", severity="info")
    table = edited(table, "amount.amount_and_percentage", on="no")
    suite = expectation_suite("premiums", rules=table)
    found = {f"{item.meta['plannr_nb']['field']}.{item.meta['plannr_nb']['code']}": item for item in suite.expectations}
    assert "amount.amount_and_percentage" not in found
    assert found["plan_uuid.not_a_uuid"].severity.value == "info"
    problems = check(PREMIUMS, "premiums", suite=suite)
    assert told(problems) == [("0", "plan_uuid", "not_a_uuid", "info")]


def test_a_rule_that_is_off_is_off_in_both_its_forms() -> None:
    person = {"first_name": "Sam", "last_name": "Evans", "date_of_birth": "01/02/1960", "send_welcome_email": "false"}
    records = pd.DataFrame([person, person], dtype="str").assign(type="individual")
    assert set(check(records, "clients")["code"]) == {"same_person"}
    table = edited(rules("clients"), "last_name.same_person", on="no")
    assert len(check(records, "clients", rules=table)) == 0
    info = edited(rules("clients"), "last_name.same_person", severity="info")
    assert set(check(records, "clients", rules=info)["severity"]) == {"info"}


def test_one_table_serves_every_mode_and_a_rule_it_lacks_runs_as_shipped() -> None:
    table = edited(rules("clients", "store"), "gender.not_a_choice", severity="info")
    records = pd.DataFrame({"uuid": [UUID, UUID], "gender": "F"}, dtype="str")
    for given in (table, table[table["key"] == "gender.not_a_choice"]):
        assert told(check(records, "clients", "update", rules=given)) == [
            ("0", "uuid", "uuid_repeated", "error"),
            ("1", "uuid", "uuid_repeated", "error"),
            ("0", "gender", "not_a_choice", "info"),
            ("1", "gender", "not_a_choice", "info"),
        ]


def test_what_excel_makes_of_a_sheet_is_read(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = save_rules(rules("premiums"), tmp_path / "rules.xlsx")
    book = load_workbook(file)
    sheet = book["rules"]
    header = [cell.value for cell in sheet[1]]
    number = next(
        row for row in range(2, 400) if sheet.cell(row, header.index("key") + 1).value == "plan_uuid.not_a_uuid"
    )
    sheet.cell(number, header.index("on") + 1).value = False
    sheet.cell(number, header.index("severity") + 1).value = " Warning "
    sheet.cell(sheet.max_row + 3, 20).value = None
    book.create_sheet("notes", 0)
    book.save(file)
    assert "not_a_uuid" not in set(check(PREMIUMS, "premiums", rules=file)["code"])
    with_semicolons = tmp_path / "rules.csv"
    pd.DataFrame(rules("premiums")).to_csv(with_semicolons, sep=";", index=False, encoding="utf-8-sig")
    assert len(load_rules(with_semicolons, "premiums")) == len(rules("premiums"))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"severity": "eror"}, 'rules.csv row 5, severity: not a severity; did you mean "error"'),
        ({"severity": ""}, "rules.csv row 5, severity: not a severity; there are: error, warning, info"),
        ({"on": "perhaps"}, "rules.csv row 5, on: neither yes nor no"),
        ({"message": ""}, "rules.csv row 5, message: blank"),
        ({"code": "other"}, 'rules.csv row 5, code: this is the rule "plan_uuid.not_a_uuid", whose code is not_a_uuid'),
        ({"field": "amount"}, "rules.csv row 5, field: this is the rule"),
        ({"condition": "amount > 0"}, "rules.csv row 5, condition: only a rule that is added has one"),
        (
            {"key": "plan_uuid.not_an_uuid"},
            'row 5, key: premiums have no such rule; did you mean "plan_uuid.not_a_uuid"',
        ),
        ({"key": "plan_uuid.required_blank"}, "rules.csv row 5, key: the same rule stands in rules.csv row 4"),
        ({"key": ""}, "rules.csv row 5, condition: blank; a rule that is added has a code, a message and a condition"),
    ],
)
def test_an_edit_that_cannot_be_is_told_with_its_place(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    table = edited(rules("premiums"), "plan_uuid.not_a_uuid", **cells)
    file = save_rules(table, tmp_path / "rules.csv")
    with pytest.raises(CheckError, match=said):
        load_rules(file, "premiums")


def test_an_edit_on_screen_that_cannot_be_is_told_with_its_row() -> None:
    table = edited(rules("premiums"), "plan_uuid.not_a_uuid", severity="eror")
    with pytest.raises(CheckError, match="the table of rules, row 3, severity: not a severity"):
        check(PREMIUMS, "premiums", rules=table)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"condition": "amount <="}, 'row 25: rule "amount_high": not a condition'),
        (
            {"condition": "amont <= 1"},
            'row 25: rule "amount_high": premiums have no field "amont"; did you mean "amount"',
        ),
        ({"code": ""}, "row 25, code: blank"),
        ({"code": "Too High"}, "row 25: the code of a rule is a short name"),
        ({"field": "amont"}, 'row 25: rule "amount_high": premiums have no field "amont"'),
        ({"severity": "high"}, "row 25, severity: not a severity; there are: error, warning, info"),
    ],
)
def test_an_added_rule_that_cannot_be(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    table = rules("premiums").head(23)
    table = pd.concat([table, pd.DataFrame([{**ADDED, **cells}])], ignore_index=True)
    with pytest.raises(CheckError, match=f"rules.xlsx {said}"):
        load_rules(save_rules(table, tmp_path / "rules.xlsx"), "premiums")


def test_an_added_rule_that_is_off_does_not_run() -> None:
    table = pd.concat([rules("premiums"), pd.DataFrame([{**ADDED, "on": "no"}])], ignore_index=True)
    assert "amount_high" not in set(check(PREMIUMS, "premiums", rules=table)["code"])


def test_files_that_are_no_table_of_rules(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="there is no such file of rules"):
        load_rules(tmp_path / "none.csv", "premiums")
    (tmp_path / "broken.xlsx").write_bytes(b"PK")
    with pytest.raises(CheckError, match="the rules cannot be read"):
        load_rules(tmp_path / "broken.xlsx", "premiums")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CheckError, match=r'other\.csv has no column "field"; begin with the table'):
        load_rules(tmp_path / "other.csv", "premiums")
    with pytest.raises(CheckError, match="rules are read from"):
        load_rules(tmp_path / "suite.json", "premiums")
    with pytest.raises(CheckError, match="rules are saved as"):
        save_rules(rules("premiums"), tmp_path / "rules.txt")
    with pytest.raises(CheckError, match='has no column "key"'):
        save_rules(rules("premiums").drop(columns="key"), tmp_path / "rules.csv")


def test_the_table_of_other_records() -> None:
    with pytest.raises(CheckError, match="premiums have no such rule"):
        check(PREMIUMS, "premiums", rules=rules("clients"))
