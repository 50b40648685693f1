"""From what Plannr counted and reported to an outcome for each record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plannr_nb.catalogue import Mode
from plannr_nb.report import Sent, Verdict, reasons
from plannr_nb.runs.result import Outcome

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from plannr_nb.runs.seen import Seen

__all__ = ["never_started", "nothing_processed", "settle", "undecided"]

_DONE = {Mode.VALIDATE: Outcome.VALID, Mode.STORE: Outcome.CREATED, Mode.UPDATE: Outcome.UPDATED}


def settle(ledger: pd.DataFrame, sent: Sent, verdict: Verdict, seen: Seen, mode: Mode) -> pd.DataFrame:
    """The ledger with an outcome for every record that was sent.

    A record counts as done only if Plannr has worked through as many rows as were sent, and the failed ones known are
    as many as it counted, and each of those has its record. Else what cannot be proved is unknown.
    """
    rows = len(sent.record_ids)
    doubt = _doubt(verdict, seen, rows)
    outcome = _filled(rows, str(Outcome.UNKNOWN if doubt else _DONE[mode]))
    reason = _filled(rows, doubt)
    counted = f"import ended; {seen.failed} of {rows} rows refused, all of them known"
    evidence = _filled(rows, None if doubt else counted)
    if seen.failed is not None and seen.failed == seen.total == rows:
        outcome[:] = str(Outcome.FAILED)
        reason[:] = "Plannr counts every row as refused and does not say why"
        evidence[:] = "counts of the import"
    for row in verdict.tied:
        if outcome[row] != Outcome.FAILED:
            outcome[row] = str(Outcome.UNKNOWN)
            reason[row] = "refused, or one of those alike was"
            evidence[row] = "rows with the same cells, of which some were refused"
    surplus = seen.failed is not None and verdict.known > seen.failed
    for row, (why, where) in reasons(verdict, sent).items():
        if surplus and row in verdict.alike:
            continue  # two complaints may be of one row; then its double was not refused
        outcome[row], reason[row], evidence[row] = str(Outcome.FAILED), why, where
    return _written(ledger, outcome, reason, evidence)


def nothing_processed(ledger: pd.DataFrame, sent_rows: int) -> pd.DataFrame:
    """The ledger of an import that Plannr ended as failed before its first row."""
    why = "Plannr ended the import as failed before its first row"
    return _written(
        ledger,
        _filled(sent_rows, str(Outcome.FAILED)),
        _filled(sent_rows, why),
        _filled(sent_rows, "counts of the import"),
    )


def undecided(ledger: pd.DataFrame, why: str) -> pd.DataFrame:
    """The ledger of an import that was started, and whose end was not seen."""
    rows = int(ledger["outcome"].isna().sum())
    return _written(ledger, _filled(rows, str(Outcome.UNKNOWN)), _filled(rows, why), _filled(rows, None))


def never_started(ledger: pd.DataFrame, why: str) -> pd.DataFrame:
    """The ledger of an import that was certainly not started."""
    rows = int(ledger["outcome"].isna().sum())
    return _written(ledger, _filled(rows, str(Outcome.EXCLUDED)), _filled(rows, "not sent"), _filled(rows, why))


def _doubt(verdict: Verdict, seen: Seen, rows: int) -> str | None:
    """Why the rows not known to be refused cannot be taken for done; None where they can."""
    if seen.failed is None:
        return "Plannr does not say how many rows it refused"
    if seen.remaining != 0:
        return "Plannr ended the import before its last row"
    if seen.total is not None and seen.total != rows:
        return f"Plannr counts {seen.total} rows and {rows} were sent"
    if verdict.known != seen.failed:
        return f"Plannr counts {seen.failed} refused rows and tells of {verdict.known}"
    if verdict.unplaced:
        return "a refused row could not be told from the others"
    return None


def _filled(rows: int, text: str | None) -> np.ndarray:
    import numpy as np

    return np.full(rows, text, dtype=object)


def _written(ledger: pd.DataFrame, outcome: np.ndarray, reason: np.ndarray, evidence: np.ndarray) -> pd.DataFrame:
    import pandas as pd

    sent = ledger["outcome"].isna().to_numpy()
    settled = ledger.copy()
    for name, values in (("outcome", outcome), ("reason", reason), ("evidence", evidence)):
        column = ledger[name].to_numpy(dtype=object, copy=True)
        column[sent] = values
        settled[name] = pd.Series(column, index=ledger.index, dtype="str")
    return settled
