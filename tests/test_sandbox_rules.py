"""What the sandbox takes and refuses, row by row, for each record type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_calls import Caller, client

from plannr_nb import catalogue
from plannr_nb.catalogue import Kind
from plannr_nb.sandbox import Dialect, Server, rules, serve
from plannr_nb.sandbox.cells import FORMS, Refusal, parser_for

UNKNOWN = "00000000-0000-4000-8000-000000000000"
INVALID = "The selected {} is invalid."


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(requests_a_minute=100_000) as running:
        yield running


@pytest.fixture(scope="module")
def call(server: Server) -> Iterator[Caller]:
    with Caller(server) as caller:
        yield caller


@pytest.fixture(scope="module")
def known(server: Server, call: Caller) -> dict[str, str]:
    """Uuids that rows may refer to."""
    accounts = [
        client(type="individual", entity_name=""),
        client(type="individual", entity_name=""),
        {"first_name": "", "last_name": "", "send_welcome_email": "0", "type": "business", "entity_name": "Byron Ltd"},
    ]
    made = call.run("clients", "store", accounts)
    person, other, business = (record["uuid"] for record in server.records("clients", import_uuid=made["uuid"]))
    plan = {"client_uuid": business, "type": "pension", "plan_type": "Group", "status": "Active"}
    plan |= {"opened_at": "01/02/2020"}
    made = call.run("plans", "store", [plan])
    (plan_record,) = server.records("plans", import_uuid=made["uuid"])
    return {
        "PERSON": person,
        "OTHER": other,
        "BUSINESS": business,
        "PLAN": plan_record["uuid"],
        "EMPLOYEE": server.firm.employees[1].uuid,
        "STATUS": server.firm.client_statuses[0].uuid,
        "UNKNOWN": UNKNOWN,
    }


def refused(call: Caller, known: dict[str, str], record_type: str, cells: dict[str, str]) -> dict[str, list[str]]:
    """The complaints about one row; names in capitals stand for uuids."""
    row = {name: _with_uuids(cell, known) for name, cell in cells.items()}
    shown = call.run(record_type, "store", [row])
    errors: list[dict[str, Any]] = shown["errors"]
    return errors[0]["errors"] if errors else {}


def _with_uuids(cell: str, known: dict[str, str]) -> str:
    for name, uuid in known.items():
        cell = cell.replace(name, uuid)
    return cell


@pytest.mark.parametrize(
    ("cells", "complaints"),
    [
        ({}, {}),
        ({"send_welcome_email": ""}, {"send_welcome_email": "The send welcome email field is required."}),
        (
            {"send_welcome_email": "perhaps"},
            {"send_welcome_email": "The send welcome email field must be true or false."},
        ),
        ({"first_name": " "}, {"first_name": "The first name field is required when type is individual."}),
        ({"type": "Joint"}, {"entity_name": "The entity name field is required when type is joint."}),
        ({"type": "TRUST", "first_name": "", "last_name": "", "entity_name": "Byron Trust"}, {}),
        ({"type": "couple"}, {"type": INVALID.format("type")}),
        ({"marital_status": "Civil Partnership"}, {}),
        ({"marital_status": "civil_partnership"}, {}),
        ({"marital_status": "complicated"}, {"marital_status": INVALID.format("marital status")}),
        ({"assigned_advisor": "dilip  RAO"}, {}),
        ({"assigned_advisor": "D. Rao"}, {"assigned_advisor": INVALID.format("assigned advisor")}),
        ({"administrator": "Nobody Here"}, {"administrator": INVALID.format("administrator")}),
        ({"assigned_adviser_uuid": "EMPLOYEE"}, {}),
        ({"assigned_adviser_uuid": "PERSON"}, {"assigned_adviser_uuid": INVALID.format("assigned adviser uuid")}),
        ({"assigned_adviser_uuid": "7"}, {"assigned_adviser_uuid": "The assigned adviser uuid must be a valid UUID."}),
        ({"status_name": "active"}, {}),
        ({"status_name": "Sleeping"}, {"status_name": INVALID.format("status name")}),
        ({"status_uuid": "STATUS"}, {}),
        ({"status_uuid": "UNKNOWN"}, {"status_uuid": INVALID.format("status uuid")}),
        ({"type": "joint", "entity_name": "A & B", "owners": "PERSON; OTHER"}, {}),
        ({"type": "joint", "entity_name": "A & B", "owners": "PERSON;UNKNOWN"}, {"owners": INVALID.format("owners")}),
        (
            {"target_retirement_age": "sixty"},
            {"target_retirement_age": "The target retirement age must be an integer."},
        ),
        ({"target_retirement_age": "60.0"}, {"target_retirement_age": "The target retirement age must be an integer."}),
        ({"value": "£500"}, {"value": "The value must be a number."}),
        ({"postcode": "anything", "ni_number": "Applied for", "phone": "ask"}, {}),
    ],
)
def test_clients(call: Caller, known: dict[str, str], cells: dict[str, str], complaints: dict[str, str]) -> None:
    found = refused(call, known, "clients", client() | cells)
    assert found == {name: [sentence] for name, sentence in complaints.items()}


PLAN = {
    "client_uuid": "PERSON",
    "type": "Protection policy",
    "plan_type": "Term Protection",
    "status": "Active",
    "opened_at": "28/06/1999",
}


@pytest.mark.parametrize(
    ("record_type", "cells", "complaints"),
    [
        ("plans", PLAN | {"provider": "A provider nobody knew", "policy_number": "0007"}, {}),
        ("plans", PLAN | {"client_uuid": ""}, {"client_uuid": "The client uuid field is required."}),
        ("plans", PLAN | {"client_uuid": "UNKNOWN"}, {"client_uuid": INVALID.format("client uuid")}),
        ("plans", PLAN | {"client_uuid": "EMPLOYEE"}, {"client_uuid": INVALID.format("client uuid")}),
        ("plans", PLAN | {"type": ""}, {"type": "The type field is required."}),
        ("plans", PLAN | {"seller_uuid": "PERSON"}, {"seller_uuid": INVALID.format("seller uuid")}),
        ("plans", PLAN | {"linked_owners": "PERSON,OTHER"}, {}),
        ("premiums", {"plan_uuid": "PLAN", "amount": "20", "percentage": ""}, {}),
        ("premiums", {"plan_uuid": "PERSON", "amount": "20"}, {"plan_uuid": INVALID.format("plan uuid")}),
        (
            "premiums",
            {"plan_uuid": "PLAN", "amount": "", "percentage": ""},
            {"amount": "The amount field is required when percentage is not present."},
        ),
        (
            "premiums",
            {"plan_uuid": "PLAN", "amount": "20", "percentage": "5"},
            {"percentage": "The percentage field must be blank when amount is present."},
        ),
        ("valuations", {"plan_uuid": "PLAN", "valued_at": "01/01/2025", "value": "1000.00"}, {}),
        (
            "valuations",
            {"plan_uuid": "PLAN", "valued_at": "", "value": "1"},
            {"valued_at": "The valued at field is required."},
        ),
        ("circles", {"name": "Byron", "account_uuids": "PERSON;OTHER", "group_uuids": "UNKNOWN"}, {}),
        (
            "circles",
            {"name": "Byron", "account_uuids": "PERSON", "group_uuids": "UNKNOWN"},
            {"account_uuids": "The account uuids must have between 2 and 50 items."},
        ),
        (
            "business_staff_members",
            {"client_uuid": "BUSINESS", "account_uuid": "BUSINESS", "hired_at": "01/01/2020"},
            {"account_uuid": "The account uuid must be an individual client."},
        ),
        (
            "group_scheme_members",
            {"plan_uuid": "PLAN", "account_uuid": "OTHER", "status": "active"},
            {"account_uuid": "The account uuid must be a staff member of the business that owns the plan."},
        ),
        (
            "notes",
            {
                "notable_type": "Board task",
                "notable_uuid": "UNKNOWN",
                "contents": "x",
                "created_at": "17/07/2024 16:23",
            },
            {},
        ),
        (
            "notes",
            {"notable_type": "account", "notable_uuid": "PERSON", "contents": "x", "created_at": "yesterday"},
            {"created_at": "The created at does not match the format d/m/Y."},
        ),
    ],
)
def test_other_record_types(
    call: Caller, known: dict[str, str], record_type: str, cells: dict[str, str], complaints: dict[str, str]
) -> None:
    found = refused(call, known, record_type, cells)
    assert found == {name: [sentence] for name, sentence in complaints.items()}


CHARGE = {
    "plan_uuid": "PLAN",
    "client_uuid": "",
    "adviser_uuid": "EMPLOYEE",
    "payment_origin": "provider",
    "category": "Ongoing fee",
    "recurring": "true",
    "service_type": "ongoing",
    "frequency": "monthly",
    "start_date": "01/04/2025",
    "amount": "",
    "percentage": "0.5",
    "tax_exempt": "true",
    "expectation_type": "fee",
}


@pytest.mark.parametrize(
    ("cells", "complaints"),
    [
        ({}, {}),
        ({"plan_uuid": ""}, {"client_uuid": "The client uuid field is required when plan uuid is not present."}),
        (
            {"plan_uuid": "", "client_uuid": "PERSON"},
            {
                "payment_origin": "The payment origin must be client when the charge is on a client.",
                "percentage": "The percentage field must be blank when the charge is on a client.",
            },
        ),
        (
            {"plan_uuid": "", "client_uuid": "PERSON", "payment_origin": "client", "amount": "1", "percentage": ""},
            {},
        ),
        ({"service_type": "initial"}, {"service_type": "The service type must be ongoing when recurring is true."}),
        ({"percentage": "101"}, {"percentage": "The percentage must be between 0 and 100."}),
        ({"percentage": ""}, {"amount": "The amount field is required when percentage is not present."}),
        ({"adviser_uuid": "PERSON"}, {"adviser_uuid": INVALID.format("adviser uuid")}),
    ],
)
def test_charges(call: Caller, known: dict[str, str], cells: dict[str, str], complaints: dict[str, str]) -> None:
    found = refused(call, known, "charges", CHARGE | cells)
    assert found == {name: [sentence] for name, sentence in complaints.items()}


def test_a_staff_member_may_join_the_scheme_of_the_business(call: Caller, known: dict[str, str]) -> None:
    staff = {"client_uuid": "BUSINESS", "account_uuid": "PERSON", "hired_at": "01/01/2020"}
    assert refused(call, known, "business_staff_members", staff) == {}
    member = {"plan_uuid": "PLAN", "account_uuid": "PERSON", "status": "active"}
    assert refused(call, known, "group_scheme_members", member) == {}


def test_a_required_column_that_is_not_mapped_is_missed_in_every_row(call: Caller) -> None:
    shown = call.run("clients", "store", [client(), client()], unmapped=["send_welcome_email"])
    assert [item["errors"] for item in shown["errors"]] == [
        {"send_welcome_email": ["The send welcome email field is required."]}
    ] * 2


def test_fields_that_plannr_ignores_may_be_mapped_and_are_not_kept(server: Server, call: Caller) -> None:
    shown = call.run("clients", "store", [client(created_at="whenever", name="Ada Byron")])
    (record,) = server.records("clients", import_uuid=shown["uuid"])
    assert record["fields"] == client() | {"type": "individual", "send_welcome_email": False}


@pytest.mark.parametrize("record_type", catalogue.record_types())
def test_each_record_type_takes_a_row_with_nothing_but_its_required_fields_wrong(
    call: Caller, record_type: str
) -> None:
    fields = catalogue.load(record_type)
    shown = call.run(record_type, "validate", [{fields.importable[-1].name: ""}, {fields.importable[-1].name: " "}])
    required = {field.name for field in fields.required("store")}
    missed = {
        name
        for name, sentences in shown["errors"][0]["errors"].items()
        if sentences == [f"The {name.replace('_', ' ')} field is required."]
    }
    assert (shown["failed_jobs"], missed) == (2, required)


def test_potential_duplicates_are_flagged_and_taken(server: Server, call: Caller) -> None:
    rows = [
        client(first_name="Zoë", last_name="Prys", date_of_birth="01/02/1960"),
        client(first_name="ZOË", last_name="prys", date_of_birth="01/02/1960"),
        client(first_name="Zoë", last_name="Prys", date_of_birth="02/02/1960"),
        client(first_name="Zoë", last_name="Prys", date_of_birth=""),
    ]
    shown = call.run("clients", "store", rows)
    uuids = [record["uuid"] for record in server.records("clients", import_uuid=shown["uuid"])]
    assert (shown["failed_jobs"], server.possible_duplicates()) == (0, [uuids[:2]])


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("date_of_birth", "29/02/1972", "1972-02-29"),
        ("date_of_birth", "1972-02-29", "1972-02-29"),
        ("date_of_birth", "29/02/1973", Refusal),
        ("date_of_birth", "2/3/1973", Refusal),
        ("date_of_birth", "02/03/73", Refusal),
        ("date_of_birth", "12/31/1973", Refusal),
        ("date_of_birth", "1973-13-01", Refusal),
        ("date_of_birth", "٠١/٠٢/١٩٧٣", Refusal),
        ("prospect_converted_at", "2025-01-17T11:18:28+00:00", "2025-01-17T11:18:28+00:00"),
        ("prospect_converted_at", "17/01/2025 11:18", "2025-01-17T11:18:00"),
        ("prospect_converted_at", "17/01/2025 25:18", Refusal),
        ("value", "1234.5", 123450),
        ("value", "-0.5", -50),
        ("value", ".5", 50),
        ("value", "7", 700),
        ("value", "0.125", 13),
        ("value", "(12.00)", Refusal),
        ("value", "1e5", Refusal),
        ("value", "--1", Refusal),
        ("email", "o'neil+x@mail.example", "o'neil+x@mail.example"),
        ("email", "a@localhost", "a@localhost"),
        ("email", "a@@b.example", Refusal),
        ("email", "a b@c.example", Refusal),
        ("email", "a@c.example.", Refusal),
        ("email", "a.example", Refusal),
        ("is_prospect", "Yes", True),
        ("is_prospect", "0", False),
        ("is_prospect", "Y", Refusal),
        ("title", "wing commander", "wing_commander"),
        ("title", "Mr.", Refusal),
        ("smoker_status", "NON SMOKER", "non-smoker"),
        ("phone", "any text at all", None),
    ],
)
def test_forms_of_cells(field: str, text: str, kept: Any) -> None:
    parse = parser_for(catalogue.load("clients")[field], Dialect())
    if kept is None:
        assert parse is None
    elif kept is Refusal:
        assert parse is not None and isinstance(parse(text), Refusal)
    else:
        assert parse is not None and parse(text) == kept


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("postcode", ["PO7 7YH", "sw1a1aa"], ["PO7", "12345"]),
        ("ni_number", ["AB 12 34 56 C", "AB123456C"], ["AB 12 34 56", "Applied for"]),
        ("phone", ["443330509960", "01632 960001", "+44 1632 960001"], ["ask wife", "960001"]),
        ("email", ["a@b.example"], ["a@localhost", "a@@b.example"]),
    ],
)
def test_the_strict_dialect_asks_for_the_usual_uk_forms(field: str, good: list[str], bad: list[str]) -> None:
    parse = parser_for(catalogue.load("clients")[field], Dialect(strict=True))
    assert parse is not None
    assert [parse(text) for text in good] == good
    assert all(isinstance(parse(text), Refusal) for text in bad)


def test_iso_dates_are_refused_where_only_uk_dates_are_taken() -> None:
    parse = parser_for(catalogue.load("clients")["date_of_birth"], Dialect(dates="uk"))
    assert parse is not None
    assert parse("10/12/1990") == "1990-12-10"
    assert isinstance(parse("1990-12-10"), Refusal)


def test_every_rule_names_fields_of_the_catalogue_and_its_source() -> None:
    for reference in rules.REFERENCES:
        assert reference.field in catalogue.load(reference.record_type)
        assert reference.source.startswith("https://")
    for rule in rules.ROW_RULES:
        assert all(name in catalogue.load(rule.record_type) for name in rule.fields), rule
        assert rule.source.startswith("https://")
    assert all(form.kind in Kind and form.source for form in FORMS)
