"""Records that an import makes or changes, and the mails that would go out with them."""

from __future__ import annotations

import sqlite3
from typing import Any

from plannr_nb.catalogue import Mode
from plannr_nb.sandbox.checker import Checked
from plannr_nb.sandbox.imports import ImportRow
from plannr_nb.sandbox.sorting import sort_name
from plannr_nb.sandbox.store import new_uuids, to_json

__all__ = ["Numbered", "keep_records"]

Numbered = list[tuple[int, list[str]]]


def keep_records(db: sqlite3.Connection, found: ImportRow, numbered: Numbered, checked: Checked, moment: str) -> None:
    """Writes what the rows without complaints become; `numbered` has their place in the file."""
    good = [position for position in range(len(numbered)) if position not in checked.complaints]
    keep = _update_records if found["mode"] == Mode.UPDATE else _store_records
    keep(db, found, numbered, checked, good, moment)


def _store_records(
    db: sqlite3.Connection, found: ImportRow, numbered: Numbered, checked: Checked, good: list[int], moment: str
) -> None:
    record_type, import_uuid = found["type"], found["uuid"]
    uuids = dict(zip(good, new_uuids(len(good)), strict=True))
    db.executemany(
        "INSERT INTO record (uuid, record_type, import_uuid, file_row, created_at, updated_at, sort_name, fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                uuid,
                record_type,
                import_uuid,
                numbered[position][0],
                moment,
                moment,
                sort_name(record_type, checked.records[position]),
                checked.encoded[position],
            )
            for position, uuid in uuids.items()
        ],
    )
    if record_type == "clients":
        welcomed = [(uuid, checked.records[position]) for position, uuid in uuids.items()]
        db.executemany(
            "INSERT INTO mail (created_at, import_uuid, record_uuid, to_address, subject)"
            " VALUES (?, ?, ?, ?, 'Welcome')",
            [
                (moment, import_uuid, uuid, record["email"])
                for uuid, record in welcomed
                if record.get("send_welcome_email") and record.get("email")
            ],
        )


def _update_records(
    db: sqlite3.Connection, found: ImportRow, numbered: Numbered, checked: Checked, good: list[int], moment: str
) -> None:
    """A blank cell in a mapped column erases, an unmapped field stays (documented, client import article)."""
    latest: dict[str, dict[str, Any]] = {}
    changes = []
    for position in good:
        record = dict(checked.records[position])
        uuid = record.pop("uuid")
        before = latest.get(uuid) or checked.before[position] or {}
        latest[uuid] = {name: value for name, value in {**before, **record}.items() if value is not None}
        changes.append((uuid, found["uuid"], numbered[position][0]))
    db.executemany(
        "UPDATE record SET fields = ?, sort_name = ?, updated_at = ? WHERE uuid = ?",
        [(to_json(kept), sort_name(found["type"], kept), moment, uuid) for uuid, kept in latest.items()],
    )
    db.executemany("INSERT INTO change (record_uuid, import_uuid, file_row) VALUES (?, ?, ?)", changes)
