"""A mapping: which Plannr field comes from where. Plain values, one readable TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import MappingError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.catalogue import RecordType

__all__ = ["Constant", "DateOrder", "FirstFilled", "Header", "Joined", "Mapping", "MoneyUnit", "Origin", "Part"]


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
    """The filled cells of some columns, joined: house name and street."""

    headers: tuple[str, ...]
    separator: str = " "


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


Origin = Header | Constant | FirstFilled | Joined | Part

SPLITS: dict[str, tuple[str, ...]] = {
    "person": ("title", "first_name", "middle_name", "last_name", "entity_name", "type"),
    "people": ("title", "first_name", "middle_name", "last_name", "entity_name", "type", "owners"),
}


@dataclass
class Mapping:
    """Plannr field -> its one origin, with what is needed to read its cells.

    Attributes
    ----------
    record_type
        Name of the record type.
    origins
        Field -> `Header`, `Constant`, `FirstFilled`, `Joined` or `Part`.
    key
        Header with the old system's reference of the record, or None.
    group_by_key
        Rows with the same key are one record (a client repeated on each line of her plans). False: a repeated key is
        an error.
    values
        Field -> {cell text: text to send}; an empty text blanks the cell, which `shape` counts.
    date_orders, money_units
        Field -> how its cells are written, where a person has said so.
    dropped
        Header -> why it is left behind on purpose.

    Examples
    --------
    >>> mapping = Mapping("clients", key="Ref").set("last_name", "Surname").set("type", Constant("individual"))
    >>> mapping.fields
    {'last_name': 'Surname'}
    """

    record_type: str
    origins: dict[str, Origin] = field(default_factory=dict)
    key: str | None = None
    group_by_key: bool = False
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_orders: dict[str, DateOrder] = field(default_factory=dict)
    money_units: dict[str, MoneyUnit] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
