"""What running a suite gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.findings import problems_of
from plannr_nb.checks.outcome import Outcome
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
    about
        What the suite notes of itself: ``record_type``, ``mode`` and ``made_on`` for one of ours.
    ran_at
        When it was run, in UTC.
    frame, expectations, outcomes
        What was looked at, what was asked and how each ended, in the order of the suite.
    """

    success: bool
    results: pd.DataFrame
    problems: pd.DataFrame
    frame: pd.DataFrame = field(repr=False)
    expectations: Sequence[Expectation] = field(repr=False)
    outcomes: Sequence[Outcome] = field(repr=False)
    about: Mapping[str, Any]
    ran_at: datetime

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        expectations: Sequence[Expectation],
        outcomes: Sequence[Outcome],
        *,
        about: Mapping[str, Any],
        problems: pd.DataFrame | None = None,
    ) -> SuiteResult:
        """The result of outcomes; the problem table is made of them where it is not given."""
        import pandas as pd

        results = pd.DataFrame(
            {
                "type": pd.Series([item.type for item in expectations], dtype="str"),
                "column": pd.Series([", ".join(item.columns) or None for item in expectations], dtype="str"),
                "success": pd.Series([outcome.success for outcome in outcomes], dtype="boolean"),
                "unexpected_count": pd.Series([outcome.unexpected_count for outcome in outcomes], dtype="Int64"),
                "lane": pd.Series([outcome.lane for outcome in outcomes], dtype="str"),
                "error": pd.Series([outcome.error for outcome in outcomes], dtype="str"),
            }
        )
        if problems is None:
            problems = problems_of(frame, zip(expectations, outcomes, strict=True))
        passed = all(outcome.success or outcome.harmless for outcome in outcomes)
        return cls(passed, results, problems, frame, expectations, outcomes, dict(about), datetime.now(UTC))

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
