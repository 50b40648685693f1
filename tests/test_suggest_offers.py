"""Offers: what comes and with what evidence, what does not come for an innocent neighbour, and what taking gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, FirstFilled, Header, Joined, Mapping, Pair, Part

SAMPLES = Path(__file__).parent.parent / "sample_data"
PEOPLE = ["Mr John Hale", "Mrs Jane Okafor", "Hale, Peter", "Dr Siân Llewellyn-Price", "Tom van Dyke"]
FIRMS = ["Marsh Bakery Ltd", "R & D Ltd", "Marks & Spencer", "Brown & Co", "Okafor Holdings"]
TELEPHONES = ["01632 960001", "01632 960002", "01632 960003", "01632 960004"]
MOBILES = ["07700 900001", "07700 900002", "07700 900003", "07700 900004"]


def frame(**columns: Sequence[str | None]) -> pd.DataFrame:
    """A source whose headers are written with underscores here."""
    return pd.DataFrame({name.replace("_", " "): list(cells) for name, cells in columns.items()}, dtype="str")


def offered(source: Any, record_type: str = "clients", mapping: Mapping | None = None) -> dict[str, tuple[Any, ...]]:
    """What is offered: origin -> fields, headers and rows of its offers."""
    offers = pn.suggest_origins(source, record_type, mapping)
    return {
        row["origin"]: (row["fields"], row["headers"], None if pd.isna(row["rows"]) else row["rows"])
        for row in offers.to_dict("records")
    }


def take_all(source: pd.DataFrame, record_type: str = "clients", mapping: Mapping | None = None) -> Mapping:
    begun = Mapping(record_type) if mapping is None else mapping
    offers = pn.suggest_origins(source, record_type, begun)
    return pn.take_offers(begun, offers, offers["offer"])


# First filled


def test_first_filled_asks_the_mobile_first_and_the_work_telephone_last() -> None:
    source = frame(
        Surname=["Hale", "Okafor", "Pryce"],
        Work_Tel=[TELEPHONES[0], None, TELEPHONES[1]],
        Home_Tel=[None, TELEPHONES[2], None],
        Fax=[TELEPHONES[3]] * 3,
        Mobile=[MOBILES[0], None, None],
    )
    offers = pn.suggest_origins(source, "clients")
    assert offers.drop(columns=["score"]).to_dict("records") == [
        {
            "offer": 1,
            "origin": "first filled",
            "fields": ("phone",),
            "headers": ("Mobile", "Home Tel", "Work Tel"),
            "rows": 2,
            "reason": 'several columns may hold it, and Plannr has one field: "Mobile", "Home Tel" and "Work Tel"; '
            "rows whose first one is blank and another filled: 2; rows of which a second one stays behind: 1",
            "code": 'mapping.set("phone", pn.FirstFilled(("Mobile", "Home Tel", "Work Tel")))',
            "record_type": "clients",
        }
    ]
    shaped = pn.shape(source, pn.take_offers(Mapping("clients").set("last_name", "Surname"), offers, 1))
    assert shaped.records["phone"].tolist() == ["+447700900001", "+441632960003", "+441632960002"]


def test_two_emails_are_offered_in_turn() -> None:
    source = frame(Work_Email=["a@example.com", "b@example.com"], Email=[None, "c@example.org"])
    assert offered(source) == {"first filled": (("email",), ("Email", "Work Email"), 1)}


@pytest.mark.parametrize(
    "other",
    [
        {"Mobile provider": ["Vodafone", "EE", "O2"]},
        {"Spouse mobile": MOBILES[:3]},
        {"Fax": TELEPHONES[:3]},
        {"Telephone preference": ["Mornings", "Evenings", "Any"]},
        {"Home Tel": [None, None, None]},
        {"Shared Telephone": TELEPHONES[:3]},
        {"Person 1 Telephone": TELEPHONES[:3]},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_is_no_second_telephone_is_not_offered(other: dict[str, list[str | None]]) -> None:
    assert offered(frame(Mobile=[MOBILES[0], None, None], **other)) == {}


def test_a_second_telephone_that_is_never_filled_alone_is_not_offered() -> None:
    assert offered(frame(Mobile=MOBILES, Home_Tel=TELEPHONES)) == {}


# Joined


def test_house_and_street_are_joined() -> None:
    source = frame(Surname=["Hale", "Okafor"], House_Name=["Rose Cottage", None], Street=["Mill Lane", "4 High Street"])
    mapping = take_all(source, mapping=Mapping("clients").set("last_name", "Surname"))
    assert mapping.origins["address_1"] == Joined(("House Name", "Street"), ", ")
    assert pn.shape(source, mapping).records["address_1"].tolist() == ["Rose Cottage, Mill Lane", "4 High Street"]


@pytest.mark.parametrize(
    ("headers", "record_type", "field", "joined"),
    [
        (["House Number", "Street"], "clients", "address_1", Joined(("House Number", "Street"), " ")),
        (["Second Forename", "Surname", "Third Forename"], "clients", "middle_name",
         Joined(("Second Forename", "Third Forename"), " ")),
        (["Address Line 4", "Address Line 5"], "clients", "address_4",
         Joined(("Address Line 4", "Address Line 5"), ", ")),
        (["Client Ref", "Subject", "Note"], "notes", "contents", Joined(("Subject", "Note"), ": ")),
    ],
)  # fmt: skip
def test_pieces_are_joined_in_their_order(headers: list[str], record_type: str, field: str, joined: Joined) -> None:
    offers = pn.suggest_origins(headers, record_type)
    of_field = offers[offers["origin"] == "joined"]["offer"]
    assert pn.take_offers(Mapping(record_type), offers, of_field).origins == {field: joined}


@pytest.mark.parametrize(
    "columns",
    [
        {"House Number": ["1", "2"], "Street": ["1 Mill Lane", "2 High Street"]},  # stands in the street already
        {"Street": ["1 Mill Lane", "2 High Street"], "Street style": ["plain", "plain"]},
        {"Client Number": ["1", "2"], "Street": ["Mill Lane", "High Street"]},
        {"House Name": ["The Barn", None], "Street": [None, "High Street"]},  # no row has both
    ],
)
def test_what_is_no_piece_of_the_street_is_not_joined(columns: dict[str, list[str | None]]) -> None:
    assert "joined" not in offered(frame(**columns))


# Whole names


def test_whole_names_are_counted_by_what_they_name() -> None:
    cells = [*PEOPLE, "Marsh Bakery Ltd", "Hale Family Settlement", "Executors of Mrs P Hale", "R & D Ltd"]
    source = frame(Client_Name=cells)
    offers = pn.suggest_origins(source, "clients")
    assert offers[["origin", "rows", "reason"]].values.tolist() == [
        [
            "split",
            9,
            '"Client Name" holds whole names: 5 one person, 1 a trust, 2 a company or other body, 1 executors or '
            "others acting for somebody; never pre-ticked: decides what sort of client is made, and cannot be changed "
            "afterwards",
        ]
    ]
    records, problems = pn.shape(source, pn.take_offers(Mapping("clients"), offers, 1))
    parts = ["title", "first_name", "last_name", "entity_name", "type"]
    assert records[parts].fillna("").values.tolist() == [
        ["mr", "John", "Hale", "", "individual"],
        ["mrs", "Jane", "Okafor", "", "individual"],
        ["", "Peter", "Hale", "", "individual"],
        ["dr", "Siân", "Llewellyn-Price", "", "individual"],
        ["", "Tom", "van Dyke", "", "individual"],
        ["", "", "", "Marsh Bakery Ltd", "business"],
        ["", "", "", "Hale Family Settlement", "trust"],
        ["", "", "", "Executors of Mrs P Hale", ""],
        ["", "", "", "R & D Ltd", "business"],
    ]
    assert problems.loc[problems["severity"] == "error", "code"].tolist() == ["representatives"]


def test_surname_first_is_known_by_its_header_and_read_by_its_comma() -> None:
    source = pd.DataFrame({"Surname, Forename": ["Hale, John", "Okafor, Jane Ada"]}, dtype="str")
    records, _ = pn.shape(source, take_all(source))
    parts = ["first_name", "middle_name", "last_name"]
    assert records[parts].fillna("").values.tolist() == [["John", "", "Hale"], ["Jane", "Ada", "Okafor"]]


def test_a_title_with_a_column_of_its_own_is_not_taken_from_the_name() -> None:
    source = frame(Title=["Mr", "Mrs", "Dr"], Full_Name=["John Hale", "Jane Okafor", "Siân Pryce"])
    (fields, headers, rows) = offered(source)["split"]
    assert (fields, headers, rows) == (
        ("first_name", "middle_name", "last_name", "entity_name", "type"), ("Full Name",), 3
    )  # fmt: skip


@pytest.mark.parametrize(
    "columns",
    [
        {"Name": ["Hale Pension Scheme", "Okafor SSAS", "Marsh Retirement Benefits Scheme"]},
        {"Name": ["Stocks & Shares ISA", "Whole of Life", "Investment Bond", "Personal Pension"]},
        {"Name": ["Legal & General", "Royal London", "Scottish Widows", "Aviva"]},
        {"Contact": FIRMS},
        {"Company": FIRMS, "Contact": PEOPLE},  # somebody who works there
        {"Adviser Name": PEOPLE},
        {"House Name": ["Rose Cottage", "The Barn", "Mill House"]},
        {"First Name": ["John", "Jane"], "Surname": ["Hale", "Okafor"], "Name": ["John Hale", "Jane Okafor"]},
        {"Name": ["Anwen Pryce", "Priya Raman"] * 50},  # two names in a hundred rows
    ],
    ids=["schemes", "plans", "providers", "firms", "at firms", "advisers", "houses", "in parts already", "come back"],
)
def test_what_is_no_column_of_whole_names_is_not_split(columns: dict[str, list[str | None]]) -> None:
    assert {"split", "couple"} & offered(frame(**columns)).keys() == set()


def test_record_types_without_names_of_people_get_no_split() -> None:
    assert "split" not in offered(frame(Client_Name=PEOPLE, Policy_Number=list("abcde")), "plans")


# Couples


def test_couples_become_two_people_and_a_joint_client() -> None:
    source = frame(
        Ref=["C1", "C2"],
        Client=["Mr & Mrs J & P Hale", "Miss Anwen Pryce"],
        DOB=["01/02/1960 & 25/04/1962", "26/06/1970"],
        Tel=[TELEPHONES[0], MOBILES[0]],
    )
    begun = Mapping("clients", key="Ref").set("date_of_birth", "DOB").set("phone", "Tel")
    offers = pn.suggest_origins(source, "clients", begun)
    assert offers[["origin", "rows"]].values.tolist() == [["couple", 1]]
    assert "1 of them hold two dates of birth in a cell" in offers["reason"].item()
    records, _ = pn.shape(source, pn.take_offers(begun, offers, 1))
    columns = ["source_key", "title", "first_name", "last_name", "entity_name", "type", "owners", "date_of_birth"]
    assert records[columns].fillna("").reset_index().values.tolist() == [
        ["0.1", "C1.1", "mr", "J", "Hale", "", "individual", "", "01/02/1960"],
        ["0.2", "C1.2", "mrs", "P", "Hale", "", "individual", "", "25/04/1962"],
        ["0.joint", "C1", "", "", "", "Mr & Mrs J & P Hale", "joint", "C1.1; C1.2", ""],
        ["1", "C2", "miss", "Anwen", "Pryce", "", "individual", "", "26/06/1970"],
    ]


def test_a_birth_date_with_a_note_makes_no_couple() -> None:
    source = frame(Client=PEOPLE[:3], DOB=["01/02/1960 (checked 03/04/2020)", "05/06/1970", "1975"])
    offers = pn.suggest_origins(source, "clients")
    assert (offers["origin"].tolist(), "dates of birth" in offers["reason"].item()) == (["split"], False)


def test_the_columns_of_a_partner_become_a_person_and_a_joint_client() -> None:
    source = frame(
        Ref=["C1", "C2"],
        First_Name=["John", "Anwen"],
        Surname=["Hale", "Pryce"],
        NI_Number=["AB123456C", None],
        DOB=["01/02/1960", "26/06/1970"],
        Partner_First_Name=["Jane", None],
        Partner_DOB=["25/04/1962", None],
    )
    begun = pn.propose_mapping(source, "clients")
    offers = pn.suggest_origins(source, "clients", begun)
    assert offers.loc[offers["origin"] == "couple", ["fields", "rows"]].values.tolist() == [
        [("first_name", "last_name", "date_of_birth", "ni_number"), 1]
    ]
    records, problems = pn.shape(source, pn.take_offers(begun, offers, offers["offer"]))
    columns = ["source_key", "type", "first_name", "last_name", "entity_name", "date_of_birth", "ni_number"]
    assert records[columns].fillna("").values.tolist() == [
        ["C1.1", "individual", "John", "Hale", "", "01/02/1960", "AB123456C"],
        ["C1.2", "individual", "Jane", "Hale", "", "25/04/1962", ""],
        ["C1", "joint", "", "", "John Hale & Jane Hale", "", ""],
        ["C2", "individual", "Anwen", "Pryce", "", "26/06/1970", ""],
    ]
    assert (problems["severity"] != "error").all()


def test_client_1_and_client_2_are_two_people_and_the_split_of_one_is_the_lesser_offer() -> None:
    source = frame(Client_1=["Mr John Hale", "Anwen Pryce"], Client_2=["Mrs Jane Okafor", None], Address_2=["A", "B"])
    offers = pn.suggest_origins(source, "clients")
    assert offers[["origin", "headers", "rows"]].values.tolist() == [
        ["couple", ("Client 1", "Client 2"), 1],
        ["split", ("Client 1",), 2],
    ]
    records, _ = pn.shape(source, pn.take_offers(Mapping("clients"), offers, 1))
    assert records[["title", "first_name", "last_name", "type", "entity_name"]].fillna("").values.tolist() == [
        ["mr", "John", "Hale", "individual", ""],
        ["mrs", "Jane", "Okafor", "individual", ""],
        ["", "", "", "joint", "John Hale & Jane Okafor"],
        ["", "Anwen", "Pryce", "individual", ""],
    ]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (
            [
                "Title 1",
                "First Name 1",
                "Surname 1",
                "DOB 1",
                "Email 1",
                "First Name 2",
                "Surname 2",
                "DOB 2",
                "Email 2",
            ],
            {
                "email": Pair("Email 1", "Email 2"),
                "first_name": Pair("First Name 1", "First Name 2"),
                "last_name": Pair("Surname 1", "Surname 2"),
                "title": Pair("Title 1", Constant("")),
                "date_of_birth": Pair("DOB 1", "DOB 2"),
            },
        ),
        (
            [
                "First Applicant Forename",
                "First Applicant Surname",
                "Second Applicant Forename",
                "Second Applicant Surname",
            ],
            {
                "first_name": Pair("First Applicant Forename", "Second Applicant Forename"),
                "last_name": Pair("First Applicant Surname", "Second Applicant Surname"),
            },
        ),
    ],
)
def test_headers_alone_tell_the_columns_of_two_people(headers: list[str], fields: dict[str, Pair]) -> None:
    offers = pn.suggest_origins(headers, "clients")
    couple = offers.loc[offers["origin"] == "couple", "offer"]
    assert pn.take_offers(Mapping("clients"), offers, couple).origins == fields


@pytest.mark.parametrize(
    "columns",
    [
        {  # each has a row of their own, and would be made twice
            "First Name": ["John", "Jane"],
            "Surname": ["Hale", "Hale"],
            "Partner First Name": ["Jane", "John"],
            "Partner Surname": ["Hale", "Hale"],
        },
        {
            "Client": [f"Tom {letter}eed" for letter in "ABCDEFGHIJKLMNOPQRSTUVWX"],
            "Partner": ["Amy Hale", "Bo Marsh"] * 12,
        },
        {"First Name": ["John"], "Surname": ["Hale"], "Phone 1": [MOBILES[0]], "Phone 2": [TELEPHONES[0]]},
        {"First Name": ["John"], "Surname": ["Hale"], "Address 1": ["1 Mill Lane"], "Address 2": ["Exampleton"]},
        {"First Name": ["John"], "Second Name": ["Hale"]},
        {"Company": ["Hale Ltd"], "Business Partner": ["Tom Reed"]},
    ],
    ids=["rows of their own", "partners of the firm", "telephones", "address lines", "second name", "business"],
)
def test_what_is_no_second_person_makes_no_couple(columns: dict[str, list[str | None]]) -> None:
    assert "couple" not in offered(frame(**columns))


# Constants and references


def test_the_type_is_individual_where_no_name_is_anything_else() -> None:
    source = frame(First_Name=["John", "Jane"], Surname=["Hale", "Okafor"])
    offers = pn.suggest_origins(source, "clients")
    assert pn.take_offers(Mapping("clients"), offers, 1).origins == {"type": Constant("individual")}
    assert "no company, trust or couple among 2 names" in offers["reason"].item()
    assert "never pre-ticked" in offers["reason"].item()


@pytest.mark.parametrize(
    "columns",
    [
        {"First Name": ["John", None], "Surname": ["Hale", "Marsh Bakery Ltd"]},
        {"First Name": ["John & Jane"], "Surname": ["Hale"]},
        {"First Name": ["John", "Ada"], "Surname": ["Hale", "Marsh"], "Company Name": [None, "Marsh Bakery Ltd"]},
        {"First Name": ["John"], "Surname": ["Hale"], "Client Type": ["Trust"]},
        {"First Name": ["John", "Ada"], "Surname": ["Hale", "Reed"], "Contact Name": ["John Hale", "Marsh Bakery Ltd"]},
    ],
    ids=["company", "couple", "column of companies", "column of types", "whole names of companies"],
)
def test_the_type_is_not_taken_for_granted(columns: dict[str, list[str | None]]) -> None:
    assert "constant" not in offered(frame(**columns))


def test_a_column_that_says_the_same_in_every_row_becomes_plannrs_choice_and_shows_no_cell() -> None:
    source = frame(Surname=[f"Hale {row}" for row in "abcdefghijkl"], Party_Type=["Private individual"] * 12)
    offers = pn.suggest_origins(source, "clients")
    assert offers["code"].tolist() == ['mapping.set("type", pn.Constant("individual"))']
    assert not offers["reason"].str.contains("Private").any()


def test_one_value_that_stands_for_no_choice_is_no_constant() -> None:
    source = frame(Country=["Wales"] * 12, Gender=["?"] * 12, Send_welcome_email=["Yes"] * 12)
    assert offered(source) == {}


@pytest.mark.parametrize(
    ("record_type", "field", "choice"), [("notes", "notable_type", "account"), ("tasks", "taskable_type", "client")]
)
def test_what_notes_and_tasks_hang_on_follows_from_the_reference(record_type: str, field: str, choice: str) -> None:
    offers = pn.suggest_origins(["Client Ref", "Note"], record_type)
    taken = pn.take_offers(Mapping(record_type), offers, offers["offer"]).origins
    assert taken[field] == Constant(choice)
    assert taken[f"{field.removesuffix('type')}uuid"] == Header("Client Ref")


def test_a_type_column_of_its_own_says_what_notes_hang_on() -> None:
    assert "constant" not in offered(["Related To Type", "Related To", "Note"], "notes")


def test_the_reference_of_the_owner_is_offered_to_be_linked_and_a_name_is_not() -> None:
    refs, owners = ["C1", "C2", "C1"], ["Anwen Pryce", "John Hale", "Anwen Pryce"]
    numbers = ["A/1", "A/2", "A/3"]
    assert offered(frame(Policy_Number=numbers, Client_Ref=refs), "plans") == {
        "reference": (("client_uuid",), ("Client Ref",), 3)
    }
    assert offered(frame(Policy_Number=numbers, Owner=owners), "plans") == {}


def test_a_joint_row_that_names_its_people_by_reference_feeds_the_owners() -> None:
    source = frame(
        Client_Ref=["1001", "1002", "1003"],
        Surname=["Hale", "Okafor", None],
        Owner_Refs=[None, None, "1001;1002"],
        Partner_Ref=["1002", "1001", None],
    )
    assert offered(source)["reference"] == (("owners",), ("Owner Refs",), 1)


# What is there already, and taking


def test_what_the_mapping_has_or_dropped_is_left_out() -> None:
    source = frame(Mobile=[MOBILES[0], None], Home_Tel=[None, TELEPHONES[0]], Work_Tel=[None, TELEPHONES[1]])
    every = ("Mobile", "Home Tel", "Work Tel")
    assert offered(source, mapping=Mapping("clients").set("phone", "Mobile")) == {
        "first filled": (("phone",), every, 1)
    }
    assert offered(source, mapping=Mapping("clients").set("phone", FirstFilled(("Mobile", "Home Tel")))) == {}
    dropped = Mapping("clients").drop("Work Tel", "the employer's").drop("Home Tel", "not theirs")
    assert offered(source, mapping=dropped) == {}
    one_left = Mapping("clients").drop("Work Tel", "the employer's")
    assert offered(source, mapping=one_left) == {"first filled": (("phone",), every[:2], 1)}


def test_taking_leaves_the_callers_mapping_as_it_was() -> None:
    begun = Mapping("clients").set("phone", "Mobile")
    offers = pn.suggest_origins(["Mobile", "Home Tel"], "clients", begun)
    taken = pn.take_offers(begun, offers, [1])
    assert (begun.fields, taken.origins) == ({"phone": "Mobile"}, {"phone": FirstFilled(("Mobile", "Home Tel"))})


def test_offers_that_do_not_go_together_are_refused_with_what_to_do() -> None:
    offers = pn.suggest_origins(["Client Name", "Full Name", "Mobile", "Home Tel"], "clients")
    splits = offers.loc[offers["origin"] == "split", "offer"].tolist()
    phone = offers.loc[offers["origin"] == "first filled", "offer"].item()
    with pytest.raises(MappingError, match=f"the offers {splits[0]} and {splits[1]} both want title; take one of them"):
        pn.take_offers(Mapping("clients"), offers, splits)
    with pytest.raises(MappingError, match="there is no offer 9; there are: 1, 2, 3"):
        pn.take_offers(Mapping("clients"), offers, 9)
    with pytest.raises(MappingError, match="is for clients and the mapping for plans"):
        pn.take_offers(Mapping("plans"), offers, phone)
    with pytest.raises(MappingError, match="wants phone, which the mapping feeds already"):
        pn.take_offers(Mapping("clients").set("phone", "Office"), offers, phone)
    with pytest.raises(MappingError, match="the offers lack offer, code, record_type"):
        pn.take_offers(Mapping("clients"), pd.DataFrame({"header": ["Mobile"]}), 1)
    with pytest.raises(MappingError, match="offers are wanted for clients"):
        pn.suggest_origins(["Mobile"], "clients", Mapping("plans"))


def test_code_that_does_more_than_set_origins_is_not_followed() -> None:
    offers = pn.suggest_origins(["Mobile", "Home Tel"], "clients")
    for code in (
        "mapping.save('x')",
        "mapping",
        "other.set('phone', 'Mobile')",
        "mapping.set('phone', open('x'))",
        "(",
    ):
        with pytest.raises(MappingError, match="no line that suggest_origins writes"):
            pn.take_offers(Mapping("clients"), offers.assign(code=code), 1)


def test_headers_that_stand_twice_are_offered_nothing() -> None:
    assert offered(["Mobile", "Home Tel", "Home Tel"]) == {}


def test_odd_headers_survive_their_line_of_code() -> None:
    headers = ['Mobile "own"', "Home\nTel"]
    offers = pn.suggest_origins(headers, "clients")
    assert pn.take_offers(Mapping("clients"), offers, 1).origins == {"phone": FirstFilled(tuple(headers))}
    typed = eval(offers["code"].item(), {"pn": pn, "mapping": Mapping("clients")})
    assert typed.origins == {"phone": FirstFilled(tuple(headers))}


def test_propose_mapping_takes_no_offer() -> None:
    source = frame(Client=["Mr & Mrs J & P Hale", *PEOPLE], Party_Type=["Person"] * 6)
    assert pn.propose_mapping(source, "clients").origins == {}


# The sample exports


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "intelliflo-clients",
            {
                "first filled": (("phone",), ("Mobile", "Home Telephone"), 1048),
                "reference": (("owners",), ("Owner Refs",), 180),
                "constant": (("external_reference_source",), (), 2018),
            },
        ),
        ("xplan-clients", {"first filled": (("phone",), ("Mobile Phone", "Home Phone"), 879)}),
        (
            "spreadsheet-clients-and-plans",
            {
                "couple": (
                    ("title", "first_name", "middle_name", "last_name", "entity_name", "type", "owners"),
                    ("Client",),
                    967,
                )
            },
        ),
    ],
)
def test_offers_for_the_samples_are_those_of_the_reviewed_mappings(
    name: str, expected: dict[str, tuple[Any, ...]]
) -> None:
    source = pn.read_table(SAMPLES / f"{name}.csv")
    begun = pn.propose_mapping(source, "clients")
    assert offered(source, mapping=begun) == expected
    reviewed = Mapping.load(SAMPLES / "mappings" / f"{name.split('-')[0]}-clients.toml").origins
    taken = take_all(source, mapping=begun).origins
    # The system is called by its name here, and by a word of the firm's there.
    wanted = [field for fields, _, _ in expected.values() for field in fields if field != "external_reference_source"]
    assert {field: taken[field] for field in wanted} == {field: reviewed[field] for field in wanted}


def test_parts_are_one_offer() -> None:
    offers = pn.suggest_origins(["Full Name"], "clients")
    assert pn.take_offers(Mapping("clients"), offers, 1).origins["last_name"] == Part(
        "Full Name", "people", "last_name"
    )


def test_counts_of_long_books_are_right_or_said_to_be_about_right() -> None:
    """Names that are plain are counted at a first look; of the others some are read, and then no count is told."""
    letters = "abcdefghijklmnop"
    surnames = [f"Hale{a}{b}{c}" for a in letters for b in letters for c in letters[:12]]
    plain = [f"Mr & Mrs J & P {name}" if place % 4 == 0 else f"Mr John {name}" for place, name in enumerate(surnames)]
    exact = pn.suggest_origins(frame(Client_Name=[*plain, "Hale Family Trust"]), "clients")
    assert exact["rows"].item() == 768
    assert (
        exact["reason"]
        .item()
        .startswith('"Client Name" holds whole names: 2,304 one person, 768 two people, 1 a trust;')
    )
    odd = [name if place % 4 == 0 else f"{name} Jnr" for place, name in enumerate(plain)]
    estimated = pn.suggest_origins(frame(Client_Name=odd), "clients")
    assert estimated["origin"].tolist() == ["couple"]
    assert estimated["rows"].isna().all()
    assert "about 2,300 one person, about 770 two people" in estimated["reason"].item()
    spread = frame(First_Name=["John & Jane"] * len(surnames), Surname=surnames)
    offer = pn.suggest_origins(spread, "clients")
    assert offer["rows"].isna().all()
    assert '"First Name" and "Surname" name two people in about 3,100 rows' in offer["reason"].item()
