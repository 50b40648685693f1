"""The journal's SQLite file: its tables, and transactions that are safe with several processes."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plannr_nb.errors import JournalError

__all__ = ["Database"]

SCHEMA_VERSION = 2
_BUSY_S = 30.0
_SHORT_PAUSE_S = 0.02

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE imports (
    import_id INTEGER PRIMARY KEY,
    import_uuid TEXT,
    host TEXT NOT NULL,
    account_uuid TEXT NOT NULL,
    record_type TEXT NOT NULL,
    mode TEXT NOT NULL,
    file TEXT NOT NULL,            -- as handed in
    sha256 TEXT NOT NULL,
    sent_file TEXT NOT NULL,       -- as uploaded: without the records held back by a guard
    sent_sha256 TEXT NOT NULL,
    mapping TEXT NOT NULL,         -- JSON: field -> header
    tag TEXT,
    form TEXT NOT NULL,            -- JSON: how the file is read, and which fields may be quoted
    before_start TEXT,             -- JSON: how Plannr showed the import before it was started
    status TEXT,                   -- Plannr's last word
    counts TEXT,                   -- JSON: records by outcome
    outcome TEXT,                  -- missing: unfinished
    began_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX imports_by_uuid ON imports (import_uuid);
CREATE TABLE steps (
    import_id INTEGER NOT NULL REFERENCES imports,
    number INTEGER NOT NULL,
    step TEXT NOT NULL,
    began_at TEXT NOT NULL,
    ended_at TEXT,
    result TEXT,                   -- missing: no answer was seen
    PRIMARY KEY (import_id, number)
);
CREATE TABLE records (
    import_id INTEGER NOT NULL REFERENCES imports,
    position INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    source_file TEXT,
    source_row INTEGER,
    also_rows TEXT,
    outcome TEXT,                  -- missing: to be sent, and not started
    reason TEXT,
    evidence TEXT,
    uuid TEXT,
    PRIMARY KEY (import_id, position)
);
CREATE TABLE source_keys (
    import_id INTEGER NOT NULL REFERENCES imports,
    position INTEGER NOT NULL,
    source_key TEXT NOT NULL,
    made_up INTEGER NOT NULL,      -- 1: a keyed hash of the cells, because the record has no reference of its own
    again INTEGER NOT NULL,        -- 1: to be stored although it has been before
    PRIMARY KEY (import_id, position)
);
CREATE INDEX source_keys_by_key ON source_keys (source_key);
CREATE TABLE approvals (
    approval_id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    host TEXT NOT NULL,
    account_uuid TEXT NOT NULL,
    record_type TEXT NOT NULL,
    mode TEXT NOT NULL,
    rows INTEGER NOT NULL,
    approved_at TEXT NOT NULL
);
"""


class Database:
    """One file. Each look and each change has its own connection, so nothing stays open over a notebook's life."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._prepare()

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A view of one moment."""
        try:
            with self._connection() as connection:
                connection.execute("BEGIN")
                yield connection
        except sqlite3.Error as error:
            raise JournalError(f"{self.path} cannot be read: {error}") from error

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction that other processes wait for. Without its COMMIT, closing takes everything back."""
        try:
            with self._connection() as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise JournalError(f"{self.path} cannot be written: {error}") from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)
        try:
            # An import must not be forgotten when the machine goes down right after its start.
            connection.execute("PRAGMA synchronous = FULL")
            yield connection
        finally:
            connection.close()

    def _prepare(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            version = self._laid_out()
        except sqlite3.Error as error:
            raise JournalError(f"{self.path} cannot be used as a journal: {error}") from error
        if version > SCHEMA_VERSION:
            raise JournalError(
                f"{self.path.name} was written by a newer plannr_nb (version {version} of the journal, "
                f"this one knows {SCHEMA_VERSION}); update the package"
            )
        if version < SCHEMA_VERSION:
            raise JournalError(
                f"{self.path.name} was written by a plannr_nb of before its first release (version {version} of the "
                f"journal, this one knows {SCHEMA_VERSION}), which has rehearsed only; name a new file"
            )

    def _laid_out(self) -> int:
        """The version of the file, which is laid out if it is new."""
        deadline = time.monotonic() + _BUSY_S
        while True:
            try:
                with self._connection() as connection:
                    (version,) = connection.execute("PRAGMA user_version").fetchone()
                    if version == 0:
                        version = _lay_out(connection)
                    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                        connection.execute("PRAGMA journal_mode = WAL")
                    return int(version)
            except sqlite3.OperationalError as error:
                # Two processes that turn the same new file to WAL do not wait for each other as they do otherwise.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(_SHORT_PAUSE_S)


def _lay_out(connection: sqlite3.Connection) -> int:
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:  # else another process was quicker
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            raise sqlite3.DatabaseError("it is another program's database")
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES ('hash_key', ?)", (secrets.token_hex(32),))
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        version = SCHEMA_VERSION
    connection.execute("COMMIT")
    return int(version)
