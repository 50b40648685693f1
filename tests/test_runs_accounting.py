"""Every row of a file is accounted for, also those that never became a record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb.errors import ReadError, RecordsError
from plannr_nb.runs import Run, Runs


def source(rows: list[int], *, file: str = "people.csv", **known: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"Surname": "x"}, index=pd.Index(rows, name="source_row", dtype="int64"))
    frame.attrs["plannr_nb"] = {"file": file, "header_row": 1, "skipped": []} | known
    return frame


def run(
    *records: tuple[Any, ...], mode: str = "store", record_type: str = "clients", file: str | None = "people.csv"
) -> Run:
    """Records as (record_id, source_row, also_rows, outcome, reason)."""
    names = ["record_id", "source_row", "also_rows", "outcome", "reason"]
    ledger = pd.DataFrame([*records], columns=names, dtype=object)
    ledger = ledger.assign(source_file=file).astype({"source_row": "Int64"})
    ledger = ledger.astype(dict.fromkeys(["record_id", "also_rows", "outcome", "reason", "source_file"], "str"))
    return Run(
        record_type=record_type,
        mode=mode,
        import_uuid="i",
        place="rehearsal",
        status=None,
        ledger=ledger,
        problems=pn.problems.empty(),
        journal=Path("none"),
        import_id=None,
    )


def rows(accounts: pd.DataFrame, *columns: str) -> list[list[Any]]:
    shown = accounts[list(columns)].astype(object)
    return shown.where(shown.notna(), None).to_numpy().tolist()


def test_each_row_of_the_file_once_with_its_part() -> None:
    frame = source(
        [5, 6, 8],
        rows_in_file=10,
        header_row=4,
        skipped=[
            {"reason": "title block", "rows": "1-3,10", "count": 4},
            {"reason": "header repeated", "rows": "7", "count": 1},
            {"reason": "totals row", "rows": "9", "count": 1},
        ],
    )
    sent = run(("5", 5, None, "created", None), ("6", 6, None, "excluded", "test client"))
    accounts = pn.account_for(frame, sent)
    assert accounts.dtypes.astype(str).to_dict() == {
        "source_row": "int64", "part": "str", "reason": "str", "record_ids": "str", "outcomes": "str",
        "accounted": "bool",
    }  # fmt: skip
    assert rows(accounts, *accounts.columns) == [
        [1, "skipped", "title block", None, None, True],
        [2, "skipped", "title block", None, None, True],
        [3, "skipped", "title block", None, None, True],
        [4, "header", None, None, None, True],
        [5, "data", None, "5", "created", True],
        [6, "data", "test client", "6", "excluded", True],
        [7, "skipped", "header repeated", None, None, True],
        [8, "data", None, None, None, False],
        [9, "skipped", "totals row", None, None, True],
        [10, "skipped", "title block", None, None, True],
    ]


def test_couples_on_one_row_and_a_client_on_several() -> None:
    frame = source([2, 3, 4, 5], rows_in_file=5)
    sent = run(
        ("2.1", 2, None, "created", None),
        ("2.2", 2, None, "failed", "no name"),
        ("2.joint", 2, None, "excluded", "owner missing"),
        ("3", 3, "4,5", "created", None),
    )
    assert rows(pn.account_for(frame, sent), "source_row", "record_ids", "outcomes", "reason")[1:] == [
        [2, "2.1; 2.2; 2.joint", "created; failed; excluded", "no name; owner missing"],
        [3, "3", "created", None],
        [4, "3", "created", None],
        [5, "3", "created", None],
    ]


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (("store", "excluded"), ("store", "created"), "created"),
        (("store", "created"), ("store", "excluded"), "created"),
        (("validate", "valid"), ("store", "created"), "created"),
        (("store", "created"), ("validate", "failed"), "created"),
        (("validate", "valid"), ("store", "excluded"), "excluded"),
        (("store", "failed"), ("store", "created"), "created"),
        (("store", "created"), ("update", "updated"), "updated"),
        (("store", "unknown"), ("store", "excluded"), "unknown"),
        (("validate", "failed"), ("validate", "valid"), "valid"),
    ],
)
def test_what_was_really_done_stands(first: tuple[str, str], second: tuple[str, str], stands: str) -> None:
    runs = [run(("2", 2, None, outcome, None), mode=mode) for mode, outcome in (first, second)]
    for given in (runs, [Runs(runs)]):
        assert rows(pn.account_for(source([2], rows_in_file=2), *given), "outcomes") == [[None], [stands]]


def test_clients_and_plans_of_the_same_row() -> None:
    clients, plans = run(("2", 2, None, "created", None)), run(("2", 2, None, "failed", "no"), record_type="plans")
    assert rows(pn.account_for(source([2], rows_in_file=2), clients, plans), "record_ids", "outcomes")[1] == [
        "2; 2",
        "created; failed",
    ]


def test_records_of_other_files_are_left_aside() -> None:
    mine, other = run(("2", 2, None, "created", None)), run(("3", 3, None, "created", None), file="other.csv")
    accounts = pn.account_for(source([2, 3], rows_in_file=3), mine, other)
    assert rows(accounts, "outcomes", "accounted")[1:] == [["created", True], [None, False]]


def test_records_that_do_not_know_their_file_count() -> None:
    accounts = pn.account_for(source([2], rows_in_file=2), run(("2", 2, None, "created", None), file=None))
    assert accounts["accounted"].all()


def sheet(*references: str) -> pd.DataFrame:
    rows_of = list(range(2, len(references) + 2))
    return source(rows_of, rows_in_file=len(references) + 1).assign(Ref=list(references))


def keyed(*keys: str, outcome: str = "created") -> Run:
    ran = run(*((str(row), row, None, outcome, None) for row, _ in enumerate(keys, 2)))
    return replace(ran, ledger=ran.ledger.assign(source_key=pd.Series(keys, dtype="str")))


@pytest.mark.parametrize(
    "runs",
    [
        (keyed("A1", "A2", outcome="failed"), keyed("O1", "O2")),
        (keyed("O1", "O2"),),
        (keyed("A2", "A1"),),
        (keyed("made-7c1e-01", "made-7c1e-02"), keyed("made-7c1e-03", "made-7c1e-04")),
    ],
    ids=["both-sheets", "the-other-sheet", "rows-moved", "made"],
)
def test_rows_of_another_sheet_or_file_of_that_name_prove_nothing(runs: tuple[Run, ...]) -> None:
    with pytest.raises(RecordsError, match="not all of these runs are of this table"):
        pn.account_for(sheet("A1", "A2"), *runs)


@pytest.mark.parametrize(
    "runs",
    [
        (keyed("A1", "A2", outcome="failed"), keyed("A1", "A2")),
        (keyed("A1.1", "A2"),),
        (keyed("made-7c1e-01", "made-7c1e-02", "made-7c1e-03"), keyed("made-7c1e-01", "made-7c1e-02", "made-7c1e-04")),
    ],
    ids=["twice", "couple", "a-corrected-name"],
)
def test_runs_of_the_same_table_are_told_by_its_references(runs: tuple[Run, ...]) -> None:
    assert pn.account_for(sheet(" A1", "A2", "A3"), *runs)["outcomes"].dropna().unique().tolist() == ["created"]


def test_what_is_no_run() -> None:
    with pytest.raises(RecordsError, match="a list is no run; hand in what run_import gave, one after the other"):
        pn.account_for(sheet("A1"), [keyed("A1")])


def test_file_without_header_and_without_runs() -> None:
    accounts = pn.account_for(source([1, 2], rows_in_file=2, header_row=0))
    assert rows(accounts, "part", "accounted") == [["data", False], ["data", False]]


def test_frame_that_has_lost_its_file() -> None:
    with pytest.raises(ReadError, match="does not know its file"):
        pn.account_for(pd.DataFrame({"a": ["1"]}))


def test_from_file_to_account(tmp_path: Path) -> None:
    """A file read, shaped by hand, stored, corrected and stored again: each of its rows has its end."""
    path = tmp_path / "people.csv"
    path.write_text("People of the firm,,\n\nRef,Surname,Forename\nC1,Hale,Ann\nC2,,Jo\nC3,Test,Client\nTotal,3,\n")
    frame = pn.read_table(path)
    records = pd.DataFrame(
        {"last_name": frame["Surname"], "first_name": frame["Forename"], "source_key": frame["Ref"]}
    ).assign(send_welcome_email="false", source_file=path.name)
    records = pn.exclude(records, ["6"], reason="test client")
    with (
        pn.sandbox.serve() as server,
        pn.PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid) as client,
    ):
        first = pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite")
        corrected = records.copy()
        corrected.loc[first.retry_rows(), "last_name"] = "Found"
        second = pn.run_import(client, corrected, "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert rows(pn.account_for(frame, first, second), "source_row", "part", "outcomes", "accounted") == [
        [1, "skipped", None, True],
        [2, "skipped", None, True],
        [3, "header", None, True],
        [4, "data", "created", True],
        [5, "data", "created", True],
        [6, "data", "excluded", True],
        [7, "skipped", None, True],
    ]
