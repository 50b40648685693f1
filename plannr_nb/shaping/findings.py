"""What was found and what was changed while shaping, kept by record position until the records have their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from plannr_nb.problems import ProblemCode, Severity, merge

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["CHANGE_COLUMNS", "Changes", "Findings"]

CHANGE_COLUMNS = ("field", "header", "recipe", "changed", "left", "blank", "unreadable")


class Findings:
    """Problems of records, by position, and of columns."""

    def __init__(self) -> None:
        self._found: list[tuple[ProblemCode, np.ndarray | None, dict[str, Any]]] = []

    def __repr__(self) -> str:
        return f"Findings({len(self._found)} causes)"

    def add(
        self,
        code: ProblemCode,
        at: np.ndarray,
        field: str | None,
        header: str | np.ndarray | None,
        values: pd.Series | None,
        *,
        message: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Records by position, with the cell in question; `values` and a list of headers have one for every record."""
        if len(at) == 0:
            return
        headers: Any = header if header is None or isinstance(header, str) else header[at]
        cells = None if values is None else values.to_numpy(dtype=object)[at]
        about = {"field": field, "header": headers, "value": cells, "message": message, "severity": severity}
        self._found.append((code, at, about))

    def remark(self, code: ProblemCode, field: str | None, header: str | None, message: str | None = None) -> None:
        """Something about a whole column."""
        self._found.append((code, None, {"field": field, "header": header, "message": message}))

    def to_table(self, record_ids: Sequence[str] | np.ndarray, source_rows: pd.Series) -> pd.DataFrame:
        """The problem table: what is about a column first, then the records'. The same problem is told once.

        Parameters
        ----------
        record_ids, source_rows
            The name and the row of the record at each position. Several positions may have one name.
        """
        import numpy as np

        names, rows = np.asarray(record_ids, dtype=object), source_rows.array
        tables = []
        for code, at, about in sorted(self._found, key=lambda found: found[1] is not None):
            if at is None:
                tables.append(code.problems(**about))
            else:
                tables.append(code.problems(record_id=names[at], source_row=rows.take(at), **about))
        found = merge(tables)
        said_twice = found.duplicated(["record_id", "header", "field", "code", "value"]) & found["record_id"].notna()
        return found[~said_twice].reset_index(drop=True)


class Changes:
    """Counts of what was done to the cells of each field. Holds no cell."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str | None, str, int, int, int, int]] = []

    def __repr__(self) -> str:
        return f"Changes({len(self._rows)} steps)"

    def add(
        self, field: str, header: str | None, recipe: str, *, changed: int, blank: int, unreadable: int, of: int
    ) -> None:
        """One step of one field: how many of the `of` records it changed, found blank and could not read."""
        left = of - changed - blank - unreadable
        self._rows.append((field, header, recipe, changed, left, blank, unreadable))

    def to_frame(self) -> pd.DataFrame:
        """One row per step, in the order taken; the four counts sum to the records."""
        import pandas as pd

        frame = pd.DataFrame(self._rows, columns=list(CHANGE_COLUMNS))
        return frame.astype({"field": "str", "header": "str", "recipe": "str"})
