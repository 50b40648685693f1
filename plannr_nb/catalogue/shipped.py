"""The catalogue as it is shipped: one CSV file per record type, in the order Plannr's pages give the fields."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from importlib.resources import files

from plannr_nb.catalogue.model import Certainty, Field, Kind, RecordType, Required, Sensitivity
from plannr_nb.errors import UnknownRecordType

__all__ = ["record_types", "shipped"]

_FOLDER = files("plannr_nb.catalogue") / "fields"


@cache
def record_types() -> tuple[str, ...]:
    """Names of the record types Plannr's import API knows, in alphabetical order.

    Examples
    --------
    >>> len(record_types()), record_types()[:4]
    (14, ('business_staff_members', 'charges', 'circles', 'clients'))
    """
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".csv") for name in names if name.endswith(".csv")))


def shipped(name: str) -> RecordType:
    """One record type as the package knows it, read once per process.

    Raises
    ------
    UnknownRecordType
        Plannr has none of that name; the closest one is named.

    Examples
    --------
    >>> shipped("premiums")
    RecordType('premiums', 17 fields)
    """
    if name not in record_types():
        raise UnknownRecordType.named(name, record_types())
    return _read(name)


@cache
def _read(name: str) -> RecordType:
    text = (_FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    lengths = _lengths(name)
    fields = (_field(row) for row in csv.DictReader(text.splitlines()))
    return RecordType(name, tuple(replace(field, max_length=lengths.get(field.name)) for field in fields))


def _lengths(name: str) -> dict[str, int]:
    """How long Plannr's pages let the texts of a record type be, where they say so: of the JSON API, each time."""
    text = (files("plannr_nb.catalogue") / "lengths.csv").read_text(encoding="utf-8")
    told = (row for row in csv.DictReader(text.splitlines()) if row["record_type"] == name)
    return {row["field"]: int(row["max_length"]) for row in told}


def _field(row: dict[str, str]) -> Field:
    return Field(
        name=row["field"],
        label=row["label"],
        kind=Kind(row["kind"]),
        required_store=Required(row["required_store"]),
        required_update=Required(row["required_update"]),
        choices=tuple(row["choices"].split("|")) if row["choices"] else (),
        example=row["example"],
        note=row["note"],
        certainty=Certainty(row["certainty"]),
        source=row["source"],
        sensitivity=Sensitivity(row["sensitivity"]),
        consequence=row["consequence"],
        many=row["many"] == "yes",
        required_certainty=_certainty_or_none(row["required_certainty"]),
        choices_certainty=_certainty_or_none(row["choices_certainty"]),
    )


def _certainty_or_none(text: str) -> Certainty | None:
    return Certainty(text) if text else None
