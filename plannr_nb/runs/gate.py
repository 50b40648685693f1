"""All guards in their order, and the file that is left to send."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Mode
from plannr_nb.journal import Journal, Stored
from plannr_nb.runs import guards
from plannr_nb.runs.approval import check_approved
from plannr_nb.runs.outgoing import Outgoing
from plannr_nb.runs.renamed import check_renamed

if TYPE_CHECKING:
    from plannr_nb.client import PlannrClient

__all__ = ["Answers", "Guarded", "through_guards"]

_JOINT = "joint"  # the type of a client that is two people together


@dataclass(frozen=True)
class Answers:
    """What the caller has said to the guards' questions."""

    may_erase: Mapping[str, int] | None
    confirm_welcome_email: int | None
    again: frozenset[str]
    unconfirmed_ok: tuple[str, ...]


@dataclass(frozen=True)
class Guarded:
    """What may go, and what the journal has to know of it.

    Attributes
    ----------
    file
        The file handed in, or a copy without the records that have been stored before.
    made_up
        For each record handed in a key in place of a missing source key.
    again
        Places in the ledger of records to be stored although they have been.
    strangers
        Imports of the journal that this server knows nothing of.
    """

    file: Outgoing
    made_up: Sequence[str | None]
    again: frozenset[int] = frozenset()
    strangers: Sequence[str] = ()


def through_guards(
    client: PlannrClient, journal: Journal, original: Outgoing, mode: Mode, answers: Answers, *, folder: Path
) -> Guarded:
    """Ask what there is to ask. A copy of the file without some of its records is written into `folder`."""
    guarded = Guarded(original, [None] * len(original.ledger))
    if not original.rows:
        return guarded
    guards.check_uuids(original.sent(), mode)
    guards.check_blanks(original.sent(), mode, answers.may_erase)
    if mode is Mode.STORE:
        guarded = _without_doubles(client, journal, original, answers, folder)
    if guarded.file.rows:
        guards.check_welcome_emails(guarded.file.sent(), mode, answers.confirm_welcome_email)
        if client.live and mode is not Mode.VALIDATE:
            guards.check_confirmed(guarded.file.sent(), original.record_type, answers.unconfirmed_ok)
            check_approved(original, client, mode, journal)
    return guarded


def _without_doubles(
    client: PlannrClient, journal: Journal, original: Outgoing, answers: Answers, folder: Path
) -> Guarded:
    own = [key if isinstance(key, str) else None for key in original.ledger["source_key"]]
    to_send = original.ledger["outcome"].isna().tolist()
    guards.check_keys([key for key, sent in zip(own, to_send, strict=True) if sent], answers.again)
    made_up = _stand_ins(original, own, to_send, journal)
    names = original.ledger["record_id"]
    # A key of one record may be the record id of another, so the id counts only where there is no key.
    again = frozenset(
        row for row, (key, name) in enumerate(zip(own, names, strict=True)) if (key or name) in answers.again
    )
    keys = [
        (key or stand_in) if sent and row not in again else None
        for row, (key, stand_in, sent) in enumerate(zip(own, made_up, to_send, strict=True))
    ]
    wanted = [key for key in keys if key is not None]

    def stored(strangers: Collection[str]) -> dict[str, Stored]:
        return journal.stored(
            client.place, str(client.account_uuid), original.record_type.name, wanted, strangers=strangers
        )

    strangers = guards.strangers_among(
        client, lambda strangers: [item.import_uuid for item in stored(strangers).values()]
    )
    check_renamed(
        client,
        journal,
        original.record_type.name,
        [key if sent and row not in again else None for row, (key, sent) in enumerate(zip(own, to_send, strict=True))],
        _joint_clients(original, own, to_send),
        every=own,
    )
    return Guarded(_held_back(original, stored(strangers), keys, folder), made_up, again, strangers)


def _joint_clients(original: Outgoing, own: Sequence[str | None], to_send: Sequence[bool]) -> set[str]:
    place = original.sent().places.get("type")
    if place is None:
        return set()
    types = original.sent().trimmed(place).to_pylist()
    keys = [key for key, sent in zip(own, to_send, strict=True) if sent]
    return {key for key, type_ in zip(keys, types, strict=True) if key is not None and type_.casefold() == _JOINT}


def _stand_ins(
    original: Outgoing, own: Sequence[str | None], to_send: Sequence[bool], journal: Journal
) -> list[str | None]:
    """A key for each record that is sent and has none of its own."""
    places = [place for place, sent in enumerate(to_send) if sent]
    rows = [row for row, place in enumerate(places) if own[place] is None]
    made_up: list[str | None] = [None] * len(own)
    if rows:
        found = guards.stand_in_keys(original.sent(), rows, original.record_type.name, journal.hash_key())
        for row, key in found.items():
            made_up[places[row]] = key
    return made_up


def _held_back(original: Outgoing, stored: Mapping[str, Stored], keys: Sequence[str | None], folder: Path) -> Outgoing:
    if not stored:
        return original
    ledger = guards.held_back(original.ledger, stored, keys)
    in_file = original.ledger["outcome"].isna()
    dropped = {row for row, kept in enumerate(ledger.loc[in_file, "outcome"].isna()) if not kept}
    return original.without(dropped, ledger, folder)
