"""Everything the stand-in remembers, in one SQLite file."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

__all__ = [
    "State",
    "Store",
    "file_pieces",
    "name_file",
    "new_uuid",
    "new_uuids",
    "now",
    "open_file",
    "to_json",
    "write_file",
]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS import (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    type TEXT NOT NULL,
    mode TEXT NOT NULL,
    status TEXT NOT NULL,
    headers TEXT NOT NULL,
    mapping TEXT,
    total_jobs INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    failed_jobs INTEGER NOT NULL DEFAULT 0,
    upload_uuid TEXT NOT NULL,
    report_uuid TEXT,
    initiated_by TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS file (
    uuid TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    filename TEXT NOT NULL,
    size INTEGER NOT NULL DEFAULT 0,
    import_uuid TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS chunk (
    file_uuid TEXT NOT NULL,
    position INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS chunk_of_file ON chunk (file_uuid, position);
CREATE TABLE IF NOT EXISTS record (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    record_type TEXT NOT NULL,
    import_uuid TEXT,
    file_row INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    fields TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS record_by_name ON record (record_type, sort_name);
CREATE TABLE IF NOT EXISTS change (
    id INTEGER PRIMARY KEY,
    record_uuid TEXT NOT NULL,
    import_uuid TEXT NOT NULL,
    file_row INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS failure (
    import_uuid TEXT NOT NULL,
    file_row INTEGER NOT NULL,
    cells TEXT NOT NULL,
    errors TEXT NOT NULL,
    PRIMARY KEY (import_uuid, file_row)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY,
    created_at TEXT NOT NULL,
    import_uuid TEXT NOT NULL,
    record_uuid TEXT NOT NULL,
    to_address TEXT NOT NULL,
    subject TEXT NOT NULL
);
"""

_CHUNK_BYTES = 1 << 20
_UK = ZoneInfo("Europe/London")


class State(StrEnum):
    """Where an import stands. Only ``processing`` is documented; the other words are our choice."""

    PENDING = "pending"
    MAPPED = "mapped"
    PROCESSING = "processing"
    COMPLETE = "complete"
    FAILED = "failed"


def now() -> str:
    """UK local time with its offset, as Plannr's answers write it (documented by examples)."""
    return datetime.now(_UK).isoformat(timespec="seconds")


def new_uuids(count: int) -> list[str]:
    """Ids of version 7, whose time comes first, as Laravel makes them for records (inferred).

    Which version Plannr uses is unknown; rising ids are appended to an index, scattered ones rewrite all of it.
    """
    moment = f"{time.time_ns() // 1_000_000:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7"
    digits = os.urandom(10 * count).hex()
    tails = sorted(digits[start : start + 20] for start in range(0, 20 * count, 20))
    return [f"{head}{tail[:3]}-{'89ab'[int(tail[3], 16) & 3]}{tail[4:7]}-{tail[7:19]}" for tail in tails]


def new_uuid() -> str:
    return new_uuids(1)[0]


class Store:
    """Opens connections to the SQLite file. Readers never wait; writers take turns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = Lock()
        with self.reading() as db:
            db.executescript(_SCHEMA)
            db.execute("DELETE FROM chunk WHERE file_uuid NOT IN (SELECT uuid FROM file)")

    def connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, timeout=60, check_same_thread=False)
        try:
            _set_up(db)
        except sqlite3.Error:
            db.close()
            raise
        return db

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with closing(self.connect()) as db:
            yield db

    @contextmanager
    def writing(self, db: sqlite3.Connection | None = None) -> Iterator[sqlite3.Connection]:
        """One transaction, all of it or nothing."""
        if db is None:
            with self.reading() as fresh, self.writing(fresh):
                yield fresh
            return
        with self._turn:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def write_pieces(self, uuid: str, stream: BinaryIO) -> int:
        """Keeps a stream under `uuid`, a piece in a transaction, so that imports go on beside a long upload.

        Gives its size. Pieces that are never named as a file are swept when the store is opened again.
        """
        size = 0
        with self.reading() as db:
            for position, piece in enumerate(iter(lambda: stream.read(_CHUNK_BYTES), b"")):
                with self.writing(db):
                    db.execute("INSERT INTO chunk VALUES (?, ?, ?)", (uuid, position, piece))
                size += len(piece)
        return size

    def setting(self, name: str) -> str | None:
        with self.reading() as db:
            row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row and row["value"]

    def keep_setting(self, name: str, value: str) -> None:
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[dict[str, Any]]:
        with self.reading() as db:
            return [dict(row) for row in db.execute(sql, tuple(parameters))]


def _set_up(db: sqlite3.Connection) -> None:
    db.row_factory = sqlite3.Row
    # Records of a kilobyte sit badly on pages of four (measured: a third of the writing time of these).
    db.execute("PRAGMA page_size = 16384")
    db.execute("PRAGMA wal_autocheckpoint = 4000")
    # A rehearsal that loses its last second in a power cut is no loss; a killed process loses nothing.
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")


def write_file(db: sqlite3.Connection, uuid: str, filename: str, import_uuid: str, content: Iterable[bytes]) -> None:
    """Keeps a file in pieces, so that neither a large one nor its reader fills the memory."""
    size = 0
    for position, piece in enumerate(content):
        db.execute("INSERT INTO chunk VALUES (?, ?, ?)", (uuid, position, piece))
        size += len(piece)
    name_file(db, uuid, filename, import_uuid, size)


def name_file(db: sqlite3.Connection, uuid: str, filename: str, import_uuid: str, size: int) -> None:
    db.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?)", (uuid, now(), filename, size, import_uuid))


def file_pieces(db: sqlite3.Connection, uuid: str) -> Iterator[bytes]:
    position = 0
    while row := db.execute(
        "SELECT content FROM chunk WHERE file_uuid = ? AND position = ?", (uuid, position)
    ).fetchone():
        yield row["content"]
        position += 1


def open_file(db: sqlite3.Connection, uuid: str) -> BinaryIO:
    return io.BufferedReader(_Pieces(file_pieces(db, uuid)), _CHUNK_BYTES)


class _Pieces(io.RawIOBase):
    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._source, b""))
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


def to_json(value: Any) -> str:
    return _encode(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
