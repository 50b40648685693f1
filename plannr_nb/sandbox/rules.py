"""What the stand-in refuses beyond the form of a cell, as tables.

Each rule says how sure we are that Plannr has it: documented, inferred, or our choice where nothing is published.
Nothing is refused without a rule here, in `cells` or in the catalogue's required fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

__all__ = ["REFERENCES", "ROW_RULES", "Complaint", "Known", "Reference", "Row", "RowRule", "row_rules"]

Certainty = Literal["documented", "inferred", "our choice"]
Row = Mapping[str, Any]
Complaint = tuple[str, str]
Target = Literal["clients", "plans", "employee", "employee_name", "status", "status_name"]

_SUPPORT = "https://support.plannrcrm.com/en/article"
_API = "https://apidocs.plannrcrm.com/operation"
_CLIENTS = "https://plannr-documentation.notion.site/Client-Import-Schema-02c882b1097d47ccb668a007d92de6cb"
_PLANS = "https://plannr-documentation.notion.site/Plan-Import-Schema-d4b0fc7b127a440096580c2d12cc0c07"


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell that has to name something the account already holds."""

    record_type: str
    field: str
    to: Target
    certainty: Certainty
    source: str


REFERENCES: tuple[Reference, ...] = (
    Reference("clients", "assigned_advisor", "employee_name", "documented", _CLIENTS),
    Reference("clients", "administrator", "employee_name", "documented", _CLIENTS),
    Reference("clients", "assigned_adviser_uuid", "employee", "documented", _CLIENTS),
    Reference("clients", "administrator_uuid", "employee", "documented", _CLIENTS),
    Reference("clients", "assigned_paraplanner_uuid", "employee", "inferred", f"{_API}/operation-putapiv1clientuuid"),
    Reference("clients", "status_name", "status_name", "documented", _CLIENTS),
    Reference("clients", "status_uuid", "status", "documented", _CLIENTS),
    Reference("clients", "owners", "clients", "inferred", f"{_SUPPORT}/client-import-1vgxzxm/"),
    Reference("plans", "client_uuid", "clients", "documented", _PLANS),
    Reference("plans", "linked_owners", "clients", "inferred", f"{_API}/operation-postapiv1plans"),
    Reference("plans", "seller_uuid", "employee", "inferred", f"{_API}/operation-postapiv1plans"),
    Reference("plans", "active_adviser_uuid", "employee", "inferred", f"{_API}/operation-postapiv1plans"),
    Reference("premiums", "plan_uuid", "plans", "documented", f"{_SUPPORT}/premium-history-import-17y7nqj/"),
    Reference(
        "premiums", "transferred_from_plan_uuid", "plans", "documented", f"{_SUPPORT}/premium-history-import-17y7nqj/"
    ),
    Reference("charges", "plan_uuid", "plans", "documented", f"{_SUPPORT}/charges-import-1w4yxgz/"),
    Reference("charges", "client_uuid", "clients", "documented", f"{_SUPPORT}/charges-import-1w4yxgz/"),
    Reference("charges", "adviser_uuid", "employee", "documented", f"{_SUPPORT}/charges-import-1w4yxgz/"),
    Reference("valuations", "plan_uuid", "plans", "inferred", f"{_API}/operation-postapiv2valuationsbulk"),
    Reference("seccl_valuations", "plan_uuid", "plans", "inferred", f"{_API}/operation-postapiv2valuationsbulk"),
    Reference(
        "business_staff_members",
        "client_uuid",
        "clients",
        "documented",
        f"{_API}/operation-postapiv1clientclient_uuidstaffmembers",
    ),
    Reference(
        "business_staff_members",
        "account_uuid",
        "clients",
        "documented",
        f"{_API}/operation-postapiv1clientclient_uuidstaffmembers",
    ),
    Reference(
        "group_scheme_members",
        "plan_uuid",
        "plans",
        "inferred",
        f"{_API}/operation-postapiv1plansplan_uuidgroupschememembers",
    ),
    Reference(
        "group_scheme_members",
        "account_uuid",
        "clients",
        "documented",
        f"{_API}/operation-postapiv1plansplan_uuidgroupschememembers",
    ),
    Reference("circles", "account_uuids", "clients", "inferred", f"{_API}/operation-post-api-v1-circles"),
    Reference("incomes", "account_uuid", "clients", "inferred", f"{_API}/operation-postapiv2income"),
    Reference(
        "expenses",
        "client_uuid",
        "clients",
        "inferred",
        f"{_API}/operation-postapiv1clientclient_uuidexpenditurelifestage_uuidlifestagefield_uuid",
    ),
)


class Known(Protocol):
    """What the account already holds, as far as rules ask."""

    def record(self, record_type: str, uuid: Any) -> Row | None: ...

    def is_staff(self, business_uuid: str, account_uuid: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule over several cells of a row. `complaints` looks at `fields` alone and gives field and sentence."""

    record_type: str
    fields: tuple[str, ...]
    complaints: Callable[[Row, Known], Iterator[Complaint]]
    certainty: Certainty
    source: str


def _names(row: Row, known: Known) -> Iterator[Complaint]:
    role = row.get("type") or "individual"  # whether a blank type means individual is unknown (our choice)
    if role == "individual":
        for field in ("first_name", "last_name"):
            if row.get(field) is None:
                yield _required_when(field, "type", role)
    elif row.get("entity_name") is None:
        yield _required_when("entity_name", "type", role)


def _amount_or_percentage(row: Row, known: Known) -> Iterator[Complaint]:
    if row.get("amount") is None and row.get("percentage") is None:
        yield "amount", "The amount field is required when percentage is not present."


def _not_both(row: Row, known: Known) -> Iterator[Complaint]:
    if row.get("amount") is not None and row.get("percentage") is not None:
        yield "percentage", "The percentage field must be blank when amount is present."


def _charged_to_somebody(row: Row, known: Known) -> Iterator[Complaint]:
    if row.get("plan_uuid") is None and row.get("client_uuid") is None:
        yield "client_uuid", "The client uuid field is required when plan uuid is not present."


def _client_charge(row: Row, known: Known) -> Iterator[Complaint]:
    if row.get("plan_uuid") is not None or row.get("client_uuid") is None:
        return
    if row.get("payment_origin") not in (None, "client"):
        yield "payment_origin", "The payment origin must be client when the charge is on a client."
    if row.get("percentage") is not None:
        yield "percentage", "The percentage field must be blank when the charge is on a client."


def _recurring_charge(row: Row, known: Known) -> Iterator[Complaint]:
    if row.get("recurring") and row.get("service_type") not in (None, "ongoing"):
        yield "service_type", "The service type must be ongoing when recurring is true."


def _percentage_range(row: Row, known: Known) -> Iterator[Complaint]:
    percentage = row.get("percentage")
    if percentage is not None and not 0 <= percentage <= 100:
        yield "percentage", "The percentage must be between 0 and 100."


def _circle_size(row: Row, known: Known) -> Iterator[Complaint]:
    members = row.get("account_uuids")
    if members is not None and not 2 <= len(members) <= 50:
        yield "account_uuids", "The account uuids must have between 2 and 50 items."


def _staff_is_a_person(row: Row, known: Known) -> Iterator[Complaint]:
    person = known.record("clients", row.get("account_uuid"))
    if person is not None and person.get("type") != "individual":
        yield "account_uuid", "The account uuid must be an individual client."


def _member_is_staff(row: Row, known: Known) -> Iterator[Complaint]:
    plan = known.record("plans", row.get("plan_uuid"))
    account = row.get("account_uuid")
    if plan is not None and account is not None and not known.is_staff(str(plan.get("client_uuid")), account):
        yield "account_uuid", "The account uuid must be a staff member of the business that owns the plan."


def _required_when(field: str, other: str, value: str) -> Complaint:
    return field, f"The {field.replace('_', ' ')} field is required when {other} is {value}."


ROW_RULES: tuple[RowRule, ...] = (
    RowRule("clients", ("type", "first_name", "last_name", "entity_name"), _names, "inferred", _CLIENTS),
    RowRule(
        "premiums",
        ("amount", "percentage"),
        _amount_or_percentage,
        "documented",
        f"{_API}/operation-postapiv1plansplan_uuidpremiums.md",
    ),
    RowRule(
        "premiums",
        ("amount", "percentage"),
        _not_both,
        "documented",
        f"{_API}/operation-postapiv1plansplan_uuidpremiums.md",
    ),
    RowRule(
        "charges",
        ("plan_uuid", "client_uuid"),
        _charged_to_somebody,
        "documented",
        f"{_SUPPORT}/charges-import-1w4yxgz/",
    ),
    RowRule(
        "charges", ("amount", "percentage"), _amount_or_percentage, "documented", f"{_API}/operation-post-api-v1-charge"
    ),
    RowRule(
        "charges",
        ("plan_uuid", "client_uuid", "payment_origin", "percentage"),
        _client_charge,
        "documented",
        f"{_SUPPORT}/charges-import-1w4yxgz/",
    ),
    RowRule(
        "charges", ("recurring", "service_type"), _recurring_charge, "documented", f"{_API}/operation-postapiv1charge"
    ),
    RowRule("charges", ("percentage",), _percentage_range, "documented", f"{_API}/operation-postapiv1charge"),
    RowRule("circles", ("account_uuids",), _circle_size, "documented", f"{_API}/operation-post-api-v1-circles"),
    RowRule(
        "business_staff_members",
        ("account_uuid",),
        _staff_is_a_person,
        "documented",
        f"{_API}/operation-postapiv1clientclient_uuidstaffmembers",
    ),
    RowRule(
        "group_scheme_members",
        ("plan_uuid", "account_uuid"),
        _member_is_staff,
        "documented",
        f"{_API}/operation-postapiv1plansplan_uuidgroupschememembers",
    ),
)


def row_rules(record_type: str, more: Iterable[RowRule] = ()) -> tuple[RowRule, ...]:
    return tuple(rule for rule in (*ROW_RULES, *more) if rule.record_type == record_type)
