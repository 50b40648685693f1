"""What lists of records are sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["looked_at", "sort_name"]

_LOOKED_AT = {
    "clients": ("first_name", "entity_name"),
    "business_staff_members": ("client_uuid", "account_uuid"),
}


def looked_at(record_type: str) -> tuple[str, ...]:
    """The fields that `sort_name` reads."""
    return _LOOKED_AT.get(record_type, ("name",))


def sort_name(record_type: str, record: Mapping[str, Any]) -> str:
    """What lists are sorted by, and staff members are found by."""
    if record_type == "business_staff_members":
        return f"{record.get('client_uuid')}/{record.get('account_uuid')}"
    if record_type == "clients":
        return str(record.get("first_name") or record.get("entity_name") or "").casefold()
    return str(record.get("name") or "").casefold()
