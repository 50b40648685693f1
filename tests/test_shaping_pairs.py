"""Rows with columns of their own for each of two people."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, FirstFilled, Header, Mapping, Pair, Part

SOURCE = pd.DataFrame(
    {
        "Ref": ["C1", "C2", "C3"],
        "First Name": ["John", "Anwen", None],
        "Surname": ["Hale", "Pryce", None],
        "Partner First Name": ["Jane", None, "Ravi"],
        "Partner Surname": ["Okafor", None, "Sandhu"],
        "DOB": ["01/02/1960", "26/06/1970", None],
        "Partner DOB": ["25/04/1962", None, "28/02/1966"],
        "Town": ["Exampleton", "Sampleford", "Trialby"],
    },
    dtype="str",
)
NAMES = (
    Mapping("clients", key="Ref")
    .set("first_name", Pair("First Name", "Partner First Name"))
    .set("last_name", Pair("Surname", "Partner Surname"))
)


def also(mapping: Mapping, **origins: object) -> Mapping:
    return Mapping(mapping.record_type, dict(mapping.origins) | origins, key=mapping.key)


def test_a_row_that_names_both_becomes_two_people_and_a_joint_client() -> None:
    mapping = also(NAMES, date_of_birth=Pair("DOB", "Partner DOB")).set("town_city", "Town")
    records, _ = pn.shape(SOURCE, mapping.set("external_reference_value", "Ref"))
    columns = ["source_key", "type", "first_name", "last_name", "entity_name", "date_of_birth", "town_city", "owners"]
    assert records[columns].fillna("").reset_index().values.tolist() == [
        ["0.1", "C1.1", "individual", "John", "Hale", "", "01/02/1960", "Exampleton", ""],
        ["0.2", "C1.2", "individual", "Jane", "Okafor", "", "25/04/1962", "Exampleton", ""],
        ["0.joint", "C1", "joint", "", "", "John Hale & Jane Okafor", "", "Exampleton", "C1.1; C1.2"],
        ["1", "C2", "", "Anwen", "Pryce", "", "26/06/1970", "Sampleford", ""],
        ["2", "C3", "", "Ravi", "Sandhu", "", "28/02/1966", "Trialby", ""],
    ]
    assert records["external_reference_value"].tolist() == ["C1.1", "C1.2", "C1", "C2", "C3"]


def test_a_shared_surname_is_given_twice_and_what_one_person_lacks_is_blank() -> None:
    mapping = also(NAMES, last_name=Pair("Surname", "Surname"), date_of_birth=Pair("DOB", Constant("")))
    records, problems = pn.shape(SOURCE.head(2), mapping)
    assert records[["last_name", "entity_name", "date_of_birth"]].fillna("").values.tolist() == [
        ["Hale", "", "01/02/1960"],
        ["Hale", "", ""],
        ["", "John Hale & Jane Hale", ""],
        ["Pryce", "", "26/06/1970"],
    ]
    assert (problems["severity"] != "error").all()


def test_what_belongs_to_a_second_person_without_a_name_is_an_error_and_no_record() -> None:
    source = SOURCE.copy()
    source["Partner DOB"] = pd.Series(["25/04/1962", "27/06/1971", None], dtype="str")
    shaped = pn.shape(source, also(NAMES, date_of_birth=Pair("DOB", "Partner DOB")))
    errors = shaped.problems[shaped.problems["severity"] == "error"]
    assert errors[["record_id", "header", "field", "code", "value"]].values.tolist() == [
        ["1", "Partner DOB", "date_of_birth", "second_not_named", "27/06/1971"]
    ]


def test_cells_of_whoever_a_row_does_not_name_are_errors_on_either_side() -> None:
    source = SOURCE.copy()
    source["First Name"] = pd.Series(["John", None, None], dtype="str")
    source["Surname"] = pd.Series(["Hale", None, None], dtype="str")
    source["DOB"] = pd.Series(["01/02/1960", "26/06/1970", "29/06/1971"], dtype="str")
    source["Partner DOB"] = pd.Series(["25/04/1962", "27/06/1971", "28/02/1966"], dtype="str")
    shaped = pn.shape(source, also(NAMES, date_of_birth=Pair("DOB", "Partner DOB"), email=Pair("DOB", Constant(""))))
    found = shaped.problems[shaped.problems["code"].str.endswith("_not_named")]
    assert found[["record_id", "header", "field", "code", "value"]].values.tolist() == [
        ["2", "DOB", "date_of_birth", "first_not_named", "29/06/1971"],
        ["1", "Partner DOB", "date_of_birth", "second_not_named", "27/06/1971"],
        ["2", "DOB", "email", "first_not_named", "29/06/1971"],
    ]


def errors_of(source: pd.DataFrame, mapping: Mapping) -> list[list[str]]:
    problems = pn.shape(source, mapping).problems
    return problems.loc[problems["severity"] == "error", ["record_id", "header", "code", "value"]].values.tolist()


def test_a_cell_of_one_person_is_no_second_persons_without_a_word() -> None:
    source = SOURCE.assign(NI=pd.Series([None, "AB123456C", "AB123457C"], dtype="str"))
    assert errors_of(source, also(NAMES, ni_number=Header("NI"))) == [["2", "NI", "whose_value", "AB123457C"]]
    assert errors_of(source, also(NAMES, ni_number=Pair("NI", "NI"))) == []


def test_nobody_is_made_twice_of_one_row_nor_of_words_for_not_known() -> None:
    source = pd.DataFrame(
        {
            "First Name": ["Ed", "Ed", "Al"],
            "Surname": ["Roe", "Roe", "Bo"],
            "Partner First Name": ["Ed", "ED", "None"],
            "Partner Surname": ["Roe", "Roe", "None"],
            "DOB": ["13/02/1960", "13/02/1960", None],
            "Partner DOB": ["27/06/1990", None, None],
        },
        dtype="str",
    )
    mapping = also(NAMES, date_of_birth=Pair("DOB", "Partner DOB"))
    mapping.key = None
    assert errors_of(source, mapping) == [
        [record, "Partner Surname", code, value]
        for code, row, value in (("same_person_twice", "1", "Roe"), ("name_of_nobody", "2", "None"))
        for record in (f"{row}.1", f"{row}.2", f"{row}.joint")
    ]
    nobody = {"None": ""}
    shaped = pn.shape(source.tail(1), mapping.map_values("first_name", nobody).map_values("last_name", nobody))
    assert shaped.records.index.tolist() == ["2"]
    assert (shaped.problems["severity"] != "error").all()
    blanked = shaped.changes[shaped.changes["recipe"] == "blanked by the value map"]
    assert blanked[["field", "header", "changed"]].values.tolist() == [
        ["first_name", "Partner First Name", 1],
        ["last_name", "Partner Surname", 1],
    ]


@pytest.mark.parametrize("habit", [None, "dmy"])
def test_the_dates_of_one_column_are_no_evidence_for_the_partners(habit: str | None) -> None:
    source = pd.DataFrame(
        {
            "First Name": ["Jo", "Al", "Ed"],
            "Partner First Name": ["Amy", "Bea", "Cleo"],
            "Surname": ["Hale", "Roe", "Cox"],
            "DOB": ["13/02/1960", "14/02/1960", "15/02/1960"],
            "Partner DOB": ["03/04/1960", "04/13/1960", "05/06/1960"],
        },
        dtype="str",
    )
    mapping = also(NAMES, last_name=Pair("Surname", "Surname"), date_of_birth=Pair("DOB", "Partner DOB"))
    mapping.key, mapping.date_order = None, habit
    records, problems = pn.shape(source, mapping)
    read = ["04/03/1960", "13/04/1960", "06/05/1960"] if habit is None else ["03/04/1960", "13/04/1960", "05/06/1960"]
    assert records.loc[["0.2", "1.2", "2.2"], "date_of_birth"].tolist() == read
    assert records.loc[["0.1", "1.1", "2.1"], "date_of_birth"].tolist() == source["DOB"].tolist()
    code = "dates_month_first" if habit is None else "dates_against_habit"
    told = problems.loc[problems["field"] == "date_of_birth", ["header", "code"]]
    assert told.values.tolist() == [["Partner DOB", code]]


def test_whole_names_of_both_are_taken_apart_each_and_complained_of_where_they_stand() -> None:
    source = pd.DataFrame(
        {
            "Client 1": ["Mr John Hale", "Hale Family Trust", "Executors of P Hale", None],
            "Client 2": ["Mrs Jane Okafor", None, None, "Prince Reed Okafor"],
        },
        dtype="str",
    )
    mapping = Mapping("clients")
    for part in ("title", "first_name", "last_name", "entity_name", "type"):
        mapping.set(part, Pair(Part("Client 1", "person", part), Part("Client 2", "person", part)))
    records, problems = pn.shape(source, mapping)
    columns = ["title", "first_name", "last_name", "entity_name", "type"]
    assert records[columns].fillna("").reset_index().values.tolist() == [
        ["0.1", "mr", "John", "Hale", "", "individual"],
        ["0.2", "mrs", "Jane", "Okafor", "", "individual"],
        ["0.joint", "", "", "", "John Hale & Jane Okafor", "joint"],
        ["1", "", "", "", "Hale Family Trust", "trust"],
        ["2", "", "", "", "Executors of P Hale", ""],
        ["3", "prince", "Reed", "Okafor", "", "individual"],
    ]
    said = problems[problems["record_id"].notna() & problems["code"].isin(["representatives", "unusual_title"])]
    assert said[["record_id", "header", "code"]].values.tolist() == [
        ["2", "Client 1", "representatives"],
        ["3", "Client 2", "unusual_title"],
    ]


def test_a_row_may_be_of_one_person_everywhere() -> None:
    records, _ = pn.shape(SOURCE.tail(2), NAMES)
    assert records.index.tolist() == ["1", "2"]


def test_a_column_type_of_clients_yields_to_the_pair() -> None:
    source = SOURCE.assign(Type=["Individual", "Individual", "Individual"])
    records, _ = pn.shape(source, also(NAMES).set("type", "Type"))
    assert records["type"].tolist() == ["individual", "individual", "joint", "individual", "individual"]


@pytest.mark.parametrize(
    ("record_type", "origins", "says"),
    [
        ("clients", {"date_of_birth": Pair("DOB", "Partner DOB")}, "needs a Pair for first_name or last_name too"),
        (
            "clients",
            {
                "first_name": Pair("First Name", "Partner First Name"),
                "last_name": Part("Surname", "people", "last_name"),
            },
            "rows cannot become people by Surname and by a Pair",
        ),
        ("plans", {"name": Pair("First Name", "Partner First Name")}, "plans have no type and owners"),
    ],
)
def test_pairs_that_cannot_make_people_are_refused(record_type: str, origins: dict[str, Pair], says: str) -> None:
    with pytest.raises(MappingError, match=says):
        pn.shape(SOURCE, Mapping(record_type, dict(origins)))


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (Pair("Mobile", FirstFilled(("Home", "Work"))), "and no FirstFilled"),
        (Pair("Name", Part("Partner", "people", "last_name")), 'take it apart with the split "person"'),
    ],
)
def test_what_cannot_stand_in_a_pair_is_refused(pair: Pair, says: str) -> None:
    with pytest.raises(MappingError, match=says):
        Mapping("clients").set("phone", pair)


def test_pairs_are_saved_and_read_again(tmp_path: Path) -> None:
    mapping = also(NAMES, title=Pair(Part("Surname", "person", "title"), Constant("Mr")))
    assert Mapping.load(mapping.save(tmp_path / "pairs.toml")) == mapping
    (tmp_path / "bad.toml").write_text('record_type = "clients"\n[origins.phone]\npair = ["Mobile"]\n', "utf-8")
    with pytest.raises(MappingError, match=r'"origins.phone.pair" is a list of two'):
        Mapping.load(tmp_path / "bad.toml")
    assert "“First Name” for one person, “Partner First Name” for the other" in mapping._repr_html_()
