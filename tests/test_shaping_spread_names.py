"""Couples whose names are spread over a column of first names and one of surnames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb.errors import MappingError
from plannr_nb.mapping import Mapping, Part
from plannr_nb.shaping.spread_names import Spread, read_spread

COLUMNS = ["Ref", "Title", "Forenames", "Surname", "DOB", "E-mail"]
COUPLES = [
    ("C1", "Mr & Mrs", "John & Jane", "Hale", "01/02/1960 & 13/04/1961", "j@example.com; a@example.org"),
    ("C2", None, "Ravi and Anwen", "Sandhu & Pryce", "25/12/1970", None),
]
NEIGHBOURS = [
    ("C3", "Ms", "Anne-Marie", "Hale", "14/07/1980", "anne@example.com"),
    ("C4", "Mr", "Tom James", "van Dyke", None, None),
    ("C5", None, None, "Fish & Chips Ltd", None, "shop@example.net"),
    ("C6", None, "R & J", "Pugh Partnership", None, None),
    ("C7", "Mrs", "Mary And", "Hale", None, None),
    ("C8", "Mr", "Peter", "Hale and Pace", None, None),
]


def source(*rows: tuple[str | None, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def spread(**headers: str) -> Mapping:
    mapping = Mapping("clients", key="Ref")
    for part, header in headers.items():
        mapping.set(part, Part(header, "couple", part))
    return mapping


ALL = {"title": "Title", "first_name": "Forenames", "last_name": "Surname", "entity_name": "Surname", "type": "Surname"}
SHOWN = ["type", "title", "first_name", "last_name", "entity_name", "date_of_birth", "email", "owners"]


def test_the_offer_for_columns_of_couples_makes_two_people_and_a_joint_client(tmp_path: Path) -> None:
    book = source(*COUPLES, *NEIGHBOURS)
    offers = pn.suggest_origins(book, "clients")
    offer = offers[offers["origin"] == "couple"]
    assert offer[["fields", "headers", "rows"]].values.tolist() == [
        [("title", "first_name", "last_name", "entity_name", "type", "owners"), ("Title", "Forenames", "Surname"), 2]
    ]
    assert offer["reason"].item() == (
        '"Title", "Forenames" and "Surname" name two people in 2 rows; each becomes two people and a joint client, a '
        "record each; all other rows stay one record; 1 of them hold two dates of birth in a cell; 1 of them hold two "
        "e-mail addresses in a cell; rows that may name two and are left whole with an error: 2; never pre-ticked: "
        "decides what sort of client is made, and cannot be changed afterwards"
    )
    mapping = pn.take_offers(pn.propose_mapping(book, "clients"), offers, offer["offer"])
    for field, header in {"date_of_birth": "DOB", "email": "E-mail"}.items():
        mapping.origins.pop(field, None)
        mapping.set(field, header)
    assert Mapping.load(mapping.save(tmp_path / "couples.toml")) == mapping
    assert "first name taken from “Forenames” (split couple)" in mapping._repr_html_()
    records, problems = pn.shape(book, mapping)
    assert records[SHOWN].fillna("").reset_index().values.tolist() == [
        ["0.1", "individual", "mr", "John", "Hale", "", "01/02/1960", "j@example.com", ""],
        ["0.2", "individual", "mrs", "Jane", "Hale", "", "13/04/1961", "a@example.org", ""],
        ["0.joint", "joint", "", "", "", "John Hale & Jane Hale", "", "", "C1.1; C1.2"],
        ["1.1", "individual", "", "Ravi", "Sandhu", "", "25/12/1970", "", ""],
        ["1.2", "individual", "", "Anwen", "Pryce", "", "", "", ""],
        ["1.joint", "joint", "", "", "", "Ravi Sandhu & Anwen Pryce", "", "", "C2.1; C2.2"],
        ["2", "individual", "ms", "Anne-Marie", "Hale", "", "14/07/1980", "anne@example.com", ""],
        ["3", "individual", "mr", "Tom James", "van Dyke", "", "", "", ""],
        ["4", "business", "", "", "", "Fish & Chips Ltd", "", "shop@example.net", ""],
        ["5", "business", "", "", "", "R & J Pugh Partnership", "", "", ""],
        ["6", "", "mrs", "Mary And", "Hale", "", "", "", ""],
        ["7", "", "mr", "Peter", "Hale and Pace", "", "", "", ""],
    ]
    errors = problems[problems["severity"] == "error"]
    assert errors[["record_id", "header", "field", "code"]].values.tolist() == [
        ["1.1", "DOB", "date_of_birth", "one_value_for_two"],
        ["6", "Forenames", "first_name", "name_not_split"],
        ["7", "Surname", "last_name", "name_not_split"],
    ]


def test_names_of_one_person_each_are_offered_no_couple() -> None:
    assert "couple" not in set(pn.suggest_origins(source(*NEIGHBOURS), "clients")["origin"])


def test_two_people_in_a_first_name_are_an_error_where_nobody_takes_the_offer() -> None:
    mapping = Mapping("clients", key="Ref").set("first_name", "Forenames").set("last_name", "Surname")
    problems = pn.shape(source(*COUPLES), mapping).problems
    told = problems[problems["code"] == "two_people"]
    assert told[["record_id", "field", "severity"]].values.tolist() == [
        ["0", "first_name", "error"],
        ["1", "first_name", "error"],
    ]


def test_without_a_field_for_companies_they_stay_among_the_surnames_with_an_error() -> None:
    mapping = spread(first_name="Forenames", last_name="Surname")
    records, problems = pn.shape(source(COUPLES[0], NEIGHBOURS[2]), mapping)
    assert records[["type", "last_name", "entity_name"]].fillna("").values.tolist() == [
        ["individual", "Hale", ""],
        ["individual", "Hale", ""],
        ["joint", "", "John Hale & Jane Hale"],
        ["business", "Fish & Chips Ltd", ""],
    ]
    errors = problems[problems["severity"] == "error"]
    assert errors[["record_id", "field", "code"]].values.tolist() == [["1", "last_name", "no_entity_name"]]


def test_a_column_of_companies_gets_the_names_of_joint_clients_too() -> None:
    book = source(COUPLES[0], NEIGHBOURS[0], NEIGHBOURS[1])
    book["Company"] = pd.Series([None, None, "Marsh Bakery"], dtype="str")
    records, _ = pn.shape(book, spread(first_name="Forenames", last_name="Surname").set("entity_name", "Company"))
    assert records["entity_name"].fillna("").tolist() == ["", "", "John Hale & Jane Hale", "", "Marsh Bakery"]


def test_a_value_map_answers_for_a_name_that_may_be_two() -> None:
    mapping = spread(**ALL)
    mapping.values["last_name"] = {"Hale and Pace": "Hale-Pace"}
    records, problems = pn.shape(source(COUPLES[0], NEIGHBOURS[5]), mapping)
    assert records["last_name"].iloc[-1] == "Hale-Pace"
    assert not (problems["severity"] == "error").any()


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (("Messrs", "J & P", "", "Hale"), [("Mr", "J", "", "Hale"), ("Mr", "P", "", "Hale")]),
        (("Dr & Mrs", "", "", "Okafor"), [("Dr", "", "", "Okafor"), ("Mrs", "", "", "Okafor")]),
        (("Mr & Mrs", "", "", "Hale & Pryce"), [("Mr", "", "", "Hale"), ("Mrs", "", "", "Pryce")]),
        (("", "Mr John & Ms Jane Ann", "", "Hale"), [("Mr", "John", "", "Hale"), ("Ms", "Jane", "Ann", "Hale")]),
        (("", "John & Jane", "Alan & May", "Hale"), [("", "John", "Alan", "Hale"), ("", "Jane", "May", "Hale")]),
    ],
)
def test_cells_of_two_people(cells: tuple[str, str, str, str], people: list[tuple[str, ...]]) -> None:
    read = read_spread(*cells)
    assert read is not None
    told = [(each.title, each.first_name, each.middle_name, each.last_name) for each in read.people]
    assert (told, read.sure) == (people, True)


@pytest.mark.parametrize("given", ["Mr John & Jane", "John & Mrs Jane", "Mr. John & Mrs Jane"])
def test_a_title_before_one_name_leaves_the_other_its_own(given: str) -> None:
    read = read_spread("Mr & Mrs", given, "", "Hale")
    assert read is not None
    assert ([(each.title.strip("."), each.first_name) for each in read.people], read.sure) == (
        [("Mr", "John"), ("Mrs", "Jane")],
        True,
    )


@pytest.mark.parametrize(
    "cells",
    [
        ("Mr & Mrs", "J", "", "Hale"), ("Mr", "John & Jane", "", "Hale"), ("", "John & Jane", "Alan", "Hale"),
        ("Rev & Mrs", "Mr John & Mrs Jane", "", "Hale"), ("Dr", "Mr John & Mrs Jane", "", "Hale"),
        ("Mr & Mrs", "John & John", "", "Hale"), ("Mr & Mrs", "John & Jane Hale", "", "Hale"),
    ],
)  # fmt: skip
def test_what_is_one_of_two_peoples_is_not_sure(cells: tuple[str, str, str, str]) -> None:
    read = read_spread(*cells)
    assert read is not None
    assert (len(read.people), read.sure) == (2, False)


@pytest.mark.parametrize(
    ("cells", "asks"),
    [
        (("", "John & Jane", "", ""), ("first_name",)),
        (("", "John & Jane & Jim", "", "Hale"), ("first_name",)),
        (("", "John/Jack", "", "Hale"), ("first_name",)),
        (("", "John &", "", "Hale"), ("first_name",)),
        (("", "Executors of John & Jane", "", "Hale"), ("first_name",)),
        (("", "", "", "Marks & Spencer"), ("last_name",)),
        (("Mr", "Peter", "", "Hale and Pace"), ("last_name",)),
    ],
)
def test_what_may_be_two_is_asked_about(cells: tuple[str, str, str, str], asks: tuple[str, ...]) -> None:
    assert read_spread(*cells) == Spread(unread=asks)


@pytest.mark.parametrize(
    "cells",
    [("", "Anne-Marie", "", "Hale"), ("", "Alexandra", "", "Anderson"), ("Mr/Mrs", "Jo", "", "Hale"),
     ("", "John & Jane", "", "Hale Family Trust"), ("", "A & B", "", "Motors"), ("", "Brown", "", "& Co")],
)  # fmt: skip
def test_what_is_one_persons_or_a_companys(cells: tuple[str, str, str, str]) -> None:
    assert read_spread(*cells) is None


def test_rows_become_people_in_one_way_only() -> None:
    mapping = spread(first_name="Forenames").set("last_name", Part("Surname", "people", "last_name"))
    with pytest.raises(MappingError, match="rows cannot become people by Forenames and by Surname"):
        pn.shape(source(*COUPLES), mapping)
    with pytest.raises(MappingError, match='plans have no type and owners; use the split "person"'):
        pn.shape(source(*COUPLES), Mapping("plans").set("name", Part("Surname", "couple", "last_name")))
