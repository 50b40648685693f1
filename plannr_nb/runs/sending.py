"""Sending a file, and taking up again what was interrupted."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from plannr_nb import problems as problem_table
from plannr_nb.catalogue import Mode, RecordType
from plannr_nb.csv_build import CsvFile
from plannr_nb.errors import (
    GuardStopped,
    ImportFailed,
    JournalError,
    MappingError,
    RecordsError,
    Refused,
    StillRunning,
)
from plannr_nb.journal import ALREADY_STORED, Import, Journal, Sending
from plannr_nb.journal import open as open_journal
from plannr_nb.mapping import Mapping as FieldMapping
from plannr_nb.runs import guards, settling
from plannr_nb.runs.gate import Answers, through_guards
from plannr_nb.runs.outgoing import Outgoing, outgoing, outgoing_again
from plannr_nb.runs.progress import Watcher
from plannr_nb.runs.result import Run, Runs, not_sent_yet
from plannr_nb.runs.seen import Seen
from plannr_nb.runs.walk import NOT_STARTED, Patience, Walk, with_all_to_send

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.client import PlannrClient

__all__ = ["resume_import", "run_import"]

NOTHING_TO_SEND = "nothing to send"
_GONE = "gone"


def run_import(
    client: PlannrClient,
    what: CsvFile | pd.DataFrame | str | Path,
    record_type: str | RecordType | None = None,
    *,
    mode: Mode | str,
    journal: str | Path | Journal = "imports.sqlite",
    progress: Watcher | None = None,
    poll_every_s: float | None = None,
    timeout_s: float = 3600.0,
    start_wait_s: float = 60.0,
    may_erase: Mapping[str, int] | None = None,
    confirm_welcome_email: int | None = None,
    again: Iterable[str] = (),
    unconfirmed_ok: Iterable[str] = (),
    mapping: FieldMapping | Mapping[str, str] | None = None,
    end_states: Collection[str] | None = None,
    csv_path: str | Path | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Run:
    """Upload, map, start, wait, and say what became of each record.

    Parameters
    ----------
    what
        A file of `build_csv`; or records, which are then built with nothing held back; or the path of a CSV that goes
        as it is, its headers mapped by `mapping`.
    record_type
        Needed unless a `CsvFile` says it. A loaded `RecordType` brings a firm's overlay along.
    mode
        ``validate`` saves nothing, ``store`` makes new records, ``update`` changes those found by uuid.
    journal
        SQLite file in which every step is written down. Use one and the same for a firm: by it a store knows what an
        earlier one has made.
    progress
        Called with a `Progress` at each step and each look.
    poll_every_s
        Seconds between two looks; None goes by the time left.
    timeout_s
        Seconds to wait for the end. Giving up the wait is not a failure: see `StillRunning`.
    start_wait_s
        Seconds to look for a sign of life when the answer to the start was lost.
    may_erase
        Column -> number of its blank cells that may erase data in an update.
    confirm_welcome_email
        Number of clients that may get Plannr's welcome e-mail.
    again
        Source keys to store although they have been stored before (or stand on several records). Record ids do for
        records without a key.
    unconfirmed_ok
        On a live host: fields to send although this firm's own files do not show that they exist, and ``money_unit``.
    end_states
        Status words that mean the end of an import; None goes by Plannr's counts.
    csv_path
        Where the file is written when `what` is records; by default into a folder beside the journal.
    sleep, clock
        For tests.

    Returns
    -------
    Run
        Its ledger has one row per record handed in. Records that a store has made before are ``excluded`` with the
        reason ``already stored``; where nothing is left, nothing is sent.

    Raises
    ------
    GuardStopped
        Nothing was sent; the message says the number and the argument that lets it pass.
    UnknownMode, UnknownRecordType, MappingError, RecordsError
        What was handed in does not fit. Nothing was started.
    NoAnswer, Refused
        Nothing was started.
    StillRunning
        The import was started and its end not seen; ``run`` holds what is known, `resume_import` goes on.
    ImportFailed
        Plannr ended the import as a whole; ``run`` holds what is known.

    Examples
    --------
    >>> import pandas as pd, plannr_nb as pn, tempfile
    >>> people = pd.DataFrame({"first_name": ["Sam", "Jo"], "last_name": ["Evans", None], "source_key": ["C1", "C2"],
    ...                        "send_welcome_email": ["false", "false"]})
    >>> with tempfile.TemporaryDirectory() as folder, pn.sandbox.serve() as server:
    ...     with pn.PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid) as client:
    ...         run = pn.run_import(client, people, "clients", mode="store", journal=f"{folder}/imports.sqlite")
    >>> run.ledger[["source_key", "outcome", "reason"]].to_numpy().tolist()
    [['C1', 'created', nan],
     ['C2', 'failed', 'last_name: The last name field is required when type is individual.']]
    """
    asked = Mode.named(mode)
    book = _journal(journal)
    name = record_type.name if isinstance(record_type, RecordType) else record_type
    fresh = _folder(book) / f"{name}-{asked}-{secrets.token_hex(4)}.csv"
    original = outgoing(what, record_type, mapping=mapping, path=Path(csv_path) if csv_path else fresh)
    named = _texts(unconfirmed_ok, "unconfirmed_ok")
    answers = Answers(may_erase, confirm_welcome_email, frozenset(_texts(again, "again")), named)
    guarded = through_guards(client, book, original, asked, answers, folder=_folder(book))
    patience = Patience(timeout_s, start_wait_s, poll_every_s, end_states, sleep, clock)
    import_id = book.begin(
        Sending(
            host=client.place,
            account_uuid=str(client.account_uuid),
            record_type=original.record_type.name,
            mode=str(asked),
            file=original.path,
            sha256=original.sha256,
            sent_file=guarded.file.path,
            sent_sha256=guarded.file.sha256,
            mapping=original.mapping,
            tag=original.tag,
            own_headers=original.own_headers,
            encoding=original.encoding,
            delimiter=original.delimiter,
            quotable=original.quotable,
        ),
        not_sent_yet(guarded.file.ledger),
        guarded.made_up,
        again=guarded.again,
    )
    if not guarded.file.rows:
        return _nothing_sent(client, book, import_id, guarded.file, asked, original)
    walk = Walk(
        client,
        book,
        import_id,
        guarded.file,
        asked,
        original=original,
        patience=patience,
        progress=progress,
        strangers=guarded.strangers,
    )
    return walk.from_upload()


@overload
def resume_import(
    client: PlannrClient,
    import_uuid: str,
    *,
    journal: str | Path | Journal = ...,
    start_again: bool = ...,
    progress: Watcher | None = ...,
    poll_every_s: float | None = ...,
    timeout_s: float = ...,
    start_wait_s: float = ...,
    end_states: Collection[str] | None = ...,
    sleep: Callable[[float], None] = ...,
    clock: Callable[[], float] = ...,
) -> Run: ...
@overload
def resume_import(
    client: PlannrClient,
    import_uuid: Literal[None] = None,
    *,
    journal: str | Path | Journal = ...,
    start_again: bool = ...,
    progress: Watcher | None = ...,
    poll_every_s: float | None = ...,
    timeout_s: float = ...,
    start_wait_s: float = ...,
    end_states: Collection[str] | None = ...,
    sleep: Callable[[float], None] = ...,
    clock: Callable[[], float] = ...,
) -> Runs: ...
def resume_import(
    client: PlannrClient,
    import_uuid: str | None = None,
    *,
    journal: str | Path | Journal = "imports.sqlite",
    start_again: bool = False,
    progress: Watcher | None = None,
    poll_every_s: float | None = None,
    timeout_s: float = 3600.0,
    start_wait_s: float = 60.0,
    end_states: Collection[str] | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Run | Runs:
    """Take up an import where it was left: after a lost connection, a killed notebook or an end of patience.

    An import that was certainly not started is uploaded and mapped as far as that is wanting, and started. One whose
    start was sent is only looked at.

    Parameters
    ----------
    import_uuid
        Which one. None takes up whatever this journal holds unfinished for the client's account, the oldest first.
    start_again
        Start an import once more whose start was sent and which still reads as not started. Look at it in Plannr
        first: this is the one step that can make every client twice.

    Returns
    -------
    Run or Runs
        One run for one import; for None a list of runs, with ``ledger``, ``problems`` and ``counts`` over all.

    Raises
    ------
    JournalError
        There is no such journal, it does not hold this import, or the import belongs to another account.
    StillRunning, ImportFailed
        As for `run_import`. For None, all are taken up before this is raised, with all of them in ``run``.
    GuardStopped, RecordsError, MappingError, Refused
        An import that was not started cannot be now, say because its records have been stored since. For None it
        is given up, its records ``excluded`` as not sent.
    """
    book = _journal(journal, must_exist=True)
    patience = Patience(timeout_s, start_wait_s, poll_every_s, end_states, sleep, clock)
    if import_uuid is not None:
        found = book.find(import_uuid)
        _check_same_account(found, client)
        return _resumed(client, book, found, patience, progress, start_again=start_again)
    runs = Runs()
    stopped: list[StillRunning | ImportFailed] = []
    for found in book.unfinished(client.place, str(client.account_uuid)):
        try:
            runs.append(_resumed(client, book, found, patience, progress, start_again=start_again))
        except (StillRunning, ImportFailed) as stop:
            runs.append(stop.run)
            stopped.append(stop)
        except (GuardStopped, MappingError, RecordsError, Refused):
            known = book.get(found.import_id)
            if known.outcome != NOT_STARTED:
                raise
            runs.append(_from_journal(client, book, known, book.ledger(found.import_id)))
    if stopped:
        raise type(stopped[0])(" ".join(map(str, stopped)), run=runs)
    return runs


def _resumed(
    client: PlannrClient,
    book: Journal,
    found: Import,
    patience: Patience,
    progress: Watcher | None,
    *,
    start_again: bool,
) -> Run:
    ledger = book.ledger(found.import_id)
    if found.outcome in (NOT_STARTED, NOTHING_TO_SEND, _GONE):
        return _from_journal(client, book, found, ledger)
    sending = with_all_to_send(
        outgoing_again(found.sending.sent_file, found.sending.sent_sha256, found.sending, ledger)
    )
    walk = Walk(
        client,
        book,
        found.import_id,
        sending,
        Mode(found.sending.mode),
        original=_original(found, ledger),
        patience=patience,
        progress=progress,
        strangers=guards.strangers_among(client, lambda known: book.clashes(found.import_id, strangers=known)),
    )
    walk.import_uuid = found.import_uuid
    if found.import_uuid is None:
        return walk.from_upload()
    try:
        resource = client.get_import(found.import_uuid)
    except Refused as refused:
        if refused.status != 404:
            raise
        return _gone(client, book, found, sending)
    return _go_on(walk, book, found, resource, start_again=start_again)


def _go_on(walk: Walk, book: Journal, found: Import, resource: Mapping[str, Any], *, start_again: bool) -> Run:
    """From wherever the journal says an import of Plannr's stands."""
    before = Seen.again(found.before_start)
    seen = Seen.of(resource)
    start = next((step for step in reversed(book.steps(found.import_id)) if step.step == "start"), None)
    if seen.has_started(before) or (start is not None and start.result == "ok"):
        return walk.from_processing(before)
    if start is None:
        return walk.from_mapping(resource)
    certainly_refused = (start.result or "").startswith("refused 4")
    if certainly_refused or start_again:
        book.not_started(found.import_id)
        return walk.from_start(seen)
    return walk.from_lost_start(before)


def _original(found: Import, ledger: pd.DataFrame) -> Outgoing:
    """The file as handed in, which also holds the records that the guard held back."""
    of_file = ledger.copy()
    in_file = (ledger["outcome"] != "excluded") | (ledger["reason"] == ALREADY_STORED)
    of_file["outcome"] = ledger["outcome"].mask(in_file)
    return outgoing_again(found.sending.file, found.sending.sha256, found.sending, of_file)


def _gone(client: PlannrClient, book: Journal, found: Import, sending: Outgoing) -> Run:
    why = "Plannr has no such import any more"
    if found.before_start is None:
        ledger = settling.never_started(sending.ledger, why)
    else:
        ledger = settling.undecided(sending.ledger, why)
    book.finish(found.import_id, _GONE, not_sent_yet(ledger), status=None)
    return _from_journal(client, book, found, ledger)


def _nothing_sent(
    client: PlannrClient, book: Journal, import_id: int, file: Outgoing, mode: Mode, original: Outgoing
) -> Run:
    ledger = not_sent_yet(file.ledger)
    book.finish(import_id, NOTHING_TO_SEND, ledger, status=None)
    return Run(
        record_type=file.record_type.name,
        mode=str(mode),
        import_uuid=None,
        place=client.place,
        status=None,
        ledger=ledger,
        problems=problem_table.empty(),
        journal=book.path,
        import_id=import_id,
        outgoing=original,
    )


def _from_journal(client: PlannrClient, book: Journal, found: Import, ledger: pd.DataFrame) -> Run:
    return Run(
        record_type=found.sending.record_type,
        mode=found.sending.mode,
        import_uuid=found.import_uuid,
        place=client.place,
        status=None,
        ledger=not_sent_yet(ledger),
        problems=problem_table.empty(),
        journal=book.path,
        import_id=found.import_id,
        outgoing=_original(found, ledger),
    )


def _check_same_account(found: Import, client: PlannrClient) -> None:
    if (found.sending.host, found.sending.account_uuid) != (client.place, client.account_uuid):
        raise JournalError(
            f"import {found.import_uuid} belongs to account {found.sending.account_uuid} at {found.sending.host}, and "
            f"this client to account {client.account_uuid} at {client.place}; make a client for the import's account"
        )


def _journal(given: str | Path | Journal, *, must_exist: bool = False) -> Journal:
    return given if isinstance(given, Journal) else open_journal(given, must_exist=must_exist)


def _texts(given: Iterable[str], argument: str) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise RecordsError(f"{argument}= is a list of texts; put a single one in a list. Nothing was sent")
    return tuple(map(str, given))


def _folder(book: Journal) -> Path:
    """Where files lie that we write for a run: beside the journal."""
    return book.path.with_name(f"{book.path.stem}-files")
