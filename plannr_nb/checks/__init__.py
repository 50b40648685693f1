"""Rules made from the catalogue as a great_expectations suite, and what comes of running one."""

from __future__ import annotations

from plannr_nb.checks.checked import Checked
from plannr_nb.checks.result import SuiteResult
from plannr_nb.checks.run import check, run_suite
from plannr_nb.checks.suite import expectation_suite

__all__ = ["Checked", "SuiteResult", "check", "expectation_suite", "run_suite"]
