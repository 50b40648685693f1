"""What expectations found, as a problem table: one row per failing cell, and one for what is about more than cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from plannr_nb import problems
from plannr_nb.checks.beyond import is_beyond
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.matching import as_series
from plannr_nb.checks.outcome import Outcome
from plannr_nb.problems import FoundBy, ProblemCode, Severity

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHECK_NOT_RUN", "COLUMN_MISSING", "problems_of"]

CHECK_NOT_RUN = ProblemCode(
    "check_not_run", Severity.WARNING, "this check could not run, so nothing is known about it", FoundBy.CHECK
)
COLUMN_MISSING = ProblemCode("column_missing", Severity.ERROR, "no column feeds this field", FoundBy.CHECK)


def problems_of(frame: pd.DataFrame, ended: Iterable[tuple[Expectation, Outcome]]) -> pd.DataFrame:
    """A problem table, in the order of the expectations and within one in the order of the rows."""
    rows = _Rows(frame)
    return problems.stacked([columns for item, outcome in ended for columns in _problems(rows, item, outcome)])


class _Rows:
    """The rows of a frame as the problem table names them; looked up once a row fails, and then for all of them."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def named(self, positions: Any, field: str | None) -> dict[str, Any]:
        import numpy as np

        places = np.asarray(positions, dtype=np.int64)
        source_rows = self._source_rows
        return {
            "record_id": self._ids.take(places),
            "source_row": None if source_rows is None else source_rows.take(places),
            "value": self._values(places, field) if field in self.frame.columns else None,
        }

    def _values(self, places: Any, field: str | None) -> pd.Series:
        import pandas as pd

        cells = pd.Series(self.frame[field].array.take(places))
        return cells if cells.dtype == "str" else cells.astype("str").mask(cells.isna())

    @cached_property
    def _ids(self) -> Any:
        import pandas as pd
        import pyarrow as pa
        from pandas.api.types import is_integer_dtype

        index = self.frame.index
        if index.dtype == "str" and not index.hasnans:
            return index.array
        if is_integer_dtype(index.dtype) and not index.hasnans:
            return as_series(pa.array(index.to_numpy())).array
        return pd.Series([str(label) for label in index], dtype="str").array

    @cached_property
    def _source_rows(self) -> Any:
        import pandas as pd
        from pandas.api.types import is_integer_dtype

        index = self.frame.index
        if "source_row" in self.frame.columns:
            given: Any = self.frame["source_row"]
        elif index.name == "source_row":
            given = index
        else:
            return None
        if is_integer_dtype(given.dtype):
            return pd.array(given, dtype="Int64")
        return pd.array(given.to_numpy(dtype=object, na_value=pd.NA), dtype="Int64")


def _problems(rows: _Rows, item: Expectation, outcome: Outcome) -> Iterator[dict[str, Any]]:
    if outcome.success or outcome.harmless:
        return
    field = item.field
    kind = ProblemCode(item.code, item.severity, item.message, FoundBy.CHECK)
    if outcome.success is None:
        message = f"{CHECK_NOT_RUN.message} ({item.code if is_beyond(item) else item.type}: {outcome.error})"
        yield {"field": field, **CHECK_NOT_RUN.said(message=message)}
    elif outcome.positions is None:
        yield {"field": field, "value": _shown(outcome.observed), **kind.said()}
    elif item.ours and item.columns and item.columns[0] not in rows.frame.columns:
        message = f"{COLUMN_MISSING.message}: {item.message}"
        yield {"field": field, **COLUMN_MISSING.said(severity=item.severity, message=message)}
    else:
        said: dict[str, Any] = dict(kind.said())
        if outcome.messages is not None:
            said["message"] = outcome.messages
        yield {"field": field, **rows.named(outcome.positions, field), **said}


def _shown(value: Any) -> str | None:
    import pandas as pd

    if not pd.api.types.is_scalar(value) or pd.isna(value):
        return None
    return str(value)
