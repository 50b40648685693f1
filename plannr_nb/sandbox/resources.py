"""How what is stored looks in an answer. Attribute names are documented unless a comment says otherwise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from plannr_nb.catalogue import Kind, RecordType
from plannr_nb.sandbox.dialect import Dialect
from plannr_nb.sandbox.firm import ClientStatus, Employee, Firm
from plannr_nb.sandbox.store import State
from plannr_nb.sandbox.upload import squared

__all__ = ["Resources"]

_INLINE_ERRORS = 25  # documented: at most


class Resources:
    """Draws rows of the store as JSON values."""

    def __init__(self, firm: Firm, user: Employee, types: Mapping[str, RecordType], dialect: Dialect) -> None:
        self._firm = firm
        self._user = user
        self._types = types
        self._dialect = dialect
        self._employees = {item.uuid: item for item in firm.employees}
        self._employees_by_name = {_key(item.name): item for item in firm.employees}
        self._statuses = {item.uuid: item for item in firm.client_statuses}
        self._statuses_by_name = {_key(item.name): item for item in firm.client_statuses}

    def import_(
        self, db: sqlite3.Connection, row: Mapping[str, Any], host: str, *, listed: bool = False
    ) -> dict[str, Any]:
        total, done = row["total_jobs"], row["done"]
        started = row["status"] not in (State.PENDING, State.MAPPED)
        shown: dict[str, Any] = {
            "uuid": row["uuid"],
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "type": row["type"],
            "mode": row["mode"],
            "status": row["status"],
            "total_jobs": total,
            "progress": done * 100 // total if started else 0,
            "jobs_remaining": total - done,
            "failed_jobs": row["failed_jobs"],
            "error_report": self._report(db, row["report_uuid"], host),
            "errors": self._errors(db, row),
            "account": self.employee(self._user),
        }
        if not listed:
            shown["headers"] = _decoded(row["headers"])
            shown["mapping"] = _decoded(row["mapping"])
        return shown

    def _report(self, db: sqlite3.Connection, uuid: str | None, host: str) -> dict[str, Any] | None:
        row = db.execute("SELECT * FROM file WHERE uuid = ?", (uuid,)).fetchone()
        return self.file(dict(row), host) if row else None

    def _errors(self, db: sqlite3.Connection, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Shape inferred from the published example; which headers the row uses is unknown (our choice: fields)."""
        failures = db.execute(
            "SELECT cells, errors FROM failure WHERE import_uuid = ? ORDER BY file_row LIMIT ?",
            (row["uuid"], _INLINE_ERRORS),
        ).fetchall()
        if not failures:
            return []
        headers, mapping = _decoded(row["headers"]), _decoded(row["mapping"])
        key = "client" if self._dialect.failed_row_key == "client" else row["type"].removesuffix("s")
        return [
            {
                key: self._failed_row(squared([json.loads(failure["cells"])], len(headers))[0], headers, mapping),
                "errors": json.loads(failure["errors"]),
            }
            for failure in failures
        ]

    def _failed_row(self, cells: list[str], headers: list[str], mapping: dict[str, str]) -> dict[str, str]:
        pairs = list(zip(headers, cells, strict=True))
        row = {mapping[header]: cell for header, cell in pairs if header in mapping}
        if self._dialect.unmapped == "echoed":
            for header, cell in pairs:
                if header not in mapping:
                    row.setdefault(header, cell)
        return row

    def file(self, row: Mapping[str, Any], host: str) -> dict[str, Any]:
        name = row["filename"]
        return {
            "uuid": row["uuid"],
            "created_at": row["created_at"],
            "original_created_at": row["created_at"],
            "updated_at": row["created_at"],
            "uploaded_at": row["created_at"],
            "last_modified": row["created_at"],
            "status": "uploaded",
            "filename": name,
            "name": name.rpartition(".")[0] or name,
            "extension": name.rpartition(".")[2],
            "type": "text/csv",
            "size": str(row["size"]),
            "path": f"imports/{row['import_uuid']}/{name}",
            "progress": 100,
            "download_url": f"{host}/file/{row['uuid']}/download",
            "folder_name": None,
            "folder": None,
            "tags": [],
        }

    def login(self, login_uuid: str, account_uuid: str, *, can_write: bool) -> dict[str, Any]:
        user = self._user
        return {
            "uuid": login_uuid,
            "has_write_permission": can_write,
            "has_delete_permission": can_write,
            "primary": True,
            "expires_at": None,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "account": {**self.employee(user), "uuid": account_uuid},
            "firm": {"uuid": self._firm.uuid, "name": self._firm.name, "slug": _key(self._firm.name).replace(" ", "-")},
        }

    def employee(self, item: Employee) -> dict[str, Any]:
        return {
            "uuid": item.uuid,
            "type": "employee",
            "role": item.type,
            "first_name": item.first_name,
            "last_name": item.last_name,
            "name": item.name,
            "email": item.email,
        }

    def status(self, item: ClientStatus) -> dict[str, Any]:
        return {"uuid": item.uuid, "name": item.name, "colour": item.colour}

    def account(self, db: sqlite3.Connection, row: Mapping[str, Any], includes: set[str]) -> dict[str, Any]:
        """A client or an employee. Fields that only the import knows stand under their own names (inferred)."""
        if row["record_type"] == "employees":
            return self.employee(self._employees[row["uuid"]])
        held = json.loads(row["fields"])
        name = " ".join(str(held[part]) for part in ("first_name", "last_name") if held.get(part))
        shown = {
            **self._plain(row["record_type"], held),
            "uuid": row["uuid"],
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "type": "client",
            "role": held.get("type"),
            "first_name": held.get("first_name"),
            "last_name": held.get("last_name"),
            "entity_name": held.get("entity_name"),
            "name": name or held.get("entity_name"),
            "email": held.get("email"),
            "status": self._status_of(held),
            "can_be_deleted": True,
        }
        adviser = self._employee_of(held, "assigned_adviser_uuid", "assigned_advisor")
        administrator = self._employee_of(held, "administrator_uuid", "administrator")
        related = {
            "primary_email": lambda: held.get("email") and {"email": held["email"], "primary": True},
            "primary_phone_number": lambda: held.get("phone") and {"number": held["phone"], "primary": True},
            "primary_address": lambda: _address(held),
            "assigned_adviser": lambda: adviser,
            "assigned_administrator": lambda: administrator,
            "assigned_paraplanner": lambda: self._employee_of(held, "assigned_paraplanner_uuid", ""),
            "owners": lambda: _owners(db, held),
            "external_references": lambda: _external_references(held),
            "groups": lambda: held.get("groups") or [],
            "tags": lambda: held.get("tags") or [],
            "custom_fields": dict,
            "charge_split_schema": lambda: None,
        }
        return {**shown, **{name: related[name]() for name in related if name in includes}}

    def plan(self, db: sqlite3.Connection, row: Mapping[str, Any], includes: set[str]) -> dict[str, Any]:
        held = json.loads(row["fields"])
        value = _money(held.get("value"))
        shown = {
            **self._plain("plans", held),
            "uuid": row["uuid"],
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "name": held.get("name"),
            "type": held.get("type"),
            "sub_type": held.get("plan_type"),
            "policy_number": held.get("policy_number"),
            "proposal_reference": held.get("proposal_reference"),
            "status": held.get("status"),
            "opened_at": held.get("opened_at"),
            "inactive_at": held.get("inactive_at"),
            "inactive_reason": held.get("inactive_reason"),
            "provider": held.get("provider") and {"name": held["provider"]},
            "main_account": {"policy_number": held.get("policy_number"), "latest_valuation": value},
            "sub_accounts": [],
        }
        related = {
            "client": lambda: _named_account(db, held.get("client_uuid")),
            "external_references": lambda: _external_references(held),
            "latest_valuations": lambda: [value] if value else [],
            "linked_owners": lambda: [_named_account(db, uuid) for uuid in held.get("linked_owners") or []],
            "active_adviser": lambda: self._employee_of(held, "active_adviser_uuid", ""),
            "seller": lambda: self._employee_of(held, "seller_uuid", ""),
            "sub_accounts": list,
            "cases": list,
            "tags": list,
            "custom_fields": dict,
        }
        return {**shown, **{name: related[name]() for name in related if name in includes}}

    def _plain(self, record_type: str, held: dict[str, Any]) -> dict[str, Any]:
        known = self._types[record_type]
        return {
            name: _money(value) if known[name].kind is Kind.MONEY else value
            for name, value in held.items()
            if name in known and name not in _HELD_ELSEWHERE
        }

    def _status_of(self, held: dict[str, Any]) -> dict[str, Any] | None:
        found = self._statuses.get(held.get("status_uuid") or "")
        found = found or self._statuses_by_name.get(_key(held.get("status_name") or ""))
        return self.status(found) if found else None

    def _employee_of(self, held: dict[str, Any], uuid_field: str, name_field: str) -> dict[str, Any] | None:
        found = self._employees.get(held.get(uuid_field) or "")
        found = found or self._employees_by_name.get(_key(held.get(name_field) or ""))
        return self.employee(found) if found else None


_HELD_ELSEWHERE = {"external_reference_value", "external_reference_source", "owners", "linked_owners", "groups", "tags"}


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _money(pennies: int | None) -> dict[str, Any] | None:
    if pennies is None:
        return None
    return {"amount": pennies, "currency": "GBP", "formatted": f"£{pennies / 100:,.2f}"}


def _external_references(held: dict[str, Any]) -> list[dict[str, Any]]:
    """That the two import columns come back here is inferred."""
    if not held.get("external_reference_value"):
        return []
    return [{"value": held["external_reference_value"], "source": held.get("external_reference_source")}]


def _address(held: dict[str, Any]) -> dict[str, Any] | None:
    parts = ("address_1", "address_2", "address_3", "address_4", "town_city", "county", "postcode", "country")
    return {part: held.get(part) for part in parts} if any(held.get(part) for part in parts) else None


def _named_account(db: sqlite3.Connection, uuid: str | None) -> dict[str, Any] | None:
    row = db.execute("SELECT fields FROM record WHERE uuid = ? AND record_type = 'clients'", (uuid,)).fetchone()
    if row is None:
        return None
    held = json.loads(row["fields"])
    name = " ".join(str(held[part]) for part in ("first_name", "last_name") if held.get(part))
    return {"uuid": uuid, "type": "client", "role": held.get("type"), "name": name or held.get("entity_name")}


def _owners(db: sqlite3.Connection, held: dict[str, Any]) -> list[dict[str, Any]]:
    found = (_named_account(db, uuid) for uuid in held.get("owners") or [])
    return [owner for owner in found if owner]
