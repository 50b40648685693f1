"""Frames of pandas and of polars, as the columns of pandas that both lanes look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plannr_nb.checks.matching import as_series
from plannr_nb.errors import CheckError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["as_pandas"]

# What names a row. A frame of polars has no index, so these are columns there.
_NAMES = ("record_id", "source_row")


def as_pandas(frame: Any) -> pd.DataFrame:
    """A frame of pandas as it is, and one of polars with the same cells.

    Text stays in Arrow, whole numbers with missing ones stay whole, and categories become their text. The column
    `record_id`, or else `source_row`, becomes the index.

    Raises
    ------
    CheckError
        It is neither.
    """
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        return frame
    kind = type(frame)
    library = kind.__module__.partition(".")[0]
    if library == "polars" and kind.__name__ == "DataFrame":
        return _from_arrow(frame.to_arrow())
    if library == "polars" and kind.__name__ == "LazyFrame":
        advice = "call .collect() first"
    elif hasattr(frame, "to_pandas"):
        advice = "convert it with .to_pandas()"
    else:
        advice = "make it a pandas.DataFrame"
    raise CheckError(f"the frame is a {library} {kind.__name__}, not a DataFrame of pandas or polars; {advice}")


def _from_arrow(table: pa.Table) -> pd.DataFrame:
    import pandas as pd

    columns = {name: _column(table[name]) for name in table.column_names}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(table)))
    for name in _NAMES:
        if name in columns:
            return frame.set_index(name)
    return frame


def _column(cells: pa.ChunkedArray) -> pd.Series:
    import pandas as pd
    import pyarrow as pa

    kind = cells.type
    if pa.types.is_dictionary(kind):
        cells, kind = cells.cast(kind.value_type), kind.value_type
    if pa.types.is_null(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return as_series(cells)
    if cells.null_count and (pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
        name = "boolean" if pa.types.is_boolean(kind) else str(kind).replace("i", "I").replace("u", "U")
        return cells.to_pandas(types_mapper=lambda _: pd.api.types.pandas_dtype(name))
    return cells.to_pandas()
