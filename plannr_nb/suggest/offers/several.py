"""Several columns for one field: the first one that is filled, or all of them joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Kind
from plannr_nb.mapping import FirstFilled, Joined
from plannr_nb.suggest.offers.ground import Ground
from plannr_nb.suggest.offers.offer import Offer, OfferKind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["first_filled", "joined"]

_SPEAKS = 0.25  # a work telephone is some telephone of the client's, if the last to be taken
_SURELY, _BY_HEADERS = 0.95, 0.75
_A_LATER_ONE = 0.05  # off for each column that is rather somebody else's line or box
_OTHER_CELLS = frozenset({Kind.INTEGER})  # telephone numbers without their first 0

# Which of several is asked first; what is named by none of these words is as good as the client's own.
_LAST = (
    frozenset({"mobile", "preferred", "main", "primary"}),
    frozenset({"home", "personal", "private", "residential", "evening"}),
    frozenset({"day", "daytime"}),
    frozenset({"work", "office", "business", "landline"}),
    frozenset({"other", "alternative", "additional", "secondary", "second"}),
)
_OF_OTHERS = frozenset({"work", "office", "business", "other", "alternative", "additional", "secondary", "second"})


def first_filled(ground: Ground, without: frozenset[int]) -> Iterator[Offer]:
    """The telephone numbers and e-mail addresses of a record, where there is one field for them.

    Parameters
    ----------
    without
        Columns that are about another person on the row.
    """
    for field in ground.record_type.importable:
        if field.kind not in (Kind.PHONE, Kind.EMAIL) or field.many:
            continue
        places = [
            place
            for place in ground.usable
            if place not in without and _may_fill(ground, place, field.name, field.kind)
        ]
        places.sort(key=lambda place: (_turn(ground.words[place]), place))
        if len(places) > 1 and ground.may_extend(field.name, [ground.headers[place] for place in places]):
            yield from _in_turn(ground, field.name, places)


def _may_fill(ground: Ground, place: int, name: str, kind: Kind) -> bool:
    match, profile = ground.match(place, name), ground.weighed.profiles[place]
    if match is None or match.score < _SPEAKS or match.unknown or ground.feeds_other(place, name):
        return False
    if "person" in ground.words[place] and any(word.isdigit() for word in ground.words[place]):
        return False  # one of several people at a firm
    if ground.feeds(place) not in (None, name):
        return False
    return profile is None or profile.kind is kind or (kind is Kind.PHONE and profile.kind in _OTHER_CELLS)


def _turn(words: frozenset[str]) -> tuple[int, int]:
    number = min((int(word) for word in words if word.isdigit()), default=1)
    return next((turn for turn, known in enumerate(_LAST) if words & known), 1), number


def _in_turn(ground: Ground, name: str, places: Sequence[int]) -> Iterator[Offer]:
    headers = tuple(ground.headers[place] for place in places)
    said = f"several columns may hold it, and Plannr has one field: {_and(headers)}"
    score = (_BY_HEADERS if ground.frame is None else _SURELY) - _A_LATER_ONE * sum(
        bool(ground.words[place] & _OF_OTHERS) for place in places
    )
    if ground.frame is None:
        yield Offer(OfferKind.FIRST_FILLED, {name: FirstFilled(headers)}, score, said)
        return
    filled = _filled(ground, places)
    helped = int((~filled[:, 0] & filled[:, 1:].any(axis=1)).sum())
    if not helped:
        return
    more = int((filled.sum(axis=1) > 1).sum())
    said += f"; rows whose first one is blank and another filled: {helped:,}"
    if more:
        said += f"; rows of which a second one stays behind: {more:,}"
    yield Offer(OfferKind.FIRST_FILLED, {name: FirstFilled(headers)}, score, said, helped)


def _filled(ground: Ground, places: Sequence[int]) -> np.ndarray:
    """Row by column, whether the cell is filled."""
    import numpy as np

    return np.column_stack([cells.notna() for place in places if (cells := ground.cells(place)) is not None])


@dataclass(frozen=True)
class _Pieces:
    """Columns that are joined into a field, in this order.

    Attributes
    ----------
    steps
        The words of the header of each piece; a piece may be missing, if two are there.
    needed
        The step without which there is nothing to join.
    separators
        From the first of the steps found -> what stands between.
    """

    record_types: tuple[str, ...]
    field: str
    steps: tuple[tuple[frozenset[str], ...], ...]
    needed: int
    separators: tuple[str, ...]
    score: float
    why: str


def _words(*texts: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(text.split()) for text in texts)


_HOUSE = _words(
    "house name", "property name", "building name", "building", "flat", "flat number", "flat name",
    "house name number", "house name house number", "sub building name",
)  # fmt: skip
_NUMBER = _words("house number", "property number", "building number", "street number")
_STREET = _words("street", "street name", "road", "road name", "thoroughfare")
_LINE_4 = _words("address line 4", "address 4", "line 4", "street 4")
_LINE_5 = _words("address line 5", "address 5", "line 5", "street 5")
_ADDRESSED = ("clients",)
_PIECES = (
    _Pieces(_ADDRESSED, "address_1", (_HOUSE, _NUMBER, _STREET), 2, (", ", " ", ""), 0.9, "house and street"),
    _Pieces(_ADDRESSED, "address_4", (_LINE_4, _LINE_5), 1, (", ", ""), 0.85, "Plannr has four lines of an address"),
    _Pieces(
        _ADDRESSED,
        "middle_name",
        (
            _words("second forename", "forename 2", "middle name", "middle name 1", "middle forename", "first name 2"),
            _words("third forename", "forename 3", "middle name 2", "other forename", "other name", "first name 3"),
            _words("fourth forename", "forename 4", "middle name 3", "first name 4"),
        ),
        0,
        (" ", " ", " "),
        0.9,
        "Plannr has one field for all names between the first and the last",
    ),
    _Pieces(
        ("notes",),
        "contents",
        (
            _words("subject", "title", "heading", "summary", "note subject", "note title"),
            _words("note", "note text", "text", "body", "content"),
        ),
        1,
        (": ", ""),
        0.75,
        "a note of Plannr has no subject of its own",
    ),
)


def joined(ground: Ground, without: frozenset[int]) -> Iterator[Offer]:
    """House and street, middle names, a fifth line of an address, the subject of a note and its text."""
    for pieces in _PIECES:
        if ground.record_type.name in pieces.record_types:
            yield from _pieces(ground, pieces, without)


def _pieces(ground: Ground, pieces: _Pieces, without: frozenset[int]) -> Iterator[Offer]:
    usable = [place for place in ground.usable if place not in without and not ground.feeds_other(place, pieces.field)]
    found = [next((place for place in usable if _is(ground, place, step)), None) for step in pieces.steps]
    if found[pieces.needed] is None:
        found[pieces.needed] = ground.fed_by.get(pieces.field)
    places = [place for place in dict.fromkeys(found) if place is not None]
    headers = tuple(ground.headers[place] for place in places)
    if len(places) < 2 or found[pieces.needed] is None or not ground.may_extend(pieces.field, headers):
        return
    separators = [separator for place, separator in zip(found, pieces.separators, strict=True) if place is not None]
    separator = separators[0] if len(places) == 2 else " "
    said = f"{pieces.why}: {_and(headers)}"
    origins = {pieces.field: Joined(headers, separator)}
    cells = [each for place in places if (each := ground.cells(place)) is not None]
    if not cells:
        yield Offer(OfferKind.JOINED, dict(origins), pieces.score - 0.1, said)
        return
    whole = cells[-1]
    rows = int((_filled(ground, places).sum(axis=1) > 1).sum())
    if not rows or any(_stands_in(each, whole) for each in cells[:-1]):
        return
    said += f"; rows with more than one of them: {rows:,}"
    yield Offer(OfferKind.JOINED, dict(origins), pieces.score, said, rows)


def _is(ground: Ground, place: int, step: tuple[frozenset[str], ...]) -> bool:
    whole, own = ground.words[place], ground.own_words(place)
    return whole in step or own in step or own - {"address"} in step


_DOUBLED = 0.2


def _stands_in(part: pd.Series, whole: pd.Series) -> bool:
    """Whether the longer cell holds the shorter one already: number 12 and 12 High Street."""
    both = part.notna() & whole.notna()
    pairs = list(zip(part[both].str.casefold(), whole[both].str.casefold(), strict=True))
    return bool(pairs) and sum(longer.startswith(shorter) for shorter, longer in pairs) > _DOUBLED * len(pairs)


def _and(headers: Sequence[str]) -> str:
    named = [f'"{header}"' for header in headers]
    return f"{', '.join(named[:-1])} and {named[-1]}"
