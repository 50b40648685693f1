"""Reading and writing the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import JournalError
from plannr_nb.journal.database import Database
from plannr_nb.journal.model import Approval, Import, Sending, Step, Stored

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Journal"]

_MAY_EXIST = ("created", "unknown")
_SENT = ("failed", "unknown", "created")  # what is sure of a record, the later the surer
_SENDING = "host, account_uuid, record_type, mode, file, sha256, sent_file, sent_sha256, mapping, tag, form"
_FORM = ("own_headers", "encoding", "delimiter", "quotable")
_RECORD_COLUMNS = ("record_id", "source_file", "source_row", "also_rows", "outcome", "reason", "evidence", "uuid")


class Journal:
    """The journal in one file. Each call is a transaction of its own, so two processes may use the same file.

    Raises
    ------
    JournalError
        The file is not a journal, or a newer version of this package wrote it.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._database = Database(self.path)

    def __repr__(self) -> str:
        return f"Journal('{self.path}')"

    def _repr_html_(self) -> str:
        from html import escape

        shown = self.imports()
        title = f"<p>Journal <code>{escape(self.path.name)}</code>: {len(shown)} imports</p>"
        return title + shown.to_html(index=False, na_rep="", border=0)

    # an import, step by step

    def begin(
        self, sending: Sending, ledger: pd.DataFrame, made_up: Sequence[str | None], *, again: Collection[int] = ()
    ) -> int:
        """Write a run down before its first request. Returns its number.

        Parameters
        ----------
        ledger
            One row per record handed in: ``record_id, source_file, source_row, also_rows, source_key, outcome,
            reason, evidence``; a missing outcome marks a record to be sent.
        made_up
            For each record a key to stand in where it has no source key, or None.
        again
            Positions in the ledger of records to be stored although a store has had them before.
        """
        own = [_plain(key) for key in ledger["source_key"]]
        keys = [
            (position, key or stand_in, int(key is None), int(position in again))
            for position, (key, stand_in) in enumerate(zip(own, made_up, strict=True))
            if key or stand_in
        ]
        records = _record_rows(ledger)
        with self._database.change() as database:
            import_id = database.execute(
                f"INSERT INTO imports ({_SENDING}, began_at) VALUES ({','.join('?' * 12)})",
                (*_sending_row(sending), _now()),
            ).lastrowid
            assert import_id is not None  # an INSERT has one
            database.executemany(
                "INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?,?)",
                ((import_id, position, *row) for position, row in enumerate(records)),
            )
            database.executemany("INSERT INTO source_keys VALUES (?,?,?,?,?)", ((import_id, *key) for key in keys))
        return import_id

    def before(self, import_id: int, step: str) -> int:
        """Write down that a step is about to happen. Returns its number."""
        with self._database.change() as database:
            return _begin_step(database, import_id, step)

    def after(self, import_id: int, number: int, result: str) -> None:
        """Write down how a step ended."""
        with self._database.change() as database:
            database.execute(
                "UPDATE steps SET ended_at = ?, result = ? WHERE import_id = ? AND number = ?",
                (_now(), result, import_id, number),
            )

    def created(self, import_id: int, import_uuid: str) -> None:
        """Plannr has given the import its uuid."""
        with self._database.change() as database:
            database.execute("UPDATE imports SET import_uuid = ? WHERE import_id = ?", (import_uuid, import_id))

    def before_start(self, import_id: int, shown: Mapping[str, Any], *, strangers: Collection[str] = ()) -> int | None:
        """Write down that the import is about to be started; from here on its records may exist.

        Parameters
        ----------
        shown
            How Plannr shows the import now.
        strangers
            Imports that another server had, which do not count.

        Returns
        -------
        int or None
            Number of the step. None where another import has meanwhile stored one of the records of this store: then
            nothing was written, and the import must not be started.
        """
        with self._database.change() as database:
            if _clashes(database, import_id, strangers):
                return None
            database.execute(
                "UPDATE imports SET before_start = ? WHERE import_id = ?", (json.dumps(dict(shown)), import_id)
            )
            database.execute(
                "UPDATE records SET outcome = 'unknown', reason = 'the import has not been seen to end',"
                " evidence = 'journal: start was sent' WHERE import_id = ? AND outcome IS NULL",
                (import_id,),
            )
            return _begin_step(database, import_id, "start")

    def not_started(self, import_id: int) -> None:
        """Plannr has refused to start the import, so none of its records exists."""
        with self._database.change() as database:
            database.execute(
                "UPDATE records SET outcome = NULL, reason = NULL, evidence = NULL"
                " WHERE import_id = ? AND outcome = 'unknown'",
                (import_id,),
            )

    def finish(self, import_id: int, outcome: str | None, ledger: pd.DataFrame, *, status: str | None) -> None:
        """Write down how the run and each of its records ended. Without an outcome it stays unfinished."""
        rows = ledger[["outcome", "reason", "evidence", "uuid"]].astype(object)
        counts = ledger["outcome"].value_counts().to_dict()
        with self._database.change() as database:
            database.executemany(
                "UPDATE records SET outcome = ?, reason = ?, evidence = ?, uuid = ?"
                " WHERE import_id = ? AND position = ?",
                (
                    (*map(_plain, row), import_id, position)
                    for position, row in enumerate(rows.itertuples(index=False, name=None))
                ),
            )
            database.execute(
                "UPDATE imports SET outcome = ?, status = ?, counts = ?, ended_at = ? WHERE import_id = ?",
                (outcome, status, json.dumps(counts), _now() if outcome else None, import_id),
            )

    def give_uuids(self, import_id: int, uuids: Mapping[str, str]) -> None:
        """Add the uuids read back for some of the records, by record id."""
        with self._database.change() as database:
            rows = database.execute(
                "SELECT position, record_id FROM records WHERE import_id = ?", (import_id,)
            ).fetchall()
            database.executemany(
                "UPDATE records SET uuid = ? WHERE import_id = ? AND position = ?",
                ((uuids[record_id], import_id, position) for position, record_id in rows if record_id in uuids),
            )

    # what is known

    def find(self, import_uuid: str) -> Import:
        """The last run at an import.

        Raises
        ------
        JournalError
            The journal holds no such import.
        """
        found = self._imports("WHERE import_uuid = ? ORDER BY import_id DESC LIMIT 1", (import_uuid,))
        if not found:
            raise JournalError(
                f"{self.path.name} holds no import {import_uuid}; those it holds are in journal.open(...).imports()"
            )
        return found[0]

    def get(self, import_id: int) -> Import:
        return self._imports("WHERE import_id = ?", (import_id,))[0]

    def unfinished(self, host: str, account_uuid: str) -> list[Import]:
        """Runs whose end was not seen, the oldest first."""
        return self._imports(
            "WHERE outcome IS NULL AND host = ? AND account_uuid = ? ORDER BY import_id", (host, account_uuid)
        )

    def steps(self, import_id: int) -> list[Step]:
        with self._database.look() as database:
            rows = database.execute(
                "SELECT step, began_at, ended_at, result FROM steps WHERE import_id = ? ORDER BY number", (import_id,)
            ).fetchall()
        return [Step(*row) for row in rows]

    def ledger(self, import_id: int) -> pd.DataFrame:
        """The records of a run, in the order handed in, with their source keys where they have one of their own."""
        import pandas as pd

        with self._database.look() as database:
            rows = database.execute(
                "SELECT record_id, source_file, source_row, also_rows, CASE made_up WHEN 0 THEN source_key END,"
                " outcome, reason, evidence, uuid FROM records LEFT JOIN source_keys USING (import_id, position)"
                " WHERE import_id = ? ORDER BY position",
                (import_id,),
            ).fetchall()
        names = ["record_id", "source_file", "source_row", "also_rows", "source_key", *_RECORD_COLUMNS[4:]]
        frame = pd.DataFrame(rows, columns=names, dtype=object)
        types = {name: "Int64" if name == "source_row" else "str" for name in names}
        return frame.astype(types)

    def stored(
        self,
        host: str,
        account_uuid: str,
        record_type: str,
        keys: Iterable[str],
        *,
        strangers: Collection[str] = (),
    ) -> dict[str, Stored]:
        """Which of these source keys (or stand-ins for one) a store has created, or may have."""
        with self._database.look() as database:
            return _stored(database, host, account_uuid, record_type, keys, strangers)

    def sent(
        self, host: str, account_uuid: str, record_type: str, *, strangers: Collection[str] = ()
    ) -> dict[str, Stored]:
        """Every source key (or stand-in for one) that a store has sent, also those that Plannr has refused."""
        with self._database.look() as database:
            return _stored(database, host, account_uuid, record_type, None, strangers, _SENT)

    def clashes(self, import_id: int, *, strangers: Collection[str] = ()) -> set[str | None]:
        """The other stores that have had a record which this store has yet to send."""
        with self._database.look() as database:
            return _clashes(database, import_id, strangers)

    def imports(self) -> pd.DataFrame:
        """Every run, the newest first: ``import_uuid, host, account_uuid, record_type, mode, file, records, created,
        updated, failed, unknown, outcome, status, began_at, ended_at``. A missing outcome means unfinished."""
        import pandas as pd

        query = """
            SELECT import_uuid, host, account_uuid, record_type, mode, file, count(position) AS records,
                   total(records.outcome = 'created') AS created, total(records.outcome = 'updated') AS updated,
                   total(records.outcome = 'failed') AS failed, total(records.outcome = 'unknown') AS unknown,
                   imports.outcome, status, began_at, ended_at
            FROM imports LEFT JOIN records USING (import_id) GROUP BY import_id ORDER BY import_id DESC"""
        with self._database.look() as database:
            cursor = database.execute(query)
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        numbers = {"records", "created", "updated", "failed", "unknown"}
        frame = pd.DataFrame(rows, columns=names, dtype=object)
        frame["file"] = [Path(file).name for file in frame["file"]]
        return frame.astype({name: "int64" if name in numbers else "str" for name in names})

    # approvals

    def approve(self, approval: Approval) -> None:
        with self._database.change() as database:
            database.execute(
                "INSERT INTO approvals (sha256, host, account_uuid, record_type, mode, rows, approved_at)"
                " VALUES (?,?,?,?,?,?,?)",
                (*_approval_row(approval), _now()),
            )

    def is_approved(self, approval: Approval) -> bool:
        with self._database.look() as database:
            found = database.execute(
                "SELECT 1 FROM approvals WHERE sha256 = ? AND host = ? AND account_uuid = ? AND record_type = ?"
                " AND mode = ? AND rows = ?",
                _approval_row(approval),
            ).fetchone()
        return found is not None

    def hash_key(self) -> bytes:
        """The key of the stand-ins for missing source keys. It never leaves this file, so they cannot be guessed."""
        with self._database.look() as database:
            (text,) = database.execute("SELECT value FROM meta WHERE name = 'hash_key'").fetchone()
        return bytes.fromhex(text)

    def _imports(self, where: str, values: tuple[Any, ...]) -> list[Import]:
        with self._database.look() as database:
            rows = database.execute(
                f"SELECT import_id, import_uuid, before_start, outcome, {_SENDING} FROM imports {where}", values
            ).fetchall()
        return [_as_import(*row) for row in rows]


def _clashes(database: sqlite3.Connection, import_id: int, strangers: Collection[str]) -> set[str | None]:
    """The other stores that have had one of the records which this one is about to start."""
    host, account_uuid, record_type, mode = database.execute(
        "SELECT host, account_uuid, record_type, mode FROM imports WHERE import_id = ?", (import_id,)
    ).fetchone()
    if mode != "store":
        return set()
    keys = database.execute(
        "SELECT source_key FROM source_keys JOIN records USING (import_id, position)"
        " WHERE import_id = ? AND outcome IS NULL AND again = 0",
        (import_id,),
    )
    found = _stored(database, host, account_uuid, record_type, (key for (key,) in keys), strangers)
    return {stored.import_uuid for stored in found.values()}


def _begin_step(database: sqlite3.Connection, import_id: int, step: str) -> int:
    (number,) = database.execute(
        "SELECT coalesce(max(number), 0) + 1 FROM steps WHERE import_id = ?", (import_id,)
    ).fetchone()
    database.execute(
        "INSERT INTO steps (import_id, number, step, began_at) VALUES (?,?,?,?)", (import_id, number, step, _now())
    )
    return int(number)


def _stored(
    database: sqlite3.Connection,
    host: str,
    account_uuid: str,
    record_type: str,
    keys: Iterable[str] | None,
    strangers: Collection[str],
    outcomes: Collection[str] = _MAY_EXIST,
) -> dict[str, Stored]:
    """Key -> what is known of it; without `keys` of every key."""
    wanted = None if keys is None else set(keys)
    # All keys of the account at once: a book has more keys than a statement may have parameters.
    rows = database.execute(
        "SELECT source_key, records.outcome, import_uuid, uuid, began_at FROM source_keys"
        " JOIN records USING (import_id, position) JOIN imports USING (import_id)"
        " WHERE host = ? AND account_uuid = ? AND record_type = ? AND mode = 'store'"
        f" AND records.outcome IN ({','.join('?' * len(outcomes))}) ORDER BY import_id",
        (host, account_uuid, record_type, *outcomes),
    )
    found: dict[str, Stored] = {}
    for key, *stored in rows:
        if stored[1] in strangers:
            continue
        # A record once created stays so, whatever a later attempt to store it again came to.
        surer = key not in found or (
            found[key].outcome != "created" and _SENT.index(stored[0]) >= _SENT.index(found[key].outcome)
        )
        if surer and (wanted is None or key in wanted):
            found[key] = Stored(*stored)
    return found


def _sending_row(sending: Sending) -> tuple[Any, ...]:
    files = (sending.file.absolute(), sending.sha256, sending.sent_file.absolute(), sending.sent_sha256)
    named = (sending.host, sending.account_uuid, sending.record_type, sending.mode)
    form = {name: getattr(sending, name) for name in _FORM}
    return (*named, *map(str, files), json.dumps(sending.mapping), sending.tag, json.dumps(form))


def _as_import(
    import_id: int, import_uuid: str | None, before_start: str | None, outcome: str | None, *sending: Any
) -> Import:
    host, account, record_type, mode, file, sha256, sent_file, sent_sha256, mapping, tag, form = sending
    files = (Path(file), sha256, Path(sent_file), sent_sha256)
    read = json.loads(form)
    read["quotable"] = tuple(read["quotable"])
    sent = Sending(host, account, record_type, mode, *files, json.loads(mapping), tag, **read)
    return Import(import_id, import_uuid, sent, json.loads(before_start) if before_start else None, outcome)


def _record_rows(ledger: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = [
        [_plain(value) for value in ledger[name]] if name in ledger.columns else [None] * len(ledger)
        for name in _RECORD_COLUMNS
    ]
    return list(zip(*columns, strict=True))


def _approval_row(approval: Approval) -> tuple[Any, ...]:
    return (
        approval.sha256,
        approval.host,
        approval.account_uuid,
        approval.record_type,
        approval.mode,
        approval.rows,
    )


def _plain(value: Any) -> Any:
    """A cell of a frame as SQLite takes it: missing as NULL, whole numbers as such."""
    if isinstance(value, str):
        return value
    if value is None or type(value).__name__ == "NAType" or value != value:
        return None
    return int(value)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
