"""The lists the stand-in offers, with the filters and orders the reference pages name."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import QueryParams

from plannr_nb.sandbox.listing import Condition, Listing, any_of, no_later, none_of, not_before, part_of, yes_or_no

__all__ = ["EMPLOYEES", "IMPORTS", "PLANS", "accounts"]


def _held(name: str) -> str:
    return f"json_extract(fields, '$.{name}')"


def _name_or_uuid(name: str, uuid: str) -> Condition:
    def condition(value: str) -> tuple[str, list[Any]]:
        by_name, names = part_of(name)(value)
        by_uuid, uuids = any_of(uuid)(value)
        return f"{by_name} OR {by_uuid}", names + uuids

    return condition


IMPORTS = Listing(
    table="import",
    where="1",
    filters={
        "uuid": any_of("uuid"),
        "types": any_of("type"),
        "exclude_types": none_of("type"),
        "modes": any_of("mode"),
        "statuses": any_of("status"),
        "date_from": not_before("created_at"),
        "date_to": no_later("created_at"),
        "initiated_by": any_of("initiated_by"),
    },
    sorts={"created_at": "created_at", "updated_at": "updated_at"},
    includes=("initiatedBy",),
)

_FULL_NAME = f"coalesce({_held('first_name')}, '') || ' ' || coalesce({_held('last_name')}, '')"
_ROLE = _held("type")
_EMAIL = part_of(_held("email"))

_ACCOUNT_FILTERS: dict[str, Condition] = {
    "uuid": any_of("uuid"),
    "name": part_of(_FULL_NAME, f"coalesce({_held('entity_name')}, '')"),
    "primary_email": _EMAIL,
    "email": _EMAIL,  # deprecated (documented)
    "primary_phone_number": part_of(_held("phone")),
    "status": _name_or_uuid(_held("status_name"), _held("status_uuid")),
    "is_prospect": yes_or_no(_held("is_prospect")),
    "role": any_of(_ROLE),
    "created_after": not_before("created_at"),
    "created_before": no_later("created_at"),
    "inactive_after": not_before(_held("inactive_at")),
    "inactive_before": no_later(_held("inactive_at")),
}
_ACCOUNT_INCLUDES = (
    "primary_phone_number",
    "primary_email",
    "primary_address",
    "assigned_adviser",
    "assigned_administrator",
    "assigned_paraplanner",
    "groups",
    "tags",
    "owners",
    "custom_fields",
    "external_references",
    "charge_split_schema",
)
_RECORD_TYPES = {"client": "clients", "employee": "employees", "external": "external"}


def accounts(query: QueryParams, *, clients_only: bool = False) -> Listing:
    """Clients and employees together, as Plannr lists them, or those of `filter[type]`.

    The deprecated client route has ``filter[type]`` for what the account route calls role (documented).
    """
    filters = dict(_ACCOUNT_FILTERS)
    if clients_only:
        filters["type"] = any_of(_ROLE)
        asked = ["client"]
    else:
        filters["type"] = lambda value: ("1", [])  # it has chosen the records already
        asked = [part.strip() for part in query.get("filter[type]", "client,employee").split(",")]
    kinds = ", ".join(f"'{_RECORD_TYPES[name]}'" for name in asked if name in _RECORD_TYPES)
    return Listing(
        table="record",
        where=f"record_type IN ({kinds})",
        filters=filters,
        sorts={
            "first_name": "sort_name",
            "last_name": _held("last_name"),
            "name": "sort_name",
            "created_at": "created_at",
            "updated_at": "updated_at",
        },
        includes=_ACCOUNT_INCLUDES,
    )


EMPLOYEES = Listing(
    table="record",
    where="record_type = 'employees'",
    filters={
        "uuid": any_of("uuid"),
        "name": part_of(_held("name")),
        "email": part_of(_held("email")),
        "type": any_of(_ROLE),
    },
    sorts={"name": "sort_name", "created_at": "created_at"},
)

# The plans page lists what can be filtered without the parameter names; those are inferred from sibling routes.
PLANS = Listing(
    table="record",
    where="record_type = 'plans'",
    filters={
        "uuid": any_of("uuid"),
        "type": any_of(_held("type")),
        "sub_type": any_of(_held("plan_type")),
        "name": part_of(_held("name")),
        "policy_number": part_of(_held("policy_number"), several=True),
        "provider": part_of(_held("provider"), several=True),
        "status": any_of(_held("status")),
        "client_uuid": any_of(_held("client_uuid")),
    },
    sorts={"name": "sort_name", "created_at": "created_at", "updated_at": "updated_at"},
    includes=(
        "client",
        "cases",
        "tags",
        "sub_accounts",
        "latest_valuations",
        "external_references",
        "active_adviser",
        "seller",
        "linked_owners",
        "custom_fields",
    ),
)
