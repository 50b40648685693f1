"""Source packs: recognised by their headers or named, told in the reason, and switched off with one word."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plannr_nb import catalogue
from plannr_nb.errors import CatalogueError
from plannr_nb.suggest import packs, propose_mapping, suggest_mapping
from plannr_nb.suggest.source_packs import Sure, read_pack, shipped_packs

EXPORTS = {
    "Intelliflo": ("clients", ["id", "firstName", "lastName", "salutation", "niNumber", "currentAdviser",
                               "originalAdviser", "migrationReference"]),
    "Xplan": ("clients", ["entity_id", "entity_first_name", "entity_last_name", "entity_tfn", "entity_dob"]),
    "HubSpot": ("clients", ["Record ID", "First Name", "Last Name", "Lifecycle Stage", "Contact owner", "Job Title"]),
    "Salesforce": ("clients", ["Id", "AccountId", "LastName", "Title", "Salutation", "MailingPostalCode", "OwnerId"]),
    "Google Contacts": ("clients", ["Given Name", "Family Name", "E-mail 1 - Type", "E-mail 1 - Value",
                                    "Phone 1 - Type", "Phone 1 - Value", "Group Membership"]),
    "Outlook": ("clients", ["First Name", "Last Name", "E-mail Address", "E-mail Type", "Home Street 2",
                            "Business Country/Region"]),
}  # fmt: skip
OTHERS = [
    "Forename", "Surname", "Date of Birth", "NI Number", "Email", "Mobile", "Address 1", "Town", "Postcode", "Adviser",
    "Client Ref", "Title", "Salutation", "Notes", "Status", "Record Id", "Mailing Street", "Mailing City",
    "Lead Source", "Account Name",
]  # fmt: skip


def best(source: list[str] | pd.DataFrame, record_type: str = "clients", **told: object) -> dict[str, str | None]:
    """Header -> the field suggested for it, or None."""
    ranked = suggest_mapping(source, record_type, top=1, **told)
    return {
        header: field if score >= 0.5 else None
        for header, field, score in zip(ranked["header"], ranked["field"], ranked["score"], strict=True)
    }


def reason(source: list[str], header: str, record_type: str = "clients", **told: object) -> str:
    ranked = suggest_mapping(source, record_type, top=1, **told)
    return ranked.loc[ranked["header"] == header, "reason"].item()


@pytest.mark.parametrize("system", EXPORTS)
def test_a_system_is_recognised_by_its_headers_and_no_other_is(system: str) -> None:
    known = packs(EXPORTS[system][1])
    assert set(known.loc[known["recognised"], "system"]) == {system}


def test_both_forms_of_google_contacts_are_known() -> None:
    old = packs(EXPORTS["Google Contacts"][1])
    new = packs(["First Name", "Last Name", "Phonetic First Name", "File As", "E-mail 1 - Label", "E-mail 1 - Value"])
    assert old.loc[old["recognised"], "layout"].tolist() == ["CSV until about 2024"]
    assert new.loc[new["recognised"], "layout"].tolist() == ["present CSV"]


def test_a_file_of_another_system_is_not_recognised() -> None:
    assert not packs(OTHERS)["recognised"].any()
    ranked, silent = suggest_mapping(OTHERS, "clients"), suggest_mapping(OTHERS, "clients", packs=False)
    pd.testing.assert_frame_equal(ranked, silent)


def test_the_reason_names_the_pack_how_sure_it_is_and_how_it_was_known() -> None:
    headers = EXPORTS["Intelliflo"][1]
    assert reason(headers, "currentAdviser") == (
        "Intelliflo pack (documented; known by 3 telling headers) maps it to assigned_advisor; "
        '"current adviser" means assigned_advisor'
    )
    assert "Intelliflo pack" not in reason(headers, "currentAdviser", packs=False)


def test_a_pack_knows_what_words_cannot() -> None:
    """The account in Salesforce is a company; the words after Dear in Intelliflo are no title."""
    headers = EXPORTS["Salesforce"][1]
    assert best(EXPORTS["Intelliflo"][1], packs=False)["salutation"] == "title"
    assert best(headers) == {
        "Id": "external_reference_value",
        "AccountId": None,
        "LastName": "last_name",
        "Title": None,
        "Salutation": "title",
        "MailingPostalCode": "postcode",
        "OwnerId": "assigned_adviser_uuid",
    }
    assert best(EXPORTS["Intelliflo"][1])["salutation"] is None


def test_a_column_the_pack_leaves_is_not_filled_by_its_cells() -> None:
    headers = ["First Name", "Last Name", "E-mail 2 Address", "E-mail Type", "Home Street 2", "Telex"]
    rows = [["Ann", "Evans", f"ann{row}@example.org", "SMTP", "Flat 2", ""] for row in range(30)]
    source = pd.DataFrame(rows, columns=headers, dtype="str")
    assert best(source, packs=False)["E-mail 2 Address"] == "email"
    assert best(source)["E-mail 2 Address"] is None


def test_the_reason_for_leaving_is_told_where_no_field_speaks() -> None:
    headers = [*EXPORTS["Outlook"][1], "Sensitivity"]
    assert reason(headers, "Sensitivity") == (
        "Outlook pack (documented; known by 4 telling headers) leaves it: only says how Outlook shows or sends"
    )


def test_a_named_pack_takes_part_unrecognised() -> None:
    assert reason(["Corporate Name"], "Corporate Name", packs="iO").startswith(
        "Intelliflo pack (reported; named by you) maps it to entity_name"
    )
    assert "named by you" in reason(["Corporate Name"], "Corporate Name", packs=["Xplan", "intelliflo"])
    assert "pack" not in reason(["Corporate Name"], "Corporate Name", packs="Outlook")


def test_packs_that_contradict_each_other_are_shown_and_left_to_a_person() -> None:
    headers = ["Title", "Last Name"]
    named = ["Outlook", "Salesforce"]
    assert "disputed" in reason(headers, "Title", packs=named)
    assert propose_mapping(headers, "clients", packs=named).fields == {"last_name": "Last Name"}


def test_cells_still_contradict_a_pack() -> None:
    headers = EXPORTS["HubSpot"][1]
    rows = [[str(row), "Ann", "Evans", "Lead", f"{row + 1}/03/2024", "Nurse"] for row in range(28)]
    source = pd.DataFrame(rows, columns=headers, dtype="str")
    assert "assigned_advisor" in propose_mapping(headers, "clients").fields
    assert "assigned_advisor" not in propose_mapping(source, "clients").fields


def test_a_recognised_system_gives_the_key_and_nothing_with_a_consequence() -> None:
    headers = [*EXPORTS["HubSpot"][1], "Email", "Status"]
    mapping = propose_mapping(headers, "clients")
    assert mapping.key == "Record ID"
    plans = ["Id", "Name", "FinServ__FinancialAccountNumber__c", "FinServ__PrimaryOwner__c", "FinServ__Balance__c",
             "FinServ__OpenDate__c", "FinServ__Status__c"]  # fmt: skip
    proposed = propose_mapping(plans, "plans")
    assert proposed.fields == {
        "name": "Name",
        "policy_number": "FinServ__FinancialAccountNumber__c",
        "opened_at": "FinServ__OpenDate__c",
        "external_reference_value": "Id",
    }
    assert (proposed.key, proposed.values) == ("Id", {})


@pytest.mark.parametrize("pack", shipped_packs(), ids=lambda pack: pack.system)
def test_a_shipped_pack_holds_only_what_exists_and_says_where_it_is_from(pack) -> None:
    for layout in pack.layouts:
        record_type = catalogue.load(layout.record_type)
        fields = {entry.field for entry in layout.headers.values() if entry.field is not None}
        assert sorted(fields - {field.name for field in record_type}) == []
        assert sorted(
            choice
            for field, texts in layout.values.items()
            for choice in texts.values()
            if choice not in record_type[field].choices
        ) == []  # fmt: skip
        assert all(entry.why for entry in layout.headers.values() if entry.field is None)
        assert layout.source.startswith("https://")
        if layout.sure is not Sure.DOCUMENTED:
            assert Sure.DOCUMENTED not in {entry.sure for entry in layout.headers.values()}


OWN = """
system = "Hartley's old system"
also_called = ["HOS"]

[[layouts]]
record_type = "clients"
name = "clients"
sure = "reported"
key = "HOS No"
telling = ["HOS No", "Calls self"]
needs = 2

[layouts.headers]
"HOS No" = "external_reference_value"
"Calls self" = "nickname"

[[layouts.left]]
why = "nobody knows what it was"
headers = ["Box 7"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "hos.toml"
    path.write_text(OWN, "utf-8")
    return path


def test_a_pack_of_ones_own_is_a_file(own: Path) -> None:
    headers = ["HOS No", "Calls self", "Box 7"]
    assert best(headers, packs=own) == {"HOS No": "external_reference_value", "Calls self": "nickname", "Box 7": None}
    assert reason(headers, "Box 7", packs=str(own)) == (
        "Hartley's old system pack (reported; known by 2 telling headers) leaves it: nobody knows what it was"
    )
    assert propose_mapping(headers, "clients", packs=own).key == "HOS No"


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('"nickname"', '"nickename"', r'clients have no field "nickename"; did you mean "nickname"'),
        ("needs = 2", "needs = 3", "needs is 3 of 2 telling headers"),
        ('sure = "reported"', 'sure = "certain"', 'is "certain" and none of: documented, reported, inferred'),
        ("needs = 2", 'needs = 2\ndate = "dmy"', '"date" means nothing in a source pack; did you mean "dates"'),
        ('telling = ["HOS No"', 'telling = ["HOS Nr"', "telling headers are described too; missing: HOS Nr"),
        ('"clients"\nname', '"client"\nname', 'no record type "client"; did you mean "clients"'),
        ("needs = 2\n", "", "hos.toml lacks 'needs'"),
        ("[[layouts]]", "[[layouts", "is not a TOML file"),
    ],
)
def test_a_pack_that_means_nothing_says_where(own: Path, before: str, after: str, complaint: str) -> None:
    own.write_text(OWN.replace(before, after), "utf-8")
    with pytest.raises(CatalogueError, match=complaint.replace("(", r"\(")):
        suggest_mapping(["HOS No"], "clients", packs=own)


def test_a_pack_that_is_not_there_says_which_are(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match='no source pack "Hubspott"; did you mean "HubSpot"'):
        suggest_mapping(["Surname"], "clients", packs="Hubspott")
    with pytest.raises(CatalogueError, match=r"gone\.toml cannot be read"):
        read_pack(tmp_path / "gone.toml")


def test_packs_lists_each_kind_of_export() -> None:
    listed = packs()
    assert listed[["system", "record_type"]].drop_duplicates().to_numpy().tolist() == [
        ["Google Contacts", "clients"],
        ["HubSpot", "clients"],
        ["Intelliflo", "clients"],
        ["Intelliflo", "plans"],
        ["Outlook", "clients"],
        ["Salesforce", "clients"],
        ["Salesforce", "plans"],
        ["Xplan", "clients"],
    ]
    assert list(listed.columns) == ["system", "record_type", "layout", "sure", "headers", "left", "values", "dates",
                                    "money", "key", "needs", "source"]  # fmt: skip
    assert (listed["headers"] > listed["left"]).all()
