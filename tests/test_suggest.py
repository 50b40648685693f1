"""Suggestions and what is safe to pre-tick, rule by rule."""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plannr_nb import catalogue
from plannr_nb.catalogue import Kind
from plannr_nb.errors import UnknownRecordType
from plannr_nb.suggest import PRE_TICKED, SUGGESTED, propose_mapping, suggest_mapping

TYPES = catalogue.record_types()


def best(headers: list[str] | pd.DataFrame, record_type: str = "clients") -> dict[str, str | None]:
    """Header -> the field suggested for it, or None."""
    ranked = suggest_mapping(headers, record_type, top=1)
    return {
        header: field if score >= SUGGESTED else None
        for header, field, score in zip(ranked["header"], ranked["field"], ranked["score"], strict=True)
    }


def reason(headers: list[str] | pd.DataFrame, header: str, record_type: str = "clients") -> str:
    ranked = suggest_mapping(headers, record_type, top=1)
    return ranked.loc[ranked["header"] == header, "reason"].item()


def frame(**columns: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


@pytest.mark.parametrize(
    ("rule", "header", "field"),
    [
        ("a synonym", "Forename", "first_name"),
        ("an abbreviation", "NI No", "ni_number"),
        ("camel case", "dateOfBirth", "date_of_birth"),
        ("a plural", "Nationalities", "nationalities"),
        ("American spelling", "Financial Advisor", "assigned_advisor"),
        ("a word that names the record", "Client Surname", "last_name"),
        ("a slip of the pen", "Postocde", "postcode"),
        ("words run together", "dateofbirth", "date_of_birth"),
        ("a missing word that only says the kind", "Next Review", "next_review_date"),
        ("a job title is no title", "Job Title", None),
        ("a foreign tax number is no NI number", "Foreign Tax Number", None),
        ("a status date is no status", "Client Status Date", None),
        ("a spouse is somebody else", "Spouse First Name", None),
        ("an employer's address is not the client's", "Employer Postcode", None),
        ("the second e-mail is not the first", "E-mail 2", None),
        ("salutation is no salary", "Salutation", "title"),
        ("a fax is no phone", "Home Fax", None),
        ("a plan's status is not the client's", "Plan Status", None),
        ("the other way round is not the same", "Do Not Email", None),
        ("an unknown word", "Shoe Size", None),
        ("no words at all", "---", None),
        ("an empty header", "", None),
        ("an old id is not Plannr's", "Client ID", "external_reference_value"),
        ("Plannr's own id", "uuid", "uuid"),
    ],
)
def test_words_decide(rule: str, header: str, field: str | None) -> None:
    assert best([header]) == {header: field}, rule


@pytest.mark.parametrize(
    ("record_type", "header", "field"),
    [
        ("plans", "Policy No.", "policy_number"),
        ("plans", "Owner 1 ID", "client_uuid"),
        ("plans", "Inception", "opened_at"),
        ("plans", "Unit Price", None),
        ("valuations", "Policy ID", "plan_uuid"),
        ("valuations", "As At", "valued_at"),
        ("valuations", "Cost (£)", None),
        ("premiums", "Prem %", "percentage"),
        ("notes", "Note Text", "contents"),
        ("tasks", "Assignee", "assigned_to_uuids"),
        ("tasks", "Prio", "priority"),
    ],
)
def test_words_decide_for_other_record_types_too(record_type: str, header: str, field: str | None) -> None:
    assert best([header], record_type) == {header: field}


def test_several_columns_for_one_field_leave_the_rest_unmapped_and_say_which_won() -> None:
    headers = ["Home Telephone", "Mobile", "Work Phone"]
    assert best(headers) == {"Home Telephone": None, "Mobile": "phone", "Work Phone": None}
    said = reason(headers, "Home Telephone")
    assert '"Mobile" fits it better' in said
    assert 'FirstFilled(("Mobile", "Home Telephone"))' in said


def test_an_address_is_taken_from_one_block() -> None:
    headers = ["Billing Street", "Billing City", "Billing Postcode", "Home Street", "Home City", "Home Postcode"]
    assert best(headers) == dict(zip(headers, [None, None, None, "address_1", "town_city", "postcode"], strict=True))


def test_a_prefix_that_most_headers_have_tells_nothing() -> None:
    headers = ["XyzNoteDate", "XyzNoteText", "XyzNoteType", "XyzNoteAuthor", "XyzNoteOther"]
    assert best(headers, "notes") == dict(
        zip(headers, ["created_at", "contents", "type", "account_uuid", None], strict=True)
    )


def test_cells_contradict_a_header() -> None:
    assert best(frame(Title=["14/03/1961", "02/11/1975", "30/06/1988"])) == {"Title": None}
    assert "the cells look like date" in reason(frame(Title=["14/03/1961", "02/11/1975", "30/06/1988"]), "Title")


def test_cells_tell_where_the_header_does_not() -> None:
    source = frame(Field7=["AB123456C", "CE654321D", "JK112233A"], Wed=["married", "Single", "Divorced"])
    assert best(source) == {"Field7": "ni_number", "Wed": "marital_status"}


def test_cells_of_somebody_else_tell_nothing() -> None:
    assert best(frame(**{"Spouse Ref 2": ["AB123456C", "CE654321D", "JK112233A"]})) == {"Spouse Ref 2": None}


def test_no_reason_shows_a_cell() -> None:
    source = frame(NINO=["AB123456C", "CE654321D", "JK112233A"], Title=["Mr", "Mrs", "Dr"])
    said = " ".join(suggest_mapping(source, "clients")["reason"])
    assert not any(cell in said for column in source for cell in source[column])


def test_a_whole_name_is_suggested_to_be_split_and_not_pre_ticked() -> None:
    assert 'Part(header, "people", "first_name")' in reason(["Full Name"], "Full Name")
    assert propose_mapping(["Full Name"], "clients").origins == {}


def test_an_old_reference_for_an_id_says_that_it_has_to_be_linked() -> None:
    assert best(["Client Ref"], "plans") == {"Client Ref": "client_uuid"}
    assert "link them to Plannr's ids after the import" in reason(["Client Ref"], "Client Ref", "plans")


@pytest.mark.parametrize("name", TYPES)
def test_fields_with_a_consequence_or_ignored_are_never_pre_ticked(name: str) -> None:
    record_type = catalogue.load(name)
    barred = [item for item in record_type.fields if item.consequence or item.kind is Kind.IGNORED]
    for item in barred:
        for header in (item.name, item.label):
            assert item.name not in propose_mapping([header], record_type).origins
    assert not {item.name for item in barred} & set(propose_mapping([item.name for item in record_type], name).origins)


@pytest.mark.parametrize("header", ["send_welcome_email", "Send Welcome Email", "welcome email", "Welcome mail sent"])
def test_a_welcome_mail_is_never_suggested(header: str) -> None:
    assert "send_welcome_email" not in set(suggest_mapping([header], "clients", top=99)["field"])
    assert "send_welcome_email" not in set(
        suggest_mapping(frame(**{header: ["true", "false"]}), "clients", top=99)["field"]
    )


WORDS = """client plan ref id name first last date of birth email address 1 2 phone home status type owner value start
end"""
words = st.sampled_from(WORDS.split())
header_lists = st.lists(st.lists(words, min_size=1, max_size=4).map(" ".join) | st.text(max_size=8), max_size=12)


@given(header_lists, st.sampled_from(TYPES))
def test_every_field_and_every_header_is_used_at_most_once(headers: list[str], name: str) -> None:
    ranked = suggest_mapping(headers, name, top=99)
    assert ranked["score"].between(0, 1).all()
    assert list(dict.fromkeys(ranked["header"])) == list(dict.fromkeys(headers))
    mapping = propose_mapping(headers, name)
    assert len(set(mapping.fields.values())) == len(mapping.origins)
    tops = suggest_mapping(headers, name, top=1)
    sure = tops.loc[tops["score"] >= SUGGESTED, "field"]
    assert sure.is_unique
    assert len(tops) == len(headers)


def test_the_answer_is_the_same_in_every_process() -> None:
    headers = [
        "Client Ref",
        "Title",
        "Name",
        "Street 1",
        "Street 2",
        "City",
        "Home City",
        "Tel",
        "Mobile",
        "Type",
        "Owner",
        "Value",
        "Status",
    ]
    code = (
        f"from plannr_nb.suggest import *\nheaders = {headers}\n"
        "print(suggest_mapping(headers, 'clients', top=9).to_csv(), propose_mapping(headers, 'plans').origins)"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_the_frame_has_its_columns_and_keeps_the_order() -> None:
    ranked = suggest_mapping(["Surname", "Shoe Size", "Surname"], "clients", top=1)
    assert ranked.dtypes.astype(str).to_dict() == {"header": "str", "field": "str", "score": "float64", "reason": "str"}
    assert ranked["header"].tolist() == ["Surname", "Shoe Size", "Surname"]
    assert ranked["field"].tolist()[0] == "last_name"
    assert ranked.loc[1, ["score", "reason"]].tolist() == [0.0, "nothing speaks for any field"]
    assert len(suggest_mapping([], "clients")) == 0
    assert list(suggest_mapping([], "clients").columns) == list(ranked.columns)


def test_candidates_stand_best_first() -> None:
    ranked = suggest_mapping(["Adviser", "Status"], "clients", top=5)
    for _, group in ranked.groupby("header"):
        assert group["score"].is_monotonic_decreasing


def test_a_loaded_record_type_with_own_fields_is_taken() -> None:
    clients = catalogue.load("clients", custom_fields=["favourite_pet"])
    assert best(["Favourite Pet"], clients) == {"Favourite Pet": "favourite_pet"}  # both are taken


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(UnknownRecordType, match="did you mean"):
        suggest_mapping(["Surname"], "client")
    with pytest.raises(ValueError, match="top is 0"):
        suggest_mapping(["Surname"], "clients", top=0)
    with pytest.raises(TypeError, match="list of headers"):
        suggest_mapping("Surname", "clients")


def clients(rows: int, **columns: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({"Surname": [f"Name{row // 2}" for row in range(rows)], **columns}, dtype="str")


def test_a_distinct_filled_reference_becomes_the_key() -> None:
    mapping = propose_mapping(clients(40, **{"Client Ref": [f"C{row}" for row in range(40)]}), "clients")
    assert (mapping.key, mapping.group_by_key) == ("Client Ref", False)
    assert mapping.fields["external_reference_value"] == "Client Ref"


def test_a_reference_that_repeats_for_the_same_person_groups_the_rows() -> None:
    mapping = propose_mapping(clients(40, **{"Client Ref": [f"C{row // 2}" for row in range(40)]}), "clients")
    assert (mapping.key, mapping.group_by_key) == ("Client Ref", True)


@pytest.mark.parametrize(
    ("why", "cells"),
    [
        ("two people have one", [f"C{(row + 1) // 2}" for row in range(40)]),
        ("half are blank", [f"C{row}" if row % 2 else None for row in range(40)]),
        ("there is only one", ["C1"] * 40),
    ],
)
def test_a_reference_that_does_not_tell_records_apart_is_no_key(why: str, cells: list[str | None]) -> None:
    assert propose_mapping(clients(40, **{"Client Ref": cells}), "clients").key is None, why


def test_an_empty_column_and_a_close_rival_are_not_pre_ticked() -> None:
    assert propose_mapping(frame(Surname=[None, None]), "clients").origins == {}
    assert propose_mapping(["Surname", "Last Name"], "clients").origins == {}
    assert propose_mapping(["Surname", "Surname"], "clients").origins == {}


def test_a_header_that_stood_twice_in_the_file_is_not_pre_ticked() -> None:
    source = frame(**{"Phone": ["01632 960001"], "Phone (2)": ["07700 900001"], "Surname": ["Evans"]})
    source.attrs["plannr_nb"] = {"raw_headers": ["Phone", "Phone ", "Surname"]}
    mapping = propose_mapping(source, "clients")
    assert mapping.fields == {"last_name": "Surname"}
    mapping.check_against(source, "clients")


def test_a_column_of_references_is_pre_ticked_for_an_id_and_a_column_of_names_is_not() -> None:
    assert propose_mapping(["Plan Ref"], "valuations").fields == {"plan_uuid": "Plan Ref"}
    assert propose_mapping(["Selling Adviser"], "plans").fields == {}


def test_what_is_pre_ticked_fits_the_source_it_came_from() -> None:
    source = frame(Ref=["1", "2"], Surname=["Evans", "Hale"], DOB=["14/03/1961", "02/11/1975"])
    mapping = propose_mapping(source, "clients")
    mapping.check_against(source, "clients")
    assert SUGGESTED < PRE_TICKED
    assert mapping.fields == {"external_reference_value": "Ref", "last_name": "Surname", "date_of_birth": "DOB"}


def test_the_frame_handed_in_is_not_changed() -> None:
    source = frame(Surname=["Evans", " "], DOB=["14/03/1961", None])
    before = source.copy()
    suggest_mapping(source, "clients")
    propose_mapping(source, "clients")
    pd.testing.assert_frame_equal(source, before)


def test_importing_the_room_loads_no_pandas() -> None:
    code = "import sys, plannr_nb.suggest; sys.exit('pandas' in sys.modules or 'rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "header",
    [
        "Second Applicant Forename", "2nd Applicant Middle Name", "Second Applicant DOB", "Second Holder Forename",
        "Partner Forename", "Partner Surname", "Spouse DOB", "Client 2 Surname", "Client2 Email", "Joint Owner 2 Title",
        "Applicant Two NI Number", "Second Life Assured DOB", "Client 2 Address Line 2",
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 4])
def test_what_a_second_person_is_called_feeds_no_field_of_the_first(header: str, times: int) -> None:
    of_second = [header, *[f"{header} ({number})" for number in ("old", "new", "other")][: times - 1]]
    headers = ["Client Ref", *of_second]
    assert propose_mapping(headers, "clients").fields == {"external_reference_value": "Client Ref"}
    suggested = suggest_mapping(headers, "clients")
    assert suggested.loc[suggested["header"] == header, "score"].max() < 0.5


def test_the_first_of_two_applicants_is_the_client() -> None:
    told = {"Forename": "first_name", "Surname": "last_name", "DOB": "date_of_birth", "Address Line 1": "address_1"}
    for first, second in (("First Applicant", "Second Applicant"), ("Client 1", "Client 2"), ("Client", "Partner")):
        headers = [f"{who} {what}" for who in (first, second) for what in told]
        wanted = {field: f"{first} {what}" for what, field in told.items()}
        assert propose_mapping(headers, "clients").fields == wanted


def test_a_second_forename_a_second_line_and_a_second_telephone_are_the_clients_own() -> None:
    headers = ["Client First Name", "Second Forename", "Client Address 1", "Client Address 2"]
    assert propose_mapping(headers, "clients").fields == {
        "first_name": "Client First Name",
        "middle_name": "Second Forename",
        "address_1": "Client Address 1",
        "address_2": "Client Address 2",
    }
