"""The sample exports, shaped and held against the true records: no cell that a recipe reads is wrong in silence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.mapping import Mapping
from plannr_nb.read import read_table
from plannr_nb.shaping import Shaped, shape

SAMPLES = Path(__file__).parent.parent / "sample_data"
EXPORTS = {
    "intelliflo-clients": "intelliflo-clients.csv",
    "intelliflo-plans": "intelliflo-plans.csv",
    "xplan-clients": "xplan-clients.csv",
    "xplan-plans": "xplan-plans.csv",
    "spreadsheet-clients": "spreadsheet-clients-and-plans.csv",
    "spreadsheet-plans": "spreadsheet-clients-and-plans.csv",
}
# Fields that a recipe reads and every export holds for the record itself.
FIELDS = [
    "date_of_birth",
    "ni_number",
    "postcode",
    "gender",
    "marital_status",
    "next_review_date",
    "opened_at",
    "value",
]
# Wrong in the old system in a way that no look at the cell can tell.
BEYOND_A_CELL = {"money_zero_unknown"}


@cache
def read_sample(file: str) -> pd.DataFrame:
    return read_table(SAMPLES / file)


@cache
def shaped_sample(name: str) -> Shaped:
    return shape(read_sample(EXPORTS[name]), Mapping.load(SAMPLES / "mappings" / f"{name}.toml"))


def text_of(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])


def wrong_without_a_word(name: str, shaped: Shaped) -> list[tuple[str, str]]:
    """Record and field of each cell that differs from the truth, that shaping said nothing of."""
    system, record_type = name.split("-")
    true = text_of(SAMPLES / "clean" / f"{record_type}.csv").set_index(f"{system}_key")
    records = shaped.records[shaped.records["source_key"].isin(true.index)].reset_index().set_index("source_key")
    oddities = text_of(SAMPLES / "truth.csv")
    oddities = oddities[(oddities["file"] == EXPORTS[name]) & oddities["defect"].isin(BEYOND_A_CELL)]
    excused = set(zip(oddities["source_row"], oddities["field"], strict=True))
    told = set(zip(shaped.problems["record_id"], shaped.problems["field"], strict=True))
    wrong = []
    for field in [field for field in FIELDS if field in true.columns and field in records.columns]:
        sent, right = records[field], true.loc[records.index, field]
        if field == "value":  # 71k is 71000, and the truth writes 71000.00
            sent, right = pd.to_numeric(sent, errors="coerce"), pd.to_numeric(right)
        differ = (sent != right) & ~(sent.isna() & right.isna())
        for record_id, row in records.loc[differ.to_numpy(), ["record_id", "source_row"]].itertuples(index=False):
            if (record_id, field) not in told and (str(row), field) not in excused:
                wrong.append((record_id, field))
    return wrong


@pytest.mark.parametrize("name", EXPORTS)
def test_no_cell_is_wrong_without_a_word(name: str) -> None:
    assert wrong_without_a_word(name, shaped_sample(name)) == []


@pytest.mark.parametrize("name", EXPORTS)
def test_every_row_gives_a_record_and_every_true_record_is_there(name: str) -> None:
    system, record_type = name.split("-")
    source, shaped = read_sample(EXPORTS[name]), shaped_sample(name)
    fed = shaped.records["source_row"].tolist()
    fed += [int(row) for rows in shaped.records["also_rows"].dropna() for row in rows.split(",")]
    assert set(fed) == set(source.index)
    true = text_of(SAMPLES / "clean" / f"{record_type}.csv")[f"{system}_key"].dropna()
    assert set(true) <= set(shaped.records["source_key"])


def test_the_couples_of_the_spreadsheet_are_the_true_ones() -> None:
    shaped = shaped_sample("spreadsheet-clients")
    true = text_of(SAMPLES / "clean" / "clients.csv").dropna(subset="spreadsheet_key").set_index("spreadsheet_key")
    records = shaped.records.set_index("source_key")
    joint = true[true["type"] == "joint"]
    assert set(records.index[records["type"] == "joint"]) >= set(joint.index)
    owners = records.loc[joint.index, "owners"].str.split("; ", expand=True)
    people = true.reset_index().set_index("client_id")["spreadsheet_key"]
    for place in (0, 1):
        expected = joint["owners"].str.split("; ").str[place].map(people)
        assert owners[place].tolist() == expected.tolist()
    persons = true[true["type"] == "individual"]
    known = records.loc[persons.index, "date_of_birth"] == persons["date_of_birth"]
    assert known.mean() > 0.95
