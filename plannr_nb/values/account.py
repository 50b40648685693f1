"""What a firm's account in Plannr lists: employees, introducers, client statuses, and the words of its plans.

Employees, client statuses, accounts and plans can be listed (documented,
<https://apidocs.plannrcrm.com/operation/operation-get-api-v1-employee>, ``...get-api-v1-client-status``,
``...get-api-v1-account``, ``...get-api-v1-plans``). Introducers are accounts of the type external (documented).
Whether the list of employees holds people who have left, and how it marks them, is unknown: any mark that Plannr uses
elsewhere is taken. There is no list of providers (unknown), so only those of the plans already there are seen.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from plannr_nb.values.people import Person

if TYPE_CHECKING:
    from plannr_nb.client import PlannrClient

__all__ = ["BY_UUID", "LISTED", "Listed", "people_of", "statuses_of", "written_on_plans"]


class Listed(StrEnum):
    """Which list of the account a field takes its names from."""

    EMPLOYEES = "employees"
    INTRODUCERS = "introducers"
    STATUSES = "client statuses"


LISTED = {
    "assigned_advisor": Listed.EMPLOYEES,
    "assigned_adviser_uuid": Listed.EMPLOYEES,
    "administrator": Listed.EMPLOYEES,
    "administrator_uuid": Listed.EMPLOYEES,
    "assigned_paraplanner_uuid": Listed.EMPLOYEES,
    "seller_uuid": Listed.EMPLOYEES,
    "active_adviser_uuid": Listed.EMPLOYEES,
    "adviser_uuid": Listed.EMPLOYEES,
    "assigned_to_uuids": Listed.EMPLOYEES,
    "introduced_by_uuid": Listed.INTRODUCERS,
    "status_name": Listed.STATUSES,
    "status_uuid": Listed.STATUSES,
}
# The field that takes the id where one takes the name. The guide spells them -or and -er (documented).
BY_UUID = {
    "assigned_advisor": "assigned_adviser_uuid",
    "administrator": "administrator_uuid",
    "status_name": "status_uuid",
}
_GONE = ("inactive_at", "archived_at", "deleted_at", "left_at", "disabled_at")
_GONE_WORDS = frozenset({"inactive", "archived", "disabled", "left", "leaver", "former"})


def people_of(client: PlannrClient, listed: Listed) -> list[Person]:
    """The employees or introducers of the account."""
    rows = client.employees() if listed is Listed.EMPLOYEES else client.accounts(type="external")
    people = [_person(row) for row in rows]
    return [person for person in people if person.name]


def statuses_of(client: PlannrClient) -> list[tuple[str, str]]:
    """Name and uuid of each client status."""
    return [(str(row["name"]), str(row.get("uuid") or "")) for row in client.client_statuses() if row.get("name")]


def written_on_plans(client: PlannrClient, field: str) -> list[str]:
    """Names of providers, or types of plans, as the plans of the account have them."""
    found: dict[str, None] = {}
    for plan in client.plans():
        told = plan.get("provider") if field == "provider" else plan.get("sub_type")
        name = told.get("name") if isinstance(told, dict) else told
        if name:
            found[str(name).strip()] = None
    return list(found)


def _person(row: dict[str, Any]) -> Person:
    given, family = str(row.get("first_name") or ""), str(row.get("last_name") or "")
    name = str(row.get("name") or row.get("entity_name") or f"{given} {family}").strip()
    return Person(
        name=" ".join(name.split()),
        uuid=str(row.get("uuid") or ""),
        email=str(row.get("email") or ""),
        given=given,
        family=family,
        left=_has_left(row),
    )


def _has_left(row: dict[str, Any]) -> bool:
    status = row.get("status")
    word = status.get("name") if isinstance(status, dict) else status
    return (
        any(row.get(mark) for mark in _GONE)
        or row.get("is_active") is False
        or row.get("active") is False
        or str(word or "").casefold() in _GONE_WORDS
    )
