"""A mapping as the tables of its TOML file, both ways."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from plannr_nb.catalogue import record_types
from plannr_nb.errors import MappingError, UnknownRecordType, did_you_mean
from plannr_nb.mapping.model import Mapping
from plannr_nb.mapping.origins import (
    Constant,
    DateOrder,
    FirstFilled,
    Header,
    Joined,
    MoneyUnit,
    Origin,
    Pair,
    Part,
    Stamp,
)

__all__ = ["from_document", "to_document"]

_KEYS = (
    "record_type", "key", "group_by_key", "date_order", "origins", "values", "date_orders", "money_units", "stamps",
    "dropped",
)  # fmt: skip
_STAMP_KEYS = ("date", "author", "reference")
# What tells the origins apart in the file: the key that no other one has.
_ORIGIN_KEYS: dict[str, tuple[str, ...]] = {
    "constant": ("constant",),
    "first_filled": ("first_filled",),
    "joined": ("joined", "separator", "labelled"),
    "part": ("header", "split", "part"),
    "pair": ("pair",),
}
_OPTIONAL = frozenset({"separator", "labelled"})


def to_document(mapping: Mapping) -> dict[str, Any]:
    """The mapping as the tables of a TOML file, sorted."""
    document: dict[str, Any] = {"record_type": mapping.record_type}
    if mapping.key is not None:
        document["key"] = mapping.key
    if mapping.group_by_key:
        document["group_by_key"] = True
    if mapping.date_order is not None:
        document["date_order"] = str(mapping.date_order)
    tables: dict[str, dict[str, Any]] = {
        "origins": {name: _origin_to_toml(origin) for name, origin in mapping.origins.items()},
        "date_orders": {name: str(order) for name, order in mapping.date_orders.items()},
        "money_units": {name: str(unit) for name, unit in mapping.money_units.items()},
        "stamps": {name: _stamp_to_toml(stamp) for name, stamp in mapping.stamps.items()},
        "dropped": mapping.dropped,
        "values": {name: dict(sorted(texts.items())) for name, texts in mapping.values.items()},
    }
    document.update({name: dict(sorted(table.items())) for name, table in tables.items() if table})
    return document


def _stamp_to_toml(stamp: Stamp) -> dict[str, str]:
    given = {key: getattr(stamp, key) for key in _STAMP_KEYS}
    return {key: header for key, header in given.items() if header is not None}


def _origin_to_toml(origin: Origin) -> Any:
    match origin:
        case Header(header):
            return header
        case Constant(value):
            return {"constant": value}
        case FirstFilled(headers):
            return {"first_filled": list(headers)}
        case Joined(headers, separator, labelled):
            return {"joined": list(headers), "separator": separator} | ({"labelled": True} if labelled else {})
        case Part(header, split, part):
            return {"header": header, "split": split, "part": part}
        case Pair(first, second):
            return {"pair": [_origin_to_toml(first), _origin_to_toml(second)]}


def from_document(document: dict[str, Any]) -> Mapping:
    """The mapping that the tables of a TOML file describe; a `MappingError` names the entry that means nothing."""
    for name in document:
        if name not in _KEYS:
            raise MappingError(f'"{name}" means nothing in a mapping; {did_you_mean(name, _KEYS)}')
    if "record_type" not in document:
        raise MappingError('"record_type" is missing; the file must say what the records are, like "clients"')
    record_type = _text(document["record_type"], "record_type")
    if record_type not in record_types():
        raise MappingError(str(UnknownRecordType.named(record_type, record_types())))
    key = document.get("key")
    grouped = document.get("group_by_key", False)
    if not isinstance(grouped, bool):
        raise MappingError('"group_by_key" is true or false, without quotes')
    values = {name: _texts(table, f"values.{name}") for name, table in _table(document, "values").items()}
    return Mapping(
        record_type=record_type,
        origins={name: _origin_from_toml(name, given) for name, given in _table(document, "origins").items()},
        key=None if key is None else _text(key, "key"),
        group_by_key=grouped,
        values=values,
        date_orders=_choices(document, "date_orders", DateOrder),
        money_units=_choices(document, "money_units", MoneyUnit),
        dropped=_texts(_table(document, "dropped"), "dropped"),
        date_order=_word(document["date_order"], "date_order", DateOrder) if "date_order" in document else None,
        stamps={name: _stamp_from_toml(name, given) for name, given in _table(document, "stamps").items()},
    )


def _origin_from_toml(name: str, given: Any) -> Origin:
    where = f"origins.{name}"
    if isinstance(given, str):
        return Header(given)
    if not isinstance(given, dict):
        raise MappingError(f'"{where}" is neither a header nor a table')
    kind = next((kind for kind in _ORIGIN_KEYS if kind in given), None)
    if kind is None:
        raise MappingError(f'"{where}" names no origin; there are: a header as plain text, {", ".join(_ORIGIN_KEYS)}')
    for key in given:
        if key not in _ORIGIN_KEYS[kind]:
            raise MappingError(f'"{where}.{key}" means nothing here; {did_you_mean(key, _ORIGIN_KEYS[kind])}')
    missing = [key for key in _ORIGIN_KEYS[kind] if key not in given and key not in _OPTIONAL]
    if missing:
        raise MappingError(f'"{where}" lacks {", ".join(missing)}')
    if kind == "pair":
        if not isinstance(given[kind], list) or len(given[kind]) != 2:
            raise MappingError(f'"{where}.pair" is a list of two, one for each person')
        pair: Any = [_origin_from_toml(name, each) for each in given[kind]]
        return Pair(*pair)
    if kind in ("first_filled", "joined"):
        listed = given[kind]
        if not isinstance(listed, list) or not listed:
            raise MappingError(f'"{where}.{kind}" is a list of headers')
        headers = tuple(_text(item, f"{where}.{kind}") for item in listed)
        if kind == "first_filled":
            return FirstFilled(headers)
        labelled = given.get("labelled", False)
        if not isinstance(labelled, bool):
            raise MappingError(f'"{where}.labelled" is true or false, without quotes')
        return Joined(headers, _text(given.get("separator", " "), f"{where}.separator"), labelled)
    texts = {key: _text(given[key], f"{where}.{key}") for key in _ORIGIN_KEYS[kind]}
    return Constant(texts["constant"]) if kind == "constant" else Part(**texts)


def _stamp_from_toml(name: str, given: Any) -> Stamp:
    headers = _texts(given, f"stamps.{name}")
    for key in headers:
        if key not in _STAMP_KEYS:
            raise MappingError(f'"stamps.{name}.{key}" means nothing here; {did_you_mean(key, _STAMP_KEYS)}')
    if not headers:
        raise MappingError(f'"stamps.{name}" names no column; there are: {", ".join(_STAMP_KEYS)}')
    return Stamp(**headers)


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise MappingError(f'"{name}" is a table, written as [{name}]')
    return table


def _text(given: Any, where: str) -> str:
    if not isinstance(given, str):
        raise MappingError(f'"{where}" is not text; write it in quotes')
    return given


def _texts(table: Any, where: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise MappingError(f'"{where}" is a table, written as [{where}]')
    # The key may be a cell, which no message shows.
    if not all(isinstance(given, str) for given in table.values()):
        raise MappingError(f'"{where}" holds something that is not text; write it in quotes')
    return dict(table)


_Word = TypeVar("_Word", bound=StrEnum)


def _choices(document: dict[str, Any], name: str, words: type[_Word]) -> dict[str, _Word]:
    given = _texts(_table(document, name), name)
    return {field: _word(text, f"{name}.{field}", words) for field, text in given.items()}


def _word(given: Any, where: str, words: type[_Word]) -> _Word:
    try:
        return words(_text(given, where))
    except ValueError:
        raise MappingError(f'"{where}" is none of: {", ".join(words)}') from None
