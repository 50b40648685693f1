"""Rules that no expectation of great_expectations can say: pairs with evidence, jumps, and what crosses files.

They are written down in the same form, with types of their own, and run by `check`. They do not travel in a suite.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from plannr_nb.catalogue.model import Certainty, Mode, RecordType, Sensitivity
from plannr_nb.checks.expectation import Expectation, rule
from plannr_nb.checks.forms import severity_for
from plannr_nb.checks.people import EVIDENCE, PERSON
from plannr_nb.problems import Severity

__all__ = ["BEYOND", "beyond_rules", "is_beyond", "until_linked"]

BEYOND = "plannr_nb_"
_DOUBLES = "https://support.plannrcrm.com/en/articles/15482362-duplicate-client-detection"
_PRACTICE = "what goes wrong in exports; Plannr publishes nothing about it"
# Field -> the record type whose records it names.
_REFERS_TO = {
    "client_uuid": "clients",
    "account_uuid": "clients",
    "account_uuids": "clients",
    "owners": "clients",
    "linked_owners": "clients",
    "shared_owner_uuid": "clients",
    "plan_uuid": "plans",
    "transferred_from_plan_uuid": "plans",
}
_OF_EMPLOYEES = {("notes", "account_uuid")}


def is_beyond(item: Expectation) -> bool:
    """Whether it is a rule of these, or one that a user wrote as a condition or a function."""
    return item.type.startswith(BEYOND)


def beyond_rules(known: RecordType, mode: Mode) -> Iterator[Expectation]:
    """In the order in which they are told. One whose ``kwargs`` have ``against`` runs only where that is given."""
    if known.name == "clients":
        yield from _people(known, mode)
    for field, target in _REFERS_TO.items():
        if field in known and (known.name, field) not in _OF_EMPLOYEES:
            yield from _references(known, field, target)
    if known.name == "plans":
        message = "opened before its owner was born; correct one of the two dates"
        yield _beyond(
            known, "opened_at", "opened_before_birth", message, "born_before", reads=["client_uuid"], against="clients"
        )
    if {"plan_uuid", "valued_at", "value"} <= {item.name for item in known.importable}:
        message = "about a hundred times, or a hundredth of, other valuations of this plan; are these pounds and pence?"
        reads = ["plan_uuid", "valued_at", *(["sub_account_uuid"] if "sub_account_uuid" in known else [])]
        yield _beyond(known, "value", "value_jumps", message, "jump", reads=reads)


def until_linked(item: Expectation, known: RecordType) -> Expectation | None:
    """The rule that a cell is an id, for a field whose references are looked up; None for any other rule.

    A reference that nobody knows is told as such, and not as being no id as well.
    """
    target = _REFERS_TO.get(item.field or "")
    if item.code != "not_a_uuid" or target is None or (known.name, item.field) in _OF_EMPLOYEES:
        return None
    many = {"many": True} if known[str(item.field)].many else {}
    kwargs = {"column_list": [item.field], "against": target, "asks": "link", **many}
    return replace(item, type=f"{BEYOND}reference", kwargs=kwargs)


def _people(known: RecordType, mode: Mode) -> Iterator[Expectation]:
    found = "Plannr will flag them as doubles and cannot merge them"
    message = f"another record has the same first name, last name and date of birth; {found}"
    reads = [*PERSON, *(field for field in EVIDENCE if field in known)]
    sure = Certainty.INFERRED
    yield _beyond(known, "last_name", "same_person", message, "same_person", sure, _DOUBLES, reads=reads)
    there = "is in Plannr, or among the clients checked against"
    message = f"a client of the same first name, last name and date of birth {there}; {found}"
    if mode is not Mode.UPDATE:
        yield _beyond(
            known, "last_name", "person_in_plannr", message, "known_person", Certainty.DOCUMENTED, _DOUBLES,
            reads=reads, against="clients", by="date of birth",
        )  # fmt: skip
        message = f"a client of the same name and e-mail {there}; look whether they are one person"
        yield _beyond(
            known, "last_name", "name_in_plannr", message, "known_person",
            reads=reads, against="clients", by="e-mail",
        )  # fmt: skip


def _references(known: RecordType, field: str, target: str) -> Iterator[Expectation]:
    one = {"clients": "client", "plans": "plan"}[target]
    item = known[field]
    many: dict[str, Any] = {"many": True} if item.many else {}
    message = f"no {one} of that reference is known; send it first and link, or correct the reference"
    sure = item.certainty_of("kind")
    yield _beyond(
        known, field, "owner_missing", message, "reference", sure, item.source,
        severity=severity_for(sure), against=target, asks="missing", **many,
    )  # fmt: skip
    message = f"none of the {target} given has this id; is it in Plannr already?"
    yield _beyond(known, field, "owner_not_given", message, "reference", against=target, asks="not given", **many)
    message = f"the {one} is excluded, so it will not be there to refer to; send it, or exclude this record too"
    yield _beyond(known, field, "owner_excluded", message, "reference", against=target, asks="excluded", **many)


def _beyond(
    known: RecordType,
    field: str,
    code: str,
    message: str,
    kind: str,
    certainty: Certainty | str = "our choice",
    source: str = _PRACTICE,
    *,
    severity: Severity = Severity.WARNING,
    reads: list[str] | None = None,
    **kwargs: Any,
) -> Expectation:
    sensitivity = known[field].sensitivity
    return rule(
        f"{BEYOND}{kind}",
        code=code,
        message=message,
        severity=severity,
        field=field,
        certainty=certainty,
        source=source or _PRACTICE,
        sensitivity=None if sensitivity is Sensitivity.PLAIN else sensitivity,
        column_list=list(dict.fromkeys([field, *(reads or [])])),
        **kwargs,
    )
