"""The views are thin: what a click does, a method does, and the state is a plain object."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plannr_nb import sandbox
from plannr_nb.client import PlannrClient
from plannr_nb.csv_build import CsvFile, build_csv
from plannr_nb.errors import MappingError
from plannr_nb.mapping import FirstFilled, Mapping
from plannr_nb.views import ImportProgress, MappingEditor
from plannr_nb.views.mapping_editor import KEPT, UNMAPPED


def source() -> pd.DataFrame:
    columns = {
        "Ref": ["C1", "C2"],
        "Surname": ["Evans", "Hale"],
        "Mobile": ["07700 900123", None],
        "Home": [None, "01632 960123"],
        "Shoe size": ["9", "4"],
    }
    return pd.DataFrame(columns, dtype="str")


def editor() -> MappingEditor:
    mapping = Mapping("clients", key="Ref").set("last_name", "Surname")
    mapping.set("phone", FirstFilled(("Mobile", "Home")))
    return MappingEditor(source(), "clients", mapping)


def dropdown(view: MappingEditor, header: str):
    return view._choices[header]


def test_a_choice_in_the_page_changes_the_plain_mapping() -> None:
    view = editor()
    dropdown(view, "Shoe size").value = "nickname"
    assert view.mapping.fields == {"last_name": "Surname", "nickname": "Shoe size"}
    dropdown(view, "Shoe size").value = UNMAPPED
    assert view.mapping.fields == {"last_name": "Surname"}


def test_a_field_has_one_origin_so_taking_it_frees_the_other_column() -> None:
    view = editor()
    view.set("Shoe size", "last_name")
    assert view.mapping.fields == {"last_name": "Shoe size"}
    assert dropdown(view, "Surname").value == UNMAPPED


def test_columns_that_feed_something_together_are_shown_as_mapped() -> None:
    view = editor()
    assert [dropdown(view, header).value for header in ("Ref", "Mobile", "Home")] == [KEPT] * 3
    assert "phone, the first filled of several" in [label for label, _ in dropdown(view, "Mobile").options]
    assert "<b>4</b> of 5 columns mapped, <b>1</b> left behind" in view._status.value


def test_columns_that_must_not_be_left_in_silence_are_named_until_they_are_answered() -> None:
    told = source().assign(LPA=["Yes"] + [None] * (len(source()) - 1))
    view = MappingEditor(told, "clients", Mapping("clients").set("last_name", "Surname"))
    assert "Not to be left in silence: LPA (power of attorney)" in view._status.value
    view.set("LPA", "has_power_of_attorney")
    assert "in silence" not in view._status.value


def test_drawing_changes_nothing() -> None:
    mapping = Mapping("clients", key="Ref").set("phone", FirstFilled(("Mobile", "Home")))
    before = repr(mapping), mapping.origins.copy()
    MappingEditor(source(), "clients", mapping)
    assert (repr(mapping), mapping.origins) == before


def test_what_cannot_be_is_refused_with_what_is_there() -> None:
    view = editor()
    with pytest.raises(MappingError, match='did you mean "last_name"'):
        view.set("Surname", "lastname")
    with pytest.raises(MappingError, match='no column "Forename"'):
        view.set("Forename", "first_name")


def test_no_cell_is_shown_anywhere_in_the_editor() -> None:
    view = editor()
    shown = repr(view) + view._status.value + "".join(reason.value for reason in view._reasons.values())
    shown += "".join(str(dropdown(view, str(header)).options) for header in source())
    for cell in source().stack().dropna():
        if len(cell) > 2:
            assert cell not in shown


def test_each_choice_is_labelled_by_its_header() -> None:
    view = editor()
    assert [dropdown(view, str(header)).description for header in source()] == list(source())


@pytest.fixture
def file(tmp_path: Path) -> CsvFile:
    people = pd.DataFrame(
        {"first_name": ["Ana", "Bo"], "last_name": ["Hale", None], "send_welcome_email": ["false"] * 2}
    )
    return build_csv(people, "clients", tmp_path / "clients.csv")


def test_start_runs_the_import_and_shows_how_it_ended(file: CsvFile, tmp_path: Path) -> None:
    with sandbox.serve() as server, PlannrClient(
        server.url, token=server.token, account_uuid=server.account_uuid
    ) as client:  # fmt: skip
        view = ImportProgress(client, file, mode="validate", journal=tmp_path / "imports.sqlite", poll_every_s=0.05)
        run = view.start()
    assert view.run is run
    assert (view._bar.value, view._bar.max) == (2, 2)
    assert "1 valid, 1 failed" in view._status.value
    assert not view._button.disabled


def test_an_error_behind_the_button_is_shown_in_the_view(file: CsvFile, tmp_path: Path) -> None:
    client = PlannrClient("http://127.0.0.1:9", token="secret-token", account_uuid="4308c6fe", attempts=1)
    view = ImportProgress(client, file, mode="validate", journal=tmp_path / "imports.sqlite")
    view._guarded(view.start)
    assert 'role="alert"' in view._message.value
    assert "127.0.0.1" in view._message.value
    assert "secret-token" not in view._message.value
    assert not view._button.disabled
