"""An import's steps up to its start: what is kept, and what is refused on the way."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from plannr_nb.catalogue import Mode, RecordType
from plannr_nb.sandbox.answers import Answer
from plannr_nb.sandbox.dialect import Dialect
from plannr_nb.sandbox.store import State, Store, name_file, new_uuid, now, to_json
from plannr_nb.sandbox.upload import BadUpload, inspect

__all__ = ["ImportRow", "create", "find", "map_headers", "start"]

ImportRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """The parts of a create request, as far as they were given."""

    record_type: str | None
    mode: str | None
    filename: str | None
    stream: BinaryIO | None


def create(store: Store, types: Mapping[str, RecordType], upload: Upload, user: str) -> ImportRow:
    """Keeps the upload as a pending import, or answers 422."""
    errors = _missing_parts(upload)
    if upload.record_type and upload.record_type not in types:
        errors["type"] = ["The selected type is invalid."]
    if upload.mode and upload.mode not in set(Mode):
        errors["mode"] = ["The selected mode is invalid."]
    if errors or upload.stream is None:
        raise Answer.invalid(errors)
    try:
        contents = inspect(upload.stream)
    except BadUpload as bad:
        raise Answer.invalid({"file": [str(bad)]}) from bad
    upload.stream.seek(0)
    uuid, file_uuid, moment = new_uuid(), new_uuid(), now()
    size = store.write_pieces(file_uuid, upload.stream)
    with store.writing() as db:
        name_file(db, file_uuid, upload.filename or "import.csv", uuid, size)
        db.execute(
            "INSERT INTO import (uuid, created_at, updated_at, type, mode, status, headers, total_jobs, upload_uuid,"
            " initiated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (uuid, moment, moment, upload.record_type, upload.mode, State.PENDING, to_json(contents.headers),
             contents.rows, file_uuid, user),
        )  # fmt: skip
        return find(db, uuid)


def find(db: sqlite3.Connection, uuid: str) -> ImportRow:
    row = db.execute("SELECT * FROM import WHERE uuid = ?", (uuid,)).fetchone()
    if row is None:
        raise Answer.not_found("Import")
    found = dict(row)
    found["headers"] = json.loads(found["headers"])
    found["mapping"] = found["mapping"] and json.loads(found["mapping"])
    return found


def map_headers(store: Store, types: Mapping[str, RecordType], dialect: Dialect, uuid: str, body: Any) -> ImportRow:
    """Keeps the mapping, CSV header -> field. May be sent again until the start (our choice: unknown)."""
    with store.writing() as db:
        found = find(db, uuid)
        if found["status"] not in (State.PENDING, State.MAPPED):
            raise Answer.conflict("The import has already been started.")
        mapping = _mapping(body, found["headers"], types[found["type"]], dialect)
        db.execute(
            "UPDATE import SET mapping = ?, status = ?, updated_at = ? WHERE uuid = ?",
            (to_json(mapping), State.MAPPED, now(), uuid),
        )
        return find(db, uuid)


def start(store: Store, uuid: str) -> ImportRow:
    """Hands the import to the worker. 422 before it is mapped, 409 a second time (our choice: unknown)."""
    with store.writing() as db:
        found = find(db, uuid)
        if found["status"] == State.PENDING:
            raise Answer.invalid({"mapping": ["The import must be mapped before it can be started."]})
        if found["status"] != State.MAPPED:
            raise Answer.conflict("The import has already been started.")
        db.execute("UPDATE import SET status = ?, updated_at = ? WHERE uuid = ?", (State.PROCESSING, now(), uuid))
        return find(db, uuid)


def _missing_parts(upload: Upload) -> dict[str, list[str]]:
    given = {"type": upload.record_type, "mode": upload.mode, "file": upload.stream}
    return {name: [f"The {name} field is required."] for name, value in given.items() if not value}


def _mapping(body: Any, headers: list[str], record_type: RecordType, dialect: Dialect) -> dict[str, str]:
    pairs = body.get("headers") if isinstance(body, Mapping) else None
    if not pairs:
        raise Answer.invalid({"headers": ["The headers field is required."]})
    if not isinstance(pairs, Mapping):
        raise Answer.invalid({"headers": ["The headers must be an object of keys and values."]})
    mapping: dict[str, str] = {}
    errors: dict[str, list[str]] = {}
    occurrences = Counter(headers)
    for key, value in pairs.items():
        if value is None or value == "":
            continue  # the wizard's "ignore" (our choice)
        field, header = (value, key) if dialect.map_direction == "header_to_field" else (key, value)
        if not isinstance(value, str):
            sentence = "The value must be a string."
        elif field not in record_type:
            if dialect.unknown_headers == "ignored":
                continue
            sentence = "The selected import header is invalid."
        elif not occurrences[header]:
            sentence = "The file has no such header."
        elif occurrences[header] > 1:
            sentence = "The file has this header more than once."
        elif header in mapping:
            sentence = "The header is mapped more than once."
        elif field in mapping.values():
            sentence = "The import header is mapped more than once."
        else:
            mapping[header] = field
            continue
        errors[f"headers.{key}"] = [sentence]
    if errors:
        raise Answer.invalid(errors)
    return mapping
