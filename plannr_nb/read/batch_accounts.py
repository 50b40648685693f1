"""The account of a reading shared out among its batches, so that each row is told of once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from plannr_nb.problems import FoundBy, ProblemCode, Severity
from plannr_nb.read.codes import Findings
from plannr_nb.read.layout.layout import Layout
from plannr_nb.row_numbers import kept_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

__all__ = ["BatchAccounts"]


class BatchAccounts:
    """Hands out, batch after batch, what concerns the rows of each.

    A row that is skipped goes with the batch whose rows stand next below it, or with the last. A complaint goes with
    the row that it concerns; one that concerns no row, or none that is data, with the first batch.
    """

    def __init__(self, layout: Layout, findings: Findings, apart: np.ndarray) -> None:
        """``apart``: the rows that are not data, ascending."""
        import numpy as np

        self._layout = layout
        self._number = 0
        self._skipped = {reason: _Rows(rows) for reason, rows in layout.skipped.items()}
        self._blank = layout.blank
        self._complaints: list[tuple[dict[str, Any], _Rows, np.ndarray]] = []
        for group in findings.as_json():
            rows = np.array(kept_rows(group), dtype=np.int64)
            is_data = ~np.isin(rows, apart)
            self._complaints.append((group, _Rows(rows[is_data]), rows[~is_data]))

    def of(self, rows: np.ndarray, last: int) -> tuple[Layout, Findings, dict[str, int | None]]:
        """What is skipped around the rows of the next batch, what is complained of in it, and which batch it is.

        Parameters
        ----------
        last
            The last row of the file that goes with this batch.
        """
        self._number += 1
        skipped = {reason: found.up_to(last).tolist() for reason, found in self._skipped.items()}
        blank, self._blank = self._blank.parted(last)
        found = {reason: rows for reason, rows in skipped.items() if rows}
        layout = replace(self._layout, skipped=found, blank=blank)
        first, end = (int(rows[0]), int(rows[-1])) if len(rows) else (None, None)
        return layout, self._findings(last), {"number": self._number, "first_row": first, "last_row": end}

    def _findings(self, last: int) -> Findings:
        import numpy as np

        findings = Findings()
        for group, concerned, others in self._complaints:
            rows = concerned.up_to(last)
            if self._number == 1:
                rows = np.sort(np.concatenate([rows, others]))
            if len(rows) or (self._number == 1 and not group["count"]):
                code = ProblemCode(group["code"], Severity(group["severity"]), group["message"], FoundBy.READ)
                findings.add(code, rows=rows.tolist(), header=group["header"])
        return findings


class _Rows:
    """Ascending rows, given out from the first on."""

    def __init__(self, rows: Sequence[int] | np.ndarray) -> None:
        import numpy as np

        self._rows = np.array(rows, dtype=np.int64)
        self._given = 0

    def up_to(self, last: int) -> np.ndarray:
        """Those not given out yet, up to a row."""
        import numpy as np

        begin, self._given = self._given, int(np.searchsorted(self._rows, last, side="right"))
        return self._rows[begin : self._given]
