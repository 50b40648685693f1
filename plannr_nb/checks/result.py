"""What running a suite gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.problems import by_cause

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SuiteResult"]


@dataclass(frozen=True, eq=False)
class SuiteResult:
    """What running a suite gave.

    Attributes
    ----------
    success
        Whether every expectation ran and was met. A rule of ours about a column that is not there and need not be does
        not count.
    results
        One row per expectation, in the order of the suite: ``type``, ``column`` (several joined by a comma, missing
        for an expectation about the whole frame), ``success`` (missing where it did not run), ``unexpected_count``,
        the ``lane`` that ran it (``fast`` or ``great_expectations``, missing where it did not run), and ``error``, why
        it did not run. No cell values.
    problems
        A problem table, found by ``check``.
    """

    success: bool
    results: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        ended = self.results["success"]
        return (
            f"SuiteResult(success={self.success}, {len(ended)} expectations: {int(ended.sum())} met, "
            f"{int((~ended).sum())} not met, {int(ended.isna().sum())} not run; {len(self.problems)} problems)"
        )

    def _repr_html_(self) -> str:
        from html import escape

        causes = by_cause(self.problems)[["severity", "code", "field", "message", "rows"]]
        return f"<p>{escape(repr(self))}</p>{causes.to_html(index=False, na_rep='', escape=True)}"
