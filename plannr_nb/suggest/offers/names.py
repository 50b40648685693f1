"""Whole names in one column: taken apart into their parts, and couples into two people and a joint client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Kind
from plannr_nb.catalogue.choice_words import plan_types
from plannr_nb.catalogue.providers import provider_rows
from plannr_nb.catalogue.spellings import plain_spelling
from plannr_nb.mapping import SPLITS, Origin, Part
from plannr_nb.shaping import codes
from plannr_nb.shaping.first_look import COUPLE, ONE_PERSON, look_at
from plannr_nb.shaping.names import Name, NameType, read_names
from plannr_nb.shaping.people import pieces_for
from plannr_nb.suggest.offers.counting import MOST_READ, about, picked
from plannr_nb.suggest.offers.ground import Ground
from plannr_nb.suggest.offers.offer import Offer, OfferKind

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["full_names", "two_values", "whole_name"]

_SPEAKS = 0.5
_SURELY_A_NAME = 0.8
_BOTH = ({"surname", "forename"}, {"last", "first"}, {"surname", "first"}, {"last", "forename"}, {"family", "given"})
_BOTH_NAMED = 0.9
_BY_HEADERS = 0.75  # of the score, where no cells say that these are names of people
_SAMPLE = 300
_FEW_PEOPLE, _MOSTLY_PEOPLE = 0.2, 0.6
_COME_BACK = 0.03  # fewer distinct names than this share of the rows are those of advisers or kinds of plan
_OF_PLANS = 0.1
_FIRM_BESIDE = 0.5
_PLAIN_PARTS = ("title", "first_name", "middle_name", "last_name", "entity_name")


def full_names(ground: Ground, without: frozenset[int]) -> Iterator[Offer]:
    """The columns that hold names of clients whole, where no other columns hold them in parts."""
    if not all(ground.takes(name) for name in ("first_name", "last_name")):
        return
    if {"first_name", "last_name"} <= ground.fed_by.keys():
        return
    for place in ground.usable:
        strength = 0.0 if place in without else whole_name(ground, place)
        if strength < _SPEAKS or ground.headers[place] in ground.mapping.headers:
            continue
        cells = ground.cells(place)
        if cells is None:
            yield _by_header(ground, place, strength)
        elif _are_people(ground, place, cells, strength):
            yield _by_cells(ground, place, cells, strength)


def whole_name(ground: Ground, place: int) -> float:
    """How much the header speaks for whole names of clients."""
    words = ground.words[place]
    if any(both <= words for both in _BOTH) and words <= set().union(*_BOTH) | {"name", "client", "title", "full"}:
        return _BOTH_NAMED
    found = [ground.match(place, name) for name in ("name", "entity_name")]
    # "House name" has a word that nobody knows, and its cells may well read like people.
    return max((match.score for match in found if match is not None and not match.unknown), default=0.0)


def _by_header(ground: Ground, place: int, strength: float) -> Offer:
    said = f'"{ground.headers[place]}" may hold whole names; the cells will tell people, couples and companies apart'
    return Offer(OfferKind.SPLIT, _parts(ground, place, "people"), strength * _BY_HEADERS, said)


def _are_people(ground: Ground, place: int, cells: pd.Series, strength: float) -> bool:
    """Whether the cells name clients, and not schemes, plans, providers or somebody at a firm beside."""
    profile = ground.weighed.profiles[place]
    if profile is None or profile.kind is not Kind.TEXT:
        return False
    filled = cells.dropna()
    distinct = filled.drop_duplicates()
    if len(distinct) < _COME_BACK * len(filled):
        return False
    firm = ground.fed_by.get("entity_name")
    beside = None if firm in (None, place) else ground.cells(firm)
    if beside is not None and beside[filled.index].notna().mean() > _FIRM_BESIDE:
        return False
    sample = distinct.iloc[:: max(1, len(distinct) // _SAMPLE)].tolist()
    if sum(plain_spelling(cell) in _names_of_plans() for cell in sample) > _OF_PLANS * len(sample):
        return False
    people = sum(name.type in (NameType.INDIVIDUAL, NameType.JOINT) for name in read_names(sample)) / len(sample)
    return people >= (_FEW_PEOPLE if strength >= _SURELY_A_NAME else _MOSTLY_PEOPLE)


@cache
def _names_of_plans() -> frozenset[str]:
    """Kinds of plan and providers, which read like names of people as often as not."""
    named = [row["name"] for row in (*plan_types(), *provider_rows())]
    return frozenset(map(plain_spelling, named))


@dataclass(frozen=True)
class _Counts:
    """What the names are, by rows; about, where only some of the names were read.

    Attributes
    ----------
    joint_rows
        Rows known to name two people: all of them, if the counts are exact.
    """

    by_type: Counter[str]
    rows: int
    whole: int
    unsure: int
    joint_rows: tuple[int, ...]
    exact: bool

    def said(self) -> str:
        words = ((NameType.INDIVIDUAL, "one person"), (NameType.JOINT, "two people"), (NameType.TRUST, "a trust"),
                 (NameType.BUSINESS, "a company or other body"), ("representatives", "executors or others acting for "
                 "somebody"), ("not read", "not taken apart, left whole with an error"))  # fmt: skip
        return ", ".join(f"{self.told(self.by_type[key])} {said}" for key, said in words if self.by_type[key])

    def told(self, rows: int) -> str:
        return f"{rows:,}" if self.exact else f"about {round(rows, -max(len(str(rows)) - 2, 0)):,}"


def _counted(cells: pd.Series) -> _Counts:
    """Names that are plain at a first look are counted so; of the others a bounded number is read."""
    import numpy as np
    import pandas as pd

    places, distinct = pd.factorize(cells)
    held = np.bincount(places[places >= 0], minlength=len(distinct))
    look = look_at(pd.Series(distinct, dtype="str")) if len(distinct) > MOST_READ else np.zeros(len(distinct), int)
    others = np.flatnonzero(look == 0)
    read = picked(others)
    names = read_names(distinct[read])
    kinds = [_kind(name) for name in names]
    times = held[others].sum() / max(1, held[read].sum())
    by_type: Counter[str] = Counter()
    for kind, rows in zip(kinds, held[read].tolist(), strict=True):
        by_type[kind] += rows
    unsure = sum(held[at] for at, name in zip(read, names, strict=True) if codes.COUPLE_UNSURE in name.codes)
    by_type = Counter({kind: round(rows * times) for kind, rows in by_type.items()})
    by_type[NameType.INDIVIDUAL] += int(held[look == ONE_PERSON].sum())
    by_type[NameType.JOINT] += int(held[look == COUPLE].sum())
    joint = look == COUPLE
    joint[read[[kind == NameType.JOINT for kind in kinds]]] = True
    joint_rows = tuple(np.flatnonzero(np.append(joint, False)[places]).tolist())
    exact = len(read) == len(others)
    return _Counts(by_type, int(held.sum()), by_type["not read"], round(unsure * times), joint_rows, exact)


def _kind(name: Name) -> str:
    if name.type is not None:
        return str(name.type)
    return "representatives" if codes.REPRESENTATIVES in name.codes else "not read"


def _by_cells(ground: Ground, place: int, cells: pd.Series, strength: float) -> Offer:
    counts = _counted(cells)
    couples = bool(counts.joint_rows) and ground.takes("owners")
    split = "people" if couples else "person"
    score = (strength + (1.0 - (counts.whole + counts.unsure) / counts.rows)) / 2
    said = [f'"{ground.headers[place]}" holds whole names: {counts.said()}']
    if couples:
        said += [
            "a row of two becomes two people and a joint client, a record each",
            *two_values(ground, counts.joint_rows, counts.exact),
        ]
        if counts.unsure:
            said.append(f"in {counts.told(counts.unsure)} of them it is not sure which word is whose, an error each")
    origins = _parts(ground, place, split)
    if "type" in origins and ground.record_type["type"].consequence:
        said.append(f"never pre-ticked: {ground.record_type['type'].consequence}")
    rows = counts.rows if not couples else len(counts.joint_rows) if counts.exact else None
    kind = OfferKind.COUPLE if couples else OfferKind.SPLIT
    return Offer(kind, origins, min(score, 0.97), "; ".join(said), rows)


def _parts(ground: Ground, place: int, split: str) -> dict[str, Origin]:
    """The parts of a name for the fields that no column of their own feeds."""
    wanted = [*_PLAIN_PARTS, "type"] + (["owners"] if split == "people" else [])
    free = [part for part in wanted if part in SPLITS[split] and ground.takes(part)]
    # Whose joint client it is, the people of the row tell, whatever column may speak of owners.
    fed = {name for name, by in ground.fed_by.items() if by != place and name != "owners"}
    return {part: Part(ground.headers[place], split, part) for part in free if part not in fed}


def two_values(ground: Ground, couples: Sequence[int], exact: bool) -> Iterator[str]:
    """In how many of the rows with two people the cells of other columns hold two values."""
    import numpy as np

    for name, what in (("date_of_birth", "dates of birth"), ("ni_number", "NI numbers"), ("email", "e-mail addresses")):
        place = ground.named(name)
        cells = None if place is None else ground.cells(place)
        if cells is None:
            continue
        filled = np.flatnonzero(cells.iloc[list(couples)].notna())
        read = picked(filled)
        of_couples = cells.iloc[np.asarray(couples)[read]]
        two = sum(len(pieces) == 2 for pieces in map(pieces_for(ground.record_type[name]), of_couples))
        if two:
            rows = about(two, read, filled) if exact else "some"
            yield f"{rows} of them hold two {what} in a cell"
