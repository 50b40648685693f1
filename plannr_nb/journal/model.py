"""What the journal tells of an import, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["ALREADY_STORED", "Approval", "Import", "Sending", "Step", "Stored"]

ALREADY_STORED = "already stored"  # reason in the ledger of a record held back because the journal knows it


@dataclass(frozen=True, slots=True)
class Sending:
    """What goes where.

    Attributes
    ----------
    file, sha256
        The file as handed in.
    sent_file, sent_sha256
        The file as uploaded: the same one, or a copy without the records that a guard held back.
    mapping
        Field -> header of the file.
    tag
        Header of the column with the record id, where there is one.
    own_headers
        Whether the headers are the firm's and not Plannr's names.
    encoding, delimiter
        How the file is read.
    quotable
        Fields whose cells tell nothing of a person, by the record type the file was sent with.
    """

    host: str
    account_uuid: str
    record_type: str
    mode: str
    file: Path
    sha256: str
    sent_file: Path
    sent_sha256: str
    mapping: dict[str, str]
    tag: str | None
    own_headers: bool
    encoding: str
    delimiter: str
    quotable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """A run at an import.

    Attributes
    ----------
    before_start
        How Plannr showed the import just before its start; None where no start was sent.
    outcome
        None while its end has not been seen.
    """

    import_id: int
    import_uuid: str | None
    sending: Sending
    before_start: dict[str, Any] | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an import. ``result`` is missing where no answer was seen."""

    step: str
    began_at: str
    ended_at: str | None
    result: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A record that a store has created, or may have."""

    outcome: str
    import_uuid: str | None
    uuid: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's word that a file of this hash may go to this account."""

    sha256: str
    host: str
    account_uuid: str
    record_type: str
    mode: str
    rows: int
