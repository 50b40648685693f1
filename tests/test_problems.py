from __future__ import annotations

import pandas as pd
import pytest

from plannr_nb import problems
from plannr_nb.problems import COLUMNS, FoundBy, ProblemCode, Severity, by_cause, errors_only, merge

NOT_A_DATE = ProblemCode("not_a_date", Severity.ERROR, "not a date (day/month/year)", FoundBy.SHAPE)


def test_one_shape_whoever_found_it() -> None:
    table = NOT_A_DATE.problems(record_id=["14", "15"], source_row=[14, None], field="date_of_birth", value=["x", None])
    assert list(table.columns) == list(COLUMNS)
    assert table["source_row"].tolist() == [14, pd.NA]
    assert table["found_by"].tolist() == ["shape", "shape"]
    assert table["value"].isna().tolist() == [False, True]


def test_a_complaint_about_the_whole_file_is_one_row_without_place() -> None:
    table = NOT_A_DATE.problems()
    assert len(table) == 1
    assert table[["record_id", "source_row", "header", "field", "value"]].isna().all(axis=None)


def test_columns_of_different_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        NOT_A_DATE.problems(record_id=["14", "15"], value=["x"])


def test_an_empty_table_has_the_same_types() -> None:
    assert problems.empty().dtypes.to_dict() == NOT_A_DATE.problems().dtypes.to_dict()


def test_merge_keeps_order_and_counts_anew() -> None:
    first, second = NOT_A_DATE.problems(record_id=["14"]), NOT_A_DATE.problems(record_id=["3"])
    merged = merge([first, problems.empty(), second])
    assert merged["record_id"].tolist() == ["14", "3"]
    assert merged.index.tolist() == [0, 1]


def test_only_errors_keep_a_record_out() -> None:
    warned = NOT_A_DATE.problems(record_id=["14"], severity=Severity.WARNING)
    assert errors_only(merge([warned, NOT_A_DATE.problems(record_id=["15"])]))["record_id"].tolist() == ["15"]


def test_causes_stand_errors_first_then_by_number() -> None:
    few = NOT_A_DATE.problems(record_id=["1"], field="date_of_birth")
    many = NOT_A_DATE.problems(record_id=["1", "2"], field="opened_at")
    warned = NOT_A_DATE.problems(record_id=["1", "2", "3"], field="x", severity=Severity.WARNING)
    causes = by_cause(merge([few, warned, many]))
    assert causes[["severity", "field", "rows"]].to_numpy().tolist() == [
        ["error", "opened_at", 2],
        ["error", "date_of_birth", 1],
        ["warning", "x", 3],
    ]
    assert "value" not in causes.columns


def test_what_is_wrong_with_a_cell_is_told_once() -> None:
    warned = ProblemCode("deceased_in_name", Severity.WARNING, "has died", FoundBy.SHAPE)
    shaped = merge(
        [NOT_A_DATE.problems(record_id=["1"], field="opened_at"), warned.problems(record_id=["1"], field="name")]
    )
    checks = [
        ProblemCode(code, Severity.WARNING, code, FoundBy.CHECK).problems(record_id=["1", "2"], field=field)
        for code, field in (("no_day", "opened_at"), ("deceased_in_name", "name"), ("too_long", "name"))
    ]
    left = merge([shaped, *checks])
    assert left[["record_id", "code"]].to_numpy().tolist() == [
        ["1", "not_a_date"],
        ["1", "deceased_in_name"],
        ["2", "no_day"],
        ["2", "deceased_in_name"],
        ["1", "too_long"],
        ["2", "too_long"],
    ]


def test_what_plannr_says_of_a_cell_is_never_left_out() -> None:
    refused = ProblemCode("refused", Severity.ERROR, "no", FoundBy.PLANNR).problems(record_id=["1"], field="opened_at")
    assert len(merge([NOT_A_DATE.problems(record_id=["1"], field="opened_at"), refused])) == 2
