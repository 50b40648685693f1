"""What a frame carries of its reading stays small, whole, and with the frame wherever pandas takes it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plannr_nb.read import describe_source, read_problems, read_table
from plannr_nb.row_numbers import keep_list, keep_rows, kept_list, kept_rows

ROWS = 6_000


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Every third row is blank, every third has a cell too many, and sixty columns have a header twice."""
    headers = ["Ref", "Name", *(f"Field {number // 2}" for number in range(120))]
    filled = ",".join(["x"] * 120)
    rows = ["", f"C{{}},Evans,{filled}", f"C{{}},Evans,{filled},too many"]
    text = "\n".join([",".join(headers), *(rows[at % 3].format(at) for at in range(ROWS)), "Total,9", ""])
    file = tmp_path_factory.mktemp("odd") / "odd.csv"
    file.write_text(text, encoding="utf-8")
    return read_table(file)


def lists_in(account: object) -> list[list[object]]:
    if isinstance(account, dict):
        return [found for value in account.values() for found in lists_in(value)]
    if isinstance(account, list):
        return [account, *(found for value in account for found in lists_in(value))]
    return []


@given(st.sets(st.integers(1, 5_000)).map(sorted))
def test_row_numbers_come_back_whole(numbers: list[int]) -> None:
    kept = json.loads(json.dumps(keep_rows(numbers)))
    assert kept_rows(kept) == numbers
    assert kept["count"] == len(numbers)
    assert len(kept["rows"].split(",")) <= 100


@given(st.lists(st.text(max_size=3), max_size=250))
def test_lists_come_back_whole(items: list[str]) -> None:
    kept = json.loads(json.dumps(keep_list("headers", items)))
    assert kept_list("headers", kept) == items
    assert kept["headers"] == items[:100]
    assert kept["headers_count"] == len(items)


def test_the_account_is_small_however_odd_the_file_is(odd: pd.DataFrame) -> None:
    account = odd.attrs["plannr_nb"]
    assert max(map(len, lists_in(account))) <= 100
    assert len(json.dumps(account)) < 40_000


def test_every_row_and_every_cause_is_told_all_the_same(odd: pd.DataFrame) -> None:
    problems = read_problems(odd)
    too_long = problems[problems["code"] == "row_too_long"]
    assert too_long["source_row"].tolist() == list(range(4, ROWS + 2, 3))
    doubled = problems[problems["code"] == "duplicate_header"]
    assert doubled["header"].tolist() == [f"Field {number} (2)" for number in range(60)]
    blank = next(kept for kept in odd.attrs["plannr_nb"]["skipped"] if kept["reason"] == "blank row")
    assert kept_rows(blank) == list(range(2, ROWS + 2, 3))
    told = describe_source(odd).set_index("what")["value"]
    assert told["skipped: blank row"].startswith("2000 rows: 2,5,8,")
    assert told.str.len().max() < 200


def test_the_account_goes_with_the_frame(odd: pd.DataFrame, tmp_path: Path) -> None:
    problems = read_problems(odd)
    odd.to_parquet(tmp_path / "odd.parquet")
    back = pd.read_parquet(tmp_path / "odd.parquet")
    assert back.attrs == odd.attrs
    pd.testing.assert_frame_equal(read_problems(back), problems)
    pd.testing.assert_frame_equal(read_problems(pd.concat([odd.iloc[:50], odd.iloc[50:]])), problems)
    pd.testing.assert_frame_equal(read_problems(pd.concat([odd, odd])), problems)
    pd.testing.assert_frame_equal(describe_source(odd.merge(odd[["Ref"]], on="Ref")), describe_source(odd))


def test_frames_of_two_files_are_joined_without_an_account(odd: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("Ref,Name\nC9001,Hale\n")
    joined = pd.concat([odd, read_table(tmp_path / "other.csv")])
    assert joined.attrs == {}
