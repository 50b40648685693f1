"""Where a field's text comes from: one of six origins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plannr_nb.errors import MappingError, did_you_mean

__all__ = [
    "SPLITS",
    "Constant",
    "DateOrder",
    "FirstFilled",
    "Header",
    "Joined",
    "MoneyUnit",
    "Origin",
    "Pair",
    "Part",
    "Stamp",
    "check_origin",
]


class DateOrder(StrEnum):
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class MoneyUnit(StrEnum):
    POUNDS = "pounds"
    PENCE = "pence"


@dataclass(frozen=True, slots=True)
class Header:
    """The column under one header."""

    header: str

    @property
    def headers(self) -> tuple[str, ...]:
        return (self.header,)


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text for every record."""

    value: str

    @property
    def headers(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class FirstFilled:
    """The first filled cell of some columns, in the order given: mobile, else home, else work."""

    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The filled cells of some columns, joined: house name and street.

    Attributes
    ----------
    labelled
        Each cell stands behind its header, ``LPA: Yes``, so that a note says what its words are about.
    """

    headers: tuple[str, ...]
    separator: str = " "
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column that a named split takes apart.

    Attributes
    ----------
    split
        ``person``: a full name into ``title``, ``first_name``, ``middle_name``, ``last_name``, or ``entity_name``
        for a company, trust or charity. ``people``: the same, and a row that names two ("Mr & Mrs J & P Hale")
        becomes two people and a joint client, a record each. ``couple``: the same for names with columns of their own
        ("Mr & Mrs", "John & Jane", "Hale"), each of which feeds the part it holds; a row of one person stays as it is.
    part
        Which of those this field takes; also ``type``: individual, joint, trust or business.
    """

    header: str
    split: str
    part: str

    @property
    def headers(self) -> tuple[str, ...]:
        return (self.header,)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is written above a note so that it stays with it: the headers of its date, author and reference."""

    date: str | None = None
    author: str | None = None
    reference: str | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(header for header in (self.date, self.author, self.reference) if header is not None)


@dataclass(frozen=True, slots=True, init=False)
class Pair:
    """A column for each of two people on a row: a client and the partner.

    A row that names both becomes two people and a joint client, a record each, and one that names a single person that
    person's record. Which of them it is, the pairs for ``first_name`` and ``last_name`` tell. Plain text stands for a
    `Header`; what both share is given twice, and what is not known of one is a `Constant` without text.

    Examples
    --------
    >>> Pair("Partner DOB", Constant("")).headers
    ('Partner DOB',)
    """

    first: Header | Constant | Joined | Part
    second: Header | Constant | Joined | Part

    def __init__(self, first: Header | Constant | Joined | Part | str, second: Header | Constant | Joined | Part | str):
        object.__setattr__(self, "first", Header(first) if isinstance(first, str) else first)
        object.__setattr__(self, "second", Header(second) if isinstance(second, str) else second)

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.first.headers + self.second.headers))


Origin = Header | Constant | FirstFilled | Joined | Part | Pair

SPLITS: dict[str, tuple[str, ...]] = {
    "person": ("title", "first_name", "middle_name", "last_name", "entity_name", "type"),
    "people": ("title", "first_name", "middle_name", "last_name", "entity_name", "type", "owners"),
    "couple": ("title", "first_name", "middle_name", "last_name", "entity_name", "type", "owners"),
}


def check_origin(name: str, origin: object) -> None:
    """Raise a `MappingError` for what cannot be an origin."""
    if isinstance(origin, Pair):
        _check_pair(name, origin)
        return
    if not isinstance(origin, Header | Constant | FirstFilled | Joined | Part):
        raise MappingError(f"the origin of {name} is a {type(origin).__name__}; give a header or one of the origins")
    if isinstance(origin, FirstFilled | Joined) and (isinstance(origin.headers, str) or not origin.headers):
        raise MappingError(f"the origin of {name} names no headers; give them as a tuple")
    if isinstance(origin, Part):
        if origin.split not in SPLITS:
            raise MappingError(f'{name}: there is no split "{origin.split}"; {did_you_mean(origin.split, SPLITS)}')
        parts = SPLITS[origin.split]
        if origin.part not in parts:
            raise MappingError(
                f'{name}: the split "{origin.split}" has no part "{origin.part}"; {did_you_mean(origin.part, parts)}'
            )


def _check_pair(name: str, pair: Pair) -> None:
    for each in (pair.first, pair.second):
        if not isinstance(each, Header | Constant | Joined | Part):
            kind = type(each).__name__
            raise MappingError(f"{name}: a Pair holds headers, constants, joined headers or parts, and no {kind}")
        check_origin(name, each)
        if isinstance(each, Part) and each.split != "person":
            raise MappingError(f'{name}: in a Pair each column names one person; take it apart with the split "person"')
