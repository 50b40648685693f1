"""Processes started imports in the background, a batch of rows in a transaction.

What a batch made, which rows it refused and how far the import is are written together, so that a process that is
killed and started again neither repeats a row nor leaves one out.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from threading import Event, Thread

from plannr_nb.catalogue import Mode, RecordType
from plannr_nb.sandbox.checker import Account, Checked, Checker
from plannr_nb.sandbox.dialect import Dialect
from plannr_nb.sandbox.faults import Faults
from plannr_nb.sandbox.firm import Firm
from plannr_nb.sandbox.imports import ImportRow, find
from plannr_nb.sandbox.records import Numbered, keep_records
from plannr_nb.sandbox.rules import RowRule
from plannr_nb.sandbox.store import State, Store, new_uuid, now, open_file, to_json, write_file
from plannr_nb.sandbox.upload import numbered_rows, squared

__all__ = ["Worker"]

_log = logging.getLogger("plannr_nb.sandbox")
_BATCH_ROWS = 2_000


class _Overtaken(Exception):  # noqa: N818  (not an error: the rows are done, by somebody else)
    """These rows have been processed already."""


class Worker:
    """One thread; imports run one after the other in the order they were started."""

    def __init__(
        self,
        store: Store,
        firm: Firm,
        types: Mapping[str, RecordType],
        dialect: Dialect,
        faults: Faults,
        rules: Sequence[RowRule] = (),
    ) -> None:
        self._store = store
        self._firm = firm
        self._types = types
        self._dialect = dialect
        self._faults = faults
        self._rules = rules
        self._wake = Event()
        self._going = Event()
        self._going.set()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="plannr-sandbox-worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def pause(self) -> None:
        self._going.clear()

    def resume(self) -> None:
        self._going.set()

    def stop(self) -> None:
        """Ends after the batch at hand; the rest waits in the file."""
        self._stopped.set()
        self._going.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        with closing(self._store.connect()) as db:
            while not self._stopped.is_set():
                self._wake.clear()
                if not self._process_next(db):
                    self._wake.wait()

    def _process_next(self, db: sqlite3.Connection) -> bool:
        row = db.execute(
            "SELECT uuid FROM import WHERE status = ? ORDER BY done = 0, updated_at, id LIMIT 1", (State.PROCESSING,)
        ).fetchone()
        if row is None:
            return False
        try:
            self._process(db, find(db, row["uuid"]))
        except _Overtaken:
            pass  # another server works on the same file; the next look goes on behind it
        except Exception as error:  # an import that breaks must not take the server with it
            _log.error("import %s ended as failed: %s", row["uuid"], type(error).__name__)
            self._end(db, row["uuid"], State.FAILED)
        return True

    def _process(self, db: sqlite3.Connection, found: ImportRow) -> None:
        if self._faults.take("process") == "failed":
            self._end(db, found["uuid"], State.FAILED)
            return
        headers: list[str] = found["headers"]
        record_type = self._types[found["type"]]
        columns = {
            field: headers.index(header)
            for header, field in found["mapping"].items()
            if record_type[field].kind != "ignored"
        }
        account = Account(db, self._firm)
        checker = Checker(record_type, Mode(found["mode"]), columns, account, self._dialect, self._rules)
        with closing(self._store.connect()) as reading, open_file(reading, found["upload_uuid"]) as upload:
            rows = islice(numbered_rows(upload), found["done"], None)
            while numbered := list(islice(rows, _BATCH_ROWS)):
                self._going.wait()
                if self._stopped.is_set():
                    return
                checked = checker.check(squared([row for _, row in numbered], len(headers)))
                with self._store.writing(db):
                    self._keep(db, found, numbered, checked)
        self._end(db, found["uuid"], State.COMPLETE)

    def _keep(self, db: sqlite3.Connection, found: ImportRow, numbered: Numbered, checked: Checked) -> None:
        moment = now()
        moved = db.execute(
            "UPDATE import SET done = done + ?, failed_jobs = failed_jobs + ?, updated_at = ?"
            " WHERE uuid = ? AND done = ?",
            (len(numbered), len(checked.complaints), moment, found["uuid"], found["done"]),
        )
        if not moved.rowcount:
            raise _Overtaken
        found["done"] += len(numbered)
        if found["mode"] != Mode.VALIDATE:
            keep_records(db, found, numbered, checked, moment)
        db.executemany(
            "INSERT INTO failure VALUES (?, ?, ?, ?)",
            [
                (found["uuid"], numbered[position][0], to_json(numbered[position][1]), to_json(complaints))
                for position, complaints in sorted(checked.complaints.items())
            ],
        )

    def _end(self, db: sqlite3.Connection, uuid: str, state: State) -> None:
        """Status and report in one step: whoever sees the end finds the report."""
        with self._store.writing(db):
            found = find(db, uuid)
            if found["status"] != State.PROCESSING:
                return
            report_uuid = new_uuid() if found["failed_jobs"] else None
            if report_uuid:
                write_file(db, report_uuid, f"{found['type']}-import-errors.csv", uuid, self._report(db, found))
            db.execute(
                "UPDATE import SET status = ?, report_uuid = ?, updated_at = ? WHERE uuid = ?",
                (state, report_uuid, now(), uuid),
            )

    def _report(self, db: sqlite3.Connection, found: ImportRow) -> Iterator[bytes]:
        """Failed rows under their own headers, and a column of complaints. Its real columns are unknown."""
        headers: list[str] = found["headers"]
        shown = list(range(len(headers)))
        if self._dialect.unmapped == "dropped":
            shown = [place for place in shown if headers[place] in found["mapping"]]
        failures = db.execute(
            "SELECT cells, errors FROM failure WHERE import_uuid = ? ORDER BY file_row", (found["uuid"],)
        )
        lines: list[list[str]] = [[*(headers[place] for place in shown), "errors"]]
        while lines:
            yield _csv_bytes(lines)
            lines = [
                [*(cells[place] for place in shown), _sentences(errors)]
                for cells, errors in _decoded(failures.fetchmany(_BATCH_ROWS), len(headers))
            ]


def _decoded(failures: list[sqlite3.Row], width: int) -> Iterator[tuple[list[str], dict[str, list[str]]]]:
    for failure in failures:
        yield squared([json.loads(failure["cells"])], width)[0], json.loads(failure["errors"])


def _sentences(errors: dict[str, list[str]]) -> str:
    return " ".join(sentence for sentences in errors.values() for sentence in sentences)


def _csv_bytes(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8")
