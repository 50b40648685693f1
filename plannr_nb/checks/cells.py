"""The cells of a frame as the fast lane asks them: each column once, on distinct values where these are few."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from plannr_nb.checks.matching import Texts, as_series, contains
from plannr_nb.checks.repeats import repeated

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["Cells", "Column", "folded"]

_SAMPLE = 1_000
_FEW = 100
_ENOUGH_ROWS = 5_000


def folded(series: pd.Series) -> pd.Series:
    """The same text without any difference of capitals, as `str.casefold` has it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pa.array(series.astype("str"))
    small = pc.ascii_lower(cells)
    accented = pc.invert(pc.string_is_ascii(cells).fill_null(True))
    if pc.any(accented, min_count=0).as_py():
        rest = pa.array([text.casefold() for text in cells.filter(accented).to_pylist()], pa.large_string())
        mask = pa.array(np.asarray(accented))
        small = pc.replace_with_mask(pa.chunked_array([small]) if isinstance(small, pa.Array) else small, mask, rest)
    return as_series(small).set_axis(series.index)


class Cells:
    """A frame whose column names are unique, and what is known of its columns.

    Attributes
    ----------
    masks
        Rows that meet a condition, by the condition's own text.
    """

    def __init__(self, frame: pd.DataFrame, known: Mapping[str, Column] | None = None) -> None:
        self.frame = frame
        self.masks: dict[str, np.ndarray] = {}
        self._known = dict(known or {})

    def __len__(self) -> int:
        return len(self.frame)

    def __contains__(self, name: object) -> bool:
        return name in self.frame.columns

    def __getitem__(self, name: str) -> Column:
        if name not in self._known:
            self._known[name] = Column(self.frame[name])
        return self._known[name]

    def assign(self, columns: Mapping[str, pd.Series]) -> Cells:
        """With other columns; what is known of the rest is kept."""
        if not columns:
            return self
        kept = {name: column for name, column in self._known.items() if name not in columns}
        return Cells(self.frame.assign(**dict(columns)), kept)


class Column:
    """One column. Masks are as long as the frame, and hold no missing values."""

    def __init__(self, series: pd.Series) -> None:
        self.series = series

    @cached_property
    def is_text(self) -> bool:
        """Text as pandas 3 holds it, in Arrow and with missing cells that compare as unequal."""
        import pandas as pd

        dtype = self.series.dtype
        return isinstance(dtype, pd.StringDtype) and dtype.storage == "pyarrow" and dtype.na_value is not pd.NA

    @cached_property
    def is_number(self) -> bool:
        return self.series.dtype in ("int64", "float64")

    @cached_property
    def missing(self) -> np.ndarray:
        return self.series.isna().to_numpy()

    def among(self, values: list[Any]) -> np.ndarray:
        return self._each(lambda cells: cells.isin(values).to_numpy())

    def lengths(self) -> np.ndarray:
        """Numbers of characters; -1 where the cell is missing."""
        import numpy as np
        import pyarrow.compute as pc

        few = self._few
        texts = self._cells if few is None else few[1]
        found = np.asarray(pc.utf8_length(texts).fill_null(-1))
        return found if few is None else np.append(found, -1)[few[0]]

    def contain(self, regex: str, rows: np.ndarray) -> np.ndarray:
        """Which cells match; those outside `rows` may be answered either way."""
        import numpy as np

        few = self._few
        found = self._texts.contain(regex)
        if found is not None:
            return found if few is None else np.append(found, False)[few[0]]
        # What pandas answers may depend on the other cells, so it is asked of exactly those that count.
        found = np.zeros(len(self.series), dtype=bool)
        found[rows] = contains(self.series[rows], regex)
        return found

    def once(self, rows: np.ndarray) -> np.ndarray:
        """Which cells stand in one of the rows only; none of those is missing."""
        import numpy as np

        if self.is_text and self._few is None:
            return ~repeated(self._cells, rows)
        found = np.zeros(len(rows), dtype=bool)
        seen = self.codes[rows]
        found[rows] = np.bincount(seen)[seen] == 1
        return found

    @cached_property
    def codes(self) -> np.ndarray:
        """A number per distinct value; -1 where the cell is missing."""
        import pandas as pd

        if not self.is_text:
            return pd.factorize(self.series)[0]
        return self._encoded[0] if self._few is None else self._few[0]

    @cached_property
    def _cells(self) -> pa.Array | pa.ChunkedArray:
        import pyarrow as pa

        return pa.array(self.series)

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self._cells if self._few is None else self._few[1])

    @cached_property
    def _few(self) -> tuple[np.ndarray, pa.Array | pa.ChunkedArray] | None:
        """Codes and distinct texts, where a sample says that there are few."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self.is_text or len(self.series) < _ENOUGH_ROWS:
            return None
        rows = np.linspace(0, len(self.series) - 1, _SAMPLE).astype(np.int64)
        if pc.count_distinct(self._cells.take(pa.array(rows))).as_py() > _FEW:
            return None
        return self._encoded

    @property
    def _encoded(self) -> tuple[np.ndarray, pa.Array]:
        """What `pandas.factorize` gives, in two thirds of its time."""
        import numpy as np
        import pyarrow as pa

        encoded = self._cells.dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        return np.asarray(encoded.indices.fill_null(-1)), encoded.dictionary

    def _each(self, ask: Callable[[pd.Series], np.ndarray]) -> np.ndarray:
        """What is answered of each cell, false of missing ones."""
        import numpy as np

        few = self._few
        if few is None:
            return ask(self.series) & ~self.missing
        return np.append(ask(as_series(few[1])), False)[few[0]]
