"""Every sample export is read without an argument as the script that made it says it is."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from plannr_nb.read import read_problems, read_table
from plannr_nb.row_numbers import kept_rows

SAMPLES = Path(__file__).parent.parent / "sample_data"
FIRM = json.loads((SAMPLES / "firm.json").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, Any]] = {
    name: told for system in FIRM["systems"].values() for name, told in system["files"].items()
}
ROW_CLASS = {
    "title block": "title",
    "blank row": "blank",
    "header repeated": "repeated_header",
    "totals row": "total",
    "end of report": "end",
}


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    return pd.read_csv(SAMPLES / "truth.csv", dtype=str, keep_default_na=False)


def test_no_sample_is_left_out() -> None:
    exports = {path.name for path in SAMPLES.iterdir() if path.suffix in {".csv", ".xlsx"}} - {"truth.csv"}
    assert sorted(FILES) == sorted(exports)


@pytest.mark.parametrize("name", FILES)
def test_rows_headers_and_dialect_are_what_was_written(name: str) -> None:
    told = FILES[name]
    source = read_table(SAMPLES / name)
    account = source.attrs["plannr_nb"]
    rows = Counter({"data": len(source), "header": 1})
    for group in account["skipped"]:
        rows[ROW_CLASS[group["reason"]]] += group["count"]
    assert dict(rows) == {kind: count for kind, count in told["rows"].items() if count}
    assert source.columns.tolist() == [column["header"] for column in told["columns"]]
    assert {key: account[key] for key in ("rows_in_file", "header_row", "encoding", "delimiter")} == {
        "rows_in_file": told["rows_in_file"],
        "header_row": told["header_row"],
        "encoding": told["encoding"] or None,
        "delimiter": told["delimiter"] or None,
    }


@pytest.mark.parametrize("name", FILES)
def test_cells_with_an_injected_defect_read_as_they_were_written(name: str, truth: pd.DataFrame) -> None:
    source = read_table(SAMPLES / name)
    cells = truth[(truth["file"] == name) & (truth["header"] != "")]
    read = [source[header].get(int(row)) for row, header in zip(cells["source_row"], cells["header"], strict=True)]
    assert ["" if pd.isna(cell) else cell for cell in read] == cells["cell"].str.strip().tolist()


@pytest.mark.parametrize("name", FILES)
def test_rows_that_are_no_records_are_the_ones_skipped(name: str, truth: pd.DataFrame) -> None:
    source = read_table(SAMPLES / name)
    told = truth[(truth["file"] == name) & (truth["header"] == "")]
    skipped = {
        row
        for group in source.attrs["plannr_nb"]["skipped"]
        if group["reason"] != "blank row"
        for row in kept_rows(group)
    }
    assert skipped == set(told["source_row"].astype(int))


def test_nothing_is_complained_of_but_mojibake_and_sums_of_spoiled_amounts(truth: pd.DataFrame) -> None:
    problems = pd.concat([read_problems(read_table(SAMPLES / name)).assign(file=name) for name in FILES])
    sums = problems.loc[problems["code"] == "total_differs", "file"]
    assert set(sums) == {"intelliflo-contributions.csv", "intelliflo-valuations.csv", "xplan-premiums.csv"}
    problems = problems[problems["code"] != "total_differs"]
    assert set(problems["code"]) == {"mojibake"}
    found = set(zip(problems["file"], problems["source_row"].astype(int), problems["header"], strict=True))
    injected = truth[truth["defect"] == "mojibake"]
    wanted = set(zip(injected["file"], injected["source_row"].astype(int), injected["header"], strict=True))
    assert wanted <= found
