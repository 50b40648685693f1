"""Whole runs against the sandbox: what becomes of each record, that nothing is sent twice, and what guards ask."""

from __future__ import annotations

import csv
import logging
import socket
import sqlite3
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb.errors import (
    GuardStopped,
    ImportFailed,
    JournalError,
    MappingError,
    NoAnswer,
    RecordsError,
    Refused,
    StillRunning,
    UnknownMode,
    UnknownRecordType,
)
from plannr_nb.runs import Progress, Run, Runs

DIALECTS = [
    pn.sandbox.Dialect(),
    pn.sandbox.Dialect(
        failed_row_key="singular", unknown_headers="ignored", map_direction="header_to_field", unmapped="dropped"
    ),
]


@pytest.fixture(params=DIALECTS, ids=["first-dialect", "second-dialect"])
def dialects(request: pytest.FixtureRequest) -> Iterator[pn.sandbox.Server]:
    with pn.sandbox.serve(dialect=request.param, requests_a_minute=100_000) as server:
        yield server


@pytest.fixture
def server() -> Iterator[pn.sandbox.Server]:
    with pn.sandbox.serve(requests_a_minute=100_000) as server:
        yield server


@pytest.fixture(scope="module")
def shared() -> Iterator[pn.sandbox.Server]:
    """For tests that send nothing."""
    with pn.sandbox.serve(requests_a_minute=100_000) as server:
        yield server
        with connected(server) as client:
            assert list(client.list_imports()) == []


def connected(server: pn.sandbox.Server, **settings: Any) -> pn.PlannrClient:
    settings = {"token": server.token, "account_uuid": server.account_uuid, "first_pause_s": 0.01} | settings
    return pn.PlannrClient(server.url, **settings)


def people(count: int, wrong: tuple[int, ...] = (), *, first: int = 0, keys: bool = True) -> pd.DataFrame:
    """Clients C0, C1 ...; those in `wrong` have no last name, which the sandbox refuses."""
    numbers = range(first, first + count)
    frame = pd.DataFrame(
        {
            "first_name": [f"Given{number}" for number in numbers],
            "last_name": [None if number in wrong else f"Family{number}" for number in numbers],
            "type": "individual",
            "send_welcome_email": "false",
        },
        index=[str(number + 2) for number in numbers],
    )
    if keys:
        frame["source_key"] = [f"C{number}" for number in numbers]
    return frame


def stored_names(server: pn.sandbox.Server) -> list[str]:
    return sorted(item["fields"]["first_name"] for item in server.records("clients"))


def outcomes(run: Run) -> dict[str, str]:
    return dict(zip(run.ledger["record_id"], run.ledger["outcome"], strict=True))


def some(run: Run | Runs) -> dict[str, int]:
    return {outcome: number for outcome, number in run.counts.items() if number}


# what becomes of each record


def test_validate_then_store_in_every_dialect(dialects: pn.sandbox.Server, tmp_path: Path) -> None:
    wrong = tuple(range(0, 100, 3))
    file = pn.build_csv(people(100, wrong), "clients", tmp_path / "clients.csv")
    with connected(dialects) as client:
        rehearsed = pn.run_import(client, file, mode="validate", journal=tmp_path / "i.sqlite")
        assert dialects.records("clients") == []
        stored = pn.run_import(client, file, mode="store", journal=tmp_path / "i.sqlite")
    expected = {str(number + 2): "failed" if number in wrong else "created" for number in range(100)}
    assert outcomes(stored) == expected
    assert outcomes(rehearsed) == {name: "valid" if it == "created" else it for name, it in expected.items()}
    assert stored.counts == {
        "created": 66, "updated": 0, "unchanged": 0, "valid": 0, "failed": 34, "excluded": 0, "unknown": 0,
    }  # fmt: skip
    assert stored.retry_rows() == [name for name, it in expected.items() if it == "failed"]
    assert sorted(stored_names(dialects)) == sorted(f"Given{number}" for number in range(100) if number not in wrong)
    # Every refused row, beyond the 25 that Plannr shows.
    message = "The last name field is required when type is individual."
    columns = ["record_id", "field", "code", "severity", "message", "found_by"]
    assert stored.problems[columns].to_numpy().tolist() == [
        [str(number + 2), "last_name", "refused", "error", message, "plannr"] for number in wrong
    ]
    assert rehearsed.problems.equals(stored.problems)


def test_ledger_tells_where_each_outcome_comes_from(server: pn.sandbox.Server, tmp_path: Path) -> None:
    records = pn.exclude(people(3, (1,)), ["4"], reason="test client")
    with connected(server) as client:
        run = pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite")
    ledger = run.ledger.astype(object).where(run.ledger.notna(), None)
    assert ledger.columns.tolist() == [
        "record_id", "source_file", "source_row", "also_rows", "source_key", "outcome", "reason", "evidence", "uuid",
        "import_uuid",
    ]  # fmt: skip
    columns = ["record_id", "source_key", "outcome", "reason", "import_uuid"]
    assert ledger[columns].to_numpy().tolist() == [
        ["2", "C0", "created", None, run.import_uuid],
        ["3", "C1", "failed", "last_name: The last name field is required when type is individual.", run.import_uuid],
        ["4", "C2", "excluded", "test client", None],
    ]
    assert ledger["evidence"].tolist() == [
        "import ended; 1 of 2 rows refused, all of them known",
        "inline error 1, joined by the row tag",
        "marked excluded in the records",
    ]


def test_records_alike_that_were_all_refused_or_all_taken_need_no_tag(tmp_path: Path) -> None:
    dialect = pn.sandbox.Dialect(unmapped="dropped")
    records = pd.DataFrame(
        {"first_name": ["A", "A", "B", "B"], "last_name": [None, None, "Z", "Z"], "send_welcome_email": "false"}
    )
    with pn.sandbox.serve(dialect=dialect) as server, connected(server) as client:
        file = pn.build_csv(records, "clients", tmp_path / "c.csv", tag=False)
        run = pn.run_import(client, file, mode="validate", journal=tmp_path / "i.sqlite")
    assert outcomes(run) == {"0": "failed", "1": "failed", "2": "valid", "3": "valid"}


def test_update_changes_what_was_sent(server: pn.sandbox.Server, tmp_path: Path) -> None:
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        run = pn.run_import(client, people(3), "clients", mode="store", journal=journal)
        crosswalk = pn.read_back(client, run)
        uuids = crosswalk.set_index("record_id")["uuid"]
        changed = pd.DataFrame({"uuid": [uuids["2"], uuids["4"]], "last_name": ["New", None]}, index=["2", "4"])
        with pytest.raises(
            GuardStopped, match=r"erases what Plannr holds .* here in last_name \(1\)\..*may_erase={'last_name': 1}"
        ):
            pn.run_import(client, changed, "clients", mode="update", journal=journal)
        with pytest.raises(GuardStopped, match="may_erase"):
            pn.run_import(client, changed, "clients", mode="update", journal=journal, may_erase={"last_name": 0})
        done = pn.run_import(client, changed.head(1), "clients", mode="update", journal=journal)
    assert outcomes(done) == {"2": "updated"}
    assert [item["fields"]["last_name"] for item in server.records("clients")] == ["New", "Family1", "Family2"]


def test_blank_cells_erase_only_as_many_as_were_named(server: pn.sandbox.Server, tmp_path: Path) -> None:
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        records = people(3).assign(nickname="Nick")
        run = pn.run_import(client, records, "clients", mode="store", journal=journal)
        uuids = pn.read_back(client, run)["uuid"]
        blank = pd.DataFrame({"uuid": uuids.tolist(), "nickname": [None, None, "Nicky"]})
        for too_few in ({"nickname": 1}, {}):
            with pytest.raises(GuardStopped, match=r"write may_erase={'nickname': 2}"):
                pn.run_import(client, blank, "clients", mode="update", journal=journal, may_erase=too_few)
        with pytest.raises(GuardStopped, match='may_erase names "phone", which is not among'):
            pn.run_import(client, blank, "clients", mode="update", journal=journal, may_erase={"phone": 1})
        done = pn.run_import(client, blank, "clients", mode="update", journal=journal, may_erase={"nickname": 2})
    assert some(done) == {"updated": 3}
    assert [item["fields"].get("nickname") for item in server.records("clients")] == [None, None, "Nicky"]


HOSTILE = [
    "a\r\nb", "a\rb", "a\nb", 'say "no"', "a,b;c\td|e", "=cmd|'/c calc'!A1", "007", "NA", "null", "x" * 100_000,
    "a\u2028b\x0bc\x85d", "Zoë \U0001f600", "\u202eabc", "'", "\\",
]  # fmt: skip


@pytest.mark.parametrize("tag", [True, False])
def test_cells_come_back_as_they_were_sent(server: pn.sandbox.Server, tmp_path: Path, tag: bool) -> None:
    """Read from disk, cut down by the guard, and joined without a tag: no cell is changed on the way."""
    records = people(len(HOSTILE)).assign(last_name=HOSTILE, email=["bad mail", None] * 7 + ["bad mail"])
    file = pn.build_csv(records, "clients", tmp_path / "c.csv", tag=tag)
    with connected(server) as client:
        first = pn.run_import(client, file, mode="store", journal=tmp_path / "i.sqlite")
        second = pn.run_import(client, file, mode="store", journal=tmp_path / "i.sqlite")
    assert first.sent()["last_name"].tolist() == HOSTILE
    assert outcomes(first) == {str(row + 2): "created" if row % 2 else "failed" for row in range(len(HOSTILE))}
    assert outcomes(second) == {name: "excluded" if it == "created" else it for name, it in outcomes(first).items()}
    assert [item["fields"]["last_name"] for item in server.records("clients")] == HOSTILE[1::2]


def test_progress_tells_each_stage(server: pn.sandbox.Server, tmp_path: Path) -> None:
    seen: list[Progress] = []
    with connected(server) as client:
        pn.run_import(
            client, people(5, (1,)), "clients", mode="validate", journal=tmp_path / "i.sqlite", progress=seen.append
        )
    stages = list(dict.fromkeys(item.stage for item in seen))
    assert stages == ["upload", "map", "start", "process", "report", "done"]
    last = seen[-1]
    assert (last.rows_total, last.rows_done, last.rows_failed) == (5, 5, 1)


def test_nothing_to_send_is_a_run_too(shared: pn.sandbox.Server, tmp_path: Path) -> None:
    records = pn.exclude(people(2), ["2", "3"], reason="leavers")
    with connected(shared) as client:
        run = pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite")
        assert pn.resume_import(client, journal=tmp_path / "i.sqlite") == []
    assert (run.import_uuid, some(run)) == (None, {"excluded": 2})
    assert "Nothing had to be sent" in run._repr_html_()


# no doubles


def test_the_same_store_twice(server: pn.sandbox.Server, tmp_path: Path) -> None:
    file = pn.build_csv(people(20), "clients", tmp_path / "clients.csv")
    with connected(server) as client:
        first = pn.run_import(client, file, mode="store", journal=tmp_path / "i.sqlite")
        second = pn.run_import(client, file, mode="store", journal=tmp_path / "i.sqlite")
        assert len(list(client.list_imports())) == 1
    assert some(second) == {"excluded": 20}
    assert second.import_uuid is None
    assert second.ledger["reason"].unique().tolist() == ["already stored"]
    assert second.ledger["evidence"].str.startswith(f"created by import {first.import_uuid} of ").all()
    assert len(server.records("clients")) == 20


def test_ten_rows_and_then_all(server: pn.sandbox.Server, tmp_path: Path) -> None:
    records = people(50)
    with connected(server) as client:
        pn.run_import(client, records.head(10), "clients", mode="store", journal=tmp_path / "i.sqlite")
        rest = pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert some(rest) == {"created": 40, "excluded": 10}
    assert stored_names(server) == sorted(f"Given{number}" for number in range(50))


def test_the_whole_corrected_file_after_a_part_success(dialects: pn.sandbox.Server, tmp_path: Path) -> None:
    wrong = (1, 4, 7)
    records = people(30, wrong)
    with connected(dialects) as client:
        first = pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite")
        corrected = records.copy()
        corrected.loc[first.retry_rows(), "last_name"] = "Found"
        second = pn.run_import(client, corrected, "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert some(first) == {"created": 27, "failed": 3}
    assert some(second) == {"created": 3, "excluded": 27}
    assert stored_names(dialects) == sorted(f"Given{number}" for number in range(30))


def test_a_fresh_export_that_differs_in_a_cell(server: pn.sandbox.Server, tmp_path: Path) -> None:
    with connected(server) as client:
        pn.run_import(client, people(5), "clients", mode="store", journal=tmp_path / "i.sqlite")
        fresh = people(6).assign(nickname="Nick", source_key=lambda frame: frame["source_key"]).set_index(
            pd.Index(list("abcdef"))
        )  # fmt: skip
        run = pn.run_import(client, fresh, "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert outcomes(run) == dict.fromkeys("abcde", "excluded") | {"f": "created"}


def test_records_without_a_key_go_by_what_identifies_them(server: pn.sandbox.Server, tmp_path: Path) -> None:
    """Two namesakes are two clients; both are known again when a cell beside their names has changed."""
    namesakes = pd.concat([people(3, keys=False), people(1, keys=False).set_axis(["9"])])
    with connected(server) as client:
        first = pn.run_import(client, namesakes, "clients", mode="store", journal=tmp_path / "i.sqlite")
        again = namesakes.assign(nickname="Nick")
        second = pn.run_import(client, again, "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert (some(first), some(second)) == ({"created": 4}, {"excluded": 4})
    assert first.ledger["source_key"].isna().all()


def test_again_sends_named_records_all_the_same(server: pn.sandbox.Server, tmp_path: Path) -> None:
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        pn.run_import(client, people(5), "clients", mode="store", journal=journal)
        by_key = pn.run_import(client, people(5), "clients", mode="store", journal=journal, again=["C1", "C3"])
        pn.run_import(client, people(2, first=7, keys=False), "clients", mode="store", journal=journal)
        by_id = pn.run_import(
            client, people(2, first=7, keys=False), "clients", mode="store", journal=journal, again=["10"]
        )
    assert outcomes(by_key) == {"2": "excluded", "3": "created", "4": "excluded", "5": "created", "6": "excluded"}
    assert outcomes(by_id) == {"9": "excluded", "10": "created"}


def test_again_takes_a_key_for_a_key_although_it_is_another_record_s_id(
    server: pn.sandbox.Server, tmp_path: Path
) -> None:
    records = people(3).assign(source_key=["3", "4", "5"])
    with connected(server) as client:
        pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite")
        second = pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite", again=["3"])
    assert outcomes(second) == {"2": "created", "3": "excluded", "4": "excluded"}


def test_a_store_after_one_that_ended_unknown(server: pn.sandbox.Server, tmp_path: Path) -> None:
    journal = tmp_path / "i.sqlite"
    server.pause()
    with connected(server) as client:
        with pytest.raises(StillRunning) as stopped:
            pn.run_import(client, people(5), "clients", mode="store", journal=journal, timeout_s=0)
        server.resume()
        second = pn.run_import(client, people(7), "clients", mode="store", journal=journal)
    assert some(stopped.value.run) == {"unknown": 5}
    assert some(second) == {"created": 2, "excluded": 5}
    assert second.ledger["evidence"].iloc[0].startswith("may have been created by import ")


def test_two_records_with_one_key_are_asked_about(server: pn.sandbox.Server, tmp_path: Path) -> None:
    records = people(3).assign(source_key=["C1", "C1", "C2"])
    with connected(server) as client:
        with pytest.raises(GuardStopped, match=r"source_key is the same in 2 records \(1 keys.*again=") as stopped:
            pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite")
        assert (
            pn.run_import(client, records, "clients", mode="validate", journal=tmp_path / "i.sqlite").counts["valid"]
            == 3
        )
        again = records.loc[records["source_key"].duplicated(), "source_key"].tolist()
        run = pn.run_import(client, records, "clients", mode="store", journal=tmp_path / "i.sqlite", again=again)
    assert "C1" not in str(stopped.value)
    assert some(run) == {"created": 3}


SINGLE = people(1).assign(source_key="C1")
COUPLE = people(3).assign(
    source_key=["C1.1", "C1.2", "C1"], type=["individual", "individual", "joint"], entity_name=[None, None, "Both"]
)


@pytest.mark.parametrize(("before", "after"), [(SINGLE, COUPLE), (COUPLE, SINGLE), (COUPLE.head(2), SINGLE)])
def test_one_person_who_is_a_couple_in_the_next_export_is_asked_about(
    server: pn.sandbox.Server, tmp_path: Path, before: pd.DataFrame, after: pd.DataFrame
) -> None:
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        pn.run_import(client, before, "clients", mode="store", journal=journal)
        there = stored_names(server)
        if "C1" in before["source_key"].tolist() and len(after) == 1:
            # The key is taken, by the joint client, so nobody is made twice.
            assert some(pn.run_import(client, after, "clients", mode="store", journal=journal)) == {"excluded": 1}
            return
        pn.run_import(client, after, "clients", mode="validate", journal=journal)
        with pytest.raises(
            GuardStopped, match=rf"^{len(after)} of these clients.*a couple now, or the other way round"
        ):
            pn.run_import(client, after, "clients", mode="store", journal=journal)
        assert stored_names(server) == there
        left_out = pn.exclude(after, after.index.tolist(), reason="in Plannr already")
        assert some(pn.run_import(client, left_out, "clients", mode="store", journal=journal)) == {
            "excluded": len(after)
        }
        again = after["source_key"].tolist()
        made = pn.run_import(client, after, "clients", mode="store", journal=journal, again=again)
        assert some(made) == {"created": len(after)}
        assert some(pn.run_import(client, after, "clients", mode="store", journal=journal)) == {"excluded": len(after)}


def test_a_couple_of_which_one_was_refused_and_a_joint_client_that_comes_later(
    server: pn.sandbox.Server, tmp_path: Path
) -> None:
    journal = tmp_path / "i.sqlite"
    wrong = COUPLE.assign(last_name=[None, "Family1", "Family2"])
    with connected(server) as client:
        first = pn.run_import(client, wrong.head(2), "clients", mode="store", journal=journal)
        joint = pn.run_import(client, wrong.tail(1), "clients", mode="store", journal=journal)
        whole = pn.run_import(client, COUPLE, "clients", mode="store", journal=journal)
    assert [some(run) for run in (first, joint, whole)] == [
        {"created": 1, "failed": 1}, {"created": 1}, {"created": 1, "excluded": 2},
    ]  # fmt: skip


def test_tasks_whose_references_have_a_dot_are_no_couple(server: pn.sandbox.Server, tmp_path: Path) -> None:
    """Only people come in couples."""
    tasks = pd.DataFrame({"name": ["Call", "Call"], "source_key": ["P1", "P1.1"]})
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        pn.run_import(client, tasks.head(1), "tasks", mode="store", journal=journal)
        run = pn.run_import(client, tasks, "tasks", mode="store", journal=journal)
    assert outcomes(run)["1"] != "excluded"


def made(fields: str, *numbers: int) -> list[str]:
    return [f"made-{fields}-{number:016x}" for number in numbers]


@pytest.mark.parametrize(
    ("before", "after", "stops"),
    [
        (made("7c1e", 1, 2), made("7c1e", 2, 3), None),
        (made("7c1e", 1, 2), made("55aa", 1, 2), "2 clients whose source keys were made otherwise"),
        (["made-" + "0" * 16, "made-" + "1" * 16], made("55aa", 1, 2), "2 clients"),
        (made("7c1e", 1, 2), ["C1", "C2"], "2 clients"),
        (["C1", "C2"], made("7c1e", 1, 2), "2 clients"),
        (["C1", *made("7c1e", 1)], ["C2", *made("7c1e", 2)], None),
        (["C1", *made("7c1e", 1)], made("7c1e", 1, 2), "1 clients"),
    ],
    ids=["same-fields", "other-fields", "older", "a-key-now", "no-key-now", "some-without", "no-key-for-all"],
)
def test_references_that_were_made_otherwise_before_are_asked_about(
    server: pn.sandbox.Server, tmp_path: Path, before: list[str], after: list[str], stops: str | None
) -> None:
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        pn.run_import(client, people(2).assign(source_key=before), "clients", mode="store", journal=journal)
        records = people(2, first=5).assign(source_key=after)
        if stops:
            with pytest.raises(GuardStopped, match=stops):
                pn.run_import(client, records, "clients", mode="store", journal=journal)
            assert len(server.records("clients")) == 2
        again = after if stops else []
        run = pn.run_import(client, records, "clients", mode="store", journal=journal, again=again)
    assert run.counts["created"] == 2 - (0 if stops else len(set(before) & set(after)))
    with pn.sandbox.serve() as fresh, connected(fresh, account_uuid=fresh.account_uuid) as client:
        records = people(2, first=5).assign(source_key=after)
        assert some(pn.run_import(client, records, "clients", mode="store", journal=journal)) == {"created": 2}


def test_a_fresh_sandbox_knows_nothing_of_an_earlier_one(tmp_path: Path) -> None:
    """Same account, same journal, another server: what the first one made does not count."""
    for _ in range(2):
        with (
            pn.sandbox.serve(account_uuid="a83f37b7-3a0a-5c29-92c8-c94d36fd2ac1") as server,
            connected(server) as client,
        ):
            run = pn.run_import(client, people(3), "clients", mode="store", journal=tmp_path / "i.sqlite")
            assert some(run) == {"created": 3}


def test_a_sandbox_served_again_is_the_same_one(tmp_path: Path) -> None:
    for expected in ({"created": 3}, {"excluded": 3}):
        with pn.sandbox.serve(path=tmp_path / "sandbox.sqlite") as server, connected(server) as client:
            run = pn.run_import(client, people(3), "clients", mode="store", journal=tmp_path / "i.sqlite")
            assert some(run) == expected


# other questions before anything is sent


def test_uuid_filled_in_a_store_and_blank_in_an_update(shared: pn.sandbox.Server, tmp_path: Path) -> None:
    uuid = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
    some_filled = people(3).assign(uuid=[uuid, None, None])
    doubled = people(3).assign(uuid=uuid)
    journal = tmp_path / "i.sqlite"
    with connected(shared) as client:
        with pytest.raises(GuardStopped, match=r'uuid is filled in 1 of 3 records.*mode="update"'):
            pn.run_import(client, some_filled, "clients", mode="store", journal=journal)
        with pytest.raises(GuardStopped, match=r'uuid is blank in 2 of 3 records.*mode="store"'):
            pn.run_import(client, some_filled, "clients", mode="update", journal=journal)
        with pytest.raises(GuardStopped, match="uuid is blank in 3 of 3 records"):
            pn.run_import(client, people(3), "clients", mode="update", journal=journal)
        with pytest.raises(RecordsError, match="uuid of another record is repeated in 2 of 3"):
            pn.run_import(client, doubled, "clients", mode="update", journal=journal)


def test_welcome_mails_need_their_number(server: pn.sandbox.Server, tmp_path: Path) -> None:
    records = people(4).assign(email="someone@example.com", send_welcome_email=["true", "Yes", "false", None])
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        for confirmed in (None, 1):
            with pytest.raises(GuardStopped, match=r"is true in 2 of 4 records.*confirm_welcome_email=2"):
                pn.run_import(
                    client, records, "clients", mode="store", journal=journal, confirm_welcome_email=confirmed
                )
        assert some(pn.run_import(client, records, "clients", mode="validate", journal=journal)).get("valid", 0) > 0
        pn.run_import(client, records.iloc[[0, 2]], "clients", mode="store", journal=journal, confirm_welcome_email=1)
    assert len(server.outbox()) == 1


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"record_type": "client", "mode": "store"}, UnknownRecordType, 'did you mean "clients"'),
        ({"record_type": "clients", "mode": "stor"}, UnknownMode, 'mode "stor" is not one of Plannr\'s; did you mean'),
        ({"mode": "store"}, RecordsError, "the record type is missing"),
    ],
)
def test_unknown_record_type_or_mode(
    shared: pn.sandbox.Server, tmp_path: Path, arguments: dict[str, Any], error: type[Exception], said: str
) -> None:
    with connected(shared) as client, pytest.raises(error, match=said):
        pn.run_import(client, people(1), journal=tmp_path / "i.sqlite", **arguments)


@pytest.mark.parametrize(
    ("mode", "answer", "error", "said"),
    [
        (
            "update",
            {"may_erase": ["first_name"]},
            GuardStopped,
            r"may_erase says .* Blank in this file are {'first_name': 1}",
        ),
        ("update", {"may_erase": {"first_name": "1"}}, GuardStopped, "as a dict of numbers"),
        ("update", {"confirm_welcome_email": True, "may_erase": {"first_name": 1}}, GuardStopped, "is the number of"),
        ("store", {"again": "C1"}, RecordsError, "again= is a list of texts; put a single one in a list"),
        ("store", {"unconfirmed_ok": None}, RecordsError, "unconfirmed_ok= is a list of texts"),
    ],
)
def test_answers_of_another_kind(
    shared: pn.sandbox.Server, tmp_path: Path, mode: str, answer: dict[str, Any], error: type[Exception], said: str
) -> None:
    records = people(2).assign(first_name=["Given0", None])
    if mode == "update":
        records["uuid"] = [f"{number:08d}-513d-4334-a7ec-9cc0e082d5e4" for number in range(2)]
    with connected(shared) as client, pytest.raises(error, match=said):
        pn.run_import(client, records, "clients", mode=mode, journal=tmp_path / "i.sqlite", **answer)


def test_record_ids_that_are_not_unique(shared: pn.sandbox.Server, tmp_path: Path) -> None:
    doubled = people(2).set_axis(["2", "2"])
    with connected(shared) as client, pytest.raises(RecordsError, match="names 1 records that another has too"):
        pn.run_import(client, doubled, "clients", mode="store", journal=tmp_path / "i.sqlite")


def test_built_files_are_sent_as_they_were_built(shared: pn.sandbox.Server, tmp_path: Path) -> None:
    file = pn.build_csv(people(2), "clients", tmp_path / "clients.csv")
    journal = tmp_path / "i.sqlite"
    with connected(shared) as client:
        with pytest.raises(RecordsError, match="holds clients and plans were asked for"):
            pn.run_import(client, file, "plans", mode="store", journal=journal)
        with pytest.raises(MappingError, match="leave mapping= out"):
            pn.run_import(client, file, mode="store", journal=journal, mapping={"last_name": "last_name"})
        file.path.write_text("first_name\nEve\n")
        with pytest.raises(RecordsError, match="has changed since it was made"):
            pn.run_import(client, file, mode="store", journal=journal)
        file.path.unlink()
        with pytest.raises(RecordsError, match="not there any more"):
            pn.run_import(client, file, mode="store", journal=journal)


# a file that goes as it is


OWN = 'Ref; Surname ;Forename;Mail;Note;Note\nC1;Hale;Ann;false;a;b\nC2;;Jo;false;a;b\n\nC3;"Two\nlines";Sam;false;;\n'
OWN_MAPPING = {"last_name": " Surname ", "first_name": "Forename", "send_welcome_email": "Mail"}


def test_a_file_with_its_own_headers(dialects: pn.sandbox.Server, tmp_path: Path) -> None:
    """Delimiter and spaces around headers are met; rows are named as a spreadsheet shows them."""
    path = tmp_path / "export.csv"
    path.write_text(OWN.replace(";", ","), newline="")
    mapping = pn.Mapping("clients", key="Ref")
    for field, header in OWN_MAPPING.items():
        mapping.set(field, header)
    with connected(dialects) as client:
        run = pn.run_import(client, path, "clients", mode="store", journal=tmp_path / "i.sqlite", mapping=mapping)
    columns = ["record_id", "source_file", "source_row", "source_key", "outcome"]
    assert run.ledger[columns].to_numpy().tolist() == [
        ["2", "export.csv", 2, "C1", "created"],
        ["3", "export.csv", 3, "C2", "failed"],
        ["5", "export.csv", 5, "C3", "created"],
    ]
    assert run.problems[["source_row", "header", "field"]].to_numpy().tolist() == [[3, " Surname ", "last_name"]]
    assert [item["fields"]["last_name"] for item in dialects.records("clients")] == ["Hale", "Two\nlines"]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"last_name": "Surnam"}, 'no column "Surnam"; did you mean'),
        ({"last_name": "Surname", "nickname": "Note"}, '2 columns "Note"'),
        ({"lastname": "Surname"}, 'clients have no field "lastname"; did you mean "last_name"'),
        ({}, "names no field"),
        (None, "no header of the file is a field"),
        (pn.Mapping("clients").set("type", pn.Constant("individual")), "type: a file that goes as it is"),
        (pn.Mapping("plans").set("policy_number", "Ref"), "the mapping is for plans"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file(
    shared: pn.sandbox.Server, tmp_path: Path, mapping: Any, said: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Ref,Surname,Note,Note\n1,Hale,a,b\n")
    with connected(shared) as client, pytest.raises(MappingError, match=said):
        pn.run_import(client, path, "clients", mode="store", journal=tmp_path / "i.sqlite", mapping=mapping)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"PK\x03\x04rest of a workbook", "is not a CSV file; read it with read_table"),
        (b"a\x00b,c\n1,2\n", "is not a CSV file"),
        (b",,\n1,2,3\n", "has no header in its first row"),
        (None, "there is no file"),
    ],
    ids=["empty", "blank", "workbook", "binary", "no-header", "no-file"],
)
def test_what_is_no_csv(shared: pn.sandbox.Server, tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "export.csv"
    if content is not None:
        path.write_bytes(content)
    with connected(shared) as client, pytest.raises(RecordsError, match=said):
        pn.run_import(client, path, "clients", mode="store", journal=tmp_path / "i.sqlite", mapping={"last_name": "c"})


SWALLOWED = 'send_welcome_email,first_name,last_name\nno,Ann,Hale\nno,Bob,"Dee\nno,Cy,Fox\nno,Di,{}\n'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SWALLOWED.format("Gee").encode(), "row 3 a quote is not closed"),
        (SWALLOWED.format('"Gee"').encode(), "row 3 a quote is not closed or stands within a cell"),
        (SWALLOWED.format('Gee"').encode(), "row 3 has a cell with line breaks and a whole row in it"),
        (b"first_name,last_name\nAnn,Hale\nBob,D\xe9\x81e\n", "line 3 holds the byte 0x81"),
    ],
    ids=["open", "closed-by-an-opening-one", "closed-later", "no-character"],
)
def test_a_file_that_would_put_other_people_into_a_cell(
    shared: pn.sandbox.Server, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with connected(shared) as client, pytest.raises(RecordsError, match=said) as stopped:
        pn.run_import(client, path, "clients", mode="validate", journal=tmp_path / "i.sqlite")
    told = "".join(traceback.format_exception(stopped.value)) + repr(stopped.value.__context__)
    assert not any(name in told for name in ("Ann", "Bob", "Dee", "Fox"))


def test_a_text_of_several_lines_is_no_row(server: pn.sandbox.Server, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text('last_name,nickname\nHale,"Dear Ann,\nthank you, yours"\n', newline="")
    with connected(server) as client:
        run = pn.run_import(client, path, "clients", mode="validate", journal=tmp_path / "i.sqlite")
    assert len(run.ledger) == 1


def test_a_row_with_a_very_long_cell_goes_and_comes_back(server: pn.sandbox.Server, tmp_path: Path) -> None:
    """The standard library's reader stops at cells of 128 kB unless told otherwise, and its limit is the process's."""
    limit = csv.field_size_limit(131_072)
    try:
        path = tmp_path / "export.csv"
        path.write_text(f"type,last_name,nickname\nnobody,Hale,{'x' * 200_000}\nnobody,Dee,short\n")
        with connected(server) as client:
            run = pn.run_import(client, path, "clients", mode="validate", journal=tmp_path / "i.sqlite")
    finally:
        csv.field_size_limit(limit)
    assert run.ledger["outcome"].tolist() == ["failed", "failed"]


def test_header_only_sends_nothing(shared: pn.sandbox.Server, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("last_name\n")
    with connected(shared) as client:
        run = pn.run_import(client, path, "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert (len(run.ledger), run.import_uuid) == (0, None)


def test_a_file_plannr_reads_otherwise_is_not_started(server: pn.sandbox.Server, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(OWN)
    with connected(server) as client:
        with pytest.raises(MappingError, match="other headers in the file than it has"):
            pn.run_import(client, path, "clients", mode="store", journal=tmp_path / "i.sqlite", mapping=OWN_MAPPING)
        assert [item["status"] for item in client.list_imports()] == ["pending"]
        assert pn.resume_import(client, journal=tmp_path / "i.sqlite") == []


# who is asked, and who answers


@pytest.mark.parametrize(
    ("settings", "status"),
    [({"token": "wrong"}, 401), ({"account_uuid": "00000000-0000-0000-0000-000000000000"}, 403)],
)
def test_wrong_token_and_wrong_account(
    server: pn.sandbox.Server, tmp_path: Path, settings: dict[str, str], status: int
) -> None:
    journal = tmp_path / "i.sqlite"
    with connected(server, **settings) as client:
        with pytest.raises(Refused, match=str(status)) as refused:
            pn.run_import(client, people(2), "clients", mode="store", journal=journal)
        assert pn.resume_import(client, journal=journal) == []
    assert refused.value.status == status
    assert pn.journal.open(journal).imports()["outcome"].tolist() == ["not started"]
    with connected(server) as client:
        assert some(pn.run_import(client, people(2), "clients", mode="store", journal=journal)) == {"created": 2}


def test_no_server_and_then_there_is_one(tmp_path: Path) -> None:
    """What could not be sent is unfinished, and is sent once when it is taken up again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    account = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
    settings = {"token": "secret", "account_uuid": account, "first_pause_s": 0.01}
    client = pn.PlannrClient(f"http://127.0.0.1:{port}", **settings)
    with client, pytest.raises(NoAnswer, match="no server answers at"):
        pn.run_import(client, people(3), "clients", mode="store", journal=tmp_path / "i.sqlite")
    with pn.sandbox.serve(port=port, token="secret", account_uuid=account) as server, client:
        runs = pn.resume_import(client, journal=tmp_path / "i.sqlite")
        assert [some(run) for run in runs] == [{"created": 3}]
        assert pn.resume_import(client, journal=tmp_path / "i.sqlite") == []
        assert len(server.records("clients")) == 3


@pytest.mark.parametrize("route", ["create", "map", "get", "download"])
@pytest.mark.parametrize("kind", ["drop", "503"])
def test_a_bad_moment_on_any_route_is_got_over(
    server: pn.sandbox.Server, tmp_path: Path, route: str, kind: str
) -> None:
    server.fail_next(route, kind, times=2)
    with connected(server) as client:
        run = pn.run_import(
            client, people(40, tuple(range(30))), "clients", mode="store", journal=tmp_path / "i.sqlite"
        )
    assert some(run) == {"created": 10, "failed": 30}
    assert len(server.records("clients")) == 10


def test_a_start_whose_answer_was_lost_is_not_sent_twice(server: pn.sandbox.Server, tmp_path: Path) -> None:
    server.fail_next("start", "drop")
    with connected(server) as client:
        run = pn.run_import(client, people(10, (3,)), "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert some(run) == {"created": 9, "failed": 1}
    steps = pn.journal.open(tmp_path / "i.sqlite").steps(run.import_id)
    assert [(step.step, step.result) for step in steps if step.step == "start"] == [("start", "no answer")]


def test_a_start_that_never_arrived_is_left_to_the_user(server: pn.sandbox.Server, tmp_path: Path) -> None:
    server.fail_next("start", "503")
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        with pytest.raises(StillRunning, match=r"start_again=True\) starts it once more") as stopped:
            pn.run_import(client, people(4), "clients", mode="store", journal=journal, start_wait_s=0)
        assert some(stopped.value.run) == {"unknown": 4}
        with pytest.raises(StillRunning) as still:
            pn.resume_import(client, journal=journal, start_wait_s=0)
        assert isinstance(still.value.run, Runs)
        assert (some(still.value.run), server.records("clients")) == ({"unknown": 4}, [])
        run = pn.resume_import(client, stopped.value.run.import_uuid, journal=journal, start_again=True)
        assert (
            pn.resume_import(client, stopped.value.run.import_uuid, journal=journal, start_again=True).counts
            == run.counts
        )
    assert some(run) == {"created": 4}
    assert len(server.records("clients")) == 4


def test_a_start_that_was_refused_may_be_sent_later(server: pn.sandbox.Server, tmp_path: Path) -> None:
    server.fail_next("start", "429")
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        with pytest.raises(Refused, match="429"):
            pn.run_import(client, people(4), "clients", mode="store", journal=journal)
        assert pn.journal.open(journal).ledger(1)["outcome"].isna().all()
        (run,) = pn.resume_import(client, journal=journal)
    assert some(run) == {"created": 4}
    assert len(server.records("clients")) == 4


def test_server_gone_half_way_and_back(tmp_path: Path) -> None:
    journal, path = tmp_path / "i.sqlite", tmp_path / "sandbox.sqlite"
    server = pn.sandbox.serve(path=path)
    server.pause()
    client = connected(server)

    def gone(progress: Progress) -> None:
        if progress.stage == "process":
            server.stop()

    with pytest.raises(StillRunning, match="cannot be looked at") as stopped:
        pn.run_import(client, people(20, (3, 5)), "clients", mode="store", journal=journal, progress=gone)
    client.close()
    uuid = stopped.value.run.import_uuid
    assert some(stopped.value.run) == {"unknown": 20}
    with pn.sandbox.serve(path=path) as back, connected(back) as again:
        run = pn.resume_import(again, uuid, journal=journal)
        assert some(pn.run_import(again, people(20), "clients", mode="store", journal=journal)) == {
            "created": 2,
            "excluded": 18,
        }
        assert len(back.records("clients")) == 20
    assert (run.import_uuid, some(run)) == (uuid, {"created": 18, "failed": 2})


@pytest.mark.parametrize("stage", ["upload", "map", "start", "process", "report", "done"])
def test_interrupted_anywhere_and_taken_up_again(server: pn.sandbox.Server, tmp_path: Path, stage: str) -> None:
    """The kernel is interrupted at each stage; afterwards every client is there once, and is known to be."""
    journal = tmp_path / "i.sqlite"

    def interrupt(progress: Progress) -> None:
        if progress.stage == stage:
            raise KeyboardInterrupt

    with connected(server) as client:
        with pytest.raises(KeyboardInterrupt):
            pn.run_import(client, people(30, (4,)), "clients", mode="store", journal=journal, progress=interrupt)
        if stage == "start":  # written down as about to be sent, and not sent: nobody but the user can know
            (found,) = pn.journal.open(journal).unfinished(client.place, server.account_uuid)
            with pytest.raises(StillRunning):
                pn.resume_import(client, journal=journal, start_wait_s=0)
            pn.resume_import(client, found.import_uuid, journal=journal, start_again=True)
        else:
            pn.resume_import(client, journal=journal)
        assert pn.resume_import(client, journal=journal) == []
        again = pn.run_import(client, people(30, (4,)), "clients", mode="store", journal=journal)
    assert some(again) == {"failed": 1, "excluded": 29}
    assert stored_names(server) == sorted(f"Given{number}" for number in range(30) if number != 4)


def test_stopped_waiting_is_not_failed(server: pn.sandbox.Server, tmp_path: Path) -> None:
    server.pause()
    now = iter(range(0, 100_000, 15))
    pauses: list[float] = []
    with connected(server) as client:
        with pytest.raises(
            StillRunning,
            match=r'Stopped waiting after 600 s; import (.+) still .* resume_import\(client, "\1", journal="',
        ) as stopped:
            pn.run_import(
                client, people(3), "clients", mode="store", journal=tmp_path / "i.sqlite", timeout_s=600,
                sleep=pauses.append, clock=lambda: float(next(now)),
            )  # fmt: skip
        server.resume()
        run = pn.resume_import(client, stopped.value.run.import_uuid, journal=tmp_path / "i.sqlite")
    assert 0 < min(pauses) < max(pauses) == 1.0
    assert some(run) == {"created": 3}


def test_an_import_that_plannr_ends_as_a_whole(server: pn.sandbox.Server, tmp_path: Path) -> None:
    server.fail_next("process", "failed")
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        with pytest.raises(ImportFailed, match=r"ended import .* as failed before its first row.*none of 3") as failed:
            pn.run_import(client, people(3), "clients", mode="store", journal=journal)
        assert pn.resume_import(client, journal=journal) == []
        run = pn.run_import(client, people(3), "clients", mode="store", journal=journal)
    assert some(failed.value.run) == {"failed": 3}
    assert some(run) == {"created": 3}


def test_error_report_that_cannot_be_had_leaves_the_run_open(server: pn.sandbox.Server, tmp_path: Path) -> None:
    """30 of 40 rows fail and 25 are shown: the other 15 may have failed or not, until the report is read."""
    journal = tmp_path / "i.sqlite"
    records = people(40, tuple(range(30)))
    server.fail_next("download", "503", times=1_000)
    with connected(server, attempts=1) as client:
        run = pn.run_import(client, records, "clients", mode="store", journal=journal, sleep=lambda pause: None)
    assert some(run) == {"failed": 25, "unknown": 15}
    assert run.problems["code"].value_counts().to_dict() == {"refused": 25, "report_missing": 1}
    assert set(run.ledger["reason"].iloc[25:]) == {"Plannr counts 30 refused rows and tells of 25"}
    with (
        pn.sandbox.serve() as other,
        connected(other) as elsewhere,
        pytest.raises(JournalError, match="holds no import"),
    ):
        pn.resume_import(elsewhere, "no-such-import", journal=journal)


def test_resume_by_a_journal_that_is_not_there(shared: pn.sandbox.Server, tmp_path: Path) -> None:
    with connected(shared) as client, pytest.raises(JournalError, match=r"there is no journal .*typo\.sqlite; name"):
        pn.resume_import(client, journal=tmp_path / "typo.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_resume_of_another_account(server: pn.sandbox.Server, tmp_path: Path) -> None:
    with connected(server) as client:
        run = pn.run_import(client, people(1), "clients", mode="validate", journal=tmp_path / "i.sqlite")
    with connected(server, account_uuid="other") as client, pytest.raises(JournalError, match="belongs to account"):
        pn.resume_import(client, run.import_uuid, journal=tmp_path / "i.sqlite")


def test_resume_of_a_finished_import_tells_the_same(server: pn.sandbox.Server, tmp_path: Path) -> None:
    with connected(server) as client:
        run = pn.run_import(client, people(30, (4,)), "clients", mode="store", journal=tmp_path / "i.sqlite")
        again = pn.resume_import(client, run.import_uuid, journal=tmp_path / "i.sqlite")
    pd.testing.assert_frame_equal(again.ledger, run.ledger)
    pd.testing.assert_frame_equal(again.problems, run.problems)


def test_import_that_is_gone_from_plannr(tmp_path: Path) -> None:
    account = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
    journal = tmp_path / "i.sqlite"
    with pn.sandbox.serve(account_uuid=account) as server, connected(server) as client:
        server.pause()
        with pytest.raises(StillRunning):
            pn.run_import(client, people(2), "clients", mode="store", journal=journal, timeout_s=0)
    with pn.sandbox.serve(account_uuid=account) as server, connected(server) as client:
        (run,) = pn.resume_import(client, journal=journal)
        assert pn.resume_import(client, journal=journal) == []
    assert (
        run.ledger[["outcome", "reason"]].to_numpy().tolist() == [["unknown", "Plannr has no such import any more"]] * 2
    )


def test_stale_unstarted_import_is_given_up_when_its_records_were_stored_since(
    server: pn.sandbox.Server, tmp_path: Path
) -> None:
    journal = tmp_path / "i.sqlite"
    server.fail_next("map", "drop", times=4)
    with connected(server) as client:
        with pytest.raises(NoAnswer):
            pn.run_import(client, people(4), "clients", mode="store", journal=journal)
        pn.run_import(client, people(6), "clients", mode="store", journal=journal)
        (given_up,) = pn.resume_import(client, journal=journal)
        assert pn.resume_import(client, journal=journal) == []
    assert some(given_up) == {"excluded": 4}
    assert given_up.ledger["reason"].unique().tolist() == ["not sent"]
    assert len(server.records("clients")) == 6


# what is written and shown


def test_secrets_are_nowhere(server: pn.sandbox.Server, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the token nor a cell of a refused row in logs, journal, exceptions or reprs; the source key once."""
    caplog.set_level(logging.DEBUG)
    marked = {"first_name": "Xq1Given", "email": "xq2mail", "nickname": "Xq3Nick", "assigned_advisor": "Xq4 Adviser"}
    records = people(30, (1,)).assign(**dict.fromkeys(marked, None))
    records.loc["5", list(marked)] = list(marked.values())
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        run = pn.run_import(client, records, "clients", mode="store", journal=journal)
        server.fail_next("process", "failed")
        with pytest.raises(ImportFailed) as failed:
            pn.run_import(client, records, "clients", mode="store", journal=journal)
    assert run.ledger.loc[run.ledger["record_id"] == "5", "outcome"].item() == "failed"
    with sqlite3.connect(journal) as database:
        dump = "\n".join(database.iterdump())
    database.close()
    trace = traceback.TracebackException.from_exception(failed.value, capture_locals=False).format()
    shown = [dump, caplog.text, repr(run), run._repr_html_(), repr(client), *trace, *map(str, run.problems["message"])]
    shown += [str(run.ledger.to_dict()), repr(pn.journal.open(journal)), pn.journal.open(journal)._repr_html_()]
    for secret in (server.token, *marked.values()):
        assert [text for text in shown if secret.casefold() in text.casefold()] == []
    assert "'C3'" in dump
    assert run.problems.loc[run.problems["field"] == "email", "value"].tolist() == ["xq2mail"]


def test_run_shows_itself_calmly(server: pn.sandbox.Server, tmp_path: Path) -> None:
    with connected(server) as client:
        run = pn.run_import(client, people(5, (1,)), "clients", mode="store", journal=tmp_path / "i.sqlite")
    assert repr(run) == f"<Run: store clients, import {run.import_uuid}: 4 created, 1 failed>"
    page = run._repr_html_()
    for text in ("Stored clients, rehearsal on this machine", "made new in Plannr", "retry_rows()"):
        assert text in page
    assert "Family" not in page


def test_files_of_records_lie_beside_the_journal(server: pn.sandbox.Server, tmp_path: Path) -> None:
    journal = tmp_path / "i.sqlite"
    with connected(server) as client:
        pn.run_import(client, people(1), "clients", mode="validate", journal=journal)
        pn.run_import(client, people(1), "clients", mode="validate", journal=journal, csv_path=tmp_path / "mine.csv")
    assert [path.parent.name for path in tmp_path.rglob("*.csv")].count("i-files") == 1
    assert (tmp_path / "mine.csv").exists()


def test_resume_without_the_file_goes_by_the_tag(server: pn.sandbox.Server, tmp_path: Path) -> None:
    """The row tag alone tells which records were refused; their cells are gone with the file."""
    journal = tmp_path / "i.sqlite"
    file = pn.build_csv(people(40, tuple(range(30))), "clients", tmp_path / "clients.csv")
    server.pause()
    with connected(server) as client:
        with pytest.raises(StillRunning) as stopped:
            pn.run_import(client, file, mode="store", journal=journal, timeout_s=0)
        file.path.unlink()
        server.resume()
        run = pn.resume_import(client, stopped.value.run.import_uuid, journal=journal)
    assert outcomes(run) == {str(row + 2): "failed" if row < 30 else "created" for row in range(40)}
    assert run.problems["value"].isna().all()
    with pytest.raises(RecordsError, match="not there any more"):
        run.sent()


def test_several_runs_together(server: pn.sandbox.Server, tmp_path: Path) -> None:
    journal = tmp_path / "i.sqlite"
    server.pause()
    with connected(server) as client:
        for first in (0, 10):
            with pytest.raises(StillRunning):
                pn.run_import(
                    client, people(3, (first,), first=first), "clients", mode="store", journal=journal, timeout_s=0
                )
        server.resume()
        runs = pn.resume_import(client, journal=journal)
    assert (some(runs), len(runs.ledger), len(runs.problems)) == ({"created": 4, "failed": 2}, 6, 2)
    assert runs._repr_html_().count("<table>") == 2
    assert (len(Runs().ledger), sum(Runs().counts.values())) == (0, 0)
    assert "No unfinished imports" in Runs()._repr_html_()
