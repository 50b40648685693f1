"""The journal: what it keeps, what it must not keep, and that two processes do not tread on each other."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from plannr_nb import journal as journals
from plannr_nb.errors import JournalError
from plannr_nb.journal import Approval, Journal, Sending, Step, Stored

SENDING = Sending(
    host="127.0.0.1:8000",
    account_uuid="acc-1",
    record_type="clients",
    mode="store",
    file=Path("/data/clients.csv"),
    sha256="aa",
    sent_file=Path("/data/clients-rest.csv"),
    sent_sha256="bb",
    mapping={"last_name": "last_name"},
    tag="plannr_nb_row",
    own_headers=False,
    encoding="utf-8-sig",
    delimiter=",",
    quotable=("type", "send_welcome_email"),
)


def ledger(keys: Sequence[str | None], outcomes: Sequence[str | None] | None = None) -> pd.DataFrame:
    rows = len(keys)
    return pd.DataFrame(
        {
            "record_id": pd.Series([str(number) for number in range(2, rows + 2)], dtype="str"),
            "source_file": pd.Series(["export.csv"] * rows, dtype="str"),
            "source_row": pd.Series(range(2, rows + 2), dtype="Int64"),
            "also_rows": pd.Series([None] * rows, dtype="str"),
            "source_key": pd.Series(keys, dtype="str"),
            "outcome": pd.Series(outcomes or [None] * rows, dtype="str"),
            "reason": pd.Series([None] * rows, dtype="str"),
            "evidence": pd.Series([None] * rows, dtype="str"),
            "uuid": pd.Series([None] * rows, dtype="str"),
        }
    )


def begun(journal: Journal, keys: Sequence[str | None], sending: Sending = SENDING) -> int:
    return journal.begin(sending, ledger(keys), [None] * len(keys))


def keys_stored(journal: Journal, *keys: str) -> dict[str, str]:
    found = journal.stored(SENDING.host, SENDING.account_uuid, "clients", keys)
    return {key: stored.outcome for key, stored in found.items()}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return journals.open(tmp_path / "folder" / "imports.sqlite")


def test_a_run_is_read_back_as_it_was_written(journal: Journal) -> None:
    number = journal.begin(SENDING, ledger(["K1", None], [None, "excluded"]), [None, None])
    again = journals.open(journal.path)
    assert again.get(number).sending == SENDING
    assert again.ledger(number)["source_key"].tolist()[0] == "K1"
    pd.testing.assert_frame_equal(again.ledger(number), ledger(["K1", None], [None, "excluded"]))


def test_steps_are_written_before_and_after(journal: Journal) -> None:
    number = begun(journal, ["K1"])
    step = journal.before(number, "create")
    journal.after(number, step, "ok")
    journal.created(number, "i-1")
    assert journal.before_start(number, {"status": "mapped"}) == 2
    first, second = journal.steps(number)
    assert first == Step("create", first.began_at, first.ended_at, "ok")
    assert first.ended_at is not None
    assert second == Step("start", second.began_at, None, None)
    found = journal.find("i-1")
    assert (found.import_id, found.before_start, found.outcome) == (number, {"status": "mapped"}, None)


def test_records_are_unknown_from_just_before_the_start(journal: Journal) -> None:
    number = journal.begin(SENDING, ledger(["K1", "K2"], [None, "excluded"]), [None, None])
    assert keys_stored(journal, "K1", "K2") == {}
    journal.before_start(number, {})
    assert journal.ledger(number)["outcome"].tolist() == ["unknown", "excluded"]
    assert keys_stored(journal, "K1", "K2") == {"K1": "unknown"}
    journal.not_started(number)
    assert keys_stored(journal, "K1", "K2") == {}


def test_stored_records_by_account_type_and_mode(journal: Journal) -> None:
    for sending in (
        SENDING,
        replace(SENDING, mode="validate"),
        replace(SENDING, account_uuid="acc-2"),
        replace(SENDING, host="127.0.0.1:9000"),
        replace(SENDING, record_type="plans"),
    ):
        key = f"{sending.mode} {sending.account_uuid} {sending.host} {sending.record_type}"
        number = begun(journal, [key], sending)
        journal.finish(number, "ended", ledger([key], ["created"]), status="complete")
    everything = [" ".join(parts) for parts in _products()]
    assert keys_stored(journal, *everything) == {"store acc-1 127.0.0.1:8000 clients": "created"}


def _products() -> list[tuple[str, ...]]:
    from itertools import product

    return list(
        product(("store", "validate"), ("acc-1", "acc-2"), ("127.0.0.1:8000", "127.0.0.1:9000"), ("clients", "plans"))
    )


def test_a_created_record_stays_created(journal: Journal) -> None:
    first = begun(journal, ["K1"])
    journal.created(first, "i-1")
    journal.finish(first, "ended", ledger(["K1"], ["created"]), status="complete")
    journal.give_uuids(first, {"2": "u-1"})
    second = journal.begin(SENDING, ledger(["K1"]), [None], again=[0])
    assert journal.before_start(second, {}) == 1
    (stored,) = journal.stored(SENDING.host, SENDING.account_uuid, "clients", ["K1"]).values()
    assert stored == Stored("created", "i-1", "u-1", stored.at)


def test_a_failed_record_may_come_again(journal: Journal) -> None:
    number = begun(journal, ["K1", "K2"])
    journal.before_start(number, {})
    journal.finish(number, "ended", ledger(["K1", "K2"], ["failed", "created"]), status="complete")
    assert keys_stored(journal, "K1", "K2") == {"K2": "created"}


def test_what_was_sent_and_refused_is_known_too(journal: Journal) -> None:
    for outcomes in (["created", "failed", "failed"], ["failed", "unknown", None], ["failed", "failed", None]):
        import_id = begun(journal, ["C1", "C2", "C3"])
        journal.finish(import_id, "ended", ledger(["C1", "C2", "C3"], outcomes), status=None)
    sent = journal.sent(SENDING.host, SENDING.account_uuid, SENDING.record_type)
    assert {key: item.outcome for key, item in sent.items()} == {"C1": "created", "C2": "unknown", "C3": "failed"}
    assert keys_stored(journal, "C1", "C2", "C3") == {"C1": "created", "C2": "unknown"}


def test_the_second_of_two_stores_must_not_start(journal: Journal) -> None:
    first, second = begun(journal, ["K1", "K2"]), begun(journal, ["K2", "K3"])
    assert journal.before_start(first, {}) is not None
    assert journal.before_start(second, {}) is None
    assert journal.steps(second) == []
    assert journal.ledger(second)["outcome"].isna().all()


def test_stand_in_keys_guard_too_and_are_not_shown(journal: Journal) -> None:
    first = journal.begin(SENDING, ledger([None]), ["made-up"])
    journal.before_start(first, {})
    assert keys_stored(journal, "made-up") == {"made-up": "unknown"}
    assert journal.ledger(first)["source_key"].isna().all()


def test_unfinished_runs_of_this_account(journal: Journal) -> None:
    first, second, third = begun(journal, ["K1"]), begun(journal, ["K2"]), begun(journal, ["K3"])
    begun(journal, ["K4"], replace(SENDING, account_uuid="acc-2"))
    journal.finish(second, "ended", ledger(["K2"], ["created"]), status="complete")
    found = journal.unfinished(SENDING.host, SENDING.account_uuid)
    assert [item.import_id for item in found] == [first, third]


def test_imports_as_a_table(journal: Journal) -> None:
    number = begun(journal, ["K1", "K2", "K3"])
    journal.created(number, "i-1")
    journal.finish(number, "ended", ledger(["K1", "K2", "K3"], ["created", "failed", "created"]), status="complete")
    begun(journal, ["K4"])
    shown = journal.imports()
    columns = ["import_uuid", "file", "records", "created", "failed", "outcome", "status"]
    assert shown[columns].fillna("").to_numpy().tolist() == [
        ["", "clients.csv", 1, 0, 0, "", ""],
        ["i-1", "clients.csv", 3, 2, 1, "ended", "complete"],
    ]
    assert "<td>i-1</td>" in journal._repr_html_()


def test_import_that_is_not_there(journal: Journal) -> None:
    with pytest.raises(JournalError, match="holds no import i-9"):
        journal.find("i-9")


def test_approval_holds_for_this_file_account_mode_and_count(journal: Journal) -> None:
    given = Approval("aa", SENDING.host, SENDING.account_uuid, "clients", "store", 12)
    journal.approve(given)
    others = [
        replace(given, sha256="bb"),
        replace(given, host="h"),
        replace(given, account_uuid="x"),
        replace(given, mode="update"),
        replace(given, rows=13),
        replace(given, record_type="plans"),
    ]
    assert [journal.is_approved(item) for item in (given, *others)] == [True] + [False] * 6


def test_hash_key_stays_the_same_and_is_each_journals_own(tmp_path: Path) -> None:
    first, second = journals.open(tmp_path / "a.sqlite"), journals.open(tmp_path / "b.sqlite")
    assert first.hash_key() == journals.open(first.path).hash_key() != second.hash_key()
    assert len(first.hash_key()) == 32


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 40, None])
def test_file_that_is_no_journal(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.sqlite"
    if content is None:
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE theirs (x)")
        database.close()
    else:
        path.write_bytes(content)
    with pytest.raises(JournalError, match="cannot be used as a journal"):
        journals.open(path)


@pytest.mark.parametrize(("version", "said"), [(99, "newer plannr_nb"), (1, "before its first release")])
def test_journal_of_another_version(journal: Journal, version: int, said: str) -> None:
    with sqlite3.connect(journal.path) as database:
        database.execute(f"PRAGMA user_version = {version}")
    database.close()
    with pytest.raises(JournalError, match=said):
        journals.open(journal.path)


def _press(path: Path, barrier: multiprocessing.synchronize.Barrier, started: multiprocessing.Queue[bool]) -> None:
    barrier.wait()
    journal = journals.open(path)
    number = begun(journal, [f"K{each}" for each in range(200)])
    started.put(journal.before_start(number, {}) is not None)


def test_two_processes_and_one_store(tmp_path: Path) -> None:
    """Of several processes that press the button at once, on a journal not yet made, exactly one may start."""
    context = multiprocessing.get_context("spawn")
    barrier, started = context.Barrier(3), context.Queue()
    processes = [context.Process(target=_press, args=(tmp_path / "imports.sqlite", barrier, started)) for _ in range(3)]
    for process in processes:
        process.start()
    answers = sorted(started.get(timeout=60) for _ in processes)
    for process in processes:
        process.join()
    assert answers == [False, False, True]
    assert len(journals.open(tmp_path / "imports.sqlite").imports()) == 3
