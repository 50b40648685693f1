"""The problem table: one shape for every complaint, whoever found it.

A frame with a plain ``RangeIndex`` and these columns:

========== ======= =================================================================================
record_id  str     the record, missing where the complaint is about a row, a column or the whole file
source_row Int64   the row as a spreadsheet shows it, missing where the complaint has no row
header     str     the header of the source column
field      str     Plannr's field
code       str     stable name of the kind of complaint, ``not_a_date``
severity   str     ``error`` keeps a record out when the table is handed to ``build_csv``; ``warning``; ``info``
value      str     the cell. The only column that may hold personal data
message    str     one text per cause, without any cell value: what is wrong and what to do
found_by   str     ``read``, ``shape``, ``check`` or ``plannr``
========== ======= =================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

__all__ = [
    "COLUMNS",
    "FoundBy",
    "ProblemCode",
    "Severity",
    "by_cause",
    "empty",
    "errors_only",
    "merge",
    "not_edited",
    "stacked",
    "table",
]

COLUMNS = ("record_id", "source_row", "header", "field", "code", "severity", "value", "message", "found_by")
_BLOCK = 16_384
_NAMED = 3


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class FoundBy(StrEnum):
    READ = "read"
    SHAPE = "shape"
    CHECK = "check"
    PLANNR = "plannr"


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """A kind of complaint: its stable code, usual severity, text and who finds it.

    Examples
    --------
    >>> not_a_date = ProblemCode("not_a_date", Severity.ERROR, "not a date (day/month/year)", FoundBy.SHAPE)
    >>> not_a_date.problems(record_id=["14", "15"], field="date_of_birth")["record_id"].tolist()
    ['14', '15']
    """

    code: str
    severity: Severity
    message: str
    found_by: FoundBy

    def problems(
        self,
        *,
        record_id: Sequence[Any] | Any = None,
        source_row: Sequence[Any] | Any = None,
        header: Sequence[Any] | Any = None,
        field: Sequence[Any] | Any = None,
        value: Sequence[Any] | Any = None,
        severity: Severity | None = None,
        message: str | None = None,
    ) -> pd.DataFrame:
        """A problem table of this kind. Each argument is one value for all rows, or one per row; None is missing."""
        places = {"record_id": record_id, "source_row": source_row, "header": header, "field": field, "value": value}
        return table({**places, **self.said(severity=severity, message=message)})

    def said(self, *, severity: Severity | None = None, message: str | None = None) -> dict[str, str]:
        """The columns that are one text for all problems of this kind."""
        return {
            "code": self.code,
            "severity": str(severity or self.severity),
            "message": message or self.message,
            "found_by": str(self.found_by),
        }


def table(columns: dict[str, Any]) -> pd.DataFrame:
    """A problem table from its columns, each one value or one per row. Columns that are left out are missing."""
    return stacked([columns])


def stacked(parts: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """One problem table from the columns of several, in their order. Costs little more for many than for one.

    Examples
    --------
    >>> stacked([{"record_id": ["14", "15"], "field": "email"}, {"field": "phone"}])["field"].tolist()
    ['email', 'email', 'phone']
    """
    import pandas as pd
    import pyarrow as pa

    rows = [_length(columns) for columns in parts]
    data: dict[str, Any] = {}
    for name in COLUMNS:
        given = [(columns.get(name), size) for columns, size in zip(parts, rows, strict=True)]
        if name == "source_row":
            data[name] = _whole_numbers(given)
        else:
            cells: Any = pa.chunked_array(
                [piece for values, size in given for piece in _texts(values, size)], pa.large_string()
            )
            data[name] = pd.array(cells, dtype="str")
    return pd.DataFrame(data, copy=False)


def _length(columns: dict[str, Any]) -> int:
    lengths = {len(values) for values in columns.values() if _is_listlike(values)}
    if len(lengths) > 1:
        raise ValueError(f"columns of a problem table have different lengths: {sorted(lengths)}")
    return lengths.pop() if lengths else 1


def _texts(values: Any, rows: int) -> list[Any]:
    """The cells of a column in Arrow. One text for all rows is kept some thousand times, however many they are."""
    import pandas as pd
    import pyarrow as pa

    if values is None or isinstance(values, str):
        block = pa.repeat(pa.scalar(values, pa.large_string()), min(rows, _BLOCK))
        whole, rest = divmod(rows, _BLOCK)
        return [block] * whole + ([block.slice(0, rest)] if rest else [])
    if getattr(values, "dtype", None) != "str":
        values = pd.Series(list(values) if _is_listlike(values) else [values] * rows, dtype="str")
    cells = pa.array(values)
    return cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]


def _whole_numbers(given: Sequence[tuple[Any, int]]) -> Any:
    import numpy as np
    import pandas as pd

    rows = sum(size for _, size in given)
    numbers, missing = np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=bool)
    start = 0
    for values, size in given:
        if values is not None:
            listed = values if _is_listlike(values) else [values] * size
            cells = pd.array(listed if hasattr(listed, "dtype") else list(listed), dtype="Int64")
            numbers[start : start + size] = cells.to_numpy(dtype=np.int64, na_value=0)
            missing[start : start + size] = cells.isna()
        start += size
    return pd.arrays.IntegerArray(numbers, missing)


def empty() -> pd.DataFrame:
    """A problem table without rows.

    Examples
    --------
    >>> len(empty())
    0
    """
    return _no_problems().copy()


@cache
def _no_problems() -> pd.DataFrame:
    return table(dict.fromkeys(COLUMNS, ()))


def merge(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several problem tables as one, in the order given; what is wrong with a cell is told once.

    A complaint of `check` is left out where `shape` has said the same of the cell, or could not read it at all.

    Examples
    --------
    >>> unreadable = ProblemCode("impossible_date", Severity.ERROR, "no such day", FoundBy.SHAPE)
    >>> no_date = ProblemCode("not_a_date", Severity.ERROR, "not a date", FoundBy.CHECK)
    >>> cell = {"record_id": ["14"], "field": "date_of_birth"}
    >>> merge([unreadable.problems(**cell), no_date.problems(**cell)])["code"].tolist()
    ['impossible_date']
    """
    import pandas as pd

    filled = [frame for frame in tables if len(frame)]
    if not filled:
        return empty()
    merged = pd.concat([frame[list(COLUMNS)] for frame in filled], ignore_index=True)
    again = _told_by_shape(merged)
    return merged[~again].reset_index(drop=True) if again.any() else merged


def _told_by_shape(problems: pd.DataFrame) -> pd.Series:
    """Which complaints of `check` are about what `shape` has told already."""
    import pandas as pd

    cell, cause = ["record_id", "field"], ["record_id", "field", "code"]
    again = pd.Series(False, index=problems.index)
    shaped = problems[problems["found_by"] == FoundBy.SHAPE]
    shaped = shaped[shaped[cell].notna().all(axis=1)]
    if shaped.empty:
        return again
    # Few records have both, and only of these the cells are compared.
    checked = problems[(problems["found_by"] == FoundBy.CHECK) & problems["record_id"].isin(shaped["record_id"])]
    unread = shaped[shaped["severity"] == Severity.ERROR]
    told = pd.MultiIndex.from_frame(checked[cell]).isin(pd.MultiIndex.from_frame(unread[cell]))
    told |= pd.MultiIndex.from_frame(checked[cause]).isin(pd.MultiIndex.from_frame(shaped[cause]))
    again[checked.index[told]] = True
    return again


def errors_only(problems: pd.DataFrame) -> pd.DataFrame:
    """The rows that keep a record out.

    Examples
    --------
    >>> len(errors_only(empty()))
    0
    """
    return problems[problems["severity"] == Severity.ERROR].reset_index(drop=True)


def not_edited(problems: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """The problems of cells that no edit touched. What is wrong with an edited cell, a new check has to say.

    Parameters
    ----------
    edits
        A frame with the columns ``record_id`` and ``field``, as `apply_edits` takes it.

    Examples
    --------
    >>> len(not_edited(empty(), table({"record_id": ["14"], "field": ["email"]})))
    0
    """
    import pandas as pd

    touched = pd.MultiIndex.from_frame(edits[["record_id", "field"]].astype("str"))
    named = pd.MultiIndex.from_frame(problems[["record_id", "field"]])
    return problems[~named.isin(touched)].reset_index(drop=True)


def by_cause(problems: pd.DataFrame) -> ReadableFrame:
    """Problems gathered by cause, the most frequent first, errors before the rest. Holds no cell values.

    A notebook shows the messages whole.

    Returns
    -------
    DataFrame
        ``severity, code, field, header, message, found_by``; ``rows``, the number of problems of that cause; and
        ``where``, the first rows of the source it is found in, or records where no row is known.

    Examples
    --------
    >>> no_date = ProblemCode("not_a_date", Severity.ERROR, "not a date", FoundBy.CHECK)
    >>> found = no_date.problems(record_id=["3", "4", "5", "6"], source_row=[4, 5, 6, 7], field="date_of_birth")
    >>> by_cause(found)[["field", "message", "rows", "where"]].to_dict("records")
    [{'field': 'date_of_birth', 'message': 'not a date', 'rows': 4, 'where': 'rows 4, 5, 6 and 1 more'}]
    """
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

    keys = ["severity", "code", "field", "header", "message", "found_by"]
    groups = problems.groupby(keys, dropna=False, sort=False)
    counted = groups.size().rename("rows").reset_index()
    firsts = problems[["record_id", "source_row"]][(groups.cumcount() < _NAMED).to_numpy()]
    numbers = groups.ngroup().reindex(firsts.index)
    parts = dict(iter(firsts.groupby(numbers, sort=False)))
    places = [_where(parts[number], rows) for number, rows in enumerate(counted["rows"])]
    counted["where"] = pd.Series(places, index=counted.index, dtype="str")
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    order = pd.DataFrame({"rank": counted["severity"].map(rank).fillna(3), "rows": -counted["rows"]})
    in_order = counted.loc[order.sort_values(["rank", "rows"], kind="stable").index]
    return ReadableFrame(in_order.reset_index(drop=True))


def _where(firsts: pd.DataFrame, rows: int) -> str:
    """The first places of a cause in words."""
    for column, word in (("source_row", "row"), ("record_id", "record")):
        if firsts[column].notna().all():
            more = f" and {rows - len(firsts):,} more" if rows > len(firsts) else ""
            return f"{word if rows == 1 else f'{word}s'} {', '.join(map(str, firsts[column]))}{more}"
    return "the whole column" if rows == 1 else ""


def _is_listlike(value: Any) -> bool:
    return value is not None and not isinstance(value, str) and hasattr(value, "__len__")
