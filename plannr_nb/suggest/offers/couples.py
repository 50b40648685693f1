"""Rows of couples whose names are spread over a column of first names and one of surnames."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plannr_nb.mapping import Origin, Part
from plannr_nb.shaping.name_columns import COUPLE, may_name_two, read_columns
from plannr_nb.shaping.spread_names import NAME_PARTS
from plannr_nb.suggest.offers.counting import about, picked
from plannr_nb.suggest.offers.ground import Ground
from plannr_nb.suggest.offers.names import two_values
from plannr_nb.suggest.offers.offer import Offer, OfferKind

__all__ = ["spread_couples"]

_SURE = 0.95
_ASIDE = 0.5  # of the score, where no row is one of two for sure
_WITH_THEM = ("entity_name", "type", "owners")


def spread_couples(ground: Ground, without: frozenset[int]) -> Iterator[Offer]:
    """Offered where some row names two in columns that would else make one person of them."""
    if ground.frame is None or not ground.takes("owners"):
        return
    places = {part: place for part in NAME_PARTS if (place := _place(ground, part, without)) is not None}
    if not {"first_name", "last_name"} <= places.keys():
        return
    cells = {part: texts for part, place in places.items() if (texts := ground.cells(place)) is not None}
    may_be = may_name_two(cells)
    read = read_columns(cells, looked := picked(may_be))
    couples = [row for row, each in read.items() if each.people]
    if not couples:
        return
    unsure = sum(not read[row].sure for row in couples)
    asked = sum(bool(each.unread) for each in read.values())
    told = partial(about, read=looked, of=may_be)
    headers = [f'"{ground.headers[place]}"' for place in places.values()]
    said = [f"{', '.join(headers[:-1])} and {headers[-1]} name two people in {told(len(couples))} rows",
            "each becomes two people and a joint client, a record each; all other rows stay one record",
            *two_values(ground, couples, len(looked) == len(may_be))]  # fmt: skip
    if unsure:
        said.append(f"in {told(unsure)} of them it is not sure which word is whose, an error each")
    if asked:
        said.append(f"rows that may name two and are left whole with an error: {told(asked)}")
    origins = _origins(ground, places)
    if "type" in origins and ground.record_type["type"].consequence:
        said.append(f"never pre-ticked: {ground.record_type['type'].consequence}")
    sure = (len(couples) - unsure) / (len(couples) + asked)
    rows = len(couples) if len(looked) == len(may_be) else None
    yield Offer(OfferKind.COUPLE, origins, _SURE * (_ASIDE + (1 - _ASIDE) * sure), "; ".join(said), rows)


def _place(ground: Ground, part: str, without: frozenset[int]) -> int | None:
    """The column of a part of the name, whatever its cells look like: two titles are no title."""
    place = ground.fed_by.get(part)
    if place is None and part == "title":
        place = ground.named(part)
        match = None if place is None else ground.match(place, part)
        if place is None or match is None or not match.whole or match.extra or ground.feeds(place) is not None:
            return None
    if place is None or place in without or ground.feeds_other(place, part):
        return None
    return place if ground.may_extend(part, (ground.headers[place],)) else None


def _origins(ground: Ground, places: dict[str, int]) -> dict[str, Origin]:
    origins: dict[str, Origin] = {part: Part(ground.headers[place], COUPLE, part) for part, place in places.items()}
    # What names a company stands among the surnames.
    surnames = ground.headers[places["last_name"]]
    free = [part for part in _WITH_THEM if ground.takes(part) and (part == "owners" or part not in ground.fed_by)]
    return origins | {part: Part(surnames, COUPLE, part) for part in free}
