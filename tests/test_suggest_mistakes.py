"""Classes of mistakes that header mapping made once: each with a case it is about, and the nearest innocent one."""

from __future__ import annotations

import json
from importlib.resources import files

import pandas as pd
import pytest

from plannr_nb.suggest import SUGGESTED, propose_mapping, suggest_mapping
from plannr_nb.suggest.calibration import FEATURES, chance_of
from plannr_nb.suggest.ranking import NOT_CHOSEN
from plannr_nb.suggest.words import words_of


def best(source: list[str] | pd.DataFrame, header: str, record_type: str = "clients") -> str | None:
    """The field suggested for one header, or None."""
    ranked = suggest_mapping(source, record_type, top=1, packs=False)
    field, score = ranked.loc[ranked["header"] == header, ["field", "score"]].iloc[0]
    return field if score >= SUGGESTED else None


def frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


@pytest.mark.parametrize(
    ("rule", "header", "words"),
    [
        ("a question", "Do you smoke?", ("smoke",)),
        ("no question", "Smoking: do not ask", ("smoking", "do", "not", "ask")),
        ("a question that denies", "Do not allow Emails", ("do", "not", "allow", "email")),
        ("a span of time in a question", "Any gifts made in the last 7 years?", ("gift",)),
        ("the same words in no question", "Last 7 years", ("last", "7", "year")),
        ("an aside in brackets", "Full name (incl. middle names)", ("full", "name")),
        ("brackets that say which", "Tel (M)", ("mobile", "phone")),
        ("a name space", "FinServ__NextReview__c", ("next", "review")),
        ("a single underscore", "next_review_c", ("next", "review", "c")),
        ("yes or no without brackets", "Vulnerable Y/N", ("vulnerable",)),
        ("capitals in the plural", "LPAs?", ("lasting", "power", "attorney")),
        ("no as not", "No Contact", ("not", "contact")),
        ("no as not within", "entity_no_contact", ("entity", "not", "contact")),
        ("no as number", "Contact No", ("contact", "number")),
        ("no as number of", "No. of children", ("number", "children")),
        ("a short form of two words", "M/Status", ("marital", "status")),
    ],
)
def test_headers_are_read_as_people_write_them(rule: str, header: str, words: tuple[str, ...]) -> None:
    assert words_of(header) == words, rule


@pytest.mark.parametrize(
    ("rule", "record_type", "header", "field"),
    [
        ("a relationship is no relationship value", "clients", "Relationship", None),
        ("a relationship value is", "clients", "Relationship Value", "value"),
        ("a home is no home phone", "clients", "Home", None),
        ("a kind word may be missing", "plans", "Inception", "opened_at"),
        ("a yes or no is no date", "clients", "IsArchived", None),
        ("a date that begins so is one", "clients", "IsArchivedDate", "inactive_at"),
        ("a name fills no id whose twin takes it", "clients", "Adviser", "assigned_advisor"),
        ("an id does", "clients", "Adviser Code", "assigned_adviser_uuid"),
        ("nobody slips on the first letter", "clients", "pname", None),
        ("but on another", "clients", "Surnmae", "last_name"),
        ("a lone word beside another one", "clients", "Last Contacted", None),
        ("a lone word", "clients", "Last", "last_name"),
        ("a mail that came back is no consent", "clients", "Marketing emails bounced", None),
        ("a consent is", "clients", "Marketing emails", "contact_by_email"),
        ("the other way round", "clients", "Do not allow Emails", None),
        ("a household is no group of the firm's", "clients", "Household Group", None),
        ("the record by another word", "tasks", "Card Name", "name"),
        ("which is another thing elsewhere", "clients", "Card Name", None),
        ("what somebody may open is not who it is", "clients", "Paraplanner Access", None),
        ("a campaign's code introduces nobody", "clients", "Referral Code", None),
        ("an introducer's does", "clients", "Introducer Code", "introduced_by_uuid"),
        ("an aspect of the field's own", "clients", "Date of the next review due", "next_review_date"),
        ("an aspect of another thing", "clients", "Date next review was sent", None),
        ("a question for yes or no is no date", "clients", "Have you had your review?", None),
        ("it asks of a will", "clients", "Have you made a will?", "has_will"),
        ("to be taxed in America is no nationality", "clients", "US Citizen", None),
        ("citizenship is one", "clients", "Citizenship", "nationalities"),
        ("whether a tax applies is no rate", "charges", "VAT Applicable", None),
        ("the rate is one", "charges", "VAT Rate", "tax"),
        ("where money is paid to is no provider", "plans", "Nominated Bank Account", None),
        ("a bank may be one", "plans", "Bank Name", "provider"),
        ("a group of products is a kind of plan", "plans", "Product Group", "type"),
        ("a group plan is a scheme", "plans", "Group Scheme", "is_group_scheme"),
    ],
)
def test_words_that_led_astray(rule: str, record_type: str, header: str, field: str | None) -> None:
    assert best([header], header, record_type) == field, rule


@pytest.mark.parametrize(
    ("rule", "record_type", "headers", "header", "field"),
    [
        (
            "two mediocre pairs push no excellent one aside",
            "clients",
            ["Adviser", "Client Manager"],
            "Adviser",
            "assigned_advisor",
        ),
        ("of two own names the whole one wins", "charges", ["Expectation", "Expectation Type"], "Expectation", None),
        (
            "an own name beats a synonym",
            "business_staff_members",
            ["Employee ref", "Payroll number"],
            "Payroll number",
            "payroll_number",
        ),
        (
            "a title behind the names is a job",
            "clients",
            ["Salutation", "First Name", "Last Name", "Title"],
            "Title",
            None,
        ),
        (
            "and the salutation the title",
            "clients",
            ["Salutation", "First Name", "Last Name", "Title"],
            "Salutation",
            "title",
        ),
        (
            "a title before the names is one",
            "clients",
            ["Title", "First Name", "Last Name", "Salutation"],
            "Title",
            "title",
        ),
        (
            "right behind them too, with the words after Dear last",
            "clients",
            ["Surname", "Forename", "Title", "Salutation"],
            "Title",
            "title",
        ),
        (
            "a company beside a job is the employer",
            "clients",
            ["First Name", "Last Name", "Company Name", "Job Title"],
            "Company Name",
            None,
        ),
        (
            "and beside a whole name",
            "clients",
            ["Name", "Email", "Organisation"],
            "Organisation",
            None,
        ),
        (
            "beside a client type it is a client",
            "clients",
            ["Client Type", "First Name", "Last Name", "Company Name", "Job Title"],
            "Company Name",
            "entity_name",
        ),
        (
            "an owner beside who made the row is a user",
            "plans",
            ["Owner ID", "Policy Number", "Created By"],
            "Owner ID",
            None,
        ),
        (
            "elsewhere an owner is the client",
            "plans",
            ["Owner ID", "Policy Number"],
            "Owner ID",
            "client_uuid",
        ),
        (
            "a name beside the client's reference is the client's",
            "incomes",
            ["Client ref", "Name", "Source of income"],
            "Name",
            None,
        ),
        ("a lone name is the record's", "incomes", ["Client ref", "Name", "Amount"], "Name", "name"),
        (
            "a prefix of many headers tells nothing",
            "clients",
            [
                "Zq Surname",
                "Zq Gender",
                "Zq Town",
                "Zq Title",
                "Zq Postcode",
                *("Fee", "Income Band", "Shoe", "Hat", "Pet", "Car"),
            ],
            "Zq Gender",
            "gender",
        ),
    ],
)
def test_neighbours_tell(rule: str, record_type: str, headers: list[str], header: str, field: str | None) -> None:
    assert best(headers, header, record_type) == field, rule


@pytest.mark.parametrize(
    ("rule", "record_type", "header", "cells", "field"),
    [
        ("no cell is a choice", "clients", "Title", ["Head baker", "Nurse", "Solicitor"], None),
        ("the cells are choices", "clients", "Title", ["Mr", "Dr", "Mrs"], "title"),
        ("initials stand for choices", "clients", "Sex", ["F", "M"], "gender"),
        ("yes and no answer a choice", "clients", "Smoker", ["N", "Y"], "smoker_status"),
        ("words are no reference", "plans", "Plan", ["Personal pension", "Whole of life", "Bond"], None),
        ("numbers are", "plans", "Plan Ref", ["PL1023", "PL2204", "PL3110"], "external_reference_value"),
        ("a text may say yes", "clients", "State of health", ["Yes", "No", "yes"], "current_state_of_health"),
        ("a name may not", "clients", "Nickname", ["14/03/1961", "02/11/1975", "30/06/1988"], None),
        (
            "nor does a time speak against when a row was made",
            "clients",
            "Created At",
            ["2024-01-02T09:30:00Z"],
            "created_at",
        ),
    ],
)
def test_cells_tell(rule: str, record_type: str, header: str, cells: list[str], field: str | None) -> None:
    assert best(frame(**{header: cells}), header, record_type) == field, rule


def test_words_left_over_are_told() -> None:
    ranked = suggest_mapping(["Spouse NI Number", "Wibble NI Number"], "clients", top=1)
    assert ranked["reason"].tolist() == [
        '"national insurance number" means ni_number; "Wibble NI Number" fits it better; '
        '"spouse" makes another thing of it',
        '"national insurance number" means ni_number; "wibble" beside it is not known',
    ]


def test_what_is_only_likely_is_not_pre_ticked() -> None:
    """An id by a name, one of two references, a word missing that cells could confirm."""
    assert propose_mapping(["Owner", "Amount"], "incomes", packs=False).fields == {"amount": "Amount"}
    assert propose_mapping(["Client ID", "External ID"], "clients", packs=False).fields == {}
    assert propose_mapping(["Agency Transferred"], "plans", packs=False).fields == {}
    dates = frame(**{"Agency Transferred": ["14/03/2019", "02/11/2020", "30/06/2021"]})
    assert propose_mapping(dates, "plans", packs=False).fields == {"agency_in_your_name_from": "Agency Transferred"}


def test_an_exact_name_is_pre_ticked_beside_a_rival_with_more_words() -> None:
    fields = propose_mapping(["Due Date", "Due Date Alarm"], "tasks", packs=False).fields
    assert fields == {"due_at": "Due Date"}


def test_the_weights_fit_the_figures() -> None:
    read = json.loads((files("plannr_nb.suggest") / "score_weights.json").read_text("utf-8"))
    assert tuple(read["weights"]) == FEATURES
    assert set(read["cross-validated by system"]) == {
        f"headers {what}{thin}" for what in ("only", "and values") for thin in ("", ", phrases taken away")
    }


def test_stronger_evidence_is_never_less_likely() -> None:
    read = json.loads((files("plannr_nb.suggest") / "score_weights.json").read_text("utf-8"))
    weights = [read["weights"][name] for name in FEATURES]
    chances = [
        chance_of((strength, max(0.0, strength - 1.5), *[0.0] * (len(FEATURES) - 2)), read["constant"], weights)
        for strength in (-5.0, -2.0, 0.0, 1.0, 1.2, 2.0, 3.0, 5.0)
    ]
    assert chances == sorted(chances)
    assert chances[3] < 0.9 <= chances[-1]


BLOCK = ["Line 1", "City", "Post Code", "Country"]
FIELDS = ["address_1", "town_city", "postcode", "country"]


@pytest.mark.parametrize(
    ("rule", "first", "second", "main"),
    [
        ("of two that nobody knows the first", "PO", "SA", 0),
        ("of two that nobody knows the first, whatever its name", "SA", "PO", 0),
        ("a billing address where there is no nearer one", "Billing", "Shipping", 0),
        ("wherever it stands", "Shipping", "Billing", 1),
        ("but not beside the client's own", "Billing", "Home", 1),
    ],
)
def test_the_main_one_of_two_addresses(rule: str, first: str, second: str, main: int) -> None:
    headers = ["Surname", *(f"{which} {line}" for which in (first, second) for line in BLOCK)]
    found = {header: best(headers, header) for header in headers[1:]}
    fields = [*FIELDS, *[None] * 4] if main == 0 else [*[None] * 4, *FIELDS]

    assert found == dict(zip(headers[1:], fields, strict=True)), rule


def test_addresses_that_nobody_can_tell_apart_are_not_pre_ticked() -> None:
    headers = ["Surname", *(f"{which} {line}" for which in ("PO", "SA") for line in BLOCK)]
    assert propose_mapping(headers, "clients", packs=False).fields == {"last_name": "Surname"}


def test_a_second_column_for_a_field_is_ranked_and_never_suggested() -> None:
    ranked = suggest_mapping(["Mobile", "Home Telephone"], "clients", top=1, packs=False)
    assert ranked["field"].tolist() == ["phone", "phone"]
    assert ranked["score"].iloc[1] <= NOT_CHOSEN < SUGGESTED
