"""One import from its upload to its ledger, written down step by step so that it can be taken up again."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from plannr_nb import problems as problem_table
from plannr_nb.catalogue import Mode
from plannr_nb.errors import (
    ApiError,
    GuardStopped,
    ImportFailed,
    MappingError,
    NoAnswer,
    PlannrNbError,
    RecordsError,
    Refused,
    StillRunning,
)
from plannr_nb.problems import FoundBy, ProblemCode, Severity
from plannr_nb.report import (
    Joined,
    Sent,
    Verdict,
    join_refusals,
    problems_from_refusals,
    read_inline,
    read_report,
    weigh,
)
from plannr_nb.runs import settling
from plannr_nb.runs.headers import agree_on_headers, as_plannr_reads_them
from plannr_nb.runs.progress import Pace, Progress, Watcher
from plannr_nb.runs.result import Run, not_sent_yet, resume_call
from plannr_nb.runs.seen import Seen

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.client import PlannrClient
    from plannr_nb.journal import Journal
    from plannr_nb.runs.outgoing import Outgoing

__all__ = ["NOT_STARTED", "Patience", "Walk", "with_all_to_send"]

REPORT_MISSING = ProblemCode(
    "report_missing",
    Severity.WARNING,
    "Plannr counts more refused rows than it tells of, and its error report could not be read; "
    "resume_import reads it again",
    FoundBy.PLANNR,
)
NOT_STARTED = "not started"
_ENDED = "ended"
_FAILED = "failed"
_REPORT_LOOKS = 10
_AFTER_A_BREAK = {
    Mode.VALIDATE: "Validate the file again; nothing is saved by that.",
    Mode.STORE: "A store holds them back from now on. Look in Plannr which are there, and send the others with "
    "again=[their source keys].",
    Mode.UPDATE: "Look at some of them in Plannr; the same update can be sent again.",
}


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how.

    Attributes
    ----------
    timeout_s
        Seconds to wait for the end of an import.
    start_wait_s
        Seconds to look whether an import has started, when the answer to its start was lost.
    end_states
        Status words that mean the end; None goes by the counts.
    """

    timeout_s: float = 3600.0
    start_wait_s: float = 60.0
    poll_every_s: float | None = None
    end_states: Collection[str] | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


class Walk:
    """The steps of one import, each written into the journal before it happens and again when its answer is there."""

    def __init__(
        self,
        client: PlannrClient,
        journal: Journal,
        import_id: int,
        sending: Outgoing,
        mode: Mode,
        *,
        original: Outgoing | None,
        patience: Patience,
        progress: Watcher | None = None,
        strangers: Collection[str] = (),
    ) -> None:
        """`original` is the file as handed in; `strangers` are imports of the journal this server knows nothing of."""
        self._client = client
        self._journal = journal
        self._import_id = import_id
        self._sending = sending
        self._original = original
        self._mode = mode
        self._patience = patience
        self._progress = progress
        self._strangers = strangers
        self._began = patience.clock()
        self._pace = Pace.of(patience.poll_every_s, live=client.live)
        self.import_uuid: str | None = None

    # the way

    def from_upload(self) -> Run:
        with self._until_started():
            self._tell("upload")
            self._sending.check_unchanged()
            with self._step("create"):
                created = self._client.create_import(
                    self._sending.path, self._sending.record_type.name, str(self._mode)
                )
            if not created.get("uuid"):
                raise NoAnswer(
                    f"{self._client.host} took the file and gave no uuid for the import. Nothing was started; "
                    f'resume_import(client, journal="{self._journal.path.as_posix()}") uploads the file once more'
                )
            self.import_uuid = str(created["uuid"])
            self._journal.created(self._import_id, self.import_uuid)
        return self.from_mapping(created)

    def from_mapping(self, created: Mapping[str, Any]) -> Run:
        """From an import that Plannr holds and that was certainly not started."""
        with self._until_started():
            self._tell("map")
            with self._step("map"):
                wanted = as_plannr_reads_them(self._sending.mapping, self._sending.headers, created.get("headers"))
                mapped = agree_on_headers(self._client, self._uuid, wanted)
        return self.from_start(Seen.of(mapped))

    def from_start(self, before: Seen) -> Run:
        """Send the start, once."""
        with self._until_started():
            number = self._journal.before_start(self._import_id, before.as_dict(), strangers=self._strangers)
            if number is None:
                raise GuardStopped(
                    f"another import has stored some of these {self._sending.record_type.name} since this one was "
                    "prepared. Nothing was started; call run_import with them once more, which holds those back"
                )
        self._tell("start")
        try:
            self._client.start_import(self._uuid)
        except Refused as refused:
            self._journal.after(self._import_id, number, f"refused {refused.status}")
            if refused.status < 500 and not self._look().has_started(before):
                self._journal.not_started(self._import_id)
                raise
            return self.from_lost_start(before)
        except NoAnswer:
            self._journal.after(self._import_id, number, "no answer")
            return self.from_lost_start(before)
        self._journal.after(self._import_id, number, "ok")
        return self.from_processing(before)

    def from_lost_start(self, before: Seen | None) -> Run:
        """Find out whether a start has arrived, without sending another."""
        clock = self._patience.clock
        began = clock()
        looks = 0
        while not self._look().has_started(before):
            if clock() - began > self._patience.start_wait_s:
                raise StillRunning(
                    f"The answer to the start of import {self._uuid} was lost, and after "
                    f"{self._patience.start_wait_s:.0f} s it still reads as not started. Look at it in Plannr. If it "
                    f"has begun there, {self._resume_call()} follows it to its end; only if it has not, "
                    f"{self._resume_call(start_again=True)} starts it once more.",
                    run=self._unknown("the answer to start was lost, and the import reads as not started"),
                )
            self._patience.sleep(self._pace.pause_s(None, looks=looks))
            looks += 1
        return self.from_processing(before)

    def from_processing(self, before: Seen | None) -> Run:
        """Wait for the end and take stock."""
        resource = self._wait(before)
        seen = Seen.of(resource)
        if seen.broke_off:
            raise self._failed(seen)
        sent = self._sent()
        verdict, whole = self._verdict(resource, seen, sent)
        ledger = settling.settle(self._sending.ledger, sent, verdict, seen, self._mode)
        rows = dict(zip(ledger["record_id"], ledger["source_row"], strict=True))
        headers = self._sending.mapping if self._sending.own_headers else {}
        problems = problems_from_refusals(verdict, sent, rows, headers)
        if not whole:
            problems = problem_table.merge([problems, REPORT_MISSING.problems()])
        # Without its report the run stays unfinished, so that resume_import takes it up again.
        self._journal.finish(self._import_id, _ENDED if whole else None, not_sent_yet(ledger), status=seen.status)
        self._tell("done", seen)
        return self._run(ledger, problems, seen.status)

    # its parts

    @property
    def _uuid(self) -> str:
        if self.import_uuid is None:
            raise RuntimeError("the import has no uuid before its upload")
        return self.import_uuid

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        number = self._journal.before(self._import_id, name)
        try:
            yield
        except Refused as refused:
            self._journal.after(self._import_id, number, f"refused {refused.status}")
            raise
        except PlannrNbError as error:
            self._journal.after(self._import_id, number, type(error).__name__)
            raise
        self._journal.after(self._import_id, number, "ok")

    @contextmanager
    def _until_started(self) -> Iterator[None]:
        """A clear no before the start ends the run; where only the answer is missing it can be taken up again."""
        try:
            yield
        except (Refused, MappingError, GuardStopped, RecordsError) as error:
            ledger = settling.never_started(self._sending.ledger, f"{type(error).__name__} before the start")
            self._journal.finish(self._import_id, NOT_STARTED, not_sent_yet(ledger), status=None)
            raise

    def _look(self) -> Seen:
        return Seen.of(self._resource())

    def _resource(self) -> dict[str, Any]:
        try:
            return self._client.get_import(self._uuid)
        except (Refused, NoAnswer) as error:
            raise StillRunning(
                f"Import {self._uuid} was told to start and cannot be looked at: {error}. It may go on in Plannr. "
                f"Continue with {self._resume_call()}.",
                run=self._unknown("the import could not be looked at"),
            ) from error

    def _wait(self, before: Seen | None) -> dict[str, Any]:
        clock = self._patience.clock
        began = clock()
        looks, done = 0, -1
        with self._step("process"):
            while True:
                resource = self._resource()
                seen = Seen.of(resource)
                elapsed_s = clock() - began
                rate = seen.done / elapsed_s if elapsed_s > 0 else 0.0
                told = self._tell("process", seen, rate)
                if seen.has_ended(before, self._patience.end_states):
                    return resource
                if elapsed_s >= self._patience.timeout_s:
                    raise StillRunning(
                        f"Stopped waiting after {self._patience.timeout_s:.0f} s; import {self._uuid} still runs in "
                        f"Plannr. Continue with {self._resume_call()}.",
                        run=self._unknown("we stopped waiting before the import ended"),
                    )
                looks = 0 if seen.done > done else looks + 1
                done = max(done, seen.done)
                self._patience.sleep(self._pace.pause_s(None if looks else told.left_s, looks=looks))

    def _verdict(self, resource: dict[str, Any], seen: Seen, sent: Sent) -> tuple[Verdict, bool]:
        """What is known of the refused rows, and whether all that Plannr tells of them was read."""
        inline = join_refusals(read_inline(resource.get("errors")), sent)
        verdict = weigh(None, inline)
        if not seen.failed and not inline:
            return verdict, True
        self._tell("report", seen)
        with self._step("report"):
            for look in range(_REPORT_LOOKS):
                report = self._report(resource, sent)
                if report is not None:
                    return weigh(report, inline), True
                if verdict.known >= (seen.failed or 0):
                    return verdict, True  # the 25 shown are all there are
                if look < _REPORT_LOOKS - 1:
                    # Whether the file is there as soon as the import ends is unknown.
                    self._patience.sleep(self._pace.pause_s(None, looks=look))
                    resource = self._resource()
        return verdict, False

    def _report(self, resource: Mapping[str, Any], sent: Sent) -> list[Joined] | None:
        named = resource.get("error_report")
        if not named:
            return None
        try:
            content = self._client.download_error_report(named)
        except ApiError:
            return None
        names = [*sent.headers, *sent.places]
        refusals = read_report(content, names) if isinstance(content, bytes) else None
        return None if refusals is None else join_refusals(refusals, sent)

    def _sent(self) -> Sent:
        try:
            return self._sending.sent()
        except RecordsError:
            return _without_cells(self._sending)

    def _failed(self, seen: Seen) -> ImportFailed:
        rows = int(self._sending.ledger["outcome"].isna().sum())
        if seen.untouched:
            ledger = settling.nothing_processed(self._sending.ledger, rows)
            what = (
                f"before its first row: by its counts none of {rows} was worked through, so they stand as failed. Look "
                "in Plannr why, then send them again."
            )
        else:
            ledger = settling.undecided(self._sending.ledger, "Plannr ended the import before its last row")
            left = "some" if seen.remaining is None else seen.remaining
            what = (
                f"with {left} of {rows} rows not worked through. What became of the rows is not known, so all of them "
                f"stand as unknown. {_AFTER_A_BREAK[self._mode]}"
            )
        self._journal.finish(self._import_id, _FAILED, not_sent_yet(ledger), status=seen.status)
        return ImportFailed(
            f"Plannr ended import {self._uuid} as {seen.status} {what}",
            run=self._run(ledger, problem_table.empty(), seen.status),
        )

    def _resume_call(self, *, start_again: bool = False) -> str:
        return resume_call(self._uuid, self._journal.path, start_again=start_again)

    def _unknown(self, why: str) -> Run:
        return self._run(settling.undecided(self._sending.ledger, why), problem_table.empty(), None)

    def _run(self, ledger: pd.DataFrame, problems: pd.DataFrame, status: str | None) -> Run:
        full = not_sent_yet(ledger)
        full["import_uuid"] = full["import_uuid"].mask(self._sending.ledger["outcome"].isna(), self.import_uuid)
        return Run(
            record_type=self._sending.record_type.name,
            mode=str(self._mode),
            import_uuid=self.import_uuid,
            place=self._client.place,
            status=status,
            ledger=full,
            problems=problems,
            journal=self._journal.path,
            import_id=self._import_id,
            outgoing=self._original,
        )

    def _tell(self, stage: str, seen: Seen | None = None, rate: float = 0.0) -> Progress:
        told = Progress(
            stage=stage,
            rows_total=int(self._sending.ledger["outcome"].isna().sum()),
            rows_done=seen.done if seen else 0,
            rows_failed=(seen.failed or 0) if seen else 0,
            elapsed_s=self._patience.clock() - self._began,
            rate=rate,
        )
        if self._progress is not None:
            self._progress(told)
        return told


def _without_cells(sending: Outgoing) -> Sent:
    """Enough of a file that is gone for refused rows to be joined by their tag."""
    import pyarrow as pa

    record_ids = sending.ledger.loc[sending.ledger["outcome"].isna(), "record_id"].tolist()
    headers = [*sending.mapping.values(), *([sending.tag] if sending.tag else [])]
    blank = pa.nulls(len(record_ids), pa.large_string())
    return Sent(
        cells=pa.table([blank for _ in headers], names=[str(place) for place in range(len(headers))]),
        headers=headers,
        places={field: place for place, field in enumerate(sending.mapping)},
        record_ids=record_ids,
        tag=len(headers) - 1 if sending.tag else None,
    )


def with_all_to_send(sending: Outgoing) -> Outgoing:
    """The file of a run taken from the journal, its records again without an outcome where they were to be sent."""
    ledger = sending.ledger.copy()
    was_sent = ledger["outcome"] != "excluded"
    for name in ("outcome", "reason", "evidence"):
        ledger[name] = ledger[name].mask(was_sent)
    return replace(sending, ledger=ledger)
