"""Somebody's word, given by hand, before a store or an update goes to a live account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Mode, RecordType
from plannr_nb.csv_build import CsvFile
from plannr_nb.errors import ApiError, GuardStopped
from plannr_nb.journal import Approval, Journal
from plannr_nb.journal import open as open_journal
from plannr_nb.mapping import Mapping
from plannr_nb.runs.outgoing import Outgoing, outgoing

if TYPE_CHECKING:
    from plannr_nb.client import PlannrClient

__all__ = ["approve", "check_approved"]


def approve(
    file: CsvFile | str | Path,
    client: PlannrClient,
    mode: Mode | str,
    *,
    record_type: str | RecordType | None = None,
    mapping: Mapping | dict[str, str] | None = None,
    journal: str | Path | Journal = "imports.sqlite",
    ask: Callable[[str], str] = input,
) -> Approval:
    """Show what is about to be sent where, and take a person's word for it.

    The word holds for this very file (its sha256), account, mode and number of records, and stands in the journal, so
    that a run without anybody there sends what was approved and nothing else. Given before, it is not asked for again.
    For a store at a live account the text also counts the stores which that account has had and this journal does not
    know: a journal that was lost holds nobody back.

    Parameters
    ----------
    record_type, mapping
        As for `run_import`, for a file that goes with its own headers.
    ask
        Shows a text and gives the answer. The answer that counts is the number of records.

    Raises
    ------
    GuardStopped
        The answer was another, or nobody is there to answer.

    Examples
    --------
    >>> import pandas as pd, tempfile, plannr_nb as pn
    >>> client = pn.PlannrClient("http://127.0.0.1:9", token="secret", account_uuid="4308c6fe", attempts=1)
    >>> records = pd.DataFrame({"first_name": ["Sam"], "last_name": ["Evans"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pn.build_csv(records, "clients", f"{folder}/clients.csv")
    ...     given = pn.approve(file, client, "store", journal=f"{folder}/imports.sqlite", ask=lambda question: "1")
    >>> given.mode, given.rows
    ('store', 1)
    """
    sending = outgoing(file, record_type, mapping=mapping, path=Path())
    book = journal if isinstance(journal, Journal) else open_journal(journal)
    wanted = _approval(sending, client, Mode.named(mode))
    if not book.is_approved(wanted):
        answer = _asked(ask, _question(sending, client, wanted, book))
        if answer.strip().replace(",", "") != str(wanted.rows):
            raise GuardStopped(
                f"not approved: the answer was not the number of records, {wanted.rows}. Nothing was sent; call "
                "approve again to be asked again"
            )
        book.approve(wanted)
    return wanted


def check_approved(sending: Outgoing, client: PlannrClient, mode: Mode, journal: Journal) -> None:
    """Stop a store or update at a live account that nobody has approved."""
    wanted = _approval(sending, client, mode)
    if not journal.is_approved(wanted):
        raise GuardStopped(
            f"nobody has approved this {mode} of {sending.rows} {wanted.record_type} at {client.host}, as far as "
            f"{journal.path.name} knows. Nothing was sent. Build the file with build_csv, call "
            f'pn.approve(file, client, "{mode}") with the same journal, and send that very file'
        )


def _approval(sending: Outgoing, client: PlannrClient, mode: Mode) -> Approval:
    return Approval(
        sha256=sending.sha256,
        host=client.place,
        account_uuid=str(client.account_uuid),
        record_type=sending.record_type.name,
        mode=str(mode),
        rows=sending.rows,
    )


def _question(sending: Outgoing, client: PlannrClient, wanted: Approval, journal: Journal) -> str:
    sent = sending.sent()
    filled = {name: sent.filled_cells(place) for name, place in sent.places.items()}
    shown = {
        "firm": _firm(client),
        "host": f"{client.host} ({'live' if client.live else 'rehearsal'})",
        "mode": wanted.mode,
        "file": f"{sending.path.name}, sha256 {wanted.sha256[:12]}",
        "records": f"{wanted.rows} {wanted.record_type}",
        "held back": str(len(sending.ledger) - wanted.rows),
        "fields": ", ".join(f"{name} ({count})" for name, count in filled.items()),
    }
    if wanted.mode == Mode.UPDATE:
        blank = {name: wanted.rows - count for name, count in filled.items() if count < wanted.rows}
        shown["would be erased"] = ", ".join(f"{name} ({count})" for name, count in blank.items()) or "nothing"
    if wanted.mode == Mode.STORE and client.live:
        shown["not in journal"] = _stores_elsewhere(client, wanted, journal)
    lines = [f"{name + ':':<16} {text}" for name, text in shown.items()]
    return "\n".join([*lines, f"Write the number of records ({wanted.rows}) to approve, anything else to stop: "])


def _firm(client: PlannrClient) -> str:
    """The firm's name, where the server tells it."""
    try:
        logins = client.logins()
    except ApiError:
        return f"account {client.account_uuid} (its name could not be read)"
    for login in logins:
        account, firm = login.get("account") or {}, login.get("firm") or {}
        if account.get("uuid") == client.account_uuid:
            return f"{firm.get('name') or 'no name given'}, account {client.account_uuid}"
    return f"account {client.account_uuid}, which is none of this login's"


def _stores_elsewhere(client: PlannrClient, wanted: Approval, journal: Journal) -> str:
    """How many stores this account has had that the journal knows nothing of, and so holds nobody back for."""
    try:
        listed = list(client.list_imports(types=wanted.record_type, modes=wanted.mode))
    except ApiError:
        return "whether there were other stores could not be read"
    known = set(journal.imports()["import_uuid"].dropna())
    # The filter of modes stands on the newest page of the documentation only, so it may not be heeded.
    unknown = [
        item
        for item in listed
        if str(item.get("uuid")) not in known
        and str(item.get("type") or wanted.record_type) == wanted.record_type
        and str(item.get("mode") or wanted.mode) == wanted.mode
    ]
    if not unknown:
        return "nothing, as far as Plannr lists its imports"
    return (
        f"{len(unknown)} imports by which {wanted.record_type} were stored before, or may have been; whoever they made "
        f"will be made again. If you have the journal of that time, stop and name it instead of {journal.path.name}"
    )


def _asked(ask: Callable[[str], str], question: str) -> str:
    try:
        return ask(question)
    except (EOFError, OSError, RuntimeError) as error:
        # What a terminal, a closed standard input and a kernel without a person in front of it raise.
        raise GuardStopped(
            "nobody is there to be asked for an approval. Nothing was sent. Call approve in a notebook or a terminal "
            "first, with this file and this journal; the word given there holds here"
        ) from error
