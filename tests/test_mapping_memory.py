"""Confirmed mappings are plain files that speak next time, and a saved mapping says what has changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, FirstFilled, Joined, Mapping, Pair, Part
from plannr_nb.suggest import propose_mapping, remember, suggest_mapping

HEADERS = ["Ref", "Calls self", "Surname", "Box 7"]


def confirmed() -> Mapping:
    mapping = Mapping("clients", key="Ref").set("nickname", "Calls self").set("last_name", "Surname")
    return mapping.drop("Box 7", "nobody knows what it was")


def top(headers: list[str], header: str, memory: Path, record_type: str = "clients") -> tuple[object, float, str]:
    ranked = suggest_mapping(headers, record_type, top=1, memory=memory).set_index("header")
    field, score, reason = ranked.loc[header, ["field", "score", "reason"]]
    return (None if pd.isna(field) else field), score, reason


def test_what_was_mapped_and_dropped_before_speaks_next_time(tmp_path: Path) -> None:
    file = remember(confirmed(), tmp_path / "memory", name="Hartley clients")
    assert file == tmp_path / "memory" / "Hartley clients.toml"
    assert Mapping.load(file) == confirmed()
    assert top(HEADERS, "Calls self", file.parent) == ("nickname", 0.98, "before: Hartley clients maps it to nickname")
    assert top(HEADERS, "Box 7", file.parent) == (
        None, 0.0, 'before: Hartley clients drops it: "nobody knows what it was"')  # fmt: skip
    proposed = propose_mapping(HEADERS, "clients", memory=file.parent)
    assert (proposed.key, proposed.fields, proposed.dropped) == (
        "Ref", {"nickname": "Calls self", "last_name": "Surname", "external_reference_value": "Ref"}, {})  # fmt: skip


def test_a_mapping_saved_by_hand_counts_as_much(tmp_path: Path) -> None:
    confirmed().save(tmp_path / "by hand.toml")
    assert top(["CALLS-SELF"], "CALLS-SELF", tmp_path)[2] == "before: by hand maps it to nickname"


def test_a_header_of_another_export_weighs_less(tmp_path: Path) -> None:
    remember(confirmed(), tmp_path)
    same, other = top(HEADERS, "Calls self", tmp_path)[1], top(["Calls self", "Fax"], "Calls self", tmp_path)[1]
    assert same > other > 0.5


def test_memory_overrules_words(tmp_path: Path) -> None:
    """A firm that kept the partner's name under Second Name says so once."""
    remember(Mapping("clients").drop("Postcode", "of the office").set("last_name", "Name 2"), tmp_path)
    assert top(["Postcode", "Name 2"], "Postcode", tmp_path)[1] < 0.5
    assert propose_mapping(["Postcode", "Name 2"], "clients", memory=tmp_path).fields == {"last_name": "Name 2"}


def test_contradictions_are_shown_and_left_to_a_person(tmp_path: Path) -> None:
    remember(Mapping("clients").set("nickname", "Calls self"), tmp_path, name="one")
    remember(Mapping("clients").set("first_name", "Calls self"), tmp_path, name="two")
    remember(Mapping("clients").drop("Calls self", "rude"), tmp_path, name="three")
    ranked = suggest_mapping(["Calls self"], "clients", memory=tmp_path)
    assert ranked["field"].tolist() == ["first_name", "nickname"]
    for reason in ranked["reason"]:
        assert "one maps it to nickname" in reason
        assert "two maps it to first_name" in reason
        assert 'three drops it: "rude"' in reason
    assert propose_mapping(["Calls self"], "clients", memory=tmp_path).fields == {}


def test_a_field_with_a_consequence_is_never_pre_ticked(tmp_path: Path) -> None:
    remember(Mapping("clients").set("is_deceased", "Dead").set("type", "Kind"), tmp_path)
    assert top(["Dead", "Kind"], "Dead", tmp_path)[0] == "is_deceased"
    assert propose_mapping(["Dead", "Kind"], "clients", memory=tmp_path).fields == {}


def test_a_column_that_was_only_a_part_is_told_and_not_pre_ticked(tmp_path: Path) -> None:
    mapping = Mapping("clients").set("address_1", Joined(("Dwelling", "Way"))).set("email", FirstFilled(("M1", "M2")))
    mapping.set("first_name", Part("Who", "people", "first_name")).set("last_name", Part("Who", "people", "last_name"))
    remember(mapping.set("type", Constant("individual")), tmp_path, name="all")
    headers = ["Dwelling", "Way", "Who", "M1", "M2"]
    assert top(headers, "Dwelling", tmp_path)[2].startswith("before: all joins it into address_1, part 1 of 2")
    assert top(headers, "M2", tmp_path)[2].startswith("before: all takes it for email, number 2 of 2 to be filled")
    assert top(headers, "Who", tmp_path)[2].startswith(
        'before: all takes first_name, last_name out of it (split "people")'
    )
    assert propose_mapping(headers, "clients", memory=tmp_path).fields == {}


def test_of_a_pair_only_the_first_persons_column_is_told(tmp_path: Path) -> None:
    remember(Mapping("clients").set("nickname", Pair("Calls self", "Partner calls self")), tmp_path)
    told = suggest_mapping(["Calls self", "Partner calls self"], "clients", top=1, memory=tmp_path)
    assert told[["field", "reason"]].fillna("").values.tolist() == [
        ["nickname", "before: clients takes it for nickname of the first of two people"],
        ["", "nothing speaks for any field"],
    ]


def test_other_record_types_are_not_listened_to(tmp_path: Path) -> None:
    remember(confirmed(), tmp_path)
    assert top(["Calls self"], "Calls self", tmp_path, "plans") == (None, 0.0, "nothing speaks for any field")


def test_memory_and_pack_are_both_told_and_memory_has_the_last_word(tmp_path: Path) -> None:
    remember(Mapping("clients").set("title", "Title").set("last_name", "LastName"), tmp_path, name="ours")
    ranked = suggest_mapping(["Title", "LastName"], "clients", top=1, packs="Salesforce", memory=tmp_path)
    assert ranked["field"].tolist() == ["title", "last_name"]
    assert ranked["reason"][0].startswith("before: ours maps it to title; ")
    assert "but Salesforce pack (documented; named by you) leaves it" in ranked["reason"][0]


def test_the_same_mapping_is_kept_once_and_another_under_a_name_of_its_own(tmp_path: Path) -> None:
    first, again = remember(confirmed(), tmp_path), remember(confirmed(), tmp_path)
    other = remember(Mapping("clients").set("last_name", "Name"), tmp_path)
    assert [first.name, again.name, other.name] == ["clients.toml", "clients.toml", "clients 2.toml"]
    replaced = remember(Mapping("clients").set("last_name", "N."), tmp_path, name="clients 2")
    assert (replaced, Mapping.load(replaced).fields) == (other, {"last_name": "N."})


def test_memory_that_cannot_be_read_stops(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"there is no folder .*gone to remember from"):
        suggest_mapping(["Surname"], "clients", memory=tmp_path / "gone")
    with pytest.raises(MappingError, match="cannot be the name of a file"):
        remember(confirmed(), tmp_path, name="../elsewhere")
    (tmp_path / "notes.toml").write_text("colour = 'blue'", "utf-8")
    with pytest.raises(MappingError, match=r'notes\.toml: "colour" means nothing in a mapping'):
        suggest_mapping(["Surname"], "clients", memory=tmp_path)


def a_source(*headers: str) -> pd.DataFrame:
    return pd.DataFrame([["x"] * len(headers)], columns=list(headers), dtype="str")


def compared(mapping: Mapping, source: pd.DataFrame) -> list[list[object]]:
    table = mapping.compare(source)
    assert list(table.columns) == ["header", "status", "feeds", "nearest", "filled"]
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()


def test_compare_says_what_fits_what_is_new_and_what_vanished() -> None:
    mapping = confirmed().set("phone", FirstFilled(("Mobile No", "Surname"))).set("type", Constant("individual"))
    source = a_source("ref.", "Surname", "Box 7", "Fax", "Mobile Number")
    before = mapping.headers
    assert compared(mapping, source) == [
        ["ref.", "new", None, None, 1],
        ["Surname", "fits", "last_name, phone", None, 1],
        ["Box 7", "dropped", None, None, 1],
        ["Fax", "new", None, None, 1],
        ["Mobile Number", "new", None, None, 1],
        ["Ref", "vanished", "the key", "ref.", 0],
        ["Calls self", "vanished", "nickname", None, 0],
        ["Mobile No", "vanished", "phone", "Mobile Number", 0],
    ]
    assert mapping.headers == before


def test_one_new_header_is_the_nearest_of_one_vanished_header_only() -> None:
    mapping = Mapping("clients").set("address_1", "Address 1").set("address_2", "Address 2")
    near = mapping.compare(a_source("Addr 2", "Address1")).set_index("header")["nearest"]
    assert near[["Address 1", "Address 2"]].tolist() == ["Address1", "Addr 2"]


def test_a_header_in_use_or_dropped_is_no_candidate_for_a_vanished_one() -> None:
    mapping = Mapping("clients").set("last_name", "Surname").set("nickname", "Sur name").drop("Surname 2", "a partner")
    assert compared(mapping, a_source("Surname", "Surname 2"))[-1] == ["Sur name", "vanished", "nickname", None, 0]


def test_compare_and_check_against_complain_about_the_same_headers() -> None:
    mapping = Mapping("clients").set("last_name", "Surname").set("phone", "Phone").set("email", "E-mail")
    source = pd.DataFrame([["Evans", "", ""]], columns=["Surname", "Phone", "Email address"], dtype="str")
    source.attrs["plannr_nb"] = {"raw_headers": ["Surname", "Phone", "Phone"]}
    table = mapping.compare(source).set_index("header")["status"]
    assert table.to_dict() == {"Surname": "fits", "Phone": "unclear", "Email address": "new", "E-mail": "vanished"}
    with pytest.raises(MappingError) as stopped:
        mapping.check_against(source, "clients")
    assert '2 columns "Phone"' in str(stopped.value)
    assert 'no column "E-mail"; did you mean "Email address"?' in str(stopped.value)
    assert '"Surname";' not in str(stopped.value)


def test_a_mapping_that_fits_has_nothing_to_say() -> None:
    mapping = confirmed()
    assert set(mapping.compare(a_source(*HEADERS))["status"]) == {"fits", "dropped"}
    mapping.check_against(a_source(*HEADERS), "clients")
