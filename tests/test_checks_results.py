"""What people see of a result: causes, the page for the file, and great_expectations' own form."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.checks import Checked, run_suite
from plannr_nb.problems import by_cause

RECORDS = pd.DataFrame(
    {
        "type": ["individual", "individual", "person"],
        "first_name": ["Sam", "Jo", "Ann"],
        "last_name": ["Featherstonehaugh", None, "Hale (dec'd)"],
        "email": ["sam@mail.example.com", "two@@mail", None],
        "send_welcome_email": ["false", "<b>no</b>", "false"],
    },
    index=["r1", "r2", "r3"],
    dtype="str",
)


def test_causes_say_how_many_and_where_to_look() -> None:
    causes = by_cause(Checked(RECORDS, "clients").problems)
    assert causes[["field", "rows", "where"]].to_numpy().tolist() == [
        ["send_welcome_email", 1, "record r2"],
        ["type", 1, "record r3"],
        ["email", 1, "record r2"],
        ["last_name", 1, "record r2"],
        ["last_name", 1, "record r3"],
    ]
    assert "<td" in causes._repr_html_()


def test_the_page_stands_alone_and_masks_what_is_personal(tmp_path: Path) -> None:
    result = Checked(RECORDS, "clients").result
    page = result.to_html(tmp_path / "checks.html")
    assert (tmp_path / "checks.html").read_text("utf-8") == page
    assert "Checks of clients before store" in page and "3 records" in page
    assert "two@@mail" not in page and "Hale (dec" not in page and "••••" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page and "<b>no" not in page  # a plain field, whose cell is text and no markup
    assert "https://" in page and "documented" in page and "inferred" in page and "r2" in page
    for loaded in ("<script", "<link", "src=", "@import", "url("):
        assert loaded not in page
    assert "two@@mail" in result.to_html(reveal=True)


def test_values_that_a_rule_of_no_known_field_found_are_masked() -> None:
    suite = {"expectations": [{"type": "expect_column_values_to_be_unique", "kwargs": {"column": "Ref"}}]}
    result = run_suite(pd.DataFrame({"Ref": ["A1", "A1"]}, dtype="str"), suite)
    assert "A1" not in result.to_html() and "A1" in result.to_html(reveal=True)


@pytest.mark.filterwarnings("ignore")
def test_great_expectations_own_result_has_its_own_numbers() -> None:
    filled = {"type": "nullity", "column": {"name": "b"}, "is_null": False}
    suite = {
        "expectations": [
            {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "a", "regex": "^1"}},
            {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "a", "row_condition": filled}},
            {"type": "expect_compound_columns_to_be_unique", "kwargs": {"column_list": ["a", "b"]}},
            {"type": "expect_table_row_count_to_equal", "kwargs": {"value": 5}},
            {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "gone"}},
        ]
    }
    frame = pd.DataFrame({"a": ["1", "x", None, "x", None], "b": ["k", "k", "k", "k", None]}, dtype="str")
    ours = run_suite(frame, suite).to_gx(reveal=True)
    import great_expectations as gx  # ours has been made, so its own warnings on import are behind us
    from great_expectations.core import ExpectationSuiteValidationResult

    assert isinstance(ours, ExpectationSuiteValidationResult)
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("x").add_dataframe_asset("a")
    batch = asset.add_batch_definition_whole_dataframe("w").get_batch({"dataframe": frame})
    theirs = batch.validate(gx.ExpectationSuite(name="s", **suite), result_format="COMPLETE")
    numbers = ("element_count", "unexpected_count", "unexpected_percent", "missing_count", "observed_value")
    by_type = {item.expectation_config.type: item for item in theirs.results}
    for one in ours.results:
        other = by_type[one.expectation_config.type]
        told = {name: other.result[name] for name in numbers if other.result.get(name) is not None}
        assert one.success == other.success
        assert {name: one.result[name] for name in told} == told
    assert ours.statistics == theirs.statistics and ours.success is False
    assert ours.results[0].result["unexpected_list"] == ["x", "x"]


@pytest.mark.filterwarnings("ignore")
def test_data_docs_are_built_from_it(tmp_path: Path) -> None:
    found = Checked(RECORDS, "clients").result.to_gx()
    import great_expectations as gx
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    assert "clients" in found.suite_name and found.meta["plannr_nb"]["left_out"]
    context = gx.get_context(mode="file", project_root_dir=tmp_path)
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(found.suite_name), found.meta["run_id"], "records")
    context.validation_results_store.set(key, found)
    context.build_data_docs()
    pages = [path.read_text("utf-8") for path in tmp_path.rglob("uncommitted/data_docs/**/validations/**/*.html")]
    assert len(pages) == 1 and "send_welcome_email" in pages[0] and "two@@mail" not in pages[0]
