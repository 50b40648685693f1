"""Each odd file reads as a careful person reads it: the table, where its rows stand, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from odd_files import Case, odd_files

from plannr_nb.errors import ReadError
from plannr_nb.read import read_problems, read_table
from plannr_nb.row_numbers import kept_rows

CASES = odd_files()


def params(cases: list[Case]) -> list[object]:
    return [pytest.param(case, id=case.name) for case in cases]


def read(case: Case, folder: Path) -> pd.DataFrame:
    file = folder / case.name
    file.write_bytes(case.data)
    return read_table(file)


def assert_rows_add_up(frame: pd.DataFrame) -> None:
    """Each row of the file is one of the header, or in the index, or skipped for a reason."""
    account = frame.attrs["plannr_nb"]
    rows = [*frame.index.tolist(), *account["header_rows"]]
    for group in account["skipped"]:
        rows += kept_rows(group)
    assert sorted(rows) == list(range(1, account["rows_in_file"] + 1))


def told(frame: pd.DataFrame) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...]]:
    """Code -> rows of the problems told, and the rows that errors keep out."""
    table = read_problems(frame)
    codes = {code: _numbers(rows) for code, rows in table.groupby("code")["source_row"]}
    return codes, _numbers(table.loc[table["severity"] == "error", "source_row"])


def _numbers(rows: pd.Series) -> tuple[int, ...]:
    return tuple(sorted(set(rows.dropna().astype(int))))


@pytest.mark.parametrize("case", params([case for case in CASES if not case.refused]))
def test_an_odd_file_reads_as_its_clean_table(case: Case, tmp_path: Path) -> None:
    frame = read(case, tmp_path)
    cells = [[cell or None for cell in row] for row in case.rows]
    expected = pd.DataFrame(cells, columns=case.header, dtype="str")
    expected.index = pd.Index(case.source_rows, dtype="int64", name="source_row")
    pd.testing.assert_frame_equal(frame, expected, obj=case.odd)
    assert_rows_add_up(frame)
    assert told(frame) == (case.told, case.errors)


@pytest.mark.parametrize("case", params([case for case in CASES if case.refused]))
def test_a_file_without_a_table_is_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=case.refused) as refusal:
        read(case, tmp_path)
    assert str(refusal.value).startswith(f"{case.name}: ")


def test_there_are_many_odd_files_and_no_two_alike() -> None:
    assert len({case.name for case in CASES}) == len({case.data for case in CASES}) == len(CASES)
    assert len(CASES) > 100
