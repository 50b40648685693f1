"""Where a field's text comes from: one of five origins."""

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
        becomes two people and a joint client, a record each.
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


Origin = Header | Constant | FirstFilled | Joined | Part

SPLITS: dict[str, tuple[str, ...]] = {
    "person": ("title", "first_name", "middle_name", "last_name", "entity_name", "type"),
    "people": ("title", "first_name", "middle_name", "last_name", "entity_name", "type", "owners"),
}


def check_origin(name: str, origin: object) -> None:
    """Raise a `MappingError` for what cannot be an origin."""
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
