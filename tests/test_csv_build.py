"""What stands in the file, what does not, and whether the ledger knows why."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plannr_nb.catalogue.model import Field, Kind, RecordType
from plannr_nb.csv_build import LEDGER_COLUMNS, TAG, build_csv
from plannr_nb.errors import RecordsError
from plannr_nb.problems import FoundBy, ProblemCode, Severity, merge
from plannr_nb.records import as_records, exclude

EXPECTED = Path(__file__).parent / "expected"

PEOPLE = RecordType(
    "clients",
    (
        Field("name", "", Kind.IGNORED),
        Field("first_name", "First Name", Kind.TEXT),
        Field("last_name", "Last Name", Kind.TEXT),
        Field("date_of_birth", "Date of Birth", Kind.DATE),
    ),
)
NOT_A_DATE = ProblemCode("not_a_date", Severity.ERROR, "not a date (day/month/year)", FoundBy.SHAPE)
NO_NAME = ProblemCode("missing_last_name", Severity.ERROR, "last name is missing", FoundBy.CHECK)
ODD = ProblemCode("odd_name", Severity.WARNING, "looks odd", FoundBy.CHECK)


def people(**columns: list[str | None]) -> pd.DataFrame:
    return as_records(pd.DataFrame(columns, dtype="str"))


def read_back(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle, strict=True))


def held(file) -> dict[str, str]:
    out = file.ledger[file.ledger["outcome"] == "excluded"]
    return dict(zip(out["record_id"], out["reason"], strict=True))


def test_bytes_of_awkward_cells(tmp_path: Path) -> None:
    records = people(
        last_name=["O'Néill", 'the "Major"', "Smith, Jones", "=cmd|' /C calc'!A0", "line\nbreak\r\nand more", "NA"],
        first_name=["007", None, "   ", "\ttab", "-1", "łukasz 😀"],
        date_of_birth=[None, "17/01/1975", None, None, None, "NULL"],
    )
    file = build_csv(records, PEOPLE, tmp_path / "awkward.csv")
    golden = EXPECTED / "awkward-cells.csv"
    written = file.path.read_bytes()
    if not golden.exists():
        golden.write_bytes(written)
        pytest.fail(f"{golden.name} was missing and is written now: look at it, then commit it")
    assert written == golden.read_bytes()


def test_fields_in_catalogue_order_and_the_record_id_last(tmp_path: Path) -> None:
    records = people(last_name=["Evans", "Hale"], first_name=["Sam", None])
    records.index = pd.Index(["14.1", "14.2"], name="record_id")
    file = build_csv(records, PEOPLE, tmp_path / "new" / "folder" / "people.csv")
    assert read_back(file.path) == [["first_name", "last_name", TAG], ["Sam", "Evans", "14.1"], ["", "Hale", "14.2"]]
    assert (file.rows, file.columns, file.record_type, file.tag) == (2, ("first_name", "last_name"), "clients", TAG)
    assert file.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()


def test_no_tag_when_switched_off(tmp_path: Path) -> None:
    file = build_csv(people(last_name=["Evans"]), PEOPLE, tmp_path / "people.csv", tag=False)
    assert (read_back(file.path), file.tag) == ([["last_name"], ["Evans"]], None)


def test_a_blank_only_cell_is_still_a_row(tmp_path: Path) -> None:
    file = build_csv(people(last_name=["Evans", None, "Hale"]), PEOPLE, tmp_path / "people.csv", tag=False)
    assert read_back(file.path) == [["last_name"], ["Evans"], [""], ["Hale"]]


def test_what_plannr_ignores_is_left_out_and_named(tmp_path: Path) -> None:
    file = build_csv(people(name=["Sam Evans"], last_name=["Evans"]), PEOPLE, tmp_path / "people.csv")
    assert (file.columns, file.left_out) == (("last_name",), ("name",))


def test_a_column_that_is_no_field_stops_with_the_likely_one(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r'column "lastname" is no field of clients.*did you mean "last_name"'):
        build_csv(people(lastname=["Evans"]), PEOPLE, tmp_path / "people.csv")
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_plannr_takes_stops(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="nothing to send"):
        build_csv(people(name=["Sam Evans"]), PEOPLE, tmp_path / "people.csv")


def test_a_record_with_an_error_or_excluded_stays_out_and_is_remembered(tmp_path: Path) -> None:
    records = exclude(people(last_name=["Evans", "Test", "Hale", "Adeyemi"]), ["1"], reason="test client")
    found = merge(
        [
            NOT_A_DATE.problems(record_id="2", field="date_of_birth", value="29/02/1973"),
            NO_NAME.problems(record_id=["2", "1", "elsewhere"], field="last_name"),
            NOT_A_DATE.problems(record_id="2", field="date_of_birth"),
            ODD.problems(record_id="0", field="last_name"),
        ]
    )
    file = build_csv(records, PEOPLE, tmp_path / "people.csv", problems=found)
    assert read_back(file.path)[1:] == [["Evans", "0"], ["Adeyemi", "3"]]
    wanted = pd.DataFrame(
        {
            "record_id": ["0", "1", "2", "3"],
            "outcome": [None, "excluded", "excluded", None],
            "reason": [None, "test client", "held back: not_a_date, missing_last_name", None],
            "evidence": [None, "marked excluded in the records", "found by shape, check", None],
        },
        dtype="str",
    )
    assert tuple(file.ledger.columns) == LEDGER_COLUMNS
    pd.testing.assert_frame_equal(file.ledger[wanted.columns.tolist()], wanted)


def test_an_error_of_a_row_holds_back_each_record_the_row_feeds(tmp_path: Path) -> None:
    records = people(last_name=["Hale", "Hale", "Evans", "Okafor"])
    records["source_row"] = pd.array([14, 14, 15, 20], dtype="Int64")
    records["also_rows"] = pd.Series([None, None, "16,18", None], index=records.index, dtype="str")
    found = NOT_A_DATE.problems(source_row=[14, 18, 99])
    file = build_csv(records, PEOPLE, tmp_path / "people.csv", problems=found)
    assert held(file) == dict.fromkeys(["0", "1", "2"], "held back: not_a_date")


def test_an_error_of_a_column_holds_back_its_filled_cells(tmp_path: Path) -> None:
    records = people(last_name=["Hale", "Evans"], date_of_birth=["03/04/1970", None])
    found = NOT_A_DATE.problems(header="DOB", field="date_of_birth")
    assert held(build_csv(records, PEOPLE, tmp_path / "people.csv", problems=found)) == {"0": "held back: not_a_date"}


@pytest.mark.parametrize("field", ["date_of_birth", None])
def test_an_error_of_a_missing_column_or_of_the_file_holds_back_everything(tmp_path: Path, field: str | None) -> None:
    found = NOT_A_DATE.problems(field=field)
    file = build_csv(people(last_name=["Hale", "Evans"]), PEOPLE, tmp_path / "people.csv", problems=found)
    assert (file.rows, list(held(file))) == (0, ["0", "1"])
    assert read_back(file.path) == [["last_name", TAG]]


def test_a_nul_character_holds_the_record_back(tmp_path: Path) -> None:
    file = build_csv(people(last_name=["Ev\0ans", "Hale"]), PEOPLE, tmp_path / "people.csv")
    assert (read_back(file.path)[1:], held(file)) == ([["Hale", "1"]], {"0": "held back: nul_character"})
    assert [item.name for item in tmp_path.iterdir()] == ["people.csv"]


def test_a_frame_that_is_no_problem_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="no column record_id"):
        build_csv(people(last_name=["Hale"]), PEOPLE, tmp_path / "x.csv", problems=pd.DataFrame({"row": [1]}))


def shaped(*ids: str) -> pd.DataFrame:
    """Records as `shape` names them, each by its row."""
    records = people(last_name=[f"Family{name}" for name in ids])
    records.index = pd.Index(ids)
    return records.assign(source_row=pd.array([int(name.split(".")[0]) for name in ids], dtype="Int64"))


FOUND = NO_NAME.problems(record_id=["3", "5"], source_row=[3, 5], field="last_name")


@pytest.mark.parametrize(
    ("records", "found", "said"),
    [
        (shaped(*"2345").reset_index(drop=True), FOUND, "1 of 2 errors name a record with another source_row"),
        (shaped(*"2345").reset_index(drop=True).drop(columns="source_row").set_axis(list("2345")), FOUND, "2 of 2"),
        (shaped(*"2345").set_axis(["C2", "C3", "C4", "C5"]), FOUND, "2 of 2 errors name a record id that is not"),
        (people(last_name=["Hale", "Evans"]).set_axis(["a", "b"]), FOUND, "2 of 2 errors name a record id that is not"),
        (people(last_name=["Hale", "Evans"]), NO_NAME.problems(record_id=["1", "7"]), "1 of 2 errors name a record id"),
        (shaped("2", "3"), NO_NAME.problems(record_id=["C2"]), "1 of 1 errors name a record id that is not"),
    ],
    ids=["numbered-anew", "rows-lost", "other-names", "no-rows", "shorter", "nothing-in-common"],
)
def test_problems_of_other_records_are_refused(
    tmp_path: Path, records: pd.DataFrame, found: pd.DataFrame, said: str
) -> None:
    """They would hold back the wrong records, or none."""
    with pytest.raises(RecordsError, match=f"{said}.*Hand in the problems of these very records"):
        build_csv(records, PEOPLE, tmp_path / "people.csv", problems=found)
    assert list(tmp_path.iterdir()) == []


def test_problems_of_more_records_than_these_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    assert held(build_csv(shaped("2", "3", "4"), PEOPLE, path, problems=FOUND)) == {"3": "held back: missing_last_name"}
    assert held(build_csv(shaped("2", "4"), PEOPLE, path, problems=FOUND)) == {}
    of_a_person = NO_NAME.problems(record_id="14.1", source_row=14)
    assert held(build_csv(shaped("14.joint", "20.joint"), PEOPLE, path, problems=of_a_person)) == {}


def test_problems_of_another_row_that_feeds_the_record(tmp_path: Path) -> None:
    records = shaped("14", "16").assign(also_rows=pd.Series(["15,18", None], index=["14", "16"], dtype="str"))
    found = NO_NAME.problems(record_id="14", source_row=18)
    assert held(build_csv(records, PEOPLE, tmp_path / "people.csv", problems=found)) == {
        "14": "held back: missing_last_name"
    }


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="is a folder; name the file"):
        build_csv(people(last_name=["Hale"]), PEOPLE, tmp_path)


def test_the_old_file_stands_until_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "people.csv"
    target.write_text("the old one")

    def full_disk(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(pyarrow.csv, "write_csv", full_disk)
    with pytest.raises(OSError, match="no space"):
        build_csv(people(last_name=["Hale"]), PEOPLE, target)
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [("people.csv", "the old one")]


def test_more_rows_than_are_written_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plannr_nb.csv_build._ROWS_AT_ONCE", 3)
    names = [f"name {number}" for number in range(10)]
    file = build_csv(people(last_name=names), PEOPLE, tmp_path / "people.csv")
    assert read_back(file.path)[1:] == [[name, str(number)] for number, name in enumerate(names)]
    assert file.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()


def test_the_caller_s_frame_is_not_changed(tmp_path: Path) -> None:
    records = pd.DataFrame({"last_name": pd.Series(["Hale", " "], dtype="str")})
    before = records.copy(deep=True)
    build_csv(records, PEOPLE, tmp_path / "people.csv", problems=NO_NAME.problems(record_id="1"))
    pd.testing.assert_frame_equal(records, before)


def test_shown_without_cell_values(tmp_path: Path) -> None:
    records = exclude(people(last_name=["Featherstonehaugh", "Cholmondeley"]), ["1"], reason="<test> client")
    file = build_csv(records, PEOPLE, tmp_path / "people.csv")
    shown = repr(file) + file._repr_html_()
    assert "Featherstonehaugh" not in shown and "Cholmondeley" not in shown
    assert "1 rows x 1 fields, 1 held back" in repr(file)
    assert "Not in the file: &lt;test&gt; client" in file._repr_html_()


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
def test_text_comes_back_as_it_went(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]) -> None:
    records = people(first_name=[a for a, _ in cells], last_name=[b for _, b in cells])
    file = build_csv(records, PEOPLE, tmp_path_factory.mktemp("round") / "people.csv")
    wanted = [["" if not cell.strip() else cell for cell in pair] for pair in cells]
    assert [row[:2] for row in read_back(file.path)[1:]] == wanted
