"""Columns for two people on a row, such as Client 1 and Client 2, or those of a partner beside the client's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.mapping import Constant, Origin, Pair, Part
from plannr_nb.shaping.names import NameType, read_names
from plannr_nb.suggest.evidence import matches_of
from plannr_nb.suggest.offers.ground import Ground
from plannr_nb.suggest.offers.names import whole_name
from plannr_nb.suggest.offers.offer import Offer, OfferKind
from plannr_nb.suggest.synonyms import vocabulary_of
from plannr_nb.suggest.whose import PARTNER, ROLES
from plannr_nb.suggest.words import lexicon

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["second_people"]

# How a header says that it is the second person's -> the words it says it with.
_MARKS = {
    "partner": PARTNER,
    "2": frozenset({"2"}),
    "second": frozenset({"second"}),
}
_FIRST = frozenset({"1", "main", "primary", "husband"})
_ONE_EACH = ("title", "first_name", "middle_name", "last_name", "date_of_birth", "gender", "ni_number")
_OTHERS = ("email", "phone", "marital_status", "nationalities")
_PARTS = ("title", "first_name", "middle_name", "last_name", "entity_name", "type")
_NAMED = 0.5
_SURELY = 0.8
_BY_HEADERS, _BY_CELLS = 0.6, 0.9
_A_PARTNER = 0.3  # less where it is a partner: the columns may be kept for reference, with no client behind them
_ROWS_OF_THEIR_OWN = 0.05
_COME_BACK, _ENOUGH_ROWS = 0.5, 20  # few names on many rows are advisers, or partners of the firm
_PEOPLE = 0.6
_SAMPLE = 300


@dataclass(frozen=True)
class _Twin:
    """A column of the first person and the second's of the same meaning."""

    first: int
    second: int
    style: str
    stem: frozenset[str]


def second_people(ground: Ground) -> tuple[list[Offer], frozenset[int]]:
    """Rows of couples offered as two people and a joint client, and the columns of the second people."""
    if ground.record_type.name != "clients" or not ground.takes("owners"):
        return [], frozenset()
    twins = _twins(ground)
    offers: list[Offer] = []
    places: set[int] = set()
    for style in dict.fromkeys(twin.style for twin in twins):
        said_so = [twin for twin in twins if twin.style == style]
        of_fields = _of_fields(ground, said_so)
        whole = None if "first_name" in of_fields else next((twin for twin in said_so if _whole(ground, twin)), None)
        if "first_name" in of_fields or whole is not None:
            places |= {twin.second for twin in said_so}
            offers += _offer(ground, of_fields, whole, frozenset(places))
    return offers, frozenset(places)


def _twins(ground: Ground) -> list[_Twin]:
    stems: dict[frozenset[str], int] = {}
    for place in reversed(ground.usable):
        if _style(ground.words[place]) is None:
            stems |= dict.fromkeys(_stems(ground.words[place]), place)
    return [
        _Twin(stems[stem], place, style, stem)
        for place in ground.usable
        if (style := _style(ground.words[place])) is not None
        and (stem := _stem(ground.words[place] - _MARKS[style])) in stems
    ]


def _of_fields(ground: Ground, twins: list[_Twin]) -> dict[str, _Twin]:
    """Field of a person -> the two columns for it, by what their headers say beside whose they are."""
    vocabulary = vocabulary_of(ground.record_type)
    found: dict[str, _Twin] = {}
    for twin in twins:
        matches = matches_of("", tuple(twin.stem), ground.record_type, vocabulary)
        fit = [name for name in (*_ONE_EACH, *_OTHERS) if name in matches and matches[name].score >= _SURELY]
        if fit:
            found.setdefault(max(fit, key=lambda name: matches[name].score), twin)
    return found


def _style(words: frozenset[str]) -> str | None:
    """How a header says that it is the second person's."""
    style = next((style for style, marks in _MARKS.items() if words & marks), None)
    return None if style == "second" and not words & ROLES else style  # a second name is no second person's


def _stem(words: frozenset[str]) -> frozenset[str]:
    """What is left of a header without the words that say whose it is; nothing, if that is a name."""
    return words - ROLES if words - ROLES != {"name"} else frozenset()


def _stems(words: frozenset[str]) -> tuple[frozenset[str], ...]:
    # The first applicant's, and not the first of two names.
    first = {"first"} if words & ROLES else set()
    return _stem(words), _stem(words - _FIRST), _stem(words - _FIRST - first)


def _whole(ground: Ground, twin: _Twin) -> bool:
    """Whether both columns hold whole names of people."""
    if whole_name(ground, twin.first) < _NAMED:
        return False
    cells = ground.cells(twin.second)
    if cells is None:
        return not (lexicon().records | lexicon().others) & (ground.words[twin.second] - ROLES - _MARKS[twin.style])
    return _people(cells)


def _people(cells: pd.Series) -> bool:
    filled = cells.dropna()
    distinct = filled.drop_duplicates()
    if not len(filled) or (len(filled) >= _ENOUGH_ROWS and len(distinct) < _COME_BACK * len(filled)):
        return False
    sample = distinct.iloc[:: max(1, len(distinct) // _SAMPLE)].tolist()
    return sum(name.type is NameType.INDIVIDUAL for name in read_names(sample)) >= _PEOPLE * len(sample)


def _offer(ground: Ground, twins: dict[str, _Twin], whole: _Twin | None, seconds: frozenset[int]) -> Iterator[Offer]:
    import pyarrow as pa
    import pyarrow.compute as pc

    alone = {name: place for name, place in ground.fed_by.items() if place not in seconds}
    surname = alone.get("last_name")
    if whole is None and "last_name" not in twins and surname is None:
        return
    origins = _whole_names(ground, whole) if whole is not None else _alone(ground, twins, alone)
    origins |= {name: _pair(ground, twin.first, twin.second) for name, twin in twins.items()}
    order = [field.name for field in ground.record_type]
    origins = {
        name: origins[name] for name in sorted(origins, key=order.index)
        if ground.may_extend(name, origins[name].headers)
    }  # fmt: skip
    if not {"first_name", "last_name"} <= origins.keys():
        return
    headers = dict.fromkeys(header for origin in origins.values() for header in origin.headers)
    said = f"columns for two people on a row: {', '.join(headers)}"
    if whole is not None:
        first, second = ground.cells(whole.first), ground.cells(whole.second)
    else:
        first, second = (_named(ground, twins, surname, number) for number in (0, 1))
    if "type" in origins and ground.record_type["type"].consequence:
        said += f"; never pre-ticked: {ground.record_type['type'].consequence}"
    style = (whole or twins["first_name"]).style
    less = _A_PARTNER if style == "partner" else 0.0
    said += "; not to be taken where partners are kept for reference and are no clients" if less else ""
    if first is None or second is None:
        yield Offer(OfferKind.COUPLE, origins, _BY_HEADERS - less, said)
        return
    named = second.dropna()
    own = int(pc.sum(pc.is_in(pa.array(named), value_set=pa.array(first.dropna()))).as_py() or 0)
    if not len(named) or own > _ROWS_OF_THEIR_OWN * len(named):
        return  # the second people have rows of their own, and would be made twice
    rows = int((first.notna() & second.notna()).sum())
    said += f"; rows that name both: {rows:,}, each becomes two people and a joint client, a record each"
    said += f"; second people with a row of their own: {own:,}"
    yield Offer(OfferKind.COUPLE, origins, _BY_CELLS - less, said, rows)


def _whole_names(ground: Ground, whole: _Twin) -> dict[str, Origin]:
    headers = (ground.headers[whole.first], ground.headers[whole.second])
    parts = [part for part in _PARTS if part not in ground.fed_by]
    return {part: Pair(*(Part(header, "person", part) for header in headers)) for part in parts}


def _alone(ground: Ground, twins: dict[str, _Twin], alone: dict[str, int]) -> dict[str, Origin]:
    """What stands beside the first person's name and has no twin is the first person's; a surname is both's."""
    firsts = {twin.first for twin in twins.values()}
    return {
        name: Pair(ground.headers[place], ground.headers[place] if name == "last_name" else Constant(""))
        for name, place in alone.items()
        if name in _ONE_EACH and name not in twins and place not in firsts
    }


def _pair(ground: Ground, first: int, second: int) -> Origin:
    return Pair(ground.headers[first], ground.headers[second])


def _named(ground: Ground, twins: dict[str, _Twin], surname: int | None, number: int) -> pd.Series | None:
    """First and last name of one of the two, missing where the first name is."""
    place = (twins["first_name"].first, twins["first_name"].second)[number]
    first = ground.cells(place)
    last_twin = twins.get("last_name")
    last_place = surname if last_twin is None else (last_twin.first, last_twin.second)[number]
    last = None if last_place is None else ground.cells(last_place)
    if first is None or last is None:
        return None
    return (first + " " + last.fillna("")).str.strip().str.lower()
