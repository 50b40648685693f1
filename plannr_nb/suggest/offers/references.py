"""Columns of old references for the fields that want Plannr's ids, to be linked after the import."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plannr_nb.catalogue import Kind
from plannr_nb.mapping import Header
from plannr_nb.suggest.evidence import others_named
from plannr_nb.suggest.offers.ground import Ground
from plannr_nb.suggest.offers.offer import Offer, OfferKind

__all__ = ["references"]

# Fields whose ids are those of records that were imported themselves; employees and groups are not.
_LINKED = ("client_uuid", "plan_uuid", "notable_uuid", "taskable_uuid", "linked_owners", "account_uuids")
_OF_CLIENTS = ("incomes", "group_scheme_members", "business_staff_members")  # whose account_uuid is no author
_REFERENCE = frozenset({"id", "reference", "number", "code"})
_FOUND = 0.9
_BETWEEN = re.compile(r"\s*[;,&/|]\s*")
_LINK = 'pn.link(records, crosswalk, to="{}") puts Plannr\'s ids there'


def references(ground: Ground, without: frozenset[int]) -> Iterator[Offer]:
    """The references by which a record names its owner, and by which a joint client names its people."""
    fields = (*_LINKED, "account_uuid") if ground.record_type.name in _OF_CLIENTS else _LINKED
    for name in fields:
        place = ground.fed_by.get(name)
        if place is None or place in without or not ground.takes(name) or not _is_reference(ground, place):
            continue
        profile = ground.weighed.profiles[place]
        if profile is not None and profile.kind is Kind.UUID:
            continue
        score = ground.weighed.score(place, name)
        named = ground.weighed.matches[place][name].reason
        said = f"{named}; once the records it names are imported, {_LINK.format(name)}"
        yield _offer(ground, name, place, score, said)
    yield from _owners(ground, without)


def _is_reference(ground: Ground, place: int) -> bool:
    if ground.words[place] & _REFERENCE:
        return True
    profile = ground.weighed.profiles[place]  # "Owner" is a name, unless its cells have digits
    if profile is None or profile.empty:
        return False
    return all(any(letter.isdigit() for letter in cell) for cell in profile.cells)


def _owners(ground: Ground, without: frozenset[int]) -> Iterator[Offer]:
    """A column of clients that names other rows of the same file, as a joint client names its people."""
    if ground.record_type.name != "clients" or not ground.takes("owners") or ground.frame is None or ground.key is None:
        return
    of_owners = [place for place in ground.usable if place not in without and _speaks_of_owners(ground, place)]
    keys = ground.cells(ground.key) if of_owners else None
    known = frozenset[str]() if keys is None else frozenset(keys.dropna())
    for place in of_owners:
        cells = ground.cells(place)
        if cells is None:
            continue
        filled = cells.dropna()
        found = filled.map(lambda cell: all(piece in known for piece in _BETWEEN.split(cell) if piece))
        if len(filled) and found.mean() >= _FOUND and not filled.isin(known).all():
            said = (
                f'{found.mean():.0%} of the cells name other rows by their "{ground.headers[ground.key]}", more than '
                f"one at a time; once these people are imported, {_LINK.format('owners')}"
            )
            yield _offer(ground, "owners", place, float(found.mean()) * 0.95, said)


def _speaks_of_owners(ground: Ground, place: int) -> bool:
    words = ground.words[place]
    named = bool(words & {"owner", "joint"}) and not others_named(words - {"joint"})
    return named and place != ground.key and not ground.feeds_other(place, "owners")


def _offer(ground: Ground, name: str, place: int, score: float, said: str) -> Offer:
    cells = ground.cells(place)
    rows = None if cells is None else int(cells.notna().sum())
    return Offer(OfferKind.REFERENCE, {name: Header(ground.headers[place])}, score, said, rows)
