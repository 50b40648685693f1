"""The records that others refer to: of another file, or of the firm's account in Plannr."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import CheckError, did_you_mean
from plannr_nb.records import as_records

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RECORD_TYPES", "KnownRecords", "known_records", "read_against"]

RECORD_TYPES = ("clients", "plans")
# What is looked at of an account; Plannr's list shows more or less than these from firm to firm (unknown).
_TOLD = ("uuid", "first_name", "last_name", "date_of_birth", "email", "phone", "ni_number", "postcode", "address_1")


@dataclass(frozen=True)
class KnownRecords:
    """Records that are known to exist, or are about to.

    Attributes
    ----------
    frame
        A plain index; the columns ``uuid``, ``source_key`` and ``excluded``, and what else is told of them.
    complete
        Whether there are no others: read from Plannr itself.
    """

    frame: pd.DataFrame
    complete: bool

    def places(self) -> dict[str, list[int]]:
        """Where each name by which a record can be called stands: its uuid, and the old system's references."""
        found: dict[str, list[int]] = {}
        for column in ("uuid", "source_key", "external_reference_value"):
            if column in self.frame.columns:
                for place, cell in enumerate(self.frame[column].array):
                    if isinstance(cell, str) and cell.strip():
                        found.setdefault(cell.strip().casefold(), []).append(place)
        return found

    def tells(self, field: str) -> bool:
        return field in self.frame.columns and bool(self.frame[field].notna().any())


def read_against(against: Mapping[str, Any] | None) -> dict[str, KnownRecords]:
    """What ``against=`` names, each of it read once.

    Raises
    ------
    CheckError
        A name that is none of the record types others refer to, or something that is neither a frame nor a client.
    """
    if against is None:
        return {}
    if not isinstance(against, Mapping):
        raise CheckError(f'against= is a {type(against).__name__}; write against={{"clients": clients}}')
    for name in against:
        if name not in RECORD_TYPES:
            raise CheckError(f'against= names "{name}"; {did_you_mean(str(name), RECORD_TYPES)}')
    return {str(name): known_records(given, str(name)) for name, given in against.items()}


def known_records(given: Any, record_type: str) -> KnownRecords:
    """Records of a frame of pandas or polars, or those in Plannr, read through a `PlannrClient`."""
    if isinstance(given, KnownRecords):
        return given
    listed = getattr(given, "accounts" if record_type == "clients" else "plans", None)
    if callable(listed):
        return KnownRecords(_in_plannr(listed, record_type), complete=True)
    frame = given.to_pandas() if hasattr(given, "to_pandas") else given
    if not hasattr(frame, "columns"):
        raise CheckError(
            f"{record_type} to check against are a {type(given).__name__}; give a frame of records or a PlannrClient"
        )
    if "record_id" in frame.columns:
        frame = frame.set_index("record_id")
    return KnownRecords(as_records(frame).reset_index(), complete=False)


def _in_plannr(listed: Callable[..., Iterable[Mapping[str, Any]]], record_type: str) -> pd.DataFrame:
    import pandas as pd

    if record_type == "clients":
        rows = listed(type="client", include=["primary_email", "external_references"])
    else:
        rows = listed(include=["external_references"])
    told = {str(row["uuid"]): {**_shown(row), "uuid": str(row["uuid"])} for row in rows if row.get("uuid")}
    columns = [*_TOLD, "external_reference_value", "source_key", "excluded", "source_row"]
    frame = pd.DataFrame(list(told.values()), columns=columns)
    return frame.astype(dict.fromkeys((name for name in columns if name != "source_row"), "str"))


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    found = {name: str(row[name]) for name in _TOLD if isinstance(row.get(name), str) and row[name].strip()}
    email = row.get("primary_email")
    address = email.get("email") if isinstance(email, Mapping) else email
    if isinstance(address, str) and address:
        found["email"] = address
    for reference in row.get("external_references") or []:
        held = reference if isinstance(reference, Mapping) else {"value": reference}
        # What the items look like is not published (unknown).
        value = next((held[name] for name in ("value", "reference", "external_id", "id") if held.get(name)), None)
        if value is not None:
            found.setdefault("external_reference_value", str(value))
    return found
