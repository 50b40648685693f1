"""The shipped catalogue: facts about Plannr, written down here a second time."""

from __future__ import annotations

import csv
import subprocess
import sys
from importlib.resources import files

import pytest

from plannr_nb import catalogue
from plannr_nb.catalogue import Certainty, Kind, Mode, Required, Sensitivity
from plannr_nb.errors import UnknownRecordType

SIZES = {
    "business_staff_members": 7,
    "charges": 19,
    "circles": 5,
    "clients": 92,
    "expenses": 8,
    "group_scheme_members": 10,
    "incomes": 13,
    "notes": 8,
    "plans": 36,
    "premiums": 17,
    "provider_statement": 9,
    "seccl_valuations": 4,
    "tasks": 11,
    "valuations": 5,
}
DOCUMENTED = {
    "clients": "uuid status_uuid status_name created_at updated_at type name email assigned_advisor "
    "assigned_adviser_uuid administrator administrator_uuid first_name last_name entity_name send_welcome_email",
    "plans": "name value abstract_type type plan_type created_at updated_at uuid client_uuid client_name "
    "client_first_name client_last_name provider status opened_at inactive_at inactive_reason",
    "premiums": "uuid plan_uuid transfer_type date_advice_given amount percentage frequency source payment_method "
    "start_date end_date pensionable_salary details transferred_from_plan_uuid transferred_from_plan_type "
    "transferred_from_plan_sub_type",
    "charges": "plan_uuid client_uuid adviser_uuid payment_origin type",
    "provider_statement": "client_name policy_number gross_amount category",
}
# Of the documented fields, those whose requiredness or choices are read off another page than the import's own.
INFERRED_RULES = {
    "clients": {"first_name": "required", "last_name": "required", "entity_name": "required", "type": "choices"},
    "plans": {
        "type": "required choices",
        "plan_type": "required",
        "status": "required choices",
        "opened_at": "required",
        "inactive_reason": "choices",
    },
    "premiums": {
        "uuid": "required",
        "plan_uuid": "required",
        "frequency": "choices",
        "payment_method": "choices",
        "pensionable_salary": "required",
        "transferred_from_plan_type": "choices",
    },
    "charges": {"type": "choices"},
    "provider_statement": {
        "client_name": "required",
        "policy_number": "required",
        "gross_amount": "required",
        "category": "required choices",
    },
}
CONSEQUENCES = {
    "circles": {"uuid"},
    "clients": {
        *("uuid", "type", "status_uuid", "status_name", "owners", "value", "send_welcome_email", "is_deceased"),
        *("contact_by_email", "contact_by_phone", "contact_by_post", "contact_by_sms", "inactive_at"),
    },
    "expenses": {"uuid"},
    "group_scheme_members": {"status", "inactive_status", "inactive_at"},
    "incomes": {"uuid"},
    "notes": {"uuid"},
    "plans": {
        *("uuid", "type", "status", "inactive_at", "inactive_reason", "client_uuid", "linked_owners", "value"),
        *("visible_on_client_portal", "include_in_client_valuation", "show_on_joint", "shown_on_circles"),
    },
    "premiums": {"uuid"},
    "tasks": {"uuid", "task_status_uuid"},
}
MANY = {
    "circles": {"account_uuids", "group_uuids"},
    "clients": {"groups", "nationalities", "owners", "tags"},
    "notes": {"tags"},
    "plans": {"linked_owners"},
    "tasks": {"assigned_to_uuids", "group_uuids"},
}
REQUIRED_TO_CREATE = {
    "business_staff_members": {"client_uuid", "account_uuid", "hired_at"},
    "charges": {"adviser_uuid", "payment_origin", "category", "recurring", "start_date"},
    "circles": {"name", "account_uuids", "group_uuids"},
    "clients": {"send_welcome_email"},
    "expenses": {"client_uuid", "life_stage_uuid", "life_stage_field_uuid", "amount"},
    "group_scheme_members": {"plan_uuid", "account_uuid", "status"},
    "incomes": {"account_uuid", "name", "type", "amount", "amount_type", "frequency"},
    "notes": {"notable_type", "notable_uuid", "contents"},
    "plans": {"type", "client_uuid"},
    "premiums": {"plan_uuid"},
    "provider_statement": {"client_name", "policy_number", "gross_amount", "category"},
    "seccl_valuations": {"valued_at", "value"},
    "tasks": {"name", "taskable_type", "taskable_uuid", "task_status_uuid"},
    "valuations": {"plan_uuid", "valued_at", "value"},
}
CONDITIONAL_TO_CREATE = {
    "charges": {"plan_uuid", "client_uuid", "expectation_type", "frequency", "amount", "percentage", "tax_exempt"},
    "clients": {"first_name", "last_name", "entity_name", "owners"},
    "incomes": {"type_other"},
    "plans": {"plan_type", "status", "opened_at"},
    "premiums": {"amount", "percentage", "pensionable_salary"},
    "seccl_valuations": {"plan_uuid", "policy_number"},
}
HAS_UUID = {"circles", "clients", "expenses", "incomes", "notes", "plans", "premiums", "tasks"}

every_type = pytest.mark.parametrize("name", SIZES)


def names(items):
    return {item.name for item in items}


def test_there_are_the_fourteen_record_types_of_the_api():
    assert catalogue.record_types() == tuple(SIZES)


@every_type
def test_each_record_type_has_all_its_fields_under_unique_names(name):
    loaded = catalogue.load(name)

    assert len(loaded) == len(names(loaded)) == SIZES[name]


@every_type
def test_each_row_of_a_file_is_whole(name):
    text = (files("plannr_nb.catalogue") / "fields" / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))

    assert {len(row) for row in rows} == {15}
    assert text == text.strip() + "\n"
    for item in catalogue.load(name):
        assert item.label and item.note and item.label == item.label.strip() and item.note == item.note.strip()
        assert item.source.startswith("https://") and " " not in item.source
        assert bool(item.choices) == (item.kind is Kind.CHOICE)
        assert len(set(item.choices)) == len(item.choices) and all(item.choices)
        assert bool(item.example) == (item.kind is not Kind.IGNORED)
        assert not item.choices or item.example in item.choices


@every_type
def test_documented_fields_are_those_that_plannr_documents_and_nothing_is_confirmed(name):
    loaded = catalogue.load(name)

    assert names(item for item in loaded if item.certainty is Certainty.DOCUMENTED) == set(
        DOCUMENTED.get(name, "").split()
    )
    assert not any(item.certainty is Certainty.CONFIRMED for item in loaded)


@every_type
def test_rules_read_off_another_page_stay_inferred(name):
    found = {
        item.name: " ".join(rule for rule in ("required", "choices") if item.certainty_of(rule) is not item.certainty)
        for item in catalogue.load(name)
    }

    assert {field: rules for field, rules in found.items() if rules} == INFERRED_RULES.get(name, {})


@every_type
def test_what_is_required(name):
    loaded = catalogue.load(name)

    assert names(loaded.required(Mode.STORE)) == REQUIRED_TO_CREATE[name]
    assert names(item for item in loaded if item.required_store is Required.CONDITIONAL) == CONDITIONAL_TO_CREATE.get(
        name, set()
    )
    assert names(loaded.required(Mode.UPDATE)) == ({"uuid"} if name in HAS_UUID else set())
    assert loaded.required(Mode.VALIDATE) == loaded.required(Mode.STORE)
    assert not any(item.required_update is Required.CONDITIONAL for item in loaded)


@every_type
def test_fields_with_consequences_are_the_ones_never_to_be_ticked_unasked(name):
    assert names(item for item in catalogue.load(name) if item.consequence) == CONSEQUENCES.get(name, set())


@every_type
def test_fields_that_hold_several_values(name):
    assert names(item for item in catalogue.load(name) if item.many) == MANY.get(name, set())


def test_fields_that_plannr_ignores_cannot_be_imported():
    clients, plans = catalogue.load("clients"), catalogue.load("plans")

    assert names(clients) - names(clients.importable) == {"created_at", "updated_at", "name"}
    assert names(plans) - names(plans.importable) == {
        *("abstract_type", "created_at", "updated_at", "client_name", "client_first_name", "client_last_name"),
    }


@pytest.mark.parametrize(
    ("record_type", "field", "choices"),
    [
        ("clients", "type", "individual joint trust business"),
        ("clients", "is_vulnerable", "yes no possibly"),
        ("clients", "gender", "male female non-binary transgender intersex other unknown"),
        ("plans", "status", "active inactive proposed"),
        (
            "plans",
            "type",
            "annuity cash_account fixed_asset general_insurance group_protection investment loan_credit mortgage "
            "pension protection_policy",
        ),
        ("charges", "payment_origin", "client provider unknown"),
        ("premiums", "transfer_type", "switch transfer"),
        ("premiums", "source", "employer employee"),
        ("incomes", "amount_type", "net gross"),
        ("notes", "type", "call note meeting email"),
        ("tasks", "priority", "low medium high highest"),
        ("tasks", "taskable_type", "client case plan"),
    ],
)
def test_choices_are_those_of_the_api_in_its_order(record_type, field, choices):
    assert catalogue.load(record_type)[field].choices == tuple(choices.split())


@pytest.mark.parametrize(
    ("record_type", "field", "count"),
    [("clients", "title", 72), ("plans", "inactive_reason", 33), ("charges", "category", 19), ("incomes", "type", 19)],
)
def test_long_lists_of_choices_are_complete(record_type, field, count):
    assert len(catalogue.load(record_type)[field].choices) == count


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.EMAIL, {"email"}),
        (Kind.PHONE, {"phone"}),
        (Kind.NI_NUMBER, {"ni_number"}),
        (Kind.POSTCODE, {"postcode"}),
        (Kind.MONEY, {"value"}),
        (Kind.NAME_REF, {"status_name", "assigned_advisor", "administrator"}),
        (Kind.DATETIME, {"prospect_converted_at"}),
    ],
)
def test_kinds_of_client_fields(kind, fields):
    assert names(item for item in catalogue.load("clients") if item.kind is kind) == fields


@pytest.mark.parametrize(
    ("record_type", "sensitivity", "fields"),
    [
        (
            "clients",
            Sensitivity.SPECIAL,
            "is_deceased deceased_at smoker_status smoker_since cigarettes_daily units_of_alcohol_weekly height weight "
            "health_notes current_state_of_health state_of_health_explanation is_vulnerable vulnerability_details "
            "third_party_offered procedure_adaptation adaption_details_notes long_term_care_needed "
            "long_term_care_notes has_power_of_attorney power_of_attorney_notes",
        ),
        ("notes", Sensitivity.SPECIAL, "contents"),
        (
            "plans",
            Sensitivity.PERSONAL,
            "value policy_number proposal_reference client_name client_first_name client_last_name",
        ),
    ],
)
def test_sensitive_fields(record_type, sensitivity, fields):
    found = names(item for item in catalogue.load(record_type) if item.sensitivity is sensitivity)

    assert found == set(fields.split())


def test_what_names_or_finds_a_client_is_never_plain():
    clients = catalogue.load("clients")
    who = "first_name last_name middle_name maiden_name nickname entity_name email phone date_of_birth ni_number "
    where = "address_1 address_2 address_3 address_4 town_city postcode"

    assert {clients[field].sensitivity for field in (who + where).split()} == {Sensitivity.PERSONAL}


def test_a_loaded_record_type_comes_back_as_it_is():
    clients = catalogue.load("clients")

    assert catalogue.load(clients) is clients


@pytest.mark.parametrize("wrong", ["client", "Clients", "", "relationships", "../clients", None, ["clients"]])
def test_an_unknown_record_type_is_told_what_there_is(wrong):
    with pytest.raises(UnknownRecordType, match="business_staff_members, charges, circles, clients"):
        catalogue.load(wrong)


def test_a_near_miss_is_told_what_was_meant():
    with pytest.raises(UnknownRecordType, match='did you mean "clients"'):
        catalogue.load("client")


def test_a_field_that_is_not_there_is_told_what_was_meant():
    with pytest.raises(KeyError, match='clients have no field "surname"'):
        catalogue.load("clients")["surname"]
    with pytest.raises(KeyError, match='did you mean "last_name"'):
        catalogue.load("clients")["lastname"]


def test_frame_has_a_row_of_text_per_field():
    frame = catalogue.load("charges").to_frame()

    assert frame["field"].tolist()[:3] == ["plan_uuid", "client_uuid", "adviser_uuid"]
    assert frame.loc[3, ["required_store", "choices", "many"]].tolist() == ["yes", "client | provider | unknown", "no"]
    assert {str(dtype) for dtype in frame.dtypes} == {"str"}


def test_loading_needs_no_heavy_library():
    code = (
        "import sys; from plannr_nb import catalogue; catalogue.load('clients', custom_fields=['Pet']);"
        "heavy = {'pandas', 'openpyxl', 'great_expectations', 'httpx', 'numpy'} & set(sys.modules);"
        "assert not heavy, heavy"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
