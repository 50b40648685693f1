"""Records: what is sent, and the names by which each can be followed.

A frame of records has the index ``record_id`` (unique text) and beside the fields these columns, which are never sent:

=========== ===== ==========================================================================================
source_file str   name of the file the record comes from
source_row  Int64 the row it comes from, as a spreadsheet shows it; the first one where several rows feed it
also_rows   str   the other rows that feed it, ``15,18``; missing where there are none
source_key  str   the old system's reference for it
excluded    str   why it shall not be sent; missing where it shall
=========== ===== ==========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import RecordsError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["IDENTITY", "apply_edits", "as_records", "exclude", "field_columns", "with_edits"]

IDENTITY = ("source_file", "source_row", "also_rows", "source_key", "excluded")
_SHORT = 64
_PLAIN_ID = re.compile(rf"[\w.\-/:#+]{{1,{_SHORT}}}")


def field_columns(records: pd.DataFrame) -> list[str]:
    """The columns that are fields, in frame order."""
    return [name for name in records.columns if name not in IDENTITY]


def as_records(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of records with text cells, from `shape` or made in memory. A new frame; blank text becomes missing.

    Raises
    ------
    RecordsError
        The index is not one level of unique whole numbers or short plain ids, a column name occurs twice, or a column
        holds something that has more than one way to be written as text (floats, dates, objects).

    Examples
    --------
    >>> import pandas as pd
    >>> records = as_records(pd.DataFrame({"last_name": ["Evans"], "target_retirement_age": [65]}))
    >>> records.index.tolist(), records["target_retirement_age"].tolist()
    (['0'], ['65'])
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise RecordsError(f"records are a pandas DataFrame and this is a {type(frame).__name__}; {_instead(frame)}")
    _check_index(frame.index)
    repeated = frame.columns[frame.columns.duplicated()].unique().tolist()
    if repeated:
        raise RecordsError(f"columns occur more than once: {', '.join(map(str, repeated))}; rename or drop all but one")
    index = pd.Index(frame.index.astype("str"), name="record_id")
    columns: dict[str, pd.Series] = {}
    for name in IDENTITY:
        given = frame[name] if name in frame.columns else None
        if name == "source_row":
            columns[name] = _as_rows(frame.index if given is None else given, index)
        elif given is not None and (isinstance(given.dtype, pd.StringDtype) or given.notna().any()):
            columns[name] = _as_text(given, name).str.strip().set_axis(index)
        else:
            columns[name] = pd.Series([None] * len(frame), index=index, dtype="str")
    for column in field_columns(frame):
        columns[str(column)] = _as_text(frame[column], str(column)).set_axis(index)
    return pd.DataFrame(columns, index=index)


def _instead(given: object) -> str:
    if hasattr(given, "records") and hasattr(given, "problems"):
        return "hand in its .records"
    return "convert it with .to_pandas()" if hasattr(given, "to_pandas") else "make one, or read a file with read_table"


def _as_rows(given: pd.Series | pd.Index, index: pd.Index) -> pd.Series:
    """Rows of the source: a column of that name, or an index of that name, else missing."""
    import pandas as pd

    if isinstance(given, pd.Index) and given.name != "source_row":
        return pd.Series([pd.NA] * len(index), index=index, dtype="Int64")
    try:
        return pd.Series(pd.array(given.to_numpy(dtype=object), dtype="Int64"), index=index)
    except (TypeError, ValueError):
        message = 'column "source_row" holds something that is no whole number; give rows as a spreadsheet shows them'
        raise RecordsError(message) from None


def exclude(records: pd.DataFrame, rows: Iterable[Any] | pd.Series, reason: str) -> pd.DataFrame:
    """Mark records that shall not be sent. They stay in the frame, and in the ledger, with the reason.

    Parameters
    ----------
    rows
        Record ids, or a boolean mask as long as the frame (a Series is aligned by its index).
    reason
        Why, for the ledger. A record already excluded keeps its first reason.

    Returns
    -------
    DataFrame
        A new frame of as many rows in the same order.

    Raises
    ------
    RecordsError
        A record id that is not in the frame, a mask of another length or with missing values, or no reason.

    Examples
    --------
    >>> import pandas as pd
    >>> records = as_records(pd.DataFrame({"last_name": ["Evans", "Test"]}))
    >>> exclude(records, records["last_name"] == "Test", reason="test client")["excluded"].tolist()
    [nan, 'test client']
    """
    if not isinstance(reason, str) or not reason.strip():
        raise RecordsError("an exclusion needs a reason; write it in reason=")
    marked = as_records(records)
    chosen = _as_mask(marked, rows)
    marked["excluded"] = marked["excluded"].mask(chosen & marked["excluded"].isna(), reason)
    return marked


def apply_edits(records: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Records with some cells changed: what a person typed, kept as a frame so that it can be replayed.

    Parameters
    ----------
    edits
        One row per edit, applied in order: ``record_id``, ``field``, ``new`` (missing blanks the cell), and if there is
        a column ``old``, the text the cell must hold for the edit to fit (missing: not compared).

    Returns
    -------
    DataFrame
        A new frame of as many rows in the same order; a field that was not there becomes a column.

    Raises
    ------
    RecordsError
        A column of `edits` is missing, a record is not in the frame, or a cell holds something else than ``old``.

    Examples
    --------
    >>> import pandas as pd
    >>> records = as_records(pd.DataFrame({"last_name": ["Evnas"]}))
    >>> edits = pd.DataFrame({"record_id": ["0"], "field": ["last_name"], "new": ["Evans"]}, dtype="str")
    >>> apply_edits(records, edits)["last_name"].tolist()
    ['Evans']
    """
    return with_edits(as_records(records), edits)


def with_edits(records: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """What `apply_edits` does, to a frame that `as_records` has made. Only the columns edited are copied."""
    import pandas as pd

    lacking = [name for name in ("record_id", "field", "new") if name not in edits.columns]
    if lacking:
        raise RecordsError(f"the edits have no column {', '.join(lacking)}; an edit is record_id, field and new")
    ids = edits["record_id"].astype("str")
    strangers = sorted(set(ids[records.index.get_indexer(pd.Index(ids)) < 0].tolist()))
    if strangers:
        raise RecordsError(f"{_strangers(strangers, records.index)}; make the edits from the frame they are for")
    edited = records.copy(deep=False)
    for name in edits["field"].unique():
        if name in IDENTITY:
            raise RecordsError(f'"{name}" follows the record and cannot be edited')
        column = edited[name] if name in edited.columns else pd.Series(index=edited.index, dtype="str")
        edited[name] = _edited_column(column, edits[edits["field"] == name], name)
    return edited


def _strangers(strangers: list[str], ids: pd.Index) -> str:
    """What was given may be a name taken for an id, so it is counted and an id of the frame is shown instead."""
    looks = f', whose ids look like "{ids[0]}"' if len(ids) else ", which is empty"
    return f"{len(strangers)} record ids are not in the frame{looks}"


def _edited_column(column: pd.Series, rows: pd.DataFrame, name: str) -> pd.Series:
    """One field's edits, the last of several to a cell winning; ``old`` is what the cell held before the first."""
    firsts = rows.drop_duplicates("record_id")
    if "old" in rows.columns:
        held = column.reindex(firsts["record_id"].astype("str")).fillna("")
        changed = firsts["old"].notna().to_numpy() & (held.to_numpy() != firsts["old"].fillna("").to_numpy())
        if changed.any():
            raise RecordsError(
                f'{int(changed.sum())} edits of "{name}" no longer fit: the cell holds something else than "old" says. '
                "Look at these records again and leave the edits out or make them anew"
            )
    lasts = rows.drop_duplicates("record_id", keep="last")
    new = lasts["new"].astype("str").mask(lasts["new"].isna() | (lasts["new"].astype("str").str.strip() == ""))
    column = column.copy()
    column.loc[lasts["record_id"].astype("str")] = new.to_numpy()
    return column


def _as_mask(records: pd.DataFrame, rows: Iterable[Any] | pd.Series) -> pd.Series:
    import pandas as pd
    from pandas.api.types import is_bool_dtype

    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise RecordsError("the rows to exclude are a list of record ids or a boolean mask; put a single id in a list")
    listed = rows if isinstance(rows, pd.Series) else pd.Series(list(rows))
    named_like_records = listed.index.astype("str").equals(records.index) and isinstance(rows, pd.Series)
    if named_like_records and not is_bool_dtype(listed.dtype):
        raise RecordsError(
            f"the rows to exclude are a column of {listed.dtype}, which is no mask; make it one with .astype(bool), or "
            "hand in the record ids as a list"
        )
    if is_bool_dtype(listed.dtype):
        if len(listed) != len(records):
            raise RecordsError(f"the mask has {len(listed)} values and there are {len(records)} records")
        if listed.isna().any():
            raise RecordsError("the mask has missing values; fill them with fillna(False) or fillna(True)")
        if isinstance(rows, pd.Series):
            labels = listed.index.astype("str")
            if not labels.sort_values().equals(records.index.sort_values()):
                raise RecordsError(
                    "the index of the mask is not that of the records; make it from the records' columns"
                )
            listed = listed.set_axis(labels).reindex(records.index)
        return pd.Series(listed.to_numpy(dtype=bool), index=records.index)
    wanted = set(listed.astype("str"))
    strangers = sorted(wanted - set(records.index))
    if strangers:
        raise RecordsError(f"{_strangers(strangers, records.index)}; use the ids of its index")
    return pd.Series(records.index.isin(wanted), index=records.index)


def _check_index(index: pd.Index) -> None:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    from pandas.api.types import is_integer_dtype

    advice = "call reset_index(drop=True) first, or set an index of short unique ids"
    if index.nlevels != 1:
        raise RecordsError(f"the index has {index.nlevels} levels and a record needs one name; {advice}")
    if not index.is_unique:
        raise RecordsError(f"the index names {int(index.duplicated().sum())} records that another has too; {advice}")
    if is_integer_dtype(index.dtype):
        return
    if isinstance(index.dtype, pd.StringDtype):
        # Arrow answers for plain ASCII ids, a million at once; only what it doubts is looked at one by one.
        ids = pa.array(index, pa.large_string())
        plain = pc.match_substring_regex(ids, rf"^[0-9A-Za-z_.\-/:#+]{{1,{_SHORT}}}$").fill_null(False)
        doubted = ids.filter(pc.invert(plain)).to_pylist()
    else:
        doubted = index.tolist()
        if not all(isinstance(item, str) for item in doubted):
            kind = f"the index holds {index.dtype} and a record needs a whole number or a short text"
            raise RecordsError(f"{kind}; {advice}")
    if not all(item is not None and _PLAIN_ID.fullmatch(item) for item in doubted):
        raise RecordsError(
            f"the index holds texts that are no short plain ids (up to {_SHORT} letters, digits and . - _ / : # +); "
            f"an id stands in logs and journals, so nothing personal may be one; {advice}"
        )


def _as_text(column: pd.Series, name: str) -> pd.Series:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    from pandas.api.types import is_bool_dtype, is_integer_dtype

    if is_bool_dtype(column.dtype) and name == "excluded":
        raise RecordsError('column "excluded" holds the reason as text; use exclude(records, mask, reason=...)')
    if is_bool_dtype(column.dtype):
        return column.map({True: "true", False: "false"}).astype("str")
    if is_integer_dtype(column.dtype):
        return column.astype("Int64").astype("str").mask(column.isna())
    if column.dtype == "object":
        filled = column[column.notna()]
        if not all(isinstance(cell, str) for cell in filled):
            raise RecordsError(f'column "{name}" holds objects that are not text; convert them to text first')
    elif not isinstance(column.dtype, pd.StringDtype):
        raise RecordsError(
            f'column "{name}" holds {column.dtype}, which can be written in more than one way; '
            "read the file with read_table, or convert the column to text yourself"
        )
    try:
        text = column.astype("str")
    except UnicodeEncodeError:
        message = (
            f'column "{name}" holds half characters (lone surrogates), which no file can hold; read the file again'
        )
        raise RecordsError(message) from None
    # Asked of Arrow itself: a third of the time of str.strip() == "", which counts on a million rows.
    cells = pa.array(text)
    blank = pc.or_(pc.utf8_is_space(cells), pc.equal(pc.binary_length(cells), 0))
    return text.mask(np.asarray(blank.fill_null(False))) if pc.any(blank).as_py() else text
