"""Sending: create, map, start, wait, report. What cannot be proved is `unknown`, and nothing is started twice."""

from __future__ import annotations

from plannr_nb.runs.accounting import account_for
from plannr_nb.runs.approval import approve
from plannr_nb.runs.progress import Progress
from plannr_nb.runs.result import Outcome, Run, Runs
from plannr_nb.runs.sending import resume_import, run_import

__all__ = ["Outcome", "Progress", "Run", "Runs", "account_for", "approve", "resume_import", "run_import"]
