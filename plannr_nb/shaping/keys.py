"""Names for records: the old system's reference, or one made from the cells that identify a record."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["IDENTIFYING", "made_keys", "tell_apart"]

# What says who or what a record is, by record type; of the others every mapped field counts.
IDENTIFYING: dict[str, tuple[str, ...]] = {
    "clients": ("first_name", "middle_name", "last_name", "entity_name", "date_of_birth", "ni_number"),
    "plans": ("client_uuid", "provider", "policy_number", "type", "plan_type", "name"),
}
_FIELD_ENDS, _RECORD_ENDS = "\x1f", "\x1e"


def made_keys(fields: pd.DataFrame, rows: np.ndarray, record_type: str) -> pd.Series:
    """A reference for each record's row, made of its identifying cells: a hash keyed with the record type.

    The same cells give the same reference in every export, whatever the file is called, so that what was stored once is
    known again. The hash keeps names out of journals and ledgers; it is no secret, since the key is not.

    Parameters
    ----------
    fields
        The shaped fields of all records.
    rows
        For each record the position of its row. Records of one row get one reference.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> people = pd.DataFrame({"last_name": ["Hale", "HALE"], "first_name": ["Ann", "Ann"]}, dtype="str")
    >>> one, other = made_keys(people, np.array([0, 1]), "clients")
    >>> one == other, one.partition("-")[0]
    (True, 'made')
    """
    import pandas as pd

    used: Sequence[str] = [
        name for name in IDENTIFYING.get(record_type, tuple(fields.columns)) if name in fields.columns
    ]
    joined = pd.Series([""] * len(fields), dtype="str")
    for name in used or list(fields.columns):
        joined = joined + _FIELD_ENDS + fields[name].reset_index(drop=True).str.casefold().fillna("")
    if len(rows) and rows[-1] + 1 < len(rows):
        joined = joined.groupby(rows, sort=False).agg(_RECORD_ENDS.join).reindex(rows).reset_index(drop=True)
    distinct = {text: f"made-{_hash(text, record_type)}" for text in joined.unique()}
    return joined.map(distinct).astype("str")


def _hash(text: str, record_type: str) -> str:
    return blake2b(text.encode(), key=record_type.encode()[:64], digest_size=8).hexdigest()


def tell_apart(keys: pd.Series, rows: np.ndarray) -> tuple[pd.Series, np.ndarray]:
    """References of rows made unique by their order, ``made-1f...-2``, and which records had to be told apart."""
    import numpy as np
    import pandas as pd

    by_row = pd.Series(keys.to_numpy(dtype=object), index=rows)
    by_row = by_row[~by_row.index.duplicated()]
    again = by_row.groupby(by_row, sort=False).cumcount()
    suffixed = np.where(again > 0, by_row + "-" + (again + 1).astype(str), by_row)
    unique = pd.Series(suffixed, index=by_row.index).reindex(rows)
    told_apart: np.ndarray = (again > 0).reindex(rows).to_numpy(dtype=bool)
    return pd.Series(unique.to_numpy(dtype=object), dtype="str"), told_apart
