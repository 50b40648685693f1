"""The number of rows that a caller expects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import read_problems, read_table


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(text: str, **given: object) -> pd.DataFrame:
        (tmp_path / "clients.csv").write_text(text)
        return read_table(tmp_path / "clients.csv", **given)

    return read


ROWS = "".join(f"C{number},Evans\n" for number in range(1000, 2000))
PRINTED = "Client list\n\nRef,Name\nC1000,Evans\n\nC1001,Shah\nTotal clients: 3\n"


def test_another_number_of_rows_is_refused_and_says_where_rows_went(read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError) as refused:
        read(PRINTED, expect_rows=3)
    assert str(refused.value) == (
        "clients.csv: expect_rows=3, but 2 rows were read (1 fewer). Not data are header: row 3; title block: row 1; "
        "totals row: row 7; blank row: 2 rows (2, 5). Compare them with the old system, or leave expect_rows= out to "
        "look at what was read."
    )
    with pytest.raises(ReadError, match=r"expect_rows=900, but 1000 rows were read \(100 more\)\."):
        read("Ref,Name\n" + ROWS, expect_rows=900)


def test_the_right_number_answers_the_doubts_about_it(read: Callable[..., pd.DataFrame]) -> None:
    assert read_problems(read("Ref,Name\n" + ROWS))["code"].tolist() == ["rows_at_limit"]
    assert read_problems(read("Ref,Name\n" + ROWS, expect_rows=1000)).empty
    assert read_problems(read(PRINTED))["code"].tolist() == ["total_differs"]
    assert read_problems(read(PRINTED, expect_rows=2)).empty
    assert read_problems(read("Ref,Name\n", expect_rows=0)).empty


def test_no_number_answers_a_last_row_cut_short(read: Callable[..., pd.DataFrame]) -> None:
    cut = "Ref,Name,Town\nC1000,Evans,Leeds\nC1001,Shah,York\nC1002,Ha"
    assert read_problems(read(cut))["code"].tolist() == ["cut_short"]
    with pytest.raises(ReadError, match="3 rows were read as expected, but the file ends in the middle of the last"):
        read(cut, expect_rows=3)


def test_what_is_no_number_of_rows_is_refused(read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match="expect_rows= wants a whole number, and was given an object of type str"):
        read(PRINTED, expect_rows="3")
    with pytest.raises(ReadError, match="expect_rows=-1, but it cannot be less than 0"):
        read(PRINTED, expect_rows=-1)
