"""What running a suite gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.findings import problems_of
from plannr_nb.checks.outcome import Outcome
from plannr_nb.problems import by_cause

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult

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

    def to_html(self, path: str | PathLike[str] | None = None, *, reveal: bool = False) -> str:
        """One page that needs nothing else, for the compliance file; light, dark and on paper.

        It tells what was checked and how many records, what was found by cause, each rule with its severity, certainty,
        source and outcome, and the failing records of each rule by name (a thousand of a rule at most).

        Parameters
        ----------
        path
            Where to write it too.
        reveal
            Whether values are shown that the catalogue marks personal or special, or that a rule of the firm's own
            found. Otherwise a mask stands for them.

        Returns
        -------
        str
            The page.

        Examples
        --------
        >>> import pandas as pd
        >>> from plannr_nb.checks import Checked
        >>> records = pd.DataFrame({"plan_uuid": ["A-1"], "amount": ["250.00"]}, dtype="str")
        >>> page = Checked(records, "premiums").result.to_html()
        >>> "not an id of Plannr" in page
        True
        """
        from plannr_nb.checks.page import page_of

        page = page_of(self, reveal=reveal)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def to_gx(self, *, reveal: bool = False) -> ExpectationSuiteValidationResult:
        """The same as a validation result of great_expectations, from which Data Docs can be built.

        Holds all failing rows by ``record_id``. Rules that no expectation can say, and rules about columns that are not
        there and need not be, are left out and named in ``meta["plannr_nb"]["left_out"]``.

        Parameters
        ----------
        reveal
            As of `to_html`.

        Examples
        --------
        >>> import pandas as pd
        >>> from plannr_nb.checks import run_suite
        >>> suite = {"expectations": [{"type": "expect_column_values_to_be_unique", "kwargs": {"column": "policy"}}]}
        >>> gx_result = run_suite(pd.DataFrame({"policy": ["A1", "B2", "A1"]}, dtype="str"), suite).to_gx()
        >>> gx_result.success, gx_result.results[0].result["unexpected_count"]
        (False, 2)
        """
        from plannr_nb.checks.gx_result import gx_result_of

        return gx_result_of(self, reveal=reveal)

    def _repr_html_(self) -> str:
        from html import escape

        causes = by_cause(self.problems)[["rows", "severity", "field", "message", "where"]]
        return f"<p>{escape(repr(self))}</p>{causes._repr_html_()}"
