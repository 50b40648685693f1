"""Cell values and what is suggested for them: sure only where nothing else can be meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plannr_nb as pn
from plannr_nb import catalogue
from plannr_nb.errors import MappingError, UnknownRecordType
from plannr_nb.values.opposites import are_opposite

SAMPLES = Path(__file__).parent.parent / "sample_data"


def suggested(cells: list[str | None], field: str, client: pn.PlannrClient | None = None, **more: Any) -> pd.DataFrame:
    return pn.suggest_values(pd.Series(cells, dtype="str"), field, client, **more)


def to(cell: str, field: str, client: pn.PlannrClient | None = None) -> tuple[str | None, bool]:
    """What one cell becomes, None where nothing is suggested, and whether that is sure."""
    row = suggested([cell], field, client).iloc[0]
    return (None if pd.isna(row["to"]) else row["to"]), bool(row["sure"])


def by_value(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    shown = frame[column].astype(object)
    return dict(zip(frame["value"], shown.where(shown.notna(), None), strict=True))


# The answer


def test_one_row_per_distinct_value_the_most_frequent_first() -> None:
    frame = suggested([" F", "M", None, "F ", "", "M", "F", "?"], "clients.gender")
    assert frame.dtypes.astype(str).to_dict() == {
        "value": "str", "count": "int64", "to": "str", "score": "float64", "reason": "str", "others": "str",
        "conflict": "str", "sure": "bool",
    }  # fmt: skip
    assert frame[["value", "count", "to", "sure"]].values.tolist() == [
        ["F", 3, "female", True],
        ["M", 2, "male", True],
        ["?", 1, "", False],
    ]


def test_a_column_without_cells_gives_no_rows() -> None:
    assert len(suggested([None, " "], "plans.provider")) == 0


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("clients.gender", {}),
        ("gender", {"record_type": "clients"}),
        ("gender", {}),
        ("gender", {"record_type": catalogue.load("clients")}),
        (catalogue.load("clients")["gender"], {}),
    ],
)
def test_a_field_is_named_in_every_way(field: Any, more: dict[str, Any]) -> None:
    assert pn.suggest_values(["F"], field, **more)["to"].item() == "female"


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        ("clients.gendr", 'clients have no field "gendr"; did you mean "gender"'),
        ("status", "group_scheme_members, plans have a field"),
        ("nothing_of_the_sort", "no record type has a field"),
        ("clients.date_of_birth", "date_of_birth is of the kind date"),
        ("plans.client_uuid", "client_uuid holds ids that Plannr gives no list of; pn.link"),
        ("clients.name", "name is of the kind ignored"),
    ],
)
def test_a_field_that_cannot_be_answered_for(field: str, complaint: str) -> None:
    with pytest.raises(MappingError, match=complaint):
        suggested(["secret"], field)


def test_unknown_record_types_are_named() -> None:
    with pytest.raises(UnknownRecordType):
        suggested(["a"], "clint.gender")
    with pytest.raises(MappingError, match="more than one column"):
        pn.suggest_values(pd.DataFrame({"a": ["x"]}), "clients.gender")


# Choices


@pytest.mark.parametrize(
    ("field", "cell", "expected"),
    [
        ("clients.marital_status", "married", ("married", True)),
        ("clients.marital_status", "MARRIED.", ("married", True)),
        ("clients.marital_status", "Civil Partnership", ("civil-partnership", True)),
        ("clients.marital_status", "Co-habiting", ("cohabiting", True)),
        ("clients.marital_status", "Living together", ("cohabiting", True)),
        ("clients.marital_status", "De Facto", ("cohabiting", True)),
        ("clients.marital_status", "M", ("married", True)),
        ("clients.marital_status", "W", ("widowed", True)),
        ("clients.marital_status", "S", ("single", False)),
        ("clients.marital_status", "D", ("divorced", False)),
        ("clients.marital_status", "Seperated", ("separated", False)),
        ("clients.marital_status", "Divorce pending", ("divorced", False)),
        ("clients.marital_status", "zebra", (None, False)),
        ("clients.gender", "F", ("female", True)),
        ("clients.gender", "Fem.", ("female", True)),
        ("clients.title", "Mr.", ("mr", True)),
        ("clients.title", "MR", ("mr", True)),
        ("clients.title", "Lt Col", ("lieutenant_colonel", True)),
        ("clients.title", "Captian", ("captain", False)),
        ("clients.title", "Mr & Mrs", (None, False)),
        ("premiums.frequency", "per annum", ("annually", True)),
        ("premiums.frequency", "Four weekly", ("four_weekly", True)),
        ("premiums.frequency", "Quaterly", ("quarterly", False)),
        ("premiums.frequency", "Biweekly", ("fortnightly", False)),
        ("premiums.source", "EE", ("employee", True)),
        ("clients.is_vulnerable", "Y", ("yes", True)),
        ("plans.type", "SIPP", ("pension", False)),
        ("plans.type", "Gen. Inv. Acct", ("investment", False)),
        ("plans.inactive_reason", "In Force", ("", False)),
    ],
)
def test_a_choice_is_found(field: str, cell: str, expected: tuple[str | None, bool]) -> None:
    assert to(cell, field) == expected


def test_what_may_be_two_choices_is_a_conflict() -> None:
    row = suggested(["Employe"], "premiums.source").iloc[0]
    assert pd.isna(row["to"])
    assert row["others"] == "employee | employer"
    assert row["conflict"] == "fits several choices as well: choose one"
    # Proposed is a choice among the reasons why a plan ended, and what a plan is called that has not begun.
    row = suggested(["Proposed"], "plans.inactive_reason").iloc[0]
    assert (row["to"], row["others"], bool(row["sure"])) == ("proposed", "(no value)", False)


@pytest.mark.parametrize(
    ("field", "cell", "never"),
    [
        ("premiums.source", "Employed", ("employee", "employer")),
        ("premiums.source", "Unemployed", ("employee", "employer")),
        ("premiums.source", "Self-employed", ("employee", "employer")),
        ("clients.marital_status", "Unmaried", ("married",)),
        ("clients.marital_status", "Not marrried", ("married",)),
        ("clients.marital_status", "Ex-married", ("married",)),
        ("plans.status", "Inactve", ("active",)),
        ("plans.status", "In active", ("active",)),
        ("plans.status", "Not activ", ("active",)),
        ("plans.status", "not lapsed", ("inactive",)),
        ("clients.smoker_status", "non smker", ("smoker",)),
        ("clients.smoker_status", "not smokr", ("smoker",)),
        ("clients.is_vulnerable", "not vulnerble", ("yes", "possibly")),
        ("premiums.frequency", "bi monthly", ("monthly",)),
        ("premiums.frequency", "Bianually", ("annually",)),
    ],
)
def test_a_negation_is_never_taken_for_a_slip(field: str, cell: str, never: tuple[str, ...]) -> None:
    row = suggested([cell], field).iloc[0]
    assert row["to"] not in never
    assert not row["sure"] or row["score"] >= 0.97


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("employed", "unemployed"),
        ("employed", "self employed"),
        ("employed", "unemployd"),
        ("married", "unmarried"),
        ("resident", "non resident"),
        ("resident", "nonresident"),
        ("retired", "not retired"),
        ("retired", "semiretired"),
        ("active", "inactive"),
        ("active", "inactve"),
        ("taxable", "non taxable"),
        ("onshore bond", "offshore bond"),
        ("single life", "joint life"),
        ("male", "female"),
        ("client", "former client"),
    ],
)
def test_opposites(one: str, other: str) -> None:
    assert are_opposite(one.split(), other.split())
    assert are_opposite(other.split(), one.split())


@pytest.mark.parametrize("cell", ["Employed", "Unemployed", "Self-employed", "Non-resident", "Resident", "Not retired"])
def test_opposites_stay_apart_in_open_vocabularies(cell: str) -> None:
    frame = suggested(
        ["Employed", "Unemployed", "Self-employed", "Non-resident", "Resident", "Not retired", "Retired"],
        "clients.tags",
    )
    assert by_value(frame, "to")[cell] == cell


@pytest.mark.parametrize("field", ["clients.gender", "clients.title", "plans.provider", "clients.assigned_advisor",
                                   "clients.status_name", "clients.is_prospect"])  # fmt: skip
@pytest.mark.parametrize("cell", ["N/A", "TBC", "-", "not given"])
def test_placeholders_are_offered_as_no_value(field: str, cell: str) -> None:
    assert to(cell, field) == ("", False)


def test_unknown_is_a_choice_where_the_field_has_it() -> None:
    assert to("Unknown", "clients.gender") == ("unknown", True)
    assert to("Unknown", "clients.title") == ("", False)
    assert suggested(["N/A"], "clients.gender")["others"].item() == "unknown"


def test_fields_that_act_at_once_are_only_read_as_shape_reads_them() -> None:
    frame = suggested(["Active", "In Force", "lapsed"], "plans.status")
    assert by_value(frame, "to") == {"Active": "active", "In Force": "active", "lapsed": "inactive"}
    assert by_value(frame, "sure") == {"Active": True, "In Force": False, "lapsed": False}


@pytest.mark.parametrize(("cell", "answer"), [("Yes", "true"), ("n", "false"), ("perhaps", None), ("Nope!", None)])
def test_text_that_is_neither_yes_nor_no_gets_no_answer(cell: str, answer: str | None) -> None:
    assert to(cell, "clients.is_prospect")[0] == answer


@pytest.mark.parametrize(
    ("cell", "field"),
    [("Married?", "clients.marital_status"), ("M?", "clients.gender"), ("~Yes", "clients.is_prospect")],
)
def test_an_answer_beside_a_question_mark_is_not_sure(cell: str, field: str) -> None:
    assert to(cell, field)[1] is False
    assert to(cell.strip("?~"), field)[1] is True


def test_a_firms_own_choices_get_the_words_of_the_choice_they_stand_for() -> None:
    from dataclasses import replace

    clients = catalogue.load("clients")
    own = clients.with_fields(replace(clients["marital_status"], choices=("married", "living_together")))
    frame = suggested(["Co-hab", "Divorced"], "marital_status", record_type=own)
    assert by_value(frame, "to") == {"Co-hab": "living_together", "Divorced": None}


# Names in the account


@pytest.fixture(scope="module")
def client() -> Iterator[pn.PlannrClient]:
    firm = {
        "name": "Example Wealth",
        "employees": ["Jane Smith", "Siân O'Malley", "Dominic Adebayo-Firth", "Robert Hale", "John Poe", "June Poe"],
        "client_statuses": ["Active Client", "Prospect", "Former Client", "Deceased"],
    }
    with (
        pn.sandbox.serve(firm=firm) as server,
        pn.PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid) as opened,
    ):
        yield opened


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Jane Smith", ("Jane Smith", True)),
        ("JANE SMITH", ("Jane Smith", True)),
        ("Jane  Smith", ("Jane Smith", True)),
        ("Smith, Jane", ("Jane Smith", True)),
        ("SMITH Jane", ("Jane Smith", True)),
        ("Mrs Jane Smith", ("Jane Smith", True)),
        ("Jane Smith (IFA)", ("Jane Smith", True)),
        ("jane.smith@example.com", ("Jane Smith", True)),
        ("Jane A. Smith", ("Jane Smith", False)),
        ("J Smith", ("Jane Smith", False)),
        ("Smith J", ("Jane Smith", False)),
        ("JA Smith", ("Jane Smith", False)),
        ("Smith", ("Jane Smith", False)),
        ("Jane", ("Jane Smith", False)),
        ("JS", ("Jane Smith", False)),
        ("Jane Smyth", ("Jane Smith", False)),
        ("Bob Hale", ("Robert Hale", False)),
        ("Dom Adebayo Firth", ("Dominic Adebayo-Firth", False)),
        ("Sian OMalley", ("Siân O'Malley", True)),
        ("J Poe", (None, False)),
        ("Unallocated", ("", False)),
        ("System User", ("", False)),
        ("jsmith", ("Jane Smith", False)),
        ("Jane Smith Dip PFS", ("Jane Smith", True)),
        ("Dom Firth", ("Dominic Adebayo-Firth", False)),
    ],
)
def test_variants_of_an_employees_name(client: pn.PlannrClient, cell: str, expected: tuple[str | None, bool]) -> None:
    assert to(cell, "clients.assigned_advisor", client) == expected


def test_a_middle_name_another_first_name_and_a_nickname_are_not_as_good(client: pn.PlannrClient) -> None:
    frame = suggested(["Jane Smith", "Jane A Smith", "J Smith", "Bob Hale", "Hale"], "clients.administrator", client)
    scores = by_value(frame, "score")
    assert scores["Jane Smith"] > scores["Jane A Smith"] > scores["J Smith"] > scores["Bob Hale"] > scores["Hale"]


def test_two_that_fit_alike_are_a_conflict(client: pn.PlannrClient) -> None:
    row = suggested(["J Poe"], "clients.assigned_advisor", client).iloc[0]
    assert row["others"] == "John Poe | June Poe"
    assert row["conflict"] == "fits several people as well: choose one"


def test_ids_are_filled_where_the_field_takes_ids(client: pn.PlannrClient) -> None:
    ids = {row["name"]: row["uuid"] for row in client.employees()}
    assert to("Smith, Jane", "plans.seller_uuid", client) == (ids["Jane Smith"], True)
    assert to(ids["John Poe"], "clients.assigned_adviser_uuid", client) == (ids["John Poe"], True)


def test_names_not_in_plannr_are_listed_to_be_made(client: pn.PlannrClient) -> None:
    cells = ["Gwen Abara", "Gwen Abara", "ABARA, Gwen", "G Abara", "Jane Smith", "Idris Quill (LEFT)", "N/A"]
    frame = suggested(cells, "clients.assigned_advisor", client)
    assert pn.names_to_make(frame).values.tolist() == [["Gwen Abara", 4, 3], ["Idris Quill", 1, 1]]
    assert pn.sure_values(frame) == {}
    assert "has left" in by_value(frame, "conflict")["Idris Quill (LEFT)"]


def test_names_to_be_made_that_are_a_slip_apart_are_shown_and_not_gathered(client: pn.PlannrClient) -> None:
    frame = suggested(["Gwen Abara", "Gwen Abara", "Gwen Abarra"], "clients.assigned_advisor", client)
    assert pn.names_to_make(frame)["name"].tolist() == ["Gwen Abara", "Gwen Abarra"]
    assert by_value(frame, "others") == {"Gwen Abara": "Gwen Abarra", "Gwen Abarra": "Gwen Abara"}


@pytest.mark.parametrize("cell", ["Jane Smith & Robert Hale", "Jane Smith / Robert Hale", "J Smith and R Hale",
                                  "Jane Smith, Robert Hale", "Jane Smith; Robert Hale"])  # fmt: skip
def test_a_cell_that_names_two_people_is_a_conflict(client: pn.PlannrClient, cell: str) -> None:
    row = suggested([cell], "clients.assigned_advisor", client).iloc[0]
    if cell != "J Smith and R Hale":
        assert row["others"] == "Jane Smith | Robert Hale"
        assert row["conflict"].startswith("names several people")
    assert not row["sure"]


def test_a_house_account_that_is_listed_is_meant() -> None:
    firm = account_of(employee=[{"uuid": "u-1", "name": "House Account"}])
    assert to("HOUSE ACCOUNT", "clients.assigned_advisor", firm) == ("House Account", True)
    assert to("Unallocated", "clients.assigned_advisor", firm) == ("", False)


def test_without_a_client_it_says_that_nobody_looked() -> None:
    frame = suggested(["Jane Smith", "SMITH, Jane", "J Smith"], "clients.assigned_advisor")
    assert by_value(frame, "to") == dict.fromkeys(["Jane Smith", "SMITH, Jane", "J Smith"], "Jane Smith")
    assert frame["conflict"].str.startswith("not looked up").all()
    assert not frame["sure"].any()
    assert suggested(["Active"], "clients.status_name")["conflict"].str.startswith("not looked up").all()
    assert to("Jane Smith", "plans.seller_uuid") == (None, False)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Active Client", ("Active Client", True)),
        ("ACTIVE-CLIENT", ("Active Client", True)),
        ("Active", ("Active Client", False)),
        ("Left", ("Former Client", False)),
        ("Prospects", ("Prospect", False)),
        ("Inactive", ("Former Client", False)),
        ("Servicing Only", (None, False)),
    ],
)
def test_client_statuses(client: pn.PlannrClient, cell: str, expected: tuple[str | None, bool]) -> None:
    assert to(cell, "clients.status_name", client) == expected


def test_a_status_that_is_not_set_up_is_to_be_made(client: pn.PlannrClient) -> None:
    frame = suggested(["ZZ Dormant old", "Active Client", "ZZ Dormant old"], "clients.status_name", client)
    assert pn.names_to_make(frame).values.tolist() == [["ZZ Dormant old", 2, 1]]
    ids = {row["name"]: row["uuid"] for row in client.client_statuses()}
    assert to("prospect", "clients.status_uuid", client) == (ids["Prospect"], True)


def account_of(**lists: list[dict[str, Any]]) -> pn.PlannrClient:
    """A client of an account that lists what is given."""

    def answer(request: httpx.Request) -> httpx.Response:
        rows = lists.get(request.url.path.rpartition("/")[2].replace("-", "_"), [])
        return httpx.Response(200, json={"data": rows, "meta": {"current_page": 1, "last_page": 1}})

    return pn.PlannrClient("http://127.0.0.1:8000", token="t", account_uuid="a", transport=httpx.MockTransport(answer))


def test_two_employees_of_one_name_are_told_by_their_ids() -> None:
    twins = account_of(
        employee=[
            {"uuid": "u-1", "name": "Jane Smith", "email": "jane.one@example.com"},
            {"uuid": "u-2", "name": "Jane Smith", "email": "jane.two@example.com"},
        ]
    )
    for cell in ("Jane Smith", "Smith, Jane", "J Smith"):
        row = suggested([cell], "clients.assigned_advisor", twins).iloc[0]
        assert pd.isna(row["to"])
        assert "map the column to assigned_adviser_uuid" in row["conflict"]
        assert row["others"] == "u-1 (Jane Smith, jane.one@example.com) | u-2 (Jane Smith, jane.two@example.com)"
    assert to("Jane Smith", "clients.assigned_adviser_uuid", twins) == (None, False)
    # An address tells who, and then the id can be filled; the name still does not.
    assert to("jane.two@example.com", "clients.assigned_adviser_uuid", twins) == ("u-2", True)
    assert to("jane.two@example.com", "clients.assigned_advisor", twins) == (None, False)


@pytest.mark.parametrize("mark", [{"inactive_at": "2020-01-31"}, {"is_active": False}, {"status": "archived"}])
def test_leavers_are_shown_as_conflicts(mark: dict[str, Any]) -> None:
    left = account_of(employee=[{"uuid": "u-1", "name": "Jane Smith"} | mark, {"uuid": "u-2", "name": "Owen Poe"}])
    frame = suggested(["Jane Smith", "J Smith", "Owen Poe", "Owen Poe (left)"], "clients.assigned_advisor", left)
    assert by_value(frame, "to") == {
        "Jane Smith": "Jane Smith", "J Smith": "Jane Smith", "Owen Poe": "Owen Poe", "Owen Poe (left)": "Owen Poe"
    }  # fmt: skip
    assert [str(text).partition(":")[0] for text in frame["conflict"][:2]] == ["has left", "has left"]
    assert by_value(frame, "conflict")["Owen Poe (left)"].startswith("the cell says that this person has left")
    assert by_value(frame, "sure") == {
        "Jane Smith": False, "J Smith": False, "Owen Poe": True, "Owen Poe (left)": False
    }  # fmt: skip


def test_introducers_and_the_words_of_plans_come_from_the_account() -> None:
    firm = account_of(
        account=[{"uuid": "u-9", "name": "Quill Accountants"}],
        plans=[{"provider": {"name": "Brackenwell Life"}, "sub_type": "Cash ISA"}, {"provider": None}],
    )
    assert to("QUILL ACCOUNTANTS", "clients.introduced_by_uuid", firm) == ("u-9", True)
    assert to("BRACKENWELL LIFE plc", "plans.provider", firm) == ("Brackenwell Life", True)
    assert to("cash isa", "plans.plan_type", firm) == ("Cash ISA", True)


# Open vocabularies


def test_variants_are_gathered_under_one_spelling() -> None:
    cells = ["Tarnside Wrap"] * 5 + [
        "TARNSIDE WRAP LTD",
        "Tarn Side Wrap",
        "Tarnside  Wrap",
        "Tarnside",
        "Tarnsde Wrap",
    ]
    frame = suggested([*cells, "Caldbeck & Rowe", "Caldbeck & Rowe", "Caldbeck and Rowe"], "plans.provider")
    assert by_value(frame, "to") == dict.fromkeys(cells, "Tarnside Wrap") | dict.fromkeys(
        ["Caldbeck & Rowe", "Caldbeck and Rowe"], "Caldbeck & Rowe"
    )
    assert pn.sure_values(frame) == {
        "Caldbeck and Rowe": "Caldbeck & Rowe",
        "TARNSIDE WRAP LTD": "Tarnside Wrap",
        "Tarn Side Wrap": "Tarnside Wrap",
        "Tarnside  Wrap": "Tarnside Wrap",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fund 1", "Fund 2"),
        ("Fund 1 12", "Fund 11 2"),
        ("Grade A+", "Grade A-"),
        ("Class A", "Class B"),
        ("<50k", ">50k"),
        ("Onshore Bond", "Offshore Bond"),
        ("Canada Life", "Canada Life International"),
        ("Standard Life", "Standard Life International"),
        ("Mr", "Ms"),
    ],
)
def test_what_is_told_apart_by_little_stays_apart(one: str, other: str) -> None:
    assert by_value(suggested([one, one, other], "clients.tags"), "to") == {one: one, other: other}
    assert by_value(suggested([one, one, other], "plans.provider"), "to") == {one: one, other: other}


def test_a_variant_of_two_names_is_a_conflict() -> None:
    frame = suggested(["Quillbank Life", "Quillbank Pensions", "Quillbank"], "plans.provider")
    row = frame[frame["value"] == "Quillbank"].iloc[0]
    assert pd.isna(row["to"])
    assert row["others"] == "Quillbank Life | Quillbank Pensions"
    assert row["conflict"].startswith("may belong to several")


def test_former_names_are_suggested_and_never_sure() -> None:
    frame = suggested(["Norwich Union", "NORWICH UNION", "Old Mutual Wealth", "L&G"], "plans.provider")
    assert by_value(frame, "to") == {
        "Norwich Union": "Aviva", "NORWICH UNION": "Aviva", "Old Mutual Wealth": None, "L&G": "Legal & General"
    }  # fmt: skip
    assert by_value(frame, "others")["Old Mutual Wealth"] == "Quilter | ReAssure"
    assert "former name" in by_value(frame, "reason")["Norwich Union"]
    assert pn.sure_values(frame) == {}


def test_the_reviewed_spelling_is_chosen_where_the_column_has_it() -> None:
    frame = suggested(["AVIVA PLC"] * 9 + ["Aviva"], "plans.provider")
    assert pn.sure_values(frame) == {"AVIVA PLC": "Aviva"}
    assert pn.sure_values(suggested(["AVIVA PLC"] * 9, "plans.provider")) == {}


def test_a_name_with_another_one_of_the_same_provider_in_brackets() -> None:
    frame = suggested(["Aviva (Friends Life)", "Aviva", "Canada Life (International)"], "plans.provider")
    assert by_value(frame, "to")["Aviva (Friends Life)"] == "Aviva"
    assert by_value(frame, "to")["Canada Life (International)"] != "Canada Life"
    assert pn.sure_values(frame) == {}


def test_each_value_of_a_cell_with_several_is_gathered_by_itself() -> None:
    cells = ["Mortgage", "VIP", "VIP", "V.I.P.; MORTGAGE", "Mortgage; Pension", "Pension, Mortgage", "Golf | Referal",
             "Referral", "Referral"]  # fmt: skip
    frame = suggested(cells, "clients.tags")
    assert by_value(frame, "to") == {
        "VIP": "VIP", "Referral": "Referral", "Mortgage": "Mortgage", "V.I.P.; MORTGAGE": "VIP; Mortgage",
        "Mortgage; Pension": "Mortgage; Pension", "Pension, Mortgage": "Pension, Mortgage",
        "Golf | Referal": "Golf | Referral",
    }  # fmt: skip
    assert pn.sure_values(frame) == {"V.I.P.; MORTGAGE": "VIP; Mortgage"}


def test_spellings_that_are_right_already() -> None:
    frame = suggested(["MORTGAGE", "MORTGAGE", "Protecton"], "clients.tags", known=["Mortgage", "Protection"])
    assert by_value(frame, "to") == {"MORTGAGE": "Mortgage", "Protecton": "Protection"}
    assert pn.sure_values(frame) == {"MORTGAGE": "Mortgage"}


# Into mappings


def test_sure_values_go_into_a_mapping_and_shape_applies_them() -> None:
    source = pd.DataFrame({"Ref": ["1", "2", "3"], "Sex": ["F", "Mle", "N/A"], "Name": ["Hale"] * 3}, dtype="str")
    frame = pn.suggest_values(source["Sex"], "clients.gender")
    mapping = pn.Mapping("clients", key="Ref").set("last_name", "Name").set("gender", "Sex")
    mapping.map_values("gender", pn.sure_values(frame))
    assert mapping.values == {"gender": {"F": "female"}}
    assert pn.shape(source, mapping).records["gender"].tolist() == ["female", "Mle", "N/A"]


def test_a_row_made_sure_by_hand_is_taken() -> None:
    frame = suggested(["N/A", "zebra", "F"], "clients.gender")
    frame.loc[frame["value"] == "N/A", "sure"] = True
    frame.loc[frame["value"] == "zebra", ["to", "sure"]] = ["other", True]
    assert pn.sure_values(frame) == {"F": "female", "N/A": "", "zebra": "other"}


def test_less_sure_ones_are_taken_on_request_but_no_blank_and_no_conflict() -> None:
    frame = suggested(["Seperated", "N/A", "D", "M"], "clients.marital_status")
    assert pn.sure_values(frame, least=0.85) == {"Seperated": "separated", "M": "married"}
    assert pn.sure_values(suggested(["Employe"], "premiums.source"), least=0.1) == {}
    with pytest.raises(MappingError, match="the frame has no value, to"):
        pn.sure_values(pd.DataFrame({"a": ["secret"]}))


def test_a_value_map_is_shared_by_a_file(tmp_path: Path) -> None:
    values = {"Norwich Union": "Aviva", "n/a": ""}
    file = pn.save_values(values, tmp_path / "providers.toml")
    assert pn.load_values(file) == values
    mapping = pn.Mapping("plans").set("provider", "Provider").map_values("provider", values)
    assert pn.load_values(mapping.save(tmp_path / "plans.toml"), "provider") == values
    with pytest.raises(MappingError, match="holds value maps of provider; name the one"):
        pn.load_values(tmp_path / "plans.toml")
    with pytest.raises(MappingError, match="no value map of tags"):
        pn.load_values(tmp_path / "plans.toml", "tags")


@pytest.mark.parametrize(
    "text", ["", "[values]\n", "values = 3\n", "[values]\nsecret = 3\n", "not toml", "[values.a]\nsecret=1"]
)
def test_a_file_without_a_value_map(tmp_path: Path, text: str) -> None:
    file = tmp_path / "values.toml"
    file.write_text(text)
    with pytest.raises(MappingError) as error:
        pn.load_values(file, "a" if "values.a" in text else None)
    assert "secret" not in str(error.value)
    with pytest.raises(MappingError, match="cannot be read"):
        pn.load_values(tmp_path / "gone.toml")


def test_what_was_decided_before_needs_no_new_decision() -> None:
    decided = {"Norwich Union": "Aviva", "zz": ""}
    frame = suggested(["Norwich Union", "zz", "AVIVA", "Hale Life"], "plans.provider", decided=decided)
    assert by_value(frame, "to") == {"Norwich Union": "Aviva", "zz": "", "AVIVA": "Aviva", "Hale Life": "Hale Life"}
    assert by_value(frame, "sure") == {"Norwich Union": True, "zz": False, "AVIVA": True, "Hale Life": True}
    assert by_value(frame, "reason")["Norwich Union"] == "decided before"


def test_people_decided_for_one_record_type_become_ids_in_another(client: pn.PlannrClient) -> None:
    ids = {row["name"]: row["uuid"] for row in client.employees()}
    decided = {"RH": "Robert Hale", "New": "Gwen Abara", "None": ""}
    frame = suggested(["RH", "New", "None"], "plans.seller_uuid", client, decided=decided)
    assert by_value(frame, "to") == {"RH": ids["Robert Hale"], "New": None, "None": ""}
    assert by_value(frame, "sure") == {"RH": True, "New": False, "None": False}
    assert by_value(frame, "conflict")["New"].startswith("not in Plannr")
    # And back: an id says whose name it is.
    frame = suggested(["RH"], "clients.administrator", client, decided={"RH": ids["Robert Hale"]})
    assert pn.sure_values(frame) == {"RH": "Robert Hale"}
    # Without a client a name that was decided stays one, and no name goes where an id belongs.
    assert to_decided("RH", "clients.administrator", "Robert Hale") == ("Robert Hale", True)
    assert to_decided("RH", "plans.seller_uuid", "Robert Hale") == (None, False)


def test_statuses_decided_by_name_become_ids(client: pn.PlannrClient) -> None:
    ids = {row["name"]: row["uuid"] for row in client.client_statuses()}
    frame = suggested(["zz"], "clients.status_uuid", client, decided={"zz": "Prospect"})
    assert pn.sure_values(frame) == {"zz": ids["Prospect"]}


def test_a_choice_decided_for_another_field_is_a_conflict() -> None:
    assert to_decided("x", "clients.gender", "female") == ("female", True)
    row = suggested(["x"], "clients.gender", decided={"x": "married"}).iloc[0]
    assert pd.isna(row["to"])
    assert row["conflict"] == "decided for another field, and no answer of this one: choose one"


def to_decided(cell: str, field: str, text: str) -> tuple[str | None, bool]:
    row = suggested([cell], field, decided={cell: text}).iloc[0]
    return (None if pd.isna(row["to"]) else row["to"]), bool(row["sure"])


def test_from_messy_columns_to_records_as_an_analyst_would(client: pn.PlannrClient, tmp_path: Path) -> None:
    """Suggest, take what is sure, decide the rest by hand, share it with another record type, shape both."""
    ids = {row["name"]: row["uuid"] for row in client.employees()}
    source = pd.DataFrame(
        {
            "Ref": ["1", "2", "3"],
            "Name": ["Evans", "Hale", "Poe"],
            "Policy": ["P1", "P2", "P3"],
            "Adviser": ["SMITH, Jane", "R Hale", "Idris Quill"],
            "Company": ["AVIVA PLC", "Aviva", "Norwich Union"],
            "State": ["Active Client", "active client", "Dead"],
        },
        dtype="str",
    )
    advisers = pn.suggest_values(source["Adviser"], "clients.assigned_advisor", client)
    assert pn.names_to_make(advisers)["name"].tolist() == ["Idris Quill"]
    advisers.loc[advisers["value"] == "R Hale", "sure"] = True
    advisers.loc[advisers["value"] == "Idris Quill", ["to", "sure"]] = ["Jane Smith", True]
    chosen = pn.sure_values(advisers)
    states = pn.suggest_values(source["State"], "clients.status_name", client)
    clients = pn.Mapping("clients", key="Ref").set("last_name", "Name")
    clients.set("assigned_advisor", "Adviser").map_values("assigned_advisor", chosen)
    clients.set("status_name", "State").map_values("status_name", pn.sure_values(states, least=0.8))
    records = pn.shape(source, clients).records
    assert records["assigned_advisor"].tolist() == ["Jane Smith", "Robert Hale", "Jane Smith"]
    assert records["status_name"].tolist() == ["Active Client", "Active Client", "Deceased"]

    decided = pn.load_values(clients.save(tmp_path / "clients.toml"), "assigned_advisor")
    sellers = pn.suggest_values(source["Adviser"], "plans.seller_uuid", client, decided=decided)
    companies = pn.suggest_values(source["Company"], "plans.provider", client)
    plans = pn.Mapping("plans", key="Policy").set("client_uuid", "Ref").set("policy_number", "Policy")
    plans.set("seller_uuid", "Adviser").map_values("seller_uuid", pn.sure_values(sellers))
    plans.set("provider", "Company").map_values("provider", pn.sure_values(companies))
    records = pn.shape(source, plans).records
    assert records["seller_uuid"].tolist() == [ids["Jane Smith"], ids["Robert Hale"], ids["Jane Smith"]]
    # The former name is suggested and stays until somebody confirms it.
    assert records["provider"].tolist() == ["Aviva", "Aviva", "Norwich Union"]


# Whatever the cells hold

_FIELDS = ("clients.marital_status", "clients.title", "plans.provider", "plans.plan_type", "clients.tags",
           "clients.assigned_advisor", "clients.status_name", "clients.is_prospect", "plans.status")  # fmt: skip
_USUAL = (
    "M|F|S|Married|Unmarried|Not married|Mr & Mrs|N/A|TBC|-|?|Aviva|AVIVA plc|Norwich Union|Old Mutual Wealth|SIPP"
    "|S.I.P.P.|Jane Smith|SMITH, Jane|J Smith|Smith|zz Jane Smith - left|Active|Inactive|Inactve| padded |Ltd"
    "|(was Hale)|,|&|é|ﬁ|ß|I|İ|A+|A-|Fund 1|Fund 2|\u00a0|\x1f|two\nlines|0|1|yes|no"
)
_CELLS = st.none() | st.sampled_from(_USUAL.split("|")) | st.text(max_size=12).filter(lambda text: "\x00" not in text)


@settings(max_examples=80, deadline=None)
@given(st.lists(_CELLS, max_size=25), st.sampled_from(_FIELDS))
def test_each_value_once_counts_add_up_and_nothing_unsure_is_taken(cells: list[str | None], field: str) -> None:
    frame = suggested(cells, field)
    filled = [cell.strip() for cell in pd.Series(cells, dtype="str").dropna() if cell.strip()]
    assert sorted(frame["value"]) == sorted(set(filled))
    assert frame["count"].sum() == len(filled)
    assert frame["count"].is_monotonic_decreasing
    assert frame["score"].between(0, 1).all()
    sure = frame[frame["sure"]]
    assert (sure["score"] >= 0.95).all()
    assert sure["conflict"].isna().all()
    assert sure["to"].notna().all() and (sure["to"] != "").all()
    taken = pn.sure_values(frame)
    assert set(taken) <= set(sure["value"])
    # Sure only by spelling or by the reviewed list: read once more, the answer is sure to be itself.
    again = suggested(list(taken.values()), field)
    assert by_value(again, "to") == {text: text for text in taken.values()}


@settings(max_examples=30, deadline=None)
@given(st.lists(_CELLS, max_size=20), st.sampled_from(_FIELDS), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_sure_choice(cells: list[str | None], field: str, chance: Any) -> None:
    if field in ("plans.provider", "plans.plan_type", "clients.tags"):
        cells = [cell for cell in cells for _ in range(1 + cells.index(cell))]  # no draws between spellings
    mixed = list(cells)
    chance.shuffle(mixed)
    first, second = suggested(cells, field), suggested(mixed, field)
    assert sorted(first["value"]) == sorted(second["value"])
    if field not in ("plans.provider", "plans.plan_type", "clients.tags", "clients.assigned_advisor"):
        assert pn.sure_values(first) == pn.sure_values(second)


def test_no_cell_stands_in_a_repr_or_a_reason() -> None:
    from plannr_nb.values.distinct import Distinct
    from plannr_nb.values.people import Directory, Person
    from plannr_nb.values.person_names import read_person
    from plannr_nb.values.spoken import Spoken
    from plannr_nb.values.suggestion import Candidate, Suggestion
    from plannr_nb.values.vocabulary import _Name

    made = [_Name([0], 1, None, "Secret"),
            Distinct.of(["Secret"]), Person("Secret"), Directory([Person("Secret")]), read_person("Secret"),
            Spoken("Secret"), Candidate("Secret", 1, "why"), Suggestion("Secret", 1, "why", ("Secret",))]  # fmt: skip
    assert [each for each in made if "secret" in repr(each).casefold()] == []
    for field in _FIELDS:
        frame = suggested(["Secret", "SECRET", "Mr Secret Secretson", "S Secretson"], field)
        told = " ".join([*frame["reason"], *frame["conflict"].fillna("")])
        assert "secret" not in told.casefold()


# The reviewed lists


def test_the_words_for_choices_are_of_choices_there_are_and_each_means_one_thing() -> None:
    from plannr_nb.catalogue.choice_words import choice_words

    for name in catalogue.record_types():
        loaded = catalogue.load(name)
        for field in loaded:
            words = choice_words(field, name)
            choices = {*field.choices, ""} | ({"true", "false"} if field.kind == "boolean" else set())
            assert {said.choice for each in words.values() for said in each} <= choices
            twice = [word for word, said in words.items() if [each.level for each in said].count("same") > 1]
            assert (name, field.name, twice) == (name, field.name, [])


def test_plan_types_have_a_family_and_no_two_names_are_one() -> None:
    from plannr_nb.catalogue.choice_words import plan_types
    from plannr_nb.catalogue.spellings import plain_spelling

    rows = plan_types()
    assert {row["family"] for row in rows} == set(catalogue.load("plans")["type"].choices)
    names = [plain_spelling(name) for row in rows for name in (row["name"], *row["same"].split("|")) if name]
    assert sorted({name for name in names if names.count(name) > 1}) == []


# The sample exports, beside the value maps that were reviewed by hand

EXPORTS = {
    "intelliflo-clients": "intelliflo-clients.csv",
    "intelliflo-plans": "intelliflo-plans.csv",
    "xplan-clients": "xplan-clients.csv",
    "xplan-plans": "xplan-plans.csv",
    "spreadsheet-clients": "spreadsheet-clients-and-plans.csv",
    "spreadsheet-plans": "spreadsheet-clients-and-plans.csv",
}


def test_most_entries_of_the_reviewed_value_maps_are_found_and_none_is_wrong_for_sure() -> None:
    found = wrong = nothing = 0
    surely_wrong: list[tuple[str, str, str]] = []
    with (
        pn.sandbox.serve(firm=str(SAMPLES / "firm.json")) as server,
        pn.PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid) as client,
    ):
        for name, file in EXPORTS.items():
            source = pn.read_table(SAMPLES / file)
            mapping = pn.Mapping.load(SAMPLES / "mappings" / f"{name}.toml")
            for field, reviewed in mapping.values.items():
                if field == "ni_number":
                    continue
                column = source[mapping.origins[field].headers[0]]
                frame = pn.suggest_values(column, f"{mapping.record_type}.{field}", client)
                chosen, sure = by_value(frame, "to"), pn.sure_values(frame)
                for cell, text in ((cell.strip(), text) for cell, text in reviewed.items()):
                    if cell in chosen:
                        found += chosen[cell] == text
                        nothing += chosen[cell] is None
                        wrong += chosen[cell] not in (None, text)
                        surely_wrong += [(name, field, cell)] * (sure.get(cell, text) != text)
    assert surely_wrong == []
    assert (found, wrong, nothing) == (328, 2, 0)
