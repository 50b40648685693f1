"""Questions asked before anything is sent. Each answer is an argument that names a number or a key."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from numbers import Integral
from typing import TYPE_CHECKING, Any

from plannr_nb.catalogue import Certainty, Kind, Mode, RecordType
from plannr_nb.errors import GuardStopped, RecordsError, Refused, did_you_mean
from plannr_nb.journal import ALREADY_STORED

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from plannr_nb.client import PlannrClient
    from plannr_nb.journal import Stored
    from plannr_nb.report import Sent

__all__ = [
    "check_blanks",
    "check_confirmed",
    "check_keys",
    "check_uuids",
    "check_welcome_emails",
    "held_back",
    "stand_in_keys",
    "strangers_among",
]

MONEY_UNIT = "money_unit"
_YES = ("true", "1", "yes", "y", "t", "on")
# What tells one record from another where the old system's reference is missing (our choice). Any other record type
# goes by the whole row.
_IDENTIFYING = {
    "clients": ("type", "first_name", "last_name", "entity_name", "date_of_birth", "email"),
    "plans": ("client_uuid", "type", "plan_type", "provider", "policy_number", "opened_at"),
}


def check_uuids(sent: Sent, mode: Mode) -> None:
    """A uuid must be blank to create and filled to update (documented,
    <https://plannr-documentation.notion.site/Client-Import-Schema-02c882b1097d47ccb668a007d92de6cb>)."""
    place = sent.places.get("uuid")
    filled = sent.filled_cells(place) if place is not None else 0
    rows = sent.cells.num_rows
    if mode is Mode.STORE and filled:
        raise GuardStopped(
            f"uuid is filled in {filled} of {rows} records, so they are in Plannr already, and a store would make "
            'them again. Nothing was sent. Send those with mode="update", and the others without the column uuid'
        )
    if mode is Mode.UPDATE and filled < rows:
        raise GuardStopped(
            f"uuid is blank in {rows - filled} of {rows} records, and an update finds its records by nothing else. "
            "Nothing was sent. Fill the column uuid (read_back tells the uuids), exclude those records, or send them "
            'with mode="store"'
        )
    if mode is Mode.UPDATE and place is not None:
        repeated = rows - len(sent.trimmed(place).unique())
        if repeated:
            raise RecordsError(
                f"uuid of another record is repeated in {repeated} of {rows} records, so which of them wins is chance. "
                'Nothing was sent. Exclude all but one of each; records[records["uuid"].duplicated(keep=False)] '
                "shows them"
            )


def check_blanks(sent: Sent, mode: Mode, may_erase: Mapping[str, int] | None) -> None:
    """In an update a blank cell in a mapped column removes what Plannr holds (documented,
    <https://support.plannrcrm.com/en/articles/11325729-client-import>)."""
    if mode is not Mode.UPDATE:
        return
    rows = sent.cells.num_rows
    blanks = {name: rows - sent.filled_cells(place) for name, place in sent.places.items() if name != "uuid"}
    if not isinstance(may_erase, Mapping | None) or not all(map(_is_number, (may_erase or {}).values())):
        filled = {name: count for name, count in blanks.items() if count}
        raise GuardStopped(
            "may_erase says for each column how many of its blank cells may erase, as a dict of numbers. Nothing was "
            f"sent. Blank in this file are {filled!r}"
        )
    allowed = dict(may_erase or {})
    strangers = [name for name in allowed if name not in blanks]
    if strangers:
        raise GuardStopped(
            f'may_erase names "{strangers[0]}", which is not among the columns of this file. Nothing was sent; '
            f"{did_you_mean(strangers[0], blanks)}"
        )
    beyond = {name: count for name, count in blanks.items() if count > allowed.get(name, 0)}
    if beyond:
        wanted = {name: count for name, count in blanks.items() if count and (name in allowed or name in beyond)}
        raise GuardStopped(
            f"an update erases what Plannr holds wherever a cell is blank, here in {_listed(beyond)}. Nothing was "
            f"sent. Leave those columns out, or, if it is to be erased, write may_erase={wanted!r}"
        )


def check_welcome_emails(sent: Sent, mode: Mode, confirmed: int | None) -> None:
    """Plannr mails a client whose row says true (documented by example,
    <https://apidocs.plannrcrm.com/operation/operation-postapiv1import>)."""
    place = sent.places.get("send_welcome_email")
    if mode is Mode.VALIDATE or place is None:
        return
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pc.utf8_lower(sent.trimmed(place))
    if confirmed is not None and not _is_number(confirmed):
        raise GuardStopped("confirm_welcome_email is the number of clients who may get that mail. Nothing was sent")
    mails = pc.sum(pc.is_in(cells, value_set=pa.array(_YES, cells.type))).as_py() or 0
    if mails > (confirmed or 0):
        raise GuardStopped(
            f"send_welcome_email is true in {mails} of {sent.cells.num_rows} records, and Plannr would mail each of "
            "those clients. Nothing was sent. Set it to false, or, if they are to get that mail, write "
            f"confirm_welcome_email={mails}"
        )


def check_keys(keys: Sequence[str | None], again: Collection[str]) -> None:
    """Two records of one store with the same source key would be made twice."""
    repeated = {key: times for key, times in Counter(keys).items() if key and times > 1 and key not in again}
    if repeated:
        raise GuardStopped(
            f"source_key is the same in {sum(repeated.values())} records ({len(repeated)} keys, each on several), and "
            "a store would make every one of those records. Nothing was sent. Exclude all but one of each "
            '(records[records["source_key"].duplicated(keep=False)] shows them), or, if they are different records, '
            'write again=records.loc[records["source_key"].duplicated(), "source_key"].tolist()'
        )


def stand_in_keys(sent: Sent, rows: Sequence[int], record_type: str, hash_key: bytes) -> dict[int, str]:
    """Row -> a key that stands for its identifying cells, numbered where several rows have the same ones.

    A keyed hash, so that a journal tells nobody whose it is.
    """
    names = [name for name in _IDENTIFYING.get(record_type, ()) if name in sent.places]
    names = names or [name for name in sent.places if name != "uuid"]
    columns = [_cells(sent, name) for name in names]
    seen: defaultdict[str, int] = defaultdict(int)
    keys: dict[int, str] = {}
    for row in rows:
        text = "\x1f".join(f"{name}={column[row].casefold()}" for name, column in zip(names, columns, strict=True))
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=hash_key, digest_size=16).hexdigest()
        seen[digest] += 1
        keys[row] = f"hash:{digest}:{seen[digest]}"
    return keys


def strangers_among(client: PlannrClient, clashing: Callable[[Collection[str]], Iterable[str | None]]) -> list[str]:
    """The clashing imports that a rehearsal server knows nothing of.

    Sandboxes come and go on this machine with the same account, so what an earlier one was told does not count for a
    fresh one. A live account is one and the same for good, and an import may be deleted there: it always counts.

    Parameters
    ----------
    clashing
        Gives the imports that had some of the records, those handed to it left aside.
    """
    if client.live:
        return []
    strangers: list[str] = []
    known: set[str] = set()
    while fresh := {uuid for uuid in clashing(strangers) if uuid is not None} - known:
        for import_uuid in fresh:
            try:
                client.get_import(import_uuid)
            except Refused as refused:
                if refused.status != 404:
                    raise
                strangers.append(import_uuid)
            else:
                known.add(import_uuid)
    return strangers


def check_confirmed(sent: Sent, record_type: RecordType, unconfirmed_ok: Collection[str]) -> None:
    """On a live host a field must have been seen to exist, and the unit of money be known."""
    fields = [record_type[name] for name in sent.places if name in record_type]
    unconfirmed = [field.name for field in fields if field.certainty is not Certainty.CONFIRMED]
    money = [
        field.name
        for field in fields
        if field.kind is Kind.MONEY and sent.filled_cells(sent.places[field.name]) and MONEY_UNIT not in unconfirmed_ok
    ]
    missing = [name for name in unconfirmed if name not in unconfirmed_ok]
    asked = [*missing, *([MONEY_UNIT] if money else [])]
    if not asked:
        return
    about = []
    if missing:
        about.append(
            f"No file of this firm has shown these fields to exist: {', '.join(missing)}. Send with the record type "
            f'catalogue.load("{record_type.name}", sample="the sample CSV of Plannr\'s wizard").'
        )
    if money:
        about.append(
            f"Whether Plannr reads money in pounds or pence is not confirmed: {', '.join(money)}. Try one record and "
            "look at it in Plannr."
        )
    wanted = [*unconfirmed_ok, *asked]
    raise GuardStopped(
        f"This account is live. {' '.join(about)} Nothing was sent. If you are sure of them, write "
        f"unconfirmed_ok={wanted!r}"
    )


def held_back(ledger: pd.DataFrame, stored: Mapping[str, Stored], keys: Sequence[str | None]) -> pd.DataFrame:
    """The ledger with the records that a store has had marked as excluded. `keys` are those of its rows, in order."""
    hit = [
        (row, stored[key])
        for row, (key, decided) in enumerate(zip(keys, ledger["outcome"].notna(), strict=True))
        if key is not None and key in stored and not decided
    ]
    marked = ledger.copy()
    rows = [row for row, _ in hit]
    marked.loc[rows, "outcome"] = "excluded"
    marked.loc[rows, "reason"] = ALREADY_STORED
    marked.loc[rows, "evidence"] = [_evidence(item) for _, item in hit]
    marked.loc[rows, "uuid"] = [item.uuid for _, item in hit]
    return marked


def _evidence(stored: Stored) -> str:
    word = "created by" if stored.outcome == "created" else "may have been created by"
    return f"{word} import {stored.import_uuid} of {stored.at[:10]}"


def _cells(sent: Sent, name: str) -> list[Any]:
    column: pa.ChunkedArray = sent.trimmed(sent.places[name])
    return column.to_pylist()


def _is_number(given: object) -> bool:
    return isinstance(given, Integral) and not isinstance(given, bool)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in counts.items())
