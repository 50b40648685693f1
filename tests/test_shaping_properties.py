"""What holds whatever the cells hold."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from plannr_nb.catalogue import Kind, load
from plannr_nb.mapping import Mapping, Part
from plannr_nb.records import as_records
from plannr_nb.shaping import shape

_ONE_PER_KIND = {
    Kind.TEXT: "address_1",
    Kind.NAME_REF: "status_name",
    Kind.UUID: "assigned_adviser_uuid",
    Kind.CHOICE: "gender",
    Kind.EMAIL: "email",
    Kind.PHONE: "phone",
    Kind.DATE: "date_of_birth",
    Kind.DATETIME: "prospect_converted_at",
    Kind.MONEY: "value",
    Kind.INTEGER: "height",
    Kind.BOOLEAN: "is_prospect",
    Kind.NI_NUMBER: "ni_number",
    Kind.POSTCODE: "postcode",
}
_PARTS = ("type", "title", "first_name", "last_name", "entity_name")
_USUAL = (
    "25/12/1965|03/04/65|1965-04-03|24101|29/02/1973|01/01/1900|£1,234.50|(5)|125k|1.234,50|0.00|Yes|n|maybe|M|female"
    "|AB 12 34 56 C|AB12345IC|po77yh|01632 960123|07700 900123 (work)|0800 FLOWERS|a@example.com|N/A|TBC|-|Na|007|NA"
    "|a@example.com; b@example.com|null| padded |two\nlines|=cmd|é|\u00a0|4.4E+11|25/12/1965 & 03/04/1966|65.0|5%"
    "|AB123456C & CE123456D|4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
)
_CELLS = st.none() | st.sampled_from(_USUAL.split("|")) | st.text(max_size=12).filter(lambda text: "\x00" not in text)
_NAMES = "Mr & Mrs J & P Hale|Ann Poe|Hale Ltd|Executors of J Hale|Madonna|HALE, John|PEARSON (DEC'D)|Hale Trust|J & P"
_CLIENTS = st.none() | st.sampled_from(_NAMES.split("|")) | st.text(max_size=12)


def _source(columns: dict[str, list[str | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(columns, dtype="str")
    frame.index = pd.RangeIndex(2, 2 + len(frame), name="source_row")
    return frame


@settings(deadline=None, max_examples=15)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(_ONE_PER_KIND.values(), _CELLS)), min_size=4, max_size=30))
def test_no_filled_cell_becomes_blank_and_every_change_is_counted(cells: list[dict[str, str | None]]) -> None:
    source = _source({field: [row[field] for row in cells] for field in _ONE_PER_KIND.values()})
    mapping = Mapping("clients")
    for field in source.columns:
        mapping.set(field, field)
    shaped = shape(source, mapping)
    before, after = as_records(source)[list(source.columns)], shaped.records[list(source.columns)]
    pd.testing.assert_frame_equal(before.notna(), after.notna())

    changed = (before != after) & before.notna()
    counted = shaped.changes.groupby("field")["changed"].sum()
    assert all(counted[field] >= changed[field].sum() for field in source.columns)
    errors = shaped.problems[(shaped.problems["severity"] == "error") & shaped.problems["record_id"].notna()]
    for problem in errors.itertuples():
        # A cell with an error was not read, and keeps its text.
        assert after.loc[problem.record_id, problem.field] == before.loc[problem.record_id, problem.field].strip()


@settings(deadline=None, max_examples=15)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(_ONE_PER_KIND.values(), _CELLS)), min_size=4, max_size=30))
def test_records_shaped_again_stay_as_they_are(cells: list[dict[str, str | None]]) -> None:
    """What was read once is in its finished form, and reads as itself."""
    source = _source({field: [row[field] for row in cells] for field in _ONE_PER_KIND.values()})
    mapping = Mapping("clients")
    for field in source.columns:
        mapping.set(field, field)
    once = shape(source, mapping)
    finished = once.records[list(source.columns)]
    unread = once.problems[once.problems["severity"] == "error"]
    columns = [name for name in source.columns if name not in set(unread["field"])]
    again = Mapping("clients")
    for field in columns:
        again.set(field, field)
        again.map_values(field, {cell: cell for cell in finished[field].dropna()})
    if columns:
        twice = shape(finished[columns].set_axis(source.index), again)
        pd.testing.assert_frame_equal(twice.records[columns], finished[columns])


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(_CLIENTS, _CELLS, _CELLS, _CELLS), min_size=4, max_size=30), st.booleans())
def test_no_row_and_no_word_is_lost_when_couples_are_taken_apart(
    cells: list[tuple[str | None, str | None, str | None, str | None]], with_parts: bool
) -> None:
    names, births, mails, notes = zip(*cells, strict=True)
    source = _source({"name": list(names), "birth": list(births), "mail": list(mails), "note": list(notes)})
    mapping = Mapping("clients").set("date_of_birth", "birth").set("email", "mail").set("health_notes", "note")
    for part in _PARTS if with_parts else ("last_name",):
        mapping.set(part, Part("name", "people", part))
    records = shape(source, mapping).records
    assert records.index.is_unique
    assert records["source_row"].unique().tolist() == source.index.tolist()
    rows = as_records(source)
    for field, header in {"date_of_birth": "birth", "email": "mail", "health_notes": "note"}.items():
        filled = records[field].groupby(records["source_row"]).count()
        assert (filled[rows[header].notna().to_numpy()] >= 1).all()
    words = [name for name in records.columns if name in {"title", "first_name", "last_name", "entity_name"}]
    named = records[words].notna().any(axis=1).groupby(records["source_row"]).any()
    assert named.tolist() == rows["name"].notna().tolist()


def test_every_kind_has_a_field_in_these_properties() -> None:
    kinds = {field.kind for field in load("clients")} - {Kind.IGNORED}
    assert kinds == set(_ONE_PER_KIND)
    assert all(load("clients")[name].kind is kind for kind, name in _ONE_PER_KIND.items())
