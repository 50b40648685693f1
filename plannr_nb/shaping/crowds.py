"""Contact details that stand on many records: most often the firm's own, put there because a field had to be filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Kind, RecordType
from plannr_nb.problems import merge
from plannr_nb.shaping import codes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CROWD", "shared_by_many"]

# A couple and their joint client share, so may a family or the flats of one house; eight records no longer do.
CROWD = 8
_CONTACT = frozenset({Kind.EMAIL, Kind.PHONE})


def shared_by_many(records: pd.DataFrame, record_type: RecordType, headers: Mapping[str, str | None]) -> pd.DataFrame:
    """One problem for each record that has the e-mail, number or first line of address of at least `CROWD` records.

    Parameters
    ----------
    headers
        Field -> the header it comes from.
    """
    fields = [
        field.name
        for field in record_type
        if field.name in records.columns and (field.kind in _CONTACT or field.name == "address_1")
    ]
    tables = []
    for name in fields:
        place = records[name].str.casefold()
        crowd = records[place.map(place.value_counts()) >= CROWD]
        tables.append(
            codes.SHARED_BY_MANY.problems(
                record_id=crowd.index, source_row=crowd["source_row"], header=headers.get(name), field=name,
                value=crowd[name],
            )
        )  # fmt: skip
    return merge(tables)
