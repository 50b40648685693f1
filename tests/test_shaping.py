"""From a source and a mapping to records."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from plannr_nb import catalogue
from plannr_nb.errors import MappingError, RecordsError, UnknownMode, UnknownRecordType
from plannr_nb.mapping import Constant, DateOrder, FirstFilled, Joined, Mapping, MoneyUnit, Part
from plannr_nb.records import as_records, field_columns
from plannr_nb.shaping import Shaped, shape


def rows(*, first_row: int = 2, **columns: list[str | None]) -> pd.DataFrame:
    """A source as `read_table` gives it; an underscore in a name stands for a space in the header."""
    named = {name.replace("_", " "): cells for name, cells in columns.items()}
    frame = pd.DataFrame(named, dtype="str")
    frame.index = pd.RangeIndex(first_row, first_row + len(frame), name="source_row")
    frame.attrs["plannr_nb"] = {"file": "book.csv", "raw_headers": list(named)}
    return frame


def cells(frame: pd.DataFrame, *fields: str) -> list[list[str | None]]:
    return [[None if pd.isna(cell) else cell for cell in row] for row in frame[list(fields)].itertuples(index=False)]


def told(shaped: Shaped, *leave_out: str) -> list[tuple[Any, ...]]:
    """Record, field, code and severity of each problem."""
    found = shaped.problems[~shaped.problems["code"].isin(["default_added", *leave_out])]
    columns = ["record_id", "field", "code", "severity"]
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in found[columns].itertuples(index=False)]


def plans(**origins: str) -> Mapping:
    mapping = Mapping("plans", key="Ref")
    for field, header in origins.items():
        mapping.set(field, header)
    return mapping


def test_a_row_becomes_a_record_with_its_names() -> None:
    source = rows(first_row=5, Ref=["C7", " C8 "], Surname=[" Evans ", "Hale"])
    shaped = shape(source, Mapping("clients", key="Ref").set("last_name", "Surname"))
    records, problems = shaped
    assert records.index.tolist() == ["5", "6"]
    assert (records.index.name, field_columns(records)) == ("record_id", ["last_name", "send_welcome_email"])
    assert cells(records, "source_file", "source_key", "last_name") == [
        ["book.csv", "C7", "Evans"],
        ["book.csv", "C8", "Hale"],
    ]
    assert records["source_row"].tolist() == [5, 6]
    assert records[["also_rows", "excluded"]].isna().all().all()
    pd.testing.assert_frame_equal(as_records(records), records)
    assert problems["code"].tolist() == ["default_added"]


def test_the_source_is_left_alone() -> None:
    source = rows(Ref=["C7"], Surname=[" Evans "])
    before = source.copy(deep=True)
    shape(source, Mapping("clients", key="Ref").set("last_name", "Surname"))
    pd.testing.assert_frame_equal(source, before)


def test_fields_come_in_catalogue_order_however_they_were_mapped() -> None:
    source = rows(A=["Hale"], B=["Ann"], C=["ann@example.com"])
    mapping = Mapping("clients").set("last_name", "A").set("email", "C").set("first_name", "B")
    assert field_columns(shape(source, mapping).records) == ["email", "first_name", "last_name", "send_welcome_email"]


def test_every_origin() -> None:
    source = rows(
        Ref=["1", "2", "3"],
        Mobile=["07700 900123", None, " "],
        Home=["01632 960001", "01632 960002", None],
        House=["Rose Cottage", None, "The Mill"],
        Street=["1 High Street", "2 High Street", None],
        Name=["Mr John Hale", "Hale Ltd", "Dr Ann Poe"],
    )
    mapping = (
        Mapping("clients", key="Ref")
        .set("phone", FirstFilled(("Mobile", "Home")))
        .set("address_1", Joined(("House", "Street"), ", "))
        .set("country", Constant("United Kingdom"))
        .set("title", Part("Name", "person", "title"))
        .set("first_name", Part("Name", "person", "first_name"))
        .set("last_name", Part("Name", "person", "last_name"))
        .set("entity_name", Part("Name", "person", "entity_name"))
        .set("type", Part("Name", "person", "type"))
    )
    records = shape(source, mapping).records
    assert cells(records, "type", "title", "first_name", "last_name", "entity_name") == [
        ["individual", "mr", "John", "Hale", None],
        ["business", None, None, None, "Hale Ltd"],
        ["individual", "dr", "Ann", "Poe", None],
    ]
    assert cells(records, "phone", "address_1", "country") == [
        ["+447700900123", "Rose Cottage, 1 High Street", "United Kingdom"],
        ["+441632960002", "2 High Street", "United Kingdom"],
        [None, "The Mill", "United Kingdom"],
    ]


def test_a_problem_names_the_column_that_filled_the_cell() -> None:
    source = rows(Ref=["1", "2"], Mobile=["none of yours", None], Home=[None, "see file"])
    shaped = shape(source, Mapping("clients", key="Ref").set("phone", FirstFilled(("Mobile", "Home"))))
    found = shaped.problems[shaped.problems["code"] == "not_a_phone"]
    assert found[["record_id", "header", "value"]].values.tolist() == [
        ["2", "Mobile", "none of yours"],
        ["3", "Home", "see file"],
    ]
    assert found[["found_by", "severity", "field"]].values.tolist() == [["shape", "error", "phone"]] * 2
    assert cells(shaped.records, "phone") == [["none of yours"], ["see file"]]


def test_filled_cells_that_another_column_keeps_behind_are_counted_by_column() -> None:
    source = rows(
        Ref=["1", "2", "3", "4", "5"],
        Mobile=["07700 900123", "07700 900124", None, "07700 900126", None],
        Home=["01632 960001", "+44 7700 900124", "01632 960003", "TBC", None],
        Work=["01632 960009", None, None, "01632 960008", "01632 960007"],
    )
    mapping = Mapping("clients", key="Ref").set("phone", FirstFilled(("Mobile", "Home", "Work")))
    shaped = shape(source, mapping.map_values("phone", {"TBC": ""}))
    found = shaped.problems[shaped.problems["code"] == "other_filled"]
    assert found[["field", "header", "severity"]].values.tolist() == [
        ["phone", "Home", "warning"],
        ["phone", "Work", "warning"],
    ]
    assert [message.partition("(rows")[2] for message in found["message"]] == [": 1)", ": 2)"]
    assert found["record_id"].isna().all()
    steps = shaped.changes[shaped.changes["recipe"] == "stays behind another column"]
    assert steps[["header", "changed", "left", "blank", "unreadable"]].values.tolist() == [
        ["Home", 1, 3, 1, 0],
        ["Work", 2, 1, 2, 0],
    ]


def test_a_cell_that_feeds_a_field_of_its_own_does_not_stay_behind() -> None:
    source = rows(Ref=["1"], Mobile=["07700 900123"], Home=["01632 960001"])
    mapping = Mapping("clients", key="Ref").set("phone", FirstFilled(("Mobile", "Home")))
    assert told(shape(source, mapping)) == [(None, "phone", "other_filled", "warning")]
    assert told(shape(source, mapping.set("address_4", "Home"))) == []


def test_a_filled_cell_behind_one_that_the_value_map_blanks_is_counted() -> None:
    source = rows(Ref=["1"], Mobile=["none"], Home=["01632 960001"])
    mapping = Mapping("clients", key="Ref").set("phone", FirstFilled(("Mobile", "Home")))
    assert told(shape(source, mapping.map_values("phone", {"none": ""}))) == [
        (None, "phone", "other_filled", "warning")
    ]


def test_the_quiet_default_of_clients() -> None:
    source = rows(Ref=["1", "2"], Surname=["Evans", "Hale"], Mail=["Y", None])
    unmapped, mapped = Mapping("clients", key="Ref").set("last_name", "Surname"), Mapping("clients", key="Ref")
    mapped.set("send_welcome_email", "Mail")
    for mode in ("store", "validate"):
        shaped = shape(source, unmapped, mode=mode)
        assert cells(shaped.records, "send_welcome_email") == [["false"], ["false"]]
        assert shaped.problems[["field", "code", "severity"]].values.tolist() == [
            ["send_welcome_email", "default_added", "info"]
        ]
    assert cells(shape(source, mapped).records, "send_welcome_email") == [["true"], [None]]
    assert "send_welcome_email" not in shape(source, unmapped, mode="update").records
    assert "send_welcome_email" not in shape(source, plans(name="Surname")).records


def test_a_value_map_gives_finished_texts_and_says_how_many_cells_it_blanked() -> None:
    source = rows(
        Ref=["1", "2", "3", "4", "5"],
        Sex=["M", "F", "N/A", "female", "?"],
        DOB=["12/25/1965", "spring 1960", "12/31/1970", None, "01/01/1900"],
    )
    mapping = (
        Mapping("clients", key="Ref")
        .set("gender", "Sex")
        .map_values("gender", {"M": "male", " F": "Female", "N/A": ""})
        .set("date_of_birth", "DOB")
        .map_values("date_of_birth", {"spring 1960": "03/04/1960", "01/01/1900": ""})
    )
    shaped = shape(source, mapping)
    assert cells(shaped.records, "gender", "date_of_birth") == [
        ["male", "25/12/1965"],
        ["female", "03/04/1960"],
        [None, "31/12/1970"],
        ["female", None],
        ["?", None],
    ]
    assert told(shaped) == [
        (None, "date_of_birth", "dates_month_first", "warning"),
        ("6", "gender", "placeholder", "error"),
    ]
    steps = shaped.changes.set_index(["field", "recipe"])[["changed", "left", "blank", "unreadable"]]
    assert {tuple(step): counts for step, counts in zip(steps.index, steps.values.tolist(), strict=True)} == {
        ("gender", "value map"): [2, 2, 1, 0],
        ("gender", "blanked by the value map"): [1, 4, 0, 0],
        ("gender", "choices in Plannr's spelling"): [1, 2, 1, 1],
        ("date_of_birth", "value map"): [1, 2, 2, 0],
        ("date_of_birth", "blanked by the value map"): [1, 3, 1, 0],
        ("date_of_birth", "dates, read as month/day/year"): [2, 1, 2, 0],
    }


def test_an_order_that_was_given_is_used() -> None:
    source = rows(Ref=["1"], DOB=["03/04/1965"])
    mapping = Mapping("clients", key="Ref").set("date_of_birth", "DOB")
    undecided = shape(source, mapping)
    assert (cells(undecided.records, "date_of_birth"), told(undecided)) == (
        [["03/04/1965"]],
        [(None, "date_of_birth", "dates_ambiguous", "error")],
    )
    mapping.date_orders["date_of_birth"] = DateOrder.MDY
    assert cells(shape(source, mapping).records, "date_of_birth") == [["04/03/1965"]]


def test_the_money_unit_is_assumed_only_until_it_is_said() -> None:
    source = rows(Ref=["1"], Value=["£1,234.50"], Fee=["12345"])
    mapping = plans(value="Value")
    assert told(shape(source, mapping)) == [(None, "value", "money_unit_assumed", "info")]
    mapping.money_units["value"] = MoneyUnit.PENCE
    mapping.set("value", "Fee")
    shaped = shape(source, mapping)
    assert (cells(shaped.records, "value"), told(shaped)) == ([["123.45"]], [])


def test_text_is_only_trimmed_and_old_references_stay_as_they_are() -> None:
    note = "Line one\n\n  Line two   with spaces \u00e9 =cmd"
    source = rows(Ref=["1"], Owner=["00AB-7 "], Name=[f" {note}\u00a0"], Provider=["legal & GENERAL"])
    mapping = plans(client_uuid="Owner", name="Name", provider="Provider")
    shaped = shape(source, mapping)
    assert cells(shaped.records, "client_uuid", "name", "provider") == [["00AB-7", note, "legal & GENERAL"]]
    assert shaped.changes[["field", "recipe", "changed"]].values.tolist() == [
        ["client_uuid", "spaces around the text taken away", 1],
        ["client_uuid", "kept as it is", 0],
        ["name", "spaces around the text taken away", 1],
        ["name", "kept as it is", 0],
        ["provider", "kept as it is", 0],
    ]


def test_plannrs_own_id_is_read_as_one() -> None:
    one = "4308C6FE-513D-4334-A7EC-9CC0E082D5E4"
    source = rows(Ref=["1", "2"], Id=[one, "C7"])
    shaped = shape(source, Mapping("clients", key="Ref").set("uuid", "Id"), mode="update")
    assert (cells(shaped.records, "uuid"), told(shaped)) == (
        [[one.lower()], ["C7"]],
        [("3", "uuid", "not_a_uuid", "error")],
    )


def test_what_text_should_not_hold_is_named_and_kept() -> None:
    source = rows(
        Ref=["1", "2", "3", "4"],
        First=["John & Jane", "Nan", "N/A", "Will"],
        Last=["Hale", "Na", "Null", "PEARSON (DEC'D)"],
        Address=["DO NOT MAIL", "-", "1 High Street", "2 High Street"],
    )
    mapping = Mapping("clients", key="Ref")
    for field, header in {"first_name": "First", "last_name": "Last", "address_1": "Address"}.items():
        mapping.set(field, header)
    shaped = shape(source, mapping)
    assert cells(shaped.records, "first_name", "last_name", "address_1") == source.iloc[:, 1:].values.tolist()
    assert told(shaped) == [
        ("4", "first_name", "placeholder_text", "warning"),
        ("2", "first_name", "two_people", "error"),
        ("5", "last_name", "deceased_in_name", "warning"),
        ("3", "address_1", "placeholder_text", "warning"),
        ("2", "address_1", "instruction_in_text", "warning"),
    ]


def test_a_number_that_a_spreadsheet_cut_short_is_an_error() -> None:
    shaped = shape(rows(Ref=["1", "2"], No=["4.4E+11", "0044 E11"]), plans(policy_number="No"))
    assert told(shaped) == [("2", "policy_number", "scientific_number", "error")]


def test_ignored_fields_are_not_sent_and_that_is_said() -> None:
    shaped = shape(rows(Ref=["1"], Name=["Hale"]), plans(client_name="Name", name="Name"))
    assert (field_columns(shaped.records), told(shaped)) == (["name"], [(None, "client_name", "field_ignored", "info")])


def test_a_firms_own_fields_are_shaped_by_their_kind() -> None:
    loaded = catalogue.load("clients", custom_fields=["Favourite branch"])
    own = loaded.fields[-1].name
    shaped = shape(rows(Ref=["1"], Branch=["Leeds"]), Mapping("clients", key="Ref").set(own, "Branch"), loaded)
    assert cells(shaped.records, own) == [["Leeds"]]


PEOPLE = ("type", "title", "first_name", "last_name", "entity_name")


def couples(**origins: str) -> Mapping:
    mapping = Mapping("clients", key="Ref")
    for part in PEOPLE:
        mapping.set(part, Part("Client", "people", part))
    for field, header in origins.items():
        mapping.set(field, header)
    return mapping


def test_a_couple_on_one_row_becomes_two_people_and_a_joint_client() -> None:
    source = rows(
        first_row=14,
        Ref=["C7", "C8"],
        Client=["Mr & Mrs J & P Hale", "Miss Ann Poe"],
        DOB=["25/12/1965 & 14/05/1966", "03/04/1970"],
        NI_No=["AB 12 34 56 C / CE654321A", None],
        Mail=["j@example.com; p@example.com", "a@example.com"],
        Tel=["01632 960123", "01632 960124"],
        Street=["1 High Street", "2 High Street"],
        IFA=["Dom Calvert", "Dom Calvert"],
    )
    mapping = couples(date_of_birth="DOB", ni_number="NI No", email="Mail", phone="Tel", address_1="Street")
    shaped = shape(source, mapping.set("assigned_advisor", "IFA"))
    records = shaped.records
    assert records.index.tolist() == ["14.1", "14.2", "14.joint", "15"]
    assert records["source_row"].tolist() == [14, 14, 14, 15]
    assert cells(records, "source_key", "owners", *PEOPLE) == [
        ["C7.1", None, "individual", "mr", "J", "Hale", None],
        ["C7.2", None, "individual", "mrs", "P", "Hale", None],
        ["C7", "C7.1; C7.2", "joint", None, None, None, "Mr & Mrs J & P Hale"],
        ["C8", None, "individual", "miss", "Ann", "Poe", None],
    ]
    assert cells(records, "date_of_birth", "ni_number", "email", "phone", "address_1", "assigned_advisor") == [
        ["25/12/1965", "AB123456C", "j@example.com", "+441632960123", "1 High Street", "Dom Calvert"],
        ["14/05/1966", "CE654321A", "p@example.com", "+441632960123", "1 High Street", "Dom Calvert"],
        [None, None, None, "+441632960123", "1 High Street", "Dom Calvert"],
        ["03/04/1970", None, "a@example.com", "+441632960124", "2 High Street", "Dom Calvert"],
    ]
    assert told(shaped) == [("14.1", "phone", "shared_phone", "info")]
    dealt = shaped.changes[shaped.changes["recipe"] == "two values dealt out, one to each of two people"]
    assert sorted(dealt[["field", "changed"]].values.tolist()) == [["date_of_birth", 2], ["email", 2], ["ni_number", 2]]


def test_the_old_reference_of_a_couple_is_that_of_each_record() -> None:
    source = rows(Ref=["C7", "C8"], Client=["J & P Hale", "Ann Poe"], Other=["X1", "X2"])
    mapping = couples(external_reference_value="Ref").set("external_reference_source", Constant("sheet"))
    shaped = shape(source, mapping)
    fields = ("source_key", "external_reference_value", "external_reference_source")
    assert cells(shaped.records, *fields) == [
        ["C7.1", "C7.1", "sheet"],
        ["C7.2", "C7.2", "sheet"],
        ["C7", "C7", "sheet"],
        ["C8", "C8", "sheet"],
    ]
    other = shape(source, mapping.set("external_reference_value", "Other"))
    assert cells(other.records, "external_reference_value") == [[None], [None], ["X1"], ["X2"]]


def test_one_value_for_two_people_is_nobodys_guess() -> None:
    source = rows(
        Ref=["C7"],
        Client=["John & Jane Hale"],
        DOB=["25/12/1965"],
        Sex=["male"],
        Mail=["us@example.com"],
        Frail=["No"],
        Health=["John has asthma & a cough"],
        Worth=["£5"],
    )
    mapping = couples(date_of_birth="DOB", gender="Sex", email="Mail", is_vulnerable="Frail", health_notes="Health")
    mapping.set("value", "Worth").money_units["value"] = MoneyUnit.POUNDS
    shaped = shape(source, mapping)
    assert cells(shaped.records, "date_of_birth", "gender", "email", "is_vulnerable", "health_notes", "value") == [
        ["25/12/1965", "male", "us@example.com", "no", "John has asthma & a cough", None],
        [None, None, "us@example.com", "no", None, None],
        [None, None, None, None, None, "5"],
    ]
    assert sorted(told(shaped)) == [
        ("2.1", "date_of_birth", "one_value_for_two", "error"),
        ("2.1", "email", "shared_email", "warning"),
        ("2.1", "gender", "one_value_for_two", "error"),
        ("2.1", "health_notes", "one_value_for_two", "error"),
        ("2.2", "email", "shared_email", "warning"),
    ]


@pytest.mark.parametrize(
    ("cell", "first", "second"),
    [
        ("25/12/1965 & 14/05/1966", "25/12/1965", "14/05/1966"),
        ("25/12/1965 / 14/05/1966", "25/12/1965", "14/05/1966"),
        ("25/12/1965; 14/05/1966", "25/12/1965", "14/05/1966"),
        ("25/12/1965\n14/05/1966", "25/12/1965", "14/05/1966"),
        ("25/12/1965 and 14/05/1966", "25/12/1965", "14/05/1966"),
        ("25/12/1965 14/05/1966", "25/12/1965", "14/05/1966"),
        ("25 Dec 1965", "25/12/1965", None),
        ("25/12/1965 & unknown", "25/12/1965 & unknown", None),
    ],
)
def test_two_dates_in_a_cell_are_dealt_out_in_order(cell: str, first: str, second: str | None) -> None:
    source = rows(Ref=["C7"], Client=["John & Jane Hale"], DOB=[cell])
    records = shape(source, couples(date_of_birth="DOB")).records
    assert cells(records, "date_of_birth") == [[first], [second], [None]]


def test_the_type_column_yields_to_a_couple_and_counts_it() -> None:
    source = rows(Ref=["C7", "C8"], Client=["John & Jane Hale", "Ann Poe"], Kind=["Joint", "Individual"])
    shaped = shape(source, couples().set("type", "Kind"))
    assert cells(shaped.records, "type") == [["individual"], ["individual"], ["joint"], ["individual"]]
    step = shaped.changes[shaped.changes["recipe"] == "set by the split into two people"]
    assert step[["field", "changed"]].values.tolist() == [["type", 3]]


def test_type_and_owners_come_with_a_couple_even_if_nobody_mapped_them() -> None:
    source = rows(Ref=["C7", "C8"], Client=["John & Jane Hale", "Hale Ltd"])
    mapping = couples()
    mapping.unset("type")
    shaped = shape(source, mapping)
    assert cells(shaped.records, "type", "owners") == [
        ["individual", None],
        ["individual", None],
        ["joint", "C7.1; C7.2"],
        ["business", None],
    ]
    assert told(shaped) == [(None, "type", "type_from_names", "info")]


def test_two_people_under_the_split_for_one_are_an_error_and_stay_whole() -> None:
    mapping = Mapping("clients", key="Ref")
    for part in PEOPLE:
        mapping.set(part, Part("Client", "person", part))
    shaped = shape(rows(Ref=["C7"], Client=["John & Jane Hale"]), mapping)
    assert cells(shaped.records, *PEOPLE) == [["joint", None, None, None, "John & Jane Hale"]]
    assert told(shaped) == [("2", "entity_name", "two_people", "error")]


def test_names_that_need_a_person_are_reported_and_never_blank() -> None:
    source = rows(
        Ref=["1", "2", "3", "4"], Client=["Executors of J Hale", "Madonna", "Mr & Mrs J Hale", "MR A POE (DEC'D) OBE"]
    )
    shaped = shape(source, couples())
    assert cells(shaped.records, *PEOPLE) == [
        [None, None, None, None, "Executors of J Hale"],
        [None, None, None, "Madonna", None],
        ["individual", "mr", "J", "Hale", None],
        ["individual", "mrs", None, "Hale", None],
        ["joint", None, None, None, "Mr & Mrs J Hale"],
        ["individual", "mr", "A", "POE", None],
    ]
    assert sorted(told(shaped), key=str) == [
        ("2", "type", "representatives", "error"),
        ("3", "last_name", "name_not_split", "error"),
        ("4.1", "first_name", "couple_unsure", "error"),
        ("4.2", "first_name", "couple_unsure", "error"),
        ("5", "last_name", "deceased_in_name", "warning"),
        ("5", "last_name", "note_in_name", "info"),
    ]
    left_out = shaped.changes[shaped.changes["recipe"].str.startswith("left out")]
    assert left_out[["recipe", "changed"]].values.tolist() == [
        ["left out of the name: DEC'D", 1],
        ["left out of the name: OBE", 1],
    ]


def test_a_value_map_can_speak_of_the_whole_name_and_so_answer_an_error() -> None:
    source = rows(Ref=["1", "2"], Client=["Executors of J Hale", "Madonna"])
    mapping = couples().map_values("type", {"Executors of J Hale": "trust", "Madonna": "individual"})
    mapping.map_values("last_name", {"Madonna": "Ciccone"})
    shaped = shape(source, mapping)
    assert cells(shaped.records, *PEOPLE) == [
        ["trust", None, None, None, "Executors of J Hale"],
        ["individual", None, None, "Ciccone", None],
    ]
    assert told(shaped) == []


def test_middle_names_join_the_first_where_no_field_takes_them_and_other_parts_are_named() -> None:
    mapping = Mapping("clients", key="Ref").set("first_name", Part("Name", "person", "first_name"))
    shaped = shape(rows(Ref=["1"], Name=["Mr John Alan Hale"]), mapping)
    assert cells(shaped.records, "first_name") == [["John Alan"]]
    found = shaped.problems[shaped.problems["code"] == "name_part_left"]
    assert [message.partition(":")[0] for message in found["message"]] == ["title", "last name"]


def test_a_company_without_a_field_for_its_name_is_an_error() -> None:
    mapping = Mapping("clients", key="Ref").set("last_name", Part("Name", "person", "last_name"))
    shaped = shape(rows(Ref=["1"], Name=["Hale Ltd"]), mapping)
    assert (cells(shaped.records, "last_name"), told(shaped)) == (
        [["Hale Ltd"]],
        [("2", "last_name", "no_entity_name", "error")],
    )


def test_rows_with_one_key_become_one_record() -> None:
    source = rows(
        Ref=["C7", "C8", "C7", "C7"],
        Name=["Evans", "Hale", "Evans", None],
        Tel=[None, None, "01632 960123", "+44 1632 960123"],
        Town=["Leeds", "York", "Hull", "Leeds"],
        DOB=["13/01/1970", "14/01/1970", "13-Jan-1970", "31/01/1970"],
        Tag=["a", "b", "c", "a"],
    )
    mapping = Mapping("clients", key="Ref", group_by_key=True)
    fields = {"last_name": "Name", "phone": "Tel", "town_city": "Town", "date_of_birth": "DOB", "tags": "Tag"}
    for field, header in fields.items():
        mapping.set(field, header)
    shaped = shape(source, mapping)
    assert shaped.records.index.tolist() == ["2", "3"]
    assert cells(shaped.records, "also_rows", *fields) == [
        ["4,5", "Evans", "+441632960123", "Leeds", "13/01/1970", "a; c"],
        [None, "Hale", None, "York", "14/01/1970", "b"],
    ]
    assert sorted(told(shaped)) == [
        ("2", "date_of_birth", "rows_disagree", "error"),
        ("2", "town_city", "rows_disagree", "warning"),
    ]


def test_couples_repeated_on_several_rows_become_three_records() -> None:
    source = rows(Ref=["C7", "C7"], Client=["J & P Hale"] * 2, DOB=["25/12/1965 & 30/02/1966"] * 2)
    mapping = couples(date_of_birth="DOB")
    mapping.group_by_key = True
    shaped = shape(source, mapping)
    assert shaped.records.index.tolist() == ["2.1", "2.2", "2.joint"]
    assert cells(shaped.records, "also_rows", "date_of_birth") == [
        ["3", "25/12/1965"],
        ["3", "30/02/1966"],
        ["3", None],
    ]
    assert told(shaped) == [("2.2", "date_of_birth", "impossible_date", "error")]


def test_a_key_that_repeats_is_an_error_on_each_of_its_rows() -> None:
    source = rows(Ref=["C7", "C8", "C7"], Name=["Evans", "Hale", "Evans"])
    shaped = shape(source, Mapping("clients", key="Ref").set("last_name", "Name"))
    assert len(shaped.records) == 3
    assert told(shaped) == [("2", None, "key_repeated", "error"), ("4", None, "key_repeated", "error")]


def test_a_missing_key_is_made_and_stays_the_same_in_the_next_export() -> None:
    source = rows(Ref=["C7", None], Name=["Evans", "Hale"], DOB=["13/01/1970", "14 Jan 1970"])
    mapping = Mapping("clients", key="Ref").set("last_name", "Name").set("date_of_birth", "DOB")
    shaped = shape(source, mapping)
    assert told(shaped) == [("3", None, "key_missing", "warning")]
    later = rows(first_row=9, Name=["HALE"], DOB=["14/01/1970"])
    later.attrs["plannr_nb"]["file"] = "book-2.csv"
    mapping.key = None
    again = shape(later, mapping)
    assert again.records["source_key"].tolist() == shaped.records["source_key"].tolist()[1:]
    assert "Hale" not in shaped.records["source_key"].iloc[1]
    assert told(again) == [(None, None, "key_made", "info")]


def test_namesakes_without_a_key_are_told_apart_by_their_other_cells_whatever_their_order() -> None:
    mapping = Mapping("clients").set("last_name", "Name").set("email", "Mail")
    names, mails = ["Hale", "Poe", "Hale"], ["b@mail.example", "c@mail.example", "a@mail.example"]
    shaped = shape(rows(Name=names, Mail=mails), mapping)
    assert told(shaped, "key_made") == [("2", None, "same_cells", "warning"), ("4", None, "same_cells", "warning")]
    turned = shape(rows(Name=names[::-1], Mail=mails[::-1]), mapping, mode="update")
    keys = dict(zip(shaped.records["email"], shaped.records["source_key"], strict=True))
    assert dict(zip(turned.records["email"], turned.records["source_key"], strict=True)) == keys
    assert len(set(keys.values())) == 3


def test_a_key_made_for_a_person_alone_is_nobodys_once_a_namesake_has_come() -> None:
    mapping = Mapping("clients").set("last_name", "Name").set("email", "Mail")
    (alone,) = shape(rows(Name=["Hale"], Mail=["b@mail.example"]), mapping).records["source_key"]
    source = rows(Name=["Hale", "Hale"], Mail=["a@mail.example", "b@mail.example"])
    both = shape(source, mapping).records["source_key"].tolist()
    assert re.fullmatch(r"made-[0-9a-f]{4}-[0-9a-f]{16}", alone)
    assert all(re.fullmatch(f"{alone}-[0-9a-f]{{8}}", key) for key in both) and len(set(both)) == 2


def test_rows_alike_in_every_cell_are_numbered_where_there_is_no_key() -> None:
    shaped = shape(rows(Name=["Hale", "Poe", "Hale"]), Mapping("clients").set("last_name", "Name"))
    one, _, other = shaped.records["source_key"]
    assert other == f"{one}-2"


def test_rows_with_a_key_do_not_change_the_one_made_for_their_namesake() -> None:
    mapping = Mapping("clients", key="Ref").set("last_name", "Name")
    (alone,) = shape(rows(Ref=[None], Name=["Hale"]), mapping).records["source_key"]
    assert shape(rows(Ref=["C7", None], Name=["Hale", "Hale"]), mapping).records["source_key"].tolist() == ["C7", alone]


def test_couples_of_the_same_names_are_told_apart_row_by_row() -> None:
    source = rows(
        Client=["John & Jane Hale", "John & Jane Hale", "Ann Poe"], Tel=["01632 960001", "01632 960002", None]
    )
    mapping = couples(phone="Tel")
    mapping.key = None
    records = shape(source, mapping).records
    keys = [records.loc[name, "source_key"] for name in ("2.joint", "3.joint")]
    assert keys[0] != keys[1]
    for row, key in zip("23", keys, strict=True):
        assert records.loc[[f"{row}.1", f"{row}.2"], "source_key"].tolist() == [f"{key}.1", f"{key}.2"]
    turned = shape(source.iloc[::-1], mapping).records
    assert turned.loc[["2.joint", "3.joint"], "source_key"].tolist() == keys


def test_a_made_key_shows_which_fields_it_was_made_of() -> None:
    source = rows(Name=["Hale", "Poe"], Middle=["Jo", None], Town=["Leeds", "York"])

    def parts(*fields: str) -> tuple[set[str], list[str]]:
        mapping = Mapping("clients")
        headers = {"last_name": "Name", "middle_name": "Middle", "town_city": "Town"}
        for field in fields:
            mapping.set(field, headers[field])
        _, which, cells = shape(source, mapping).records["source_key"].str.split("-", expand=True).items()
        return set(which[1]), cells[1].tolist()

    plain = parts("last_name")
    assert len(plain[0]) == 1
    assert parts("town_city", "last_name") == plain
    wider = parts("last_name", "middle_name")
    assert wider[0] != plain[0] and wider == parts("middle_name", "last_name")


def test_what_is_said_of_a_made_or_repeated_key_names_the_setting_to_change() -> None:
    mapping = Mapping("clients").set("last_name", "Name").set("external_reference_value", "Ref")
    source = rows(Ref=["C7", "C7"], Name=["Hale", "Poe"])
    made = shape(source, mapping).problems.set_index("code")["message"]
    assert made["key_made"].startswith("mapping.key names no column")
    mapping.key = "Ref"
    repeated = shape(source, mapping).problems
    assert repeated["code"].tolist().count("key_made") == 0
    assert repeated.set_index("code")["message"]["key_repeated"].iloc[0].endswith("if they are not")


def test_a_row_that_holds_nothing_of_the_record_type_is_excluded_by_name() -> None:
    source = rows(Ref=["C7", "C7", "C8"], Plan=["P1", "P2", None], Kind=["ISA", "SIPP", None])
    mapping = Mapping("plans", key="Plan").set("client_uuid", "Ref").set("plan_type", "Kind")
    shaped = shape(source, mapping)
    assert cells(shaped.records, "client_uuid", "excluded") == [
        ["C7", None],
        ["C7", None],
        ["C8", "nothing on the row belongs to a record of this type"],
    ]
    assert told(shaped) == [(None, None, "nothing_on_row", "info")]


def test_placeholders_are_errors_where_a_recipe_reads() -> None:
    source = rows(Ref=["1", "2"], Mail=["N/A", "a@example.com"], DOB=["TBC", "13/01/1970"], Sex=["-", "Unknown"])
    mapping = Mapping("clients", key="Ref").set("email", "Mail").set("date_of_birth", "DOB").set("gender", "Sex")
    shaped = shape(source, mapping)
    assert cells(shaped.records, "email", "date_of_birth", "gender") == [
        ["N/A", "TBC", "-"],
        ["a@example.com", "13/01/1970", "unknown"],
    ]
    assert sorted(told(shaped)) == [
        ("2", "date_of_birth", "placeholder", "error"),
        ("2", "email", "placeholder", "error"),
        ("2", "gender", "placeholder", "error"),
    ]


def test_a_source_made_in_memory_has_no_rows_of_a_file() -> None:
    source = pd.DataFrame({"Surname": ["Evans"]}, index=["a7"], dtype="str")
    shaped = shape(source, Mapping("clients").set("last_name", "Surname"))
    assert shaped.records.index.tolist() == ["a7"]
    assert shaped.records[["source_row", "source_file"]].isna().all().all()


def test_headers_named_like_our_own_columns_are_columns_of_the_source() -> None:
    source = rows(source_key=["x"], excluded=["Hale"]).rename(columns={"source key": "source_key"})
    shaped = shape(source, Mapping("clients", key="source_key").set("last_name", "excluded"))
    assert cells(shaped.records, "source_key", "excluded", "last_name") == [["x", None, "Hale"]]


def test_a_source_without_a_row_gives_no_record() -> None:
    source = rows(Ref=[], Client=[], DOB=[])
    mapping = couples(date_of_birth="DOB")
    mapping.group_by_key = True
    assert len(shape(source, mapping).records) == 0
    assert len(shape(source, Mapping("clients").set("last_name", "Client")).records) == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda mapping: mapping.set("last_name", "Surnam"), 'no column "Surnam"'),
        (lambda mapping: mapping.origins.clear(), "holds no field"),
        (lambda mapping: mapping.set("last_names", "Name"), 'no field "last_names"'),
        (lambda mapping: setattr(mapping, "group_by_key", True), "name it in mapping.key"),
        (
            lambda mapping: mapping.set("first_name", Part("Name", "people", "first_name")).set(
                "last_name", Part("Other", "people", "last_name")
            ),
            "two columns at once",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(change: Any, says: str) -> None:
    mapping = Mapping("clients").set("last_name", "Name")
    change(mapping)
    with pytest.raises(MappingError, match=says):
        shape(rows(Name=["Hale"], Other=["Poe"]), mapping)


def test_a_column_that_stands_twice_in_the_file_cannot_be_meant() -> None:
    source = rows(Name=["Hale"])
    source.attrs["plannr_nb"]["raw_headers"] = ["Name", "Name"]
    with pytest.raises(MappingError):
        shape(source, Mapping("clients").set("last_name", "Name"))


def test_people_do_not_fit_records_without_owners() -> None:
    with pytest.raises(MappingError, match="have no type and owners"):
        shape(rows(Name=["Hale"]), Mapping("notes").set("contents", Part("Name", "people", "last_name")))


def test_an_unknown_mode_or_record_type_is_refused() -> None:
    mapping = Mapping("clients").set("last_name", "Name")
    with pytest.raises(UnknownMode, match='did you mean "store"'):
        shape(rows(Name=["Hale"]), mapping, mode="stroe")
    with pytest.raises(UnknownRecordType):
        shape(rows(Name=["Hale"]), mapping, "client")


def test_cells_that_are_not_text_and_an_index_that_names_nothing_are_refused() -> None:
    mapping = Mapping("clients").set("last_name", "Name")
    with pytest.raises(RecordsError, match="float64"):
        shape(pd.DataFrame({"Name": [1.5]}), mapping)
    with pytest.raises(RecordsError, match="reset_index"):
        shape(pd.DataFrame({"Name": ["a", "b"]}, index=[1, 1]), mapping)


def test_an_id_of_the_source_that_a_person_of_a_couple_would_get_is_refused() -> None:
    source = pd.DataFrame({"Client": ["John & Jane Hale", "Ann Poe"]}, index=["14", "14.1"], dtype="str")
    mapping = couples()
    mapping.key = None
    with pytest.raises(RecordsError, match=r'"14\.1".*reset_index'):
        shape(source, mapping)
    assert shape(source.set_axis(["14", "15.1"]), mapping).records.index.tolist() == [
        "14.1",
        "14.2",
        "14.joint",
        "15.1",
    ]


def test_a_dict_is_no_mapping() -> None:
    with pytest.raises(MappingError, match=r"is a dict and no Mapping; write Mapping\("):
        shape(rows(Name=["Hale"]), {"last_name": "Name"})  # the mistake under test


def secrets() -> Mapping:
    return Mapping("clients", key="Ref").set("last_name", "Name").set("date_of_birth", "DOB")


def test_neither_the_page_nor_the_text_of_the_result_shows_a_cell() -> None:
    shaped = shape(rows(Ref=["C7"], Name=["Evans"], DOB=["soon"]), secrets())
    for text in (repr(shaped), shaped._repr_html_()):
        assert "Evans" not in text
        assert "soon" not in text
    assert repr(shaped) == "Shaped(1 records x 3 fields, 1 errors, 0 warnings, 1 remarks)"
    page = shaped._repr_html_()
    assert "not a date; correct the cell" in page
    assert "var(--jp-" in page
    assert "#" not in re.sub(r"var\(--jp-[a-z0-9-]+,#[0-9a-f]{3,6}\)", "", page)  # a fixed colour is only a fallback


def test_the_four_counts_of_every_step_sum_to_the_records_it_saw() -> None:
    source = rows(
        Ref=["C7", "C8"],
        Client=["J & P Hale", None],
        DOB=["1/1/70 & 13/1/70", "x"],
        Tel=[" 01632 960123", None],
        Work=["01632 960001", None],
    )
    mapping = couples(date_of_birth="DOB").set("phone", FirstFilled(("Tel", "Work")))
    changes = shape(source, mapping).changes
    assert "Work" in set(changes["header"])
    assert changes.columns.tolist() == ["field", "header", "recipe", "changed", "left", "blank", "unreadable"]
    assert set(changes[["changed", "left", "blank", "unreadable"]].sum(axis=1)) == {4}
    assert (changes[["changed", "left", "blank", "unreadable"]] >= 0).all().all()
