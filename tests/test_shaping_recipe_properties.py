"""For every kind: nothing is changed in silence, every change is counted, and what was read once reads as itself."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plannr_nb.catalogue import Field, Kind, load
from plannr_nb.mapping import DateOrder, Mapping, MoneyUnit
from plannr_nb.problems import Severity
from plannr_nb.shaping import shape
from plannr_nb.shaping.recipes import ReadColumn, read_column, read_field

# Field -> cells as exports hold them: usual, odd and wrong ones.
CELLS = {
    "clients.date_of_birth": "25/12/1965|3.4.65|1965-04-03|24101|29/02/1973|01/01/1900|3rd May '60|25-DEC-65|12/25/1965"
    "|1965-12-25T00:00:00Z|25/12/1965 09:30|00/00/0000|31/12/9999|1.2E+10|soon|25\u00a0Dec\u00a01965|25/12/1065",
    "clients.prospect_converted_at": "25/12/2020 09:30|2020-12-25T09:30:15Z|44190.5|25/12/2020|9 May 2021 at 4:05 pm"
    "|2020-06-25T23:00:00+01:00|25/12/2020 24:00|TBC",
    "clients.value": "£1,234.50|(5)|5-|£(5.00)|5 DR|5 CR|125k|1.2m|50p|0.00|£-|$5|1.234,50|1 234,5|1234.5000|1.2345|.5|"
    "5.|999999|-0|1.5E+05|007|about 5",
    "clients.height": "180|180.0|1,200|007|−5|999|180cm|5'11|1.80",
    "premiums.percentage": "5%|5.5|.5|005|(5%)|5 per cent|5,5|7,25%|0.05|half|5-",
    "clients.is_prospect": "Yes|n|TRUE|0|1.0|-1|☑|No?|maybe|x|N/A|Yes (signed)|'Y",
    "clients.gender": "Male|FEMALE|m|not known|Unknown|-|male?",
    "clients.is_vulnerable": "Y|No|possibly|perhaps|1",
    "clients.title": "Mr|MRS.|Rev|the hon|Mr & Mrs|Dr?",
    "clients.phone": "01632 960123|'07700900123|+44 (0)7700 900123|7700900123|0033 1 99 00 12 34|07777777777"
    "|00000000000|01632 960123 ext 12|01632 960123 / 07700 900123|07700 900123 (work)|4.47701E+11"
    "|0800 FLOWERS|01999 123456|999",
    "clients.email": "Ann.Hale@Example.COM|<ann@example.com>|Ann Hale <ann@example.com>|none@none.com"
    "|mailto:j@example.org|ann@example.com; bob@example.com|ann@|ann@example.com (work)|josé@example.org|N/A",
    "clients.ni_number": "ab 12 34 56 c|AB123456|QQ123456C|TN010165M|01T12345|AB12345IC|NI: AB123456C|AB000000A|TBC",
    "clients.postcode": "po77yh|PO7  7YH|P07 7YH|ZZ99 3VZ|75008|K1A 0B1|BFPO 12|see file|GIR 0AA|D02 X285",
    "clients.uuid": "{4308C6FE-513D-4334-A7EC-9CC0E082D5E4}|4308c6fe513d4334a7ec9cc0e082d5e4|C1001",
    "clients.assigned_adviser_uuid": "{4308C6FE-513D-4334-A7EC-9CC0E082D5E4}|C1001|00123|1.2E+11",
    "clients.health_notes": "<p>Knee &amp; hip</p>|<p>&nbsp;</p>|a<br>b|None|N/A|=cmd|BP <140|&lt;b&gt;x|two\nlines",
    "clients.last_name": "O&#39;Brien|'t Hooft|PEARSON (DEC'D)|Na|TEST|Hale <b>",
    "clients.status_name": "Legal &amp; General|Active|N/A",
}
every_field = pytest.mark.parametrize("name", CELLS)


def the_field(name: str) -> Field:
    record_type, _, field = name.partition(".")
    return load(record_type)[field]


def column(name: str) -> st.SearchStrategy[list[str | None]]:
    odd = st.text(max_size=10).map(str.strip).filter(lambda text: text and "\x00" not in text)
    return st.lists(st.none() | st.sampled_from(CELLS[name].split("|")) | odd, min_size=1, max_size=12)


def read(name: str, cells: list[str | None], order: DateOrder | None = DateOrder.DMY) -> ReadColumn:
    return read_column(pd.Series(cells, dtype="str"), read_field(the_field(name), order, MoneyUnit.POUNDS))


@every_field
@settings(deadline=None, max_examples=12)
@given(st.data())
def test_a_cell_that_is_not_read_keeps_its_text_and_has_an_error(name: str, data: st.DataObject) -> None:
    cells, order = data.draw(column(name)), data.draw(st.sampled_from([None, *DateOrder]))
    after = read(name, cells, order)
    before = pd.Series(cells, dtype="str")
    pd.testing.assert_series_equal(after.texts[after.unread], before[after.unread], check_names=False)
    assert after.texts.isna().tolist() == before.isna().tolist()
    asked = any(remark.code.severity is Severity.ERROR for remark in after.remarks)
    wrong = {place for said, places in after.found if said.code.severity is Severity.ERROR for place in places}
    unread = {place for place, missed in enumerate(after.unread) if missed}
    assert unread <= wrong or asked
    if the_field(name).kind not in (Kind.TEXT, Kind.NAME_REF, Kind.UUID):
        assert wrong <= unread


@every_field
@settings(deadline=None, max_examples=12)
@given(st.data())
def test_what_was_read_once_reads_as_itself(name: str, data: st.DataObject) -> None:
    once = read(name, data.draw(column(name)))
    finished = once.texts[~once.unread].dropna().reset_index(drop=True)
    again = read(name, finished.tolist())
    assert again.texts.tolist() == finished.tolist()
    assert not again.unread.any()


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_each_change_is_counted_and_all_other_cells_are_as_they_were(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CELLS)))
    record_type, _, field = name.partition(".")
    cells = data.draw(column(name))
    padded = [cell and data.draw(st.sampled_from(["", " "])) + cell for cell in cells]
    source = pd.DataFrame({"Ref": [f"R{n}" for n in range(len(cells))], "Cell": padded}, dtype="str")
    shaped = shape(source, Mapping(record_type, key="Ref").set(field, "Cell"))
    sent, before = shaped.records[field].tolist(), pd.Series(padded, dtype="str").str.strip()
    changed = sum(one != other for one, other in zip(sent, before, strict=True) if isinstance(other, str) and other)
    steps = shaped.changes[shaped.changes["field"] == field]
    recipe = steps[steps["recipe"] != "spaces around the text taken away"]
    assert recipe["changed"].tolist() == [changed]
    assert (steps[["changed", "left", "blank", "unreadable"]].sum(axis=1) == len(cells)).all()
    assert (steps[["changed", "left", "blank", "unreadable"]] >= 0).all(axis=None)


def test_every_kind_is_among_these_fields() -> None:
    kinds = {the_field(name).kind for name in CELLS}
    assert kinds == set(Kind) - {Kind.IGNORED}
