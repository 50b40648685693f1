"""Names for records: the old system's reference, or one made from the cells that identify a record."""

from __future__ import annotations

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
    """A reference for each record's row, made of its identifying cells: ``made-7c1e-0f3a5b7c9d1e2f40``.

    The four characters stand for the names of the fields that identify, the sixteen for their cells: a hash keyed with
    the record type. The same cells give the same reference in every export, whatever the file is called, so that what
    was stored once is known again. Where a mapping feeds another set of identifying fields than an earlier one did, all
    references are others, and the four characters tell that apart from new people. The hash keeps names out of journals
    and ledgers; it is no secret, since the key is not.

    Parameters
    ----------
    fields
        The shaped fields of all records, without those that no mapping asked for.
    rows
        For each record the position of its row. Records of one row get one reference.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> people = pd.DataFrame({"last_name": ["Hale", "HALE"], "first_name": ["Ann", "Ann"]}, dtype="str")
    >>> one, other = made_keys(people, np.array([0, 1]), "clients")
    >>> one == other, [len(part) for part in one.split("-")]
    (True, [4, 4, 16])
    >>> wider = made_keys(people.assign(ni_number="AB123456C"), np.array([0, 1]), "clients")
    >>> wider[0].split("-")[1] == one.split("-")[1]
    False
    """
    known = IDENTIFYING.get(record_type, ())
    used = sorted(str(name) for name in fields.columns if name in known) or sorted(map(str, fields.columns))
    which = _hash(_FIELD_ENDS.join(used), record_type, size=2)
    joined = _joined_by_row(fields[used], rows)
    distinct = {text: f"made-{which}-{_hash(text, record_type, size=8)}" for text in joined.unique()}
    return joined.map(distinct).astype("str")


def tell_apart(keys: pd.Series, fields: pd.DataFrame, rows: np.ndarray) -> tuple[pd.Series, np.ndarray]:
    """Made references that several rows share, made unique by the other cells, and which records had to be told apart.

    Each of these rows gets a hash of all its cells behind the reference, ``made-7c1e-0f3a5b7c9d1e2f40-5d6e7f80``, since
    the order of rows can be another one in the next export. Only rows that are alike in every cell are numbered: the
    second one ends in ``-2``.

    Parameters
    ----------
    keys
        What `made_keys` gave.
    fields, rows
        As for `made_keys`.
    """
    import pandas as pd

    by_row = pd.Series(keys.to_numpy(dtype=object), index=rows)
    by_row = by_row[~by_row.index.duplicated()]
    shared = by_row.duplicated(keep=False)
    told_apart: np.ndarray = shared.reindex(rows).to_numpy(dtype=bool)
    if told_apart.any():
        alike = rows[told_apart]
        cells = _joined_by_row(fields.loc[told_apart, sorted(map(str, fields.columns))], alike).set_axis(alike)
        by_row[shared] += "-" + cells[~cells.index.duplicated()].map(lambda text: _hash(text, "", size=4)).astype(
            object
        )
        number = by_row.groupby(by_row, sort=False).cumcount() + 1
        by_row = by_row.mask(number > 1, by_row + "-" + number.astype(str))
    return pd.Series(by_row.reindex(rows).to_numpy(dtype=object), dtype="str"), told_apart


def _joined_by_row(fields: pd.DataFrame, rows: np.ndarray) -> pd.Series:
    """All cells of each record's row in one text, without any difference of capitals."""
    import pandas as pd

    joined = pd.Series([""] * len(fields), dtype="str")
    for name in fields.columns:
        joined = joined + _FIELD_ENDS + fields[name].reset_index(drop=True).str.casefold().fillna("")
    if pd.Index(rows).has_duplicates:
        joined = joined.groupby(rows, sort=False).agg(_RECORD_ENDS.join).reindex(rows).reset_index(drop=True)
    return joined


def _hash(text: str, key: str, *, size: int) -> str:
    return blake2b(text.encode(), key=key.encode()[:64], digest_size=size).hexdigest()
