"""Rules made from the catalogue as a great_expectations suite, and what comes of running one."""

from __future__ import annotations

from plannr_nb.checks.checked import Checked
from plannr_nb.checks.learning import learn, unforeseen
from plannr_nb.checks.own_rule import OwnRule, own_rule
from plannr_nb.checks.people import same_people
from plannr_nb.checks.result import SuiteResult
from plannr_nb.checks.rule_table import load_rules, rules, save_rules
from plannr_nb.checks.run import check, run_suite
from plannr_nb.checks.suite import expectation_suite

__all__ = [
    "Checked",
    "OwnRule",
    "SuiteResult",
    "check",
    "expectation_suite",
    "learn",
    "load_rules",
    "own_rule",
    "rules",
    "run_suite",
    "same_people",
    "save_rules",
    "unforeseen",
]
