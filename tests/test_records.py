from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from plannr_nb.errors import RecordsError
from plannr_nb.problems import FoundBy, ProblemCode, Severity, not_edited
from plannr_nb.records import IDENTITY, apply_edits, as_records, exclude, field_columns


def _people() -> pd.DataFrame:
    return pd.DataFrame(
        {"first_name": ["Ana", "Bo", "Cy"], "last_name": ["Hale", "Test", "  "]},
        index=["14", "15.1", "15.2"],
        dtype="str",
    )


def test_identity_stands_beside_the_fields() -> None:
    records = as_records(_people())
    assert list(records.columns) == [*IDENTITY, "first_name", "last_name"]
    assert field_columns(records) == ["first_name", "last_name"]
    assert records.index.name == "record_id"


def test_blank_text_is_missing() -> None:
    assert as_records(_people())["last_name"].isna().tolist() == [False, False, True]


def test_whole_numbers_of_the_index_become_record_ids() -> None:
    assert as_records(_people().reset_index(drop=True)).index.tolist() == ["0", "1", "2"]


def test_a_source_frame_keeps_its_rows() -> None:
    source = _people().set_axis(pd.Index([2, 3, 7], name="source_row"))
    assert as_records(source)["source_row"].tolist() == [2, 3, 7]


def test_whole_numbers_and_truth_have_one_text() -> None:
    frame = pd.DataFrame({"height": [180, 165], "is_prospect": [True, False]})
    records = as_records(frame)
    assert records["height"].tolist() == ["180", "165"]
    assert records["is_prospect"].tolist() == ["true", "false"]


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (["14", "14", "15"], "names 1 records that another has too"),
        (pd.MultiIndex.from_tuples([(1, 2), (1, 3), (2, 2)]), "2 levels"),
        ([1.5, 2.5, 3.5], "float64"),
        (["14", "", "15"], "no short plain ids"),
        (["14", "a" * 65, "15"], "no short plain ids"),
        (["14", "Ann Lee <ann@post.example>", "15"], "no short plain ids"),
    ],
)
def test_an_index_without_usable_names_is_refused(index: object, says: str) -> None:
    with pytest.raises(RecordsError, match=says) as raised:
        as_records(_people().set_axis(index))
    assert "reset_index(drop=True)" in str(raised.value)


@pytest.mark.parametrize("cells", [[1.0, 2.5, 3.0], pd.to_datetime(["2026-01-02"] * 3), [{"a": 1}, "b", "c"]])
def test_cells_with_more_than_one_text_are_refused(cells: object) -> None:
    with pytest.raises(RecordsError, match='column "amount"'):
        as_records(_people().assign(amount=cells))


@pytest.mark.parametrize("keys", [["", " ", "C3"], [None, None, " C3 "]])
def test_a_blank_reference_is_none(keys: list) -> None:
    assert as_records(_people().assign(source_key=keys))["source_key"].fillna("-").tolist() == ["-", "-", "C3"]


@pytest.mark.parametrize(
    ("name", "cells", "says"),
    [
        ("source_key", [1001.0, 1002.0, None], "float64"),
        ("source_row", ["Evans", "3", "4"], "no whole number"),
        ("excluded", [True, False, False], "exclude"),
        ("email", pd.Series(["a\ud800b", "c", "d"], dtype=object), "half characters"),
    ],
)
def test_what_follows_a_record_has_one_text_too(name: str, cells: list | pd.Series, says: str) -> None:
    with pytest.raises(RecordsError, match=says) as raised:
        as_records(_people().assign(**{name: pd.Series(cells).set_axis(_people().index)}))
    assert "Evans" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_an_identity_column_without_anything_in_it_is_missing() -> None:
    records = as_records(_people().assign(source_key=float("nan"), excluded=None))
    assert records[["source_key", "excluded"]].isna().all(axis=None)


def test_a_name_taken_for_an_id_is_not_repeated() -> None:
    with pytest.raises(RecordsError, match='look like "14"') as raised:
        exclude(_people(), ["Hale"], reason="gone")
    assert "Hale" not in str(raised.value)


def test_a_column_name_that_occurs_twice_is_refused() -> None:
    frame = pd.concat([_people(), _people()[["last_name"]]], axis=1)
    with pytest.raises(RecordsError, match="more than once: last_name"):
        as_records(frame)


def test_excluded_records_stay_with_their_first_reason() -> None:
    records = exclude(_people(), ["15.1"], reason="test client")
    records = exclude(records, pd.Series([False, True, True], index=records.index), reason="again")
    assert records["excluded"].fillna("").tolist() == ["", "test client", "again"]
    assert records["first_name"].tolist() == ["Ana", "Bo", "Cy"]


def test_a_mask_is_aligned_by_its_index() -> None:
    mask = pd.Series([True, False, False], index=["15.2", "15.1", "14"])
    assert exclude(_people(), mask, reason="gone")["excluded"].fillna("").tolist() == ["", "", "gone"]


@pytest.mark.parametrize(
    ("rows", "reason", "says"),
    [
        (["99"], "gone", "1 record ids are not in the frame"),
        ([True], "gone", "mask has 1 values"),
        (pd.Series([True, None, False], dtype="boolean"), "gone", "missing values"),
        (pd.Series([True, False, False], index=["14", "15.1", "99"]), "gone", "not that of the records"),
        (["14"], " ", "needs a reason"),
        (["14"], None, "needs a reason"),
        ("14", "gone", "put a single id in a list"),
        (14, "gone", "put a single id in a list"),
        (pd.Series([0, 0, 1], index=["14", "15.1", "15.2"]), "gone", "no mask"),
    ],
)
def test_an_exclusion_that_cannot_be_meant_is_refused(rows: object, reason: str, says: str) -> None:
    with pytest.raises(RecordsError, match=says):
        exclude(_people(), rows, reason=reason)


def _edits(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (SimpleNamespace(records=_people(), problems=None), "hand in its .records"),
        (SimpleNamespace(to_pandas=_people), "to_pandas"),
        ([{"last_name": "Hale"}], "read_table"),
        (None, "read_table"),
    ],
)
def test_what_is_no_frame_is_refused_with_what_to_hand_in(given: object, says: str) -> None:
    with pytest.raises(RecordsError, match=says):
        as_records(given)


def test_edits_change_named_cells_only() -> None:
    edits = _edits(
        record_id=["15.1", "15.2", "15.1"], field=["last_name", "email", "last_name"], new=["Tst", "c@x.example", None]
    )
    edited = apply_edits(_people(), edits)
    assert edited["last_name"].fillna("").tolist() == ["Hale", "", ""]
    assert edited["email"].fillna("").tolist() == ["", "", "c@x.example"]


def test_an_edit_made_for_another_text_is_refused() -> None:
    edits = _edits(record_id=["14"], field=["last_name"], new=["Hill"], old=["Hall"])
    with pytest.raises(RecordsError, match='1 edits of "last_name" no longer fit') as raised:
        apply_edits(_people(), edits)
    assert "Hale" not in str(raised.value)


def test_an_edit_without_old_text_is_not_compared() -> None:
    edits = _edits(record_id=["14", "15.1"], field=["last_name"] * 2, new=["Hill", "Best"], old=["Hale", None])
    assert apply_edits(_people(), edits)["last_name"].fillna("").tolist() == ["Hill", "Best", ""]


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        (_edits(record_id=["99"], field=["last_name"], new=["x"]), "not in the frame"),
        (_edits(record_id=["14"], field=["source_key"], new=["x"]), "cannot be edited"),
        (_edits(record_id=["14"], field=["last_name"]), "no column new"),
    ],
)
def test_an_edit_that_cannot_be_applied_is_refused(edits: pd.DataFrame, says: str) -> None:
    with pytest.raises(RecordsError, match=says):
        apply_edits(_people(), edits)


def test_problems_of_edited_cells_wait_for_a_new_check() -> None:
    kind = ProblemCode("odd", Severity.ERROR, "odd", FoundBy.SHAPE)
    problems = kind.problems(record_id=["14", "14", None], field=["email", "phone", "email"])
    left = not_edited(problems, _edits(record_id=["14"], field=["email"], new=["a@x.example"]))
    assert left[["record_id", "field"]].fillna("").to_numpy().tolist() == [["14", "phone"], ["", "email"]]
