from __future__ import annotations

import pandas as pd

from plannr_nb.mapping import Mapping
from plannr_nb.shaping import shape
from plannr_nb.shaping.crowds import CROWD


def _shaped(**columns: list[str]) -> pd.DataFrame:
    source = pd.DataFrame(columns, dtype="str").set_axis(pd.RangeIndex(2, 2 + len(next(iter(columns.values())))))
    source = source.rename_axis("source_row")
    mapping = Mapping("clients", key="Ref")
    for field, header in {"email": "Mail", "address_1": "Street", "last_name": "Name"}.items():
        if header in columns:
            mapping.set(field, header)
    return shape(source, mapping).problems


def test_an_address_on_many_records_is_a_warning_on_each() -> None:
    keys = [str(number) for number in range(CROWD + 1)]
    mails = ["Office@firm.example"] + ["office@firm.example"] * (CROWD - 1) + ["own@post.example"]
    found = _shaped(Ref=keys, Mail=mails).query("code == 'shared_by_many'")
    assert found["record_id"].tolist() == [str(row) for row in range(2, 2 + CROWD)]
    assert set(found["severity"]) == {"warning"}
    assert set(found["header"]) == {"Mail"}


def test_a_family_or_a_block_of_flats_is_no_crowd() -> None:
    keys = [str(number) for number in range(CROWD - 1)]
    found = _shaped(Ref=keys, Mail=["family@post.example"] * len(keys), Street=["1 High Street"] * len(keys))
    assert "shared_by_many" not in set(found["code"])


def test_a_name_on_many_records_is_a_name() -> None:
    keys = [str(number) for number in range(CROWD)]
    assert "shared_by_many" not in set(_shaped(Ref=keys, Name=["Jones"] * CROWD)["code"])


def test_text_that_a_spreadsheet_would_run_is_a_warning() -> None:
    found = _shaped(Ref=["1", "2", "3", "4"], Street=["=cmd|' /C calc'!A0", "@SUM(1)", "- see file", "1 High Street"])
    assert found.query("code == 'formula_in_text'")["record_id"].tolist() == ["2", "3"]


def test_zero_in_a_field_that_acts_at_once_is_a_warning() -> None:
    source = pd.DataFrame({"Ref": ["1", "2", "3"], "Worth": ["0.00", "£0", "10"]}, dtype="str")
    mapping = Mapping("plans", key="Ref").set("value", "Worth")
    problems = shape(source, mapping).problems
    assert problems.query("code == 'zero_amount'")["record_id"].tolist() == ["0", "1"]
