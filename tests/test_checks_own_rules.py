"""A firm's own rules: conditions, functions of a record, and expectations, in the same table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest

from plannr_nb import catalogue
from plannr_nb.checks.expressions import parse, undecided_or_true
from plannr_nb.checks.own_rule import own_rule
from plannr_nb.checks.run import check
from plannr_nb.checks.suite import expectation_suite
from plannr_nb.errors import CheckError
from plannr_nb.records import as_records

PLANS = as_records(
    pd.DataFrame(
        {
            "value": ["1", "-2", None, "x"],
            "opened_at": ["01/02/2020", "31/12/1999", None, "29/02/1999"],
            "review_date": ["01/02/2019", "2000-01-01", "01/01/2020", "01/01/2000"],
            "status": ["active", "proposed", None, "inactive"],
            "policy_number": ["A1", "b2", "", None],
            "on_panel": ["true", "FALSE", None, "x"],
        },
        dtype="str",
    )
)


def failing(condition: str) -> list[int]:
    known = catalogue.load("plans")
    holds = undecided_or_true(parse(condition, known), PLANS, date(2025, 3, 14))
    return [place for place, good in enumerate(holds) if not good]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("value > 0", [1]),
        ("value > 0 or status == 'proposed'", []),
        ("value > 0 and status == 'active'", [1, 3]),
        ("not value > 0", [0]),
        ("-3 < value <= 0", [0]),
        ("value * 2 - 1 >= 1", [1]),
        ("value / 0 > 1", []),
        ("value == '1'", [1]),
        ("opened_at < '01/01/2010'", [0]),
        ("opened_at <= review_date", [0]),
        ("opened_at <= today", []),
        ("today < opened_at", [0, 1]),
        ("years_since(opened_at) > 10", [0]),
        ("status in ['active', 'proposed']", [3]),
        ("status not in ('active',)", [0]),
        ("blank(value)", [0, 1, 3]),
        ("filled(value) and not blank(status)", [2]),
        ("status is not None", [2]),
        ("status == None or value > 0", [1]),
        ("matches(policy_number, '^[A-Z]')", [1]),
        ("starts_with(policy_number, 'b')", [0]),
        ("contains(policy_number, '.')", [0, 1]),
        ("length(policy_number) == 1", [0, 1]),
        ("lower(policy_number) == 'a1'", [1]),
        ("on_panel", [1]),
        ("on_panel == True and on_panel != 'false'", [1]),
        ("`value` > 0", [1]),
        (" value > 0 ", [1]),
    ],
)
def test_conditions(condition: str, expected: list[int]) -> None:
    assert failing(condition) == expected


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("__import__('os').system('x')", "names no field"),
        ("value.real > 1", "character 1: not understood"),
        ("value ** 9 > 1", "character 1: not understood"),
        ("(lambda: value)()", "character 1: no function of conditions"),
        ("[name for name in value]", 'plans have no field "name"|not understood'),
        ("open(value)", "character 1: no function of conditions; .*there are: blank"),
        ("value if on_panel else status", "not understood"),
        ("f'{value}' == 'a'", "not understood"),
        ("value := 3", "not a condition at character 7"),
        ("value >", "not a condition"),
        ("value[0] == 1", "not understood"),
        ("value", "no condition by itself"),
        ("valu > 0", 'plans have no field "valu"; did you mean "value"'),
        ("opened_at > 3", "a date cannot be compared with a number"),
        ("opened_at > 'soon'", "'soon' is not a date as 31/12/2024"),
        ("value > 'much'", "'much' is not a number"),
        ("status in 'active'", "character 11: not a list"),
        ("matches(status, '(')", "not a regular expression"),
        ("blank(value, status)", "write blank\\(field\\)"),
        ("value > None", "ask blank"),
        ("'a' == 'a'", "names no field"),
        ("value > 1" + " or value > 1" * 100, "longer than 1000|too many parts"),
        ("(" * 300 + "value" + ")" * 300, "not a condition|too many"),
        ("value > 1" + "0" * 400, "not understood"),
    ],
)
def test_what_is_no_condition_is_told_with_its_place(condition: str, said: str) -> None:
    with pytest.raises(CheckError, match=said):
        parse(condition, catalogue.load("plans"))


CLIENTS = pd.DataFrame(
    {
        "type": "individual",
        "first_name": ["Sam", "Jo"],
        "last_name": "Evans",
        "send_welcome_email": "false",
        "town_city": ["Cardiff", "Leeds"],
    },
    dtype="str",
)


def told(problems: pd.DataFrame) -> list[tuple[Any, ...]]:
    short = problems[["record_id", "field", "code", "severity", "message"]].astype(object)
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in short.to_numpy()]


def test_three_kinds_in_one_table() -> None:
    shipped = expectation_suite("clients")  # imports great_expectations without its warnings
    import great_expectations.expectations as gxe

    def in_wales(row: Mapping[str, str | None]) -> bool:
        assert row["county"] is None  # no column feeds it
        return row["town_city"] == "Cardiff"

    others = gxe.ExpectColumnValuesToNotBeInSet(column="last_name", value_set=["Evans"])
    in_leeds = gxe.ExpectColumnValuesToBeInSet(
        column="town_city", value_set=["Leeds"], severity="info", description="in Leeds"
    )
    own = [
        own_rule("short_name", "write the name out", "length(first_name) > 2", severity="error"),
        own_rule("not_in_wales", "we advise in Wales only", in_wales, field="town_city"),
        own_rule("not_evans", "another firm's client", others),
        in_leeds,
    ]
    problems = check(CLIENTS, "clients", rules=own)
    assert told(problems) == [
        ("1", "first_name", "short_name", "error", "write the name out"),
        ("1", "town_city", "not_in_wales", "warning", "we advise in Wales only"),
        ("0", "last_name", "not_evans", "warning", "another firm's client"),
        ("1", "last_name", "not_evans", "warning", "another firm's client"),
        ("0", "town_city", "expect_column_values_to_be_in_set", "info", "in Leeds"),
    ]
    assert problems["value"].tolist() == ["Jo", "Leeds", "Evans", "Evans", "Cardiff"]
    suite = expectation_suite("clients", rules=own)
    assert len(suite.expectations) == len(shipped.expectations) + 2
    travels = suite.expectations[-2:]
    assert [item.column for item in travels] == ["last_name", "town_city"]
    assert travels[0].meta["plannr_nb"]["code"] == "not_evans"


def test_a_rule_that_raises_did_not_run() -> None:
    def surname(row: Mapping[str, str | None]) -> bool:
        raise ValueError(row["last_name"])

    own = [
        own_rule("raises", "a", surname, field="last_name"),
        own_rule("says_nothing", "b", lambda _: None),
        own_rule("fine", "c", lambda _: True),
    ]
    gave = "the function gave NoneType, and not True or False"
    start = "this check could not run, so nothing is known about it"
    assert told(check(CLIENTS, "clients", rules=own)) == [
        (None, "last_name", "check_not_run", "warning", f"{start} (raises: ValueError)"),
        (None, None, "check_not_run", "warning", f"{start} (says_nothing: {gave})"),
    ]


def test_a_function_cannot_change_the_records() -> None:
    def spoil(row: dict[str, str | None]) -> bool:
        row.clear()
        return True

    before = CLIENTS.copy()
    check(CLIENTS, "clients", rules=own_rule("spoils", "a", spoil))
    pd.testing.assert_frame_equal(CLIENTS, before)


def test_a_field_that_no_column_feeds() -> None:
    rule = own_rule("review_blank", "plan the next review", "filled(next_review_date)")
    said = "no column feeds this field: plan the next review"
    assert told(check(CLIENTS, "clients", rules=rule)) == [
        (None, "next_review_date", "column_missing", "warning", said)
    ]
    later = own_rule("review_late", "the review is overdue", "next_review_date >= today")
    assert told(check(CLIENTS, "clients", rules=later)) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("Not A Code", "a", "value > 0"), "the code of a rule is a short name"),
        (("code", " ", "value > 0"), 'rule "code" has no message'),
        (("code", "a", 3), 'rule "code": holds= is a int'),
    ],
)
def test_what_is_no_rule(given: tuple[Any, Any, Any], said: str) -> None:
    with pytest.raises(CheckError, match=said):
        own_rule(*given)


def test_a_severity_there_is_not() -> None:
    with pytest.raises(CheckError, match='no such severity; did you mean "error"'):
        own_rule("code", "a", "value > 0", severity="eror")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (own_rule("odd", "a", "first_nam == 'Sam'"), 'clients have no field "first_nam"; did you mean "first_name"'),
        (own_rule("odd", "a", lambda _: True, field="nam"), 'rule "odd": clients have no field "nam"'),
        (3, "rules= holds a int"),
    ],
)
def test_a_rule_for_other_records(rule: Any, said: str) -> None:
    with pytest.raises(CheckError, match=said):
        check(CLIENTS, "clients", rules=rule)


def test_rules_or_a_suite() -> None:
    rule = own_rule("fine", "a", "filled(first_name)")
    with pytest.raises(CheckError, match="suite= and rules= are both given"):
        check(CLIENTS, "clients", suite={"expectations": []}, rules=rule)
