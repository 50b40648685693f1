"""What a run came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb import csv_build
from plannr_nb import problems as problem_table

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.runs.outgoing import Outgoing

__all__ = ["LEDGER_COLUMNS", "Outcome", "Run", "Runs", "not_sent_yet", "resume_call"]
_REASONS = 6  # shown on the page; the ledger has all


class Outcome(StrEnum):
    """What became of a record. ``unknown`` wherever there is no proof."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    VALID = "valid"
    FAILED = "failed"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


LEDGER_COLUMNS = (*csv_build.LEDGER_COLUMNS, "uuid", "import_uuid")
_MEANING = {
    Outcome.CREATED: "made new in Plannr",
    Outcome.UPDATED: "changed in Plannr",
    Outcome.UNCHANGED: "already as sent",
    Outcome.VALID: "would be taken; nothing was saved",
    Outcome.FAILED: "refused by Plannr; see problems",
    Outcome.EXCLUDED: "not sent; the ledger says why",
    Outcome.UNKNOWN: "may or may not be in Plannr; look before sending again",
}
_PAST = {"validate": "Validated", "store": "Stored", "update": "Updated"}


@dataclass(eq=False)
class Run:
    """One file sent once, and what became of each of its records.

    Attributes
    ----------
    record_type, mode
        What was sent, and how.
    import_uuid
        Plannr's name of the import; None where nothing had to be sent.
    place
        Host it went to, or ``rehearsal``.
    status
        Plannr's last word on the import.
    ledger
        One row per record handed in, in the order given: ``record_id, source_file, source_row, also_rows, source_key,
        outcome, reason, evidence, uuid, import_uuid``. ``uuid`` is filled by `read_back`.
    problems
        Problem table of every refused row, in file order.
    journal, import_id
        Where the run is written down.

    Notes
    -----
    ``created``, ``updated`` and ``valid`` are given only if the import ended and as many failed rows are known as
    Plannr counted. Where that is not so, rows without proof are ``unknown``.
    """

    record_type: str
    mode: str
    import_uuid: str | None
    place: str
    status: str | None
    ledger: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)
    journal: Path = field(repr=False)
    import_id: int | None = field(repr=False)
    outgoing: Outgoing | None = field(repr=False, default=None)

    @property
    def counts(self) -> dict[str, int]:
        """Records by outcome, all seven of them; the values sum to the records handed in."""
        counted = self.ledger["outcome"].value_counts()
        return {str(outcome): int(counted.get(outcome, 0)) for outcome in Outcome}

    def retry_rows(self) -> list[str]:
        """Ids of the records Plannr refused: to be corrected in ``records.loc[run.retry_rows()]`` and sent again."""
        return self.ledger.loc[self.ledger["outcome"] == Outcome.FAILED, "record_id"].tolist()

    def sent(self) -> pd.DataFrame:
        """The cells of the records in the file handed in, under Plannr's names, indexed by record id.

        Raises
        ------
        RecordsError
            The file is gone or has changed.
        """
        from plannr_nb.errors import RecordsError

        if self.outgoing is None:
            raise RecordsError("the file that was sent is not known any more, so its cells cannot be read")
        return self.outgoing.sent().frame()

    def __repr__(self) -> str:
        counted = ", ".join(f"{number} {outcome}" for outcome, number in self.counts.items() if number)
        name = f"import {self.import_uuid}" if self.import_uuid else "nothing sent"
        return f"<Run: {self.mode} {self.record_type}, {name}: {counted or 'no records'}>"

    def _repr_html_(self) -> str:
        where = "rehearsal on this machine" if self.place == "rehearsal" else f"at {self.place}"
        caption = f"{_PAST.get(self.mode, self.mode)} {self.record_type}, {where}"
        rows = "".join(
            f"<tr><th scope='row'>{outcome}</th><td style='text-align:right'>{number:,}</td>"
            f"<td style='text-align:left'>{escape(_MEANING[Outcome(outcome)])}</td></tr>"
            for outcome, number in self.counts.items()
            if number
        )
        total = f"<tr><th scope='row'>records</th><td style='text-align:right'>{len(self.ledger):,}</td><td></td></tr>"
        return (
            f"<table><caption>{escape(caption)}</caption><tbody>{rows}{total}</tbody></table>"
            f"{self._causes_html()}<p>{escape(self._next_step())}</p>"
        )

    def _causes_html(self) -> str:
        excluded = self.ledger.loc[self.ledger["outcome"] == Outcome.EXCLUDED, "reason"].value_counts()
        lines = [f"{number:,} not sent: {reason}" for reason, number in excluded.head(_REASONS).items()]
        if len(excluded) > _REASONS:
            rest, more = excluded.iloc[_REASONS:].sum(), len(excluded) - _REASONS
            lines.append(f"{rest:,} not sent for {more} more reasons; the ledger has each")
        causes = problem_table.by_cause(self.problems).head(5)
        lines += [
            f"{rows:,} refused: {message}" for rows, message in zip(causes["rows"], causes["message"], strict=True)
        ]
        return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""

    def _next_step(self) -> str:
        counts = self.counts
        if counts[Outcome.UNKNOWN]:
            return f"Look at the import in Plannr; {resume_call(self.import_uuid, self.journal)} asks again."
        if counts[Outcome.FAILED]:
            return "Correct records.loc[run.retry_rows()] with the help of run.problems, and send them again."
        if counts[Outcome.VALID]:
            return 'Nothing was saved. The same file can be sent with mode="store" or mode="update" now.'
        return f"Plannr's name of the import: {self.import_uuid}." if self.import_uuid else "Nothing had to be sent."


class Runs(list[Run]):
    """Several runs, with their ledgers, problems and counts together."""

    @property
    def ledger(self) -> pd.DataFrame:
        import pandas as pd

        if not self:
            return pd.DataFrame({name: pd.Series(dtype="str") for name in LEDGER_COLUMNS})
        return pd.concat([run.ledger for run in self], ignore_index=True)

    @property
    def problems(self) -> pd.DataFrame:
        return problem_table.merge(run.problems for run in self)

    @property
    def counts(self) -> dict[str, int]:
        return {str(outcome): sum(run.counts[outcome] for run in self) for outcome in Outcome}

    def _repr_html_(self) -> str:
        return "".join(run._repr_html_() for run in self) or "<p>No unfinished imports.</p>"


def resume_call(import_uuid: str | None, journal: Path, *, start_again: bool = False) -> str:
    """What to write to take an import up again.

    Examples
    --------
    >>> resume_call("7f3a", Path("imports.sqlite"))
    'resume_import(client, "7f3a", journal="imports.sqlite")'
    """
    last = ", start_again=True" if start_again else ""
    return f'resume_import(client, "{import_uuid}", journal="{journal.as_posix()}"{last})'


def not_sent_yet(ledger: pd.DataFrame, columns: Iterable[str] = LEDGER_COLUMNS) -> pd.DataFrame:
    """The ledger with all its columns, those of later steps missing."""
    import pandas as pd

    full = {
        name: ledger[name] if name in ledger.columns else pd.Series(None, index=ledger.index, dtype="str")
        for name in columns
    }
    return pd.DataFrame(full).reset_index(drop=True)
