"""Columns that no firm may leave behind in silence: found by header or cells, asked about once, quiet when answered."""

from __future__ import annotations

import csv
from importlib.resources import files

import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb import catalogue
from plannr_nb.catalogue.meanings import Meaning, cell_rule, column_rule, header_rule
from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, Header, Joined, Mapping

HEADERS = {
    "deceased": "Deceased|Is Deceased?|Date of Death|DoD|DOD|RIP|IsDeceased__c|dateofdeath|clientdeceased|Died On"
    "|Partner Date of Death|Client is alive? (Y/N)|Probate granted|Death Notified|Deceased On|Person Account: Deceased",
    "do not contact": "Do Not Contact|DoNotCall|Do not e-mail|No mailings|No Mail|TPS|TPS Registered|Contact by post"
    "|Contact Preferences|Gone away|MPS flag|OK to call?|DNC|dontcontact|DONOTCONTACT|Don't phone|No contact"
    "|Permission to contact|Exclude from mailings",
    "marketing consent": "HasOptedOutOfEmail|Email opt out|Marketing Consent|Marketing preference - email|GDPR"
    "|GDPR consent date|Opt-in SMS|Opted Out|Unsubscribed|Newsletter|Consent to marketing|Marketing (Y/N)"
    "|marketing_optin|Mailing category|DPA Consent|Privacy Notice Issued|Mailing list|Happy with marketing emails",
    "vulnerable": "Vulnerable|Vulnerable client|Vulnerability notes|VulnerabilityFlag|Additional needs"
    "|Mental capacity concerns|Reasonable adjustments|Large print required|vuln_flag",
    "power of attorney": "Power of Attorney|LPA|LPA Registered|PoA|Attorney name|Court of Protection|EPA in place"
    "|POA held?|Lasting Power of Attorney (H&W)|powerofattorney",
    "complaint": "Complaint|Complaints|Complaint Date|Complaint Made?|FOS ref|TPO|Open complaint|Redress paid",
    "money-laundering check": "AML|AML check date|KYC|KYC Complete|CDD review date|ID Verified|ID&V|Proof of address"
    "|Identity check|Money Laundering Check|PEP|PEP/Sanctions|Source of Wealth|aml_status|AMLCheckDate|POI / POA",
    "risk attitude": "Attitude to Risk|ATR|ATR Score|Risk profile|Risk|Agreed Risk Level|RiskRating|Capacity for Loss"
    "|Client Risk Profile|Risk Category|Investment Risk|risk_profile_date|CFL",
    "service level": "Service Level|Client Segment|Service Tier|Service Status|Service Proposition|DFM agreement"
    "|Ongoing Service|ServiceLevel__c|Client Category|OAS Agreed",
    "fee agreed": "Ongoing fee agreed|Fee Agreed|Agreed Fee %|Ongoing Adviser Charge|OAC %|Initial Advice Fee"
    "|Client Agreement Signed|ToB Signed|Terms of Business date|Adviser Charging|Fee Basis",
    "archived": "Archived|Is Archived|Date archived|Inactive|Inactive Date|Active|Active? (Y/N)|IsActive|Is Deleted"
    "|Ex-client|Leaver|ArchiveFlag",
}
INNOCENT = (
    "Date of Death Benefit nomination|Death Benefit|Death in service multiple|Joint life first death"
    "|Father's date of death|Mother deceased|Risk address|Risk postcode|On risk date|Fund risk rating"
    "|Property at risk|Complaint policy wording"
    "|Complaints procedure issued|Provider complaints email|Contact|Contact No|Contact Number|No. of contacts"
    "|No of emails sent|Number of calls|Last contact date|Contact Name|Service start date|Length of service"
    "|Pensionable Service|Service charge|Servicing Adviser|Servicing Agent"
    "|Platform fee|School fees|Fee earner|Arrangement Fee|Marketing source"
    "|Marketing campaign|Pension opt out date|Auto-enrolment opt out|PEP provider|PEP value|Client ID|Passport number"
    "|Active adviser|Number of active plans|Archive box number|Email|Post Code|Mobile Phone|Description|Trip|Member"
    "|Status|Plan Status|Consultant|Earning capacity|Occupation|Notes|Marital Status|Deputy manager|Living arrangements"
    "|Will|Executor|Life Assured|Tax status|Type|Plan Category|Review Date|Title|Sum Assured|Cost of living"
)


def a_source(**columns: list[str | None]) -> pd.DataFrame:
    rows = max((len(cells) for cells in columns.values()), default=0)
    ref = [str(number) for number in range(1, rows + 1)]
    named = {name.replace("_", " "): cells for name, cells in columns.items()}
    return pd.DataFrame({"Ref": ref, "Surname": ["Hale"] * rows} | named, dtype="str")


def a_mapping() -> Mapping:
    return Mapping("clients", key="Ref").set("last_name", "Surname")


def asked(source: pd.DataFrame, mapping: Mapping) -> list[tuple[str, str]]:
    """Header and first sentence of each warning."""
    problems = pn.shape(source, mapping).problems
    told = problems[problems["code"] == "left_in_silence"]
    assert told["severity"].eq("warning").all()
    assert told[["record_id", "source_row", "field", "value"]].isna().all(axis=None)
    assert told["found_by"].eq("shape").all()
    return [(header, text.partition(". ")[0]) for header, text in zip(told["header"], told["message"], strict=True)]


@pytest.mark.parametrize(("meaning", "headers"), HEADERS.items())
def test_headers_in_every_spelling(meaning: str, headers: str) -> None:
    found = {header: header_rule(header) for header in headers.split("|")}
    assert {header: rule and rule.meaning for header, rule in found.items()} == dict.fromkeys(found, Meaning(meaning))


def test_their_nearest_innocent_neighbours_are_left_alone() -> None:
    found = {header: header_rule(header) for header in INNOCENT.split("|")}
    assert {header: rule.meaning for header, rule in found.items() if rule} == {}


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        ("Deceased", "deceased"),
        ("DECEASED 12/03/2019", "deceased"),
        ("Client - Deceased", "deceased"),
        ("R.I.P.", "deceased"),
        ("Dec'd", "deceased"),
        ("Do Not Contact!", "do not contact"),
        ("Don't contact", "do not contact"),
        ("Gone Away", "do not contact"),
        ("Opted out", "marketing consent"),
        ("Vulnerable client", "vulnerable"),
        ("LPA in place", "power of attorney"),
        ("Complaint - upheld", "complaint"),
        ("AML outstanding", "money-laundering check"),
        ("Archived", "archived"),
        ("Inactive Client", "archived"),
        ("Husband deceased", None),
        ("Owen Hale (Deceased)", None),
        ("Owen Hale - leaver", None),
        ("POA", None),
        ("No LPA", None),
        ("Not vulnerable", None),
        ("No complaints", None),
        ("Active", None),
        ("Retired", None),
        ("Diedrich", None),
        ("The client said that her neighbour had died", None),
    ],
)
def test_cells_that_speak_for_themselves(cell: str, meaning: str | None) -> None:
    rule = cell_rule(cell)
    assert (None if rule is None else str(rule.meaning)) == meaning


def test_words_that_only_tell_together() -> None:
    assert column_rule("Gold").meaning is Meaning.SERVICE_LEVEL
    assert column_rule("Balanced").meaning is Meaning.RISK_ATTITUDE
    assert column_rule("Golden Lane") is None


def test_the_table_says_what_each_column_means() -> None:
    source = a_source(
        DoD=["12/03/2019", None, None], State=["Live", "Deceased", "Archived"], Level=["Gold", "Silver", "Gold"],
        Fund=["Growth", "Gold", "Income"], Risk_address=["1 Low Row", None, None], Complaint=[None, None, None],
    )  # fmt: skip
    left = a_mapping().drop("Fund", "no longer used").left_behind(source)
    assert left[["header", "filled", "meaning", "why"]].fillna("").values.tolist() == [
        ["DoD", 1, "deceased", "not decided"],
        ["State", 3, "deceased, archived", "not decided"],
        ["Level", 3, "service level", "not decided"],
        ["Fund", 3, "", "no longer used"],
        ["Risk address", 1, "", "not decided"],
        ["Complaint", 0, "complaint", "nothing in it"],
    ]


def test_what_is_said_of_an_adviser_is_not_said_of_the_client() -> None:
    source = a_source(Servicing_Adviser=["Leaver"], Father=["Deceased"], Class=["Leaver"])
    left = a_mapping().left_behind(source)
    assert left["meaning"].fillna("").tolist() == ["", "", "archived"]


def test_shape_asks_about_each_with_its_count() -> None:
    source = a_source(
        Deceased=["Y", "N", "N", None], Attitude_to_Risk=["Low", None, "7", None], State=["Live", "Died", "x", "Dead"],
        Do_not_mail=["x", None, None, None], LPA=[None, None, None, None], Shoe_size=["9", "8", "7", "6"],
    )  # fmt: skip
    assert asked(source, a_mapping()) == [
        ("Deceased", "means deceased, and goes nowhere (rows: 3, yes: 1, no: 2)"),
        ("Attitude to Risk", "means risk attitude, and goes nowhere (rows: 2)"),
        ("State", "some cells mean deceased, and the column goes nowhere (rows: 2 of 4)"),
        ("Do not mail", "means do not contact, and goes nowhere (rows: 1, yes: 1, no: 0)"),
    ]


def test_it_names_the_line_to_type() -> None:
    message = pn.shape(a_source(Deceased=["Y", "N"]), a_mapping()).problems["message"].iloc[0]
    assert message == (
        "means deceased, and goes nowhere (rows: 2, yes: 1, no: 1). "
        'Map it: mapping.set("is_deceased", "Deceased"). '
        'Make notes of it: notes = mapping.to_notes("Deceased"). '
        'Keep it in a custom field: clients = pn.catalogue.load("clients", custom_fields=["Deceased"]) and '
        'mapping.set("Deceased", "Deceased"). '
        'Leave it with a reason: mapping.drop("Deceased", "why")'
    )


@pytest.mark.parametrize(
    ("header", "cells", "line"),
    [
        ("DoD", ["12/03/2019"], 'mapping.set("deceased_at", "DoD")'),
        ("Vulnerable", ["Yes"], 'mapping.set("is_vulnerable", "Vulnerable")'),
        ("LPA", ["Yes"], 'mapping.set("has_power_of_attorney", "LPA")'),
        ("Archived on", ["12/03/2019"], 'mapping.set("inactive_at", "Archived on")'),
        ("Archived", ["Yes"], 'mapping.set("status_name", "Archived")'),
        ("Email opt in", ["Yes"], 'mapping.set("contact_by_email", "Email opt in")'),
        ("TPS", ["Yes"], 'mapping.set("contact_by_phone", "TPS").map_values("contact_by_phone", {"Yes": "false", '
         '"No": "true"}), since the field asks the other way round'),
        ("Complaint", ["Yes"], None),
    ],
)  # fmt: skip
def test_it_names_the_field_that_says_the_same(header: str, cells: list[str], line: str | None) -> None:
    source = a_source().reindex(columns=["Ref", "Surname"]).iloc[:0]
    source = pd.DataFrame({"Ref": ["1"], "Surname": ["Hale"], header: cells}, dtype="str")
    ways = pn.shape(source, a_mapping()).problems["message"].iloc[0].split(". ")[1:]
    assert [way.removeprefix("Map it: ").partition(" (or ")[0] for way in ways if way.startswith("Map it")] == (
        [] if line is None else [line]
    )


def test_an_answer_is_taken_each_way() -> None:
    source = a_source(Deceased=["Y"], LPA=["Yes"], Complaint=["2021"], Service_level=["Gold"], Archived=["N"])
    clients = catalogue.load("clients", custom_fields=["Service level"])
    mapping = a_mapping().set("is_deceased", "Deceased").set("Service level", "Service level")
    notes = mapping.drop("Archived", "all are live").to_notes("LPA", "Complaint")
    records, problems = pn.shape(source, mapping, clients)
    assert "left_in_silence" not in set(problems["code"])
    assert records[["is_deceased", "Service level"]].values.tolist() == [["true", "Gold"]]
    assert dict(zip(*mapping.left_behind(source)[["header", "why"]].to_numpy().T, strict=True)) == {
        "LPA": "goes into notes", "Complaint": "goes into notes", "Archived": "all are live"
    }  # fmt: skip
    records, problems = pn.shape(source, notes)
    assert "left_in_silence" not in set(problems["code"])
    assert records["contents"].tolist() == ["LPA: Yes\nComplaint: 2021"]


def test_no_cell_stands_in_a_message() -> None:
    source = a_source(Complaint=["Secret matter"], State=["Deceased Secret"], Flag=["Opted out"])
    told = pn.shape(source, a_mapping()).problems
    assert "secret" not in " ".join(told["message"]).casefold()


def test_a_column_called_as_a_field_is_offered_no_custom_field_of_that_name() -> None:
    message = pn.shape(a_source(is_deceased=["Y"]), a_mapping()).problems["message"].iloc[0]
    assert "custom field" not in message


# Notes


def test_columns_into_notes_of_their_client() -> None:
    source = a_source(LPA=["Registered 2019", None, None], Complaint=["Fees", "Delay", None])
    notes = a_mapping().to_notes("LPA", "Complaint")
    assert notes.origins == {
        "notable_type": Constant("account"),
        "notable_uuid": Header("Ref"),
        "contents": Joined(("LPA", "Complaint"), "\n", labelled=True),
    }
    records = pn.shape(source, notes).records
    assert records[["source_key", "notable_type", "notable_uuid", "contents"]].fillna("").values.tolist() == [
        ["1", "account", "1", "LPA: Registered 2019\nComplaint: Fees"],
        ["2", "account", "2", "Complaint: Delay"],
        ["3", "account", "3", ""],
    ]
    # Nothing to note is no record, and is accounted for.
    assert records["excluded"].fillna("").tolist() == ["", "", "nothing on the row belongs to a record of this type"]


def test_notes_are_of_the_client_a_plan_belongs_to() -> None:
    plans = Mapping("plans", key="Policy").set("client_uuid", "Client Ref")
    assert plans.to_notes("Complaint").key == "Client Ref"
    assert Mapping("clients").to_notes("LPA", owner="Id").key == "Id"


def test_what_cannot_go_into_notes() -> None:
    with pytest.raises(MappingError, match="whose notes these are"):
        Mapping("clients").to_notes("LPA")
    with pytest.raises(MappingError, match='"Surname" feeds last_name'):
        a_mapping().to_notes("Surname")
    with pytest.raises(MappingError, match="say which columns"):
        a_mapping().to_notes()


def test_labels_are_kept_in_the_file(tmp_path: pytest.TempPathFactory) -> None:
    notes = a_mapping().to_notes("LPA")
    file = notes.save(f"{tmp_path}/notes.toml")
    assert Mapping.load(file) == notes
    broken = file.read_text().replace("labelled = true", 'labelled = "yes"')
    file.write_text(broken)
    with pytest.raises(MappingError, match=r"labelled\" is true or false"):
        Mapping.load(file)


# The reviewed file


def test_the_file_names_meanings_and_fields_that_exist() -> None:
    text = (files("plannr_nb.catalogue") / "meanings.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    fields = {name.removeprefix("-") for row in rows for name in row["fields"].split("|") if name}
    assert {row["meaning"] for row in rows} == set(Meaning)
    assert {name for name in fields if name not in catalogue.load("clients")} == set()
    assert {row["by"] for row in rows} == {"header", "cell", "column"}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Deceased", "is_deceased"),
        ("Date of Death", "deceased_at"),
        ("Power of Attorney", "has_power_of_attorney"),
        ("Vulnerable client", "is_vulnerable"),
        ("Vulnerability notes", "vulnerability_details"),
        ("Contact by post", "contact_by_post"),
        ("Opt in SMS", "contact_by_sms"),
        ("Date archived", "inactive_at"),
    ],
)
def test_the_fields_that_say_so_are_suggested(header: str, field: str) -> None:
    assert pn.suggest_mapping([header], "clients", top=1)["field"].item() == field


@pytest.mark.parametrize("header", ["Do not email", "Email opt out", "HasOptedOutOfEmail", "No mailings", "TPS"])
def test_a_field_that_asks_the_other_way_round_is_not_suggested_by_header(header: str) -> None:
    """Yes would become yes there, and everybody who said no would be written to."""
    suggested = pn.suggest_mapping([header], "clients", top=3)
    assert not suggested["field"].fillna("").str.startswith("contact_by").any()
