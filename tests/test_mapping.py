"""A mapping says where each field comes from, survives its file, and complains clearly where it does not fit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plannr_nb import catalogue
from plannr_nb.errors import MappingError, UnknownRecordType
from plannr_nb.mapping import (
    SPLITS,
    Constant,
    DateOrder,
    FirstFilled,
    Header,
    Joined,
    Mapping,
    MoneyUnit,
    Part,
    Stamp,
)


def a_mapping() -> Mapping:
    mapping = Mapping("clients", key="Client Ref", group_by_key=True)
    mapping.set("last_name", "Surname").set("date_of_birth", Header("DOB"))
    mapping.set("type", Constant("individual")).set("phone", FirstFilled(("Mobile", "Home Tel")))
    mapping.set("address_1", Joined(("House", "Street"), ", ")).set("first_name", Part("Name", "people", "first_name"))
    mapping.map_values("title", {"Mr.": "mr", "N/A": ""}).drop("Fax", "not kept any more")
    mapping.date_orders["date_of_birth"] = DateOrder.DMY
    mapping.money_units["value"] = MoneyUnit.POUNDS
    return mapping


def a_source(*headers: str, raw: list[str] | None = None) -> pd.DataFrame:
    source = pd.DataFrame([["x"] * len(headers)], columns=list(headers), dtype="str")
    source.attrs["plannr_nb"] = {"raw_headers": raw or list(headers)}
    return source


def test_the_file_is_readable_and_says_everything(tmp_path: Path) -> None:
    written = a_mapping().save(tmp_path / "clients.toml").read_text("utf-8")
    assert (
        written
        == """\
record_type = "clients"
key = "Client Ref"
group_by_key = true

[origins]
date_of_birth = "DOB"
last_name = "Surname"

[origins.address_1]
joined = [
    "House",
    "Street",
]
separator = ", "

[origins.first_name]
header = "Name"
split = "people"
part = "first_name"

[origins.phone]
first_filled = [
    "Mobile",
    "Home Tel",
]

[origins.type]
constant = "individual"

[date_orders]
date_of_birth = "dmy"

[money_units]
value = "pounds"

[dropped]
Fax = "not kept any more"

[values.title]
"Mr." = "mr"
"N/A" = ""
"""
    )


def test_what_is_loaded_equals_what_was_saved(tmp_path: Path) -> None:
    assert Mapping.load(a_mapping().save(tmp_path / "clients.toml")) == a_mapping()


text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    [
        'He said "no"',
        "Address\nLine 1",
        "Client.Name",
        "Naïve Größe",
        "'",
        "#1",
        "a=b",
        "[x]",
        "\\",
        "\r\n",
        " lead",
        "’",
    ]
)
part = st.sampled_from([(split, each) for split, parts in SPLITS.items() for each in parts])
origin = st.one_of(
    text.map(Header),
    text.map(Constant),
    st.lists(text, min_size=1, max_size=3).map(tuple).map(FirstFilled),
    st.builds(Joined, st.lists(text, min_size=1, max_size=3).map(tuple), text),
    st.builds(lambda header, chosen: Part(header, *chosen), text, part),
)
mappings = st.builds(
    Mapping,
    st.sampled_from(["clients", "plans"]),
    st.dictionaries(text, origin, max_size=4),
    st.none() | text,
    st.booleans(),
    st.dictionaries(text, st.dictionaries(text, text | st.just(""), max_size=3), max_size=3),
    st.dictionaries(text, st.sampled_from(DateOrder), max_size=3),
    st.dictionaries(text, st.sampled_from(MoneyUnit), max_size=3),
    st.dictionaries(text, text, max_size=3),
    st.none() | st.sampled_from(DateOrder),
    st.dictionaries(text, st.builds(Stamp, text, st.none() | text, st.none() | text), max_size=2),
)


@given(mappings)
def test_any_header_and_cell_text_survives_the_file(tmp_path_factory: pytest.TempPathFactory, mapping: Mapping) -> None:
    path = tmp_path_factory.mktemp("mapping") / "any.toml"
    assert Mapping.load(mapping.save(path)) == mapping


@given(mappings, st.randoms(use_true_random=False))
def test_equal_mappings_are_equal_bytes(tmp_path_factory: pytest.TempPathFactory, mapping: Mapping, random) -> None:
    def shuffled(table: dict) -> dict:
        items = list(table.items())
        random.shuffle(items)
        return dict(items)

    other = Mapping(
        mapping.record_type,
        shuffled(mapping.origins),
        mapping.key,
        mapping.group_by_key,
        {name: shuffled(texts) for name, texts in shuffled(mapping.values).items()},
        shuffled(mapping.date_orders),
        shuffled(mapping.money_units),
        shuffled(mapping.dropped),
        mapping.date_order,
        shuffled(mapping.stamps),
    )
    folder = tmp_path_factory.mktemp("mapping")
    assert other == mapping
    assert other.save(folder / "a.toml").read_bytes() == mapping.save(folder / "b.toml").read_bytes()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("record_type = ", "is not a TOML file: "),
        ('key = "Ref"', '"record_type" is missing'),
        ('record_type = "clients"\norigin = {}', '"origin" means nothing in a mapping; did you mean "origins"?'),
        ("record_type = 3", '"record_type" is not text'),
        ('record_type = "clients"\ngroup_by_key = "yes"', '"group_by_key" is true or false'),
        ('record_type = "clients"\norigins = "Surname"', '"origins" is a table'),
        ('record_type = "clients"\n[origins]\nphone = 4', '"origins.phone" is neither a header nor a table'),
        ('record_type = "clients"\n[origins.phone]\nfirst = ["a"]', '"origins.phone" names no origin'),
        ('record_type = "clients"\n[origins.phone]\nfirst_filled = []', '"origins.phone.first_filled" is a list'),
        (
            'record_type = "clients"\n[origins.phone]\njoined = ["a"]\nseparater = " "',
            '"origins.phone.separater" means nothing here; did you mean "separator"?',
        ),
        ('record_type = "clients"\n[origins.title]\npart = "title"', '"origins.title" lacks header, split'),
        (
            'record_type = "clients"\n[origins.title]\nheader = "Name"\nsplit = "persons"\npart = "title"',
            'title: there is no split "persons"; did you mean "person"?',
        ),
        (
            'record_type = "clients"\n[origins.title]\nheader = "Name"\nsplit = "person"\npart = "titel"',
            'title: the split "person" has no part "titel"; did you mean "title"?',
        ),
        ('record_type = "clients"\n[date_orders]\ndate_of_birth = "uk"', "is none of: dmy, mdy, ymd"),
        ('record_type = "clients"\ndate_order = "uk"', '"date_order" is none of: dmy, mdy, ymd'),
        ('record_type = "notes"\n[stamps.contents]\nday = "Created"', '"stamps.contents.day" means nothing here'),
        ('record_type = "notes"\n[stamps.contents]', '"stamps.contents" names no column'),
        ('record_type = "clients"\n[money_units]\nvalue = "dollars"', "is none of: pounds, pence"),
        ('record_type = "clients"\n[values]\ntitle = "mr"', '"values.title" is a table'),
        ('record_type = "clients"\n[values.title]\nMr = 1', '"values.title" holds something that is not text'),
    ],
)
def test_a_file_that_means_nothing_says_where(tmp_path: Path, written: str, message: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(written, "utf-8")
    with pytest.raises(MappingError) as caught:
        Mapping.load(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_an_unknown_record_type_in_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('record_type = "client"', "utf-8")
    with pytest.raises(MappingError, match='record type "client" is not one of Plannr\'s; did you mean "clients"'):
        Mapping.load(path)


def test_no_file_a_folder_and_bytes_that_are_no_text_each_have_a_message(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="there is no mapping file"):
        Mapping.load(tmp_path / "gone.toml")
    with pytest.raises(MappingError, match="cannot be read"):
        Mapping.load(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'record_type = "clients"\nkey = "R\xe9f"')
    with pytest.raises(MappingError, match="is not UTF-8 text"):
        Mapping.load(latin)
    with pytest.raises(MappingError, match="cannot be written"):
        a_mapping().save(tmp_path / "nowhere" / "m.toml")
    with pytest.raises(MappingError, match="half a character"):
        Mapping("clients").set("last_name", "\ud800").save(tmp_path / "half.toml")


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes('\ufeffrecord_type = "clients"\r\nkey = "Ref"\r\n'.encode())
    assert Mapping.load(path) == Mapping("clients", key="Ref")


def test_headers_lists_each_used_column_once_key_first() -> None:
    assert a_mapping().headers == ("Client Ref", "Surname", "DOB", "Mobile", "Home Tel", "House", "Street", "Name")
    assert a_mapping().fields == {"last_name": "Surname", "date_of_birth": "DOB"}


def test_unset_takes_the_settings_of_the_field_along() -> None:
    mapping = Mapping("clients").set("date_of_birth", "DOB").map_values("date_of_birth", {"01/01/1900": ""})
    mapping.date_orders["date_of_birth"] = DateOrder.DMY
    assert mapping.unset("date_of_birth") == Mapping("clients")
    with pytest.raises(MappingError, match="date_of_birth is not mapped"):
        mapping.unset("date_of_birth")


def test_a_column_is_used_or_dropped_never_both() -> None:
    mapping = a_mapping()
    with pytest.raises(MappingError, match='"Mobile" feeds phone; unset that'):
        mapping.drop("Mobile", "old")
    with pytest.raises(MappingError, match='"Client Ref" feeds the key'):
        mapping.drop("Client Ref", "old")
    assert mapping.set("nickname", "Fax").dropped == {}


@pytest.mark.parametrize(
    ("origin", "message"),
    [
        (Part("Name", "persons", "title"), 'there is no split "persons"'),
        (Part("Name", "person", "owners"), 'has no part "owners"'),
        (FirstFilled(()), "names no headers"),
        (Joined("Street"), "names no headers"),  # the slip a notebook makes
        (7, "is a int; give a header"),
    ],
)
def test_an_origin_that_cannot_be_is_refused_at_once(origin, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        Mapping("clients").set("title", origin)


def test_dropping_without_a_reason_and_values_that_are_not_text_are_refused() -> None:
    with pytest.raises(MappingError, match="needs a reason"):
        Mapping("clients").drop("Fax", " ")
    with pytest.raises(MappingError, match="not text"):
        Mapping("clients").map_values("title", {"Mr": 1})  # as a notebook would


def test_check_against_says_all_that_does_not_fit() -> None:
    mapping = Mapping("clients", key="Ref").set("last_nam", "Surname").set("first_name", "Frist Name")
    with pytest.raises(MappingError) as caught:
        mapping.check_against(a_source("Ref", "Surname", "First Name"), "clients")
    lines = str(caught.value).splitlines()
    assert lines[0] == "the mapping does not fit:"
    assert lines[1].startswith('- clients have no field "last_nam"; did you mean "last_name"?')
    assert lines[2] == (
        '- the source has no column "Frist Name"; did you mean "First Name"? There are: Ref, Surname, First Name'
    )
    assert len(lines) == 3


def test_check_against_stops_at_a_header_that_stands_twice() -> None:
    mapping = Mapping("clients").set("phone", "Phone")
    renamed = a_source("Phone", "Phone (2)", raw=["Phone", "Phone"])
    with pytest.raises(MappingError, match='2 columns "Phone", so it is not clear which is meant'):
        mapping.check_against(renamed, "clients")
    in_memory = pd.DataFrame([["1", "2"]], columns=["Phone", "Phone"], dtype="str")
    with pytest.raises(MappingError, match='2 columns "Phone"'):
        mapping.check_against(in_memory, "clients")
    mapping.set("phone", "Phone (2)").check_against(renamed, "clients")


def test_check_against_stops_at_another_or_unknown_record_type() -> None:
    with pytest.raises(MappingError, match="the mapping is for clients and the records are plans"):
        Mapping("clients").check_against(a_source("Ref"), "plans")
    with pytest.raises(UnknownRecordType):
        Mapping("clients").check_against(a_source("Ref"), "client")


def test_check_against_takes_a_loaded_record_type() -> None:
    clients = catalogue.load("clients")
    Mapping(clients.name).set("last_name", "Surname").check_against(a_source("Surname"), clients)


def test_left_behind_tells_every_unused_column() -> None:
    source = pd.DataFrame(
        {
            "Client Ref": ["1", "2"],
            "Surname": ["Evans", "Hale"],
            "Fax": ["01632 960001", "01632 960002"],
            "Deceased On": ["14/03/2021", None],
            "Spare": [None, " "],
        },
        dtype="str",
    )
    mapping = Mapping("clients", key="Client Ref").set("last_name", "Surname").drop("Fax", "nobody has one")
    nothing = pytest.approx(float("nan"), nan_ok=True)
    assert mapping.left_behind(source).values.tolist() == [
        ["Fax", 2, "phone", nothing, "nobody has one"],
        ["Deceased On", 1, "date", "deceased", "not decided"],
        ["Spare", 0, nothing, nothing, "nothing in it"],
    ]


def test_left_behind_nothing_is_an_empty_frame_with_its_columns() -> None:
    left = Mapping("clients").set("last_name", "Surname").left_behind(a_source("Surname"))
    assert left.dtypes.astype(str).to_dict() == {
        "header": "str", "filled": "int64", "kind": "str", "meaning": "str", "why": "str"
    }  # fmt: skip
    assert len(left) == 0


def test_no_cell_of_a_value_map_shows_in_repr_or_notebook() -> None:
    mapping = Mapping("clients").set("nickname", "Known <as>").map_values("nickname", {"Secret Cell": "x"})
    assert "Secret" not in repr(mapping)
    html = mapping._repr_html_()
    assert "Secret" not in html
    assert "Known &lt;as&gt;" in html
    assert "1 values mapped" in html


def test_a_stamp_uses_its_columns_and_goes_with_its_field() -> None:
    mapping = Mapping("notes").set("contents", "Note").drop("Created", "not needed")
    mapping.stamp("contents", date="Created", reference="Note ID")
    source = pd.DataFrame({"Note": ["x"], "Created": ["1"], "Note ID": ["2"]}, dtype="str")
    assert (mapping.headers, mapping.dropped) == (("Note", "Created", "Note ID"), {})
    assert mapping.compare(source)["feeds"].tolist() == ["contents", "the stamp of contents", "the stamp of contents"]
    with pytest.raises(MappingError, match='"Created" feeds the stamp of contents'):
        mapping.drop("Created", "not needed")
    assert mapping.unset("contents").stamps == {}
    with pytest.raises(MappingError, match="names no column"):
        mapping.stamp("contents")


def test_words_for_orders_and_units_that_there_are_not_are_named() -> None:
    mapping = Mapping("plans").set("value", "Worth")
    mapping.date_order, mapping.money_units["value"] = "uk", "pennies"
    with pytest.raises(MappingError) as caught:
        mapping.check_against(pd.DataFrame({"Worth": ["5"]}, dtype="str"), "plans")
    assert str(caught.value).splitlines()[1:] == [
        "- mapping.date_order is none of: dmy, mdy, ymd",
        '- mapping.money_units["value"] is none of: pounds, pence',
    ]
