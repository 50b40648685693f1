"""Records that a store may have had under another key, which the guard against doubles cannot know again by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from plannr_nb.errors import GuardStopped
from plannr_nb.runs.guards import strangers_among

if TYPE_CHECKING:
    from plannr_nb.client import PlannrClient
    from plannr_nb.journal import Journal, Stored

__all__ = ["check_renamed"]

# As `shape` names the two people of a couple's row, and what it makes where there is no reference: the four characters
# stand for the fields it is made of.
_OF_A_COUPLE = re.compile(r"(.+)\.[12]")
_MADE = re.compile(r"made-(?:([0-9a-f]{4})-)?[0-9a-f]{16}(?:[-.].*)?")
_PEOPLE = "clients"
_EXISTS = ("created", "unknown")


def check_renamed(
    client: PlannrClient,
    journal: Journal,
    record_type: str,
    keys: Sequence[str | None],
    joint: Collection[str],
    *,
    every: Iterable[str | None],
) -> None:
    """Stop a store of records that may be in Plannr under another key.

    Parameters
    ----------
    keys
        Source keys of the records that are to be made, those answered for by ``again`` left aside.
    joint
        Keys among them whose record is a joint client: it keeps the key of the row.
    every
        Source keys of all records handed in.
    """
    wanted = [key for key in keys if key is not None]
    people = wanted if record_type == _PEOPLE else []
    handed_in = {key for key in every if key is not None}

    def sent(strangers: Collection[str]) -> dict[str, Stored]:
        return journal.sent(client.place, str(client.account_uuid), record_type, strangers=strangers)

    def kin(strangers: Collection[str]) -> list[str | None]:
        known = sent(strangers)
        found = [*_other_form(people, joint, handed_in, known).values(), *_other_reference(wanted, handed_in, known)]
        return [known[key].import_uuid for key in found]

    known = sent(strangers_among(client, kin))
    changed = _other_form(people, joint, handed_in, known)
    if changed:
        raise GuardStopped(
            f"{len(changed)} of these {record_type} come from a row that was one person in an earlier store and is a "
            "couple now, or the other way round, so somebody would be made twice, or a joint client taken for one that "
            "is there. Nothing was sent. Look at them in Plannr (a couple's source keys end in .1 and .2, and the "
            "joint client has the same one without) and exclude them, or, if they are to be made, write again=[their "
            "source keys]"
        )
    otherwise = _other_reference(wanted, handed_in, known)
    if otherwise:
        raise GuardStopped(
            f"an earlier store had {len(otherwise)} {record_type} whose source keys were made otherwise: from the "
            "cells of other fields, or from cells where these have the old system's reference, or the other way round. "
            f"So whether these {len(wanted)} are among them cannot be known. Nothing was sent. Shape them with the "
            "mapping of that store, or exclude those that are in Plannr; if none is, write again=[their source keys]"
        )


def _other_form(
    wanted: Sequence[str], joint: Collection[str], handed_in: Collection[str], known: Mapping[str, Stored]
) -> dict[str, str]:
    """Key -> the key of its row under which somebody exists, where the row has turned from one form to another."""
    exist = {key for key, item in known.items() if item.outcome in _EXISTS}
    found: dict[str, str] = {}
    for key in wanted:
        person = _OF_A_COUPLE.fullmatch(key)
        row = person[1] if person else key
        two = (f"{row}.1", f"{row}.2")
        was_couple = any(one in known for one in two)
        is_couple = any(one in handed_in for one in two)
        if is_couple and row in exist and not was_couple:
            found[key] = row
        elif not is_couple and not person and key not in joint and key not in exist:
            found.update((key, one) for one in two if one in exist)
    return found


def _other_reference(wanted: Sequence[str], handed_in: Collection[str], known: Mapping[str, Stored]) -> list[str]:
    """Keys of an earlier store that were made in another way than all those handed in."""
    exist = {key: _way(key) for key, item in known.items() if item.outcome in _EXISTS}
    fresh = {_way(key) for key in wanted if key not in exist}
    if not fresh:
        return []
    ways, before = {_way(key) for key in handed_in}, set(exist.values())
    others = {way for way in before if way and way not in ways} if any(fresh) else set()
    if before and "" not in before and "" in fresh:
        others |= before  # nothing but references made of cells, and now there are real ones
    if "" not in ways and "" in before:
        others.add("")
    return [key for key, way in exist.items() if way in others]


def _way(key: str) -> str:
    """How a key came about: empty for the old system's reference, else the fields it was made of."""
    made = _MADE.fullmatch(key)
    return f"made of {made[1] or 'older'}" if made else ""
