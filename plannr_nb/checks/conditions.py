"""Row conditions as masks, for the forms of them that are known to choose the rows `DataFrame.query` does."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from plannr_nb.checks.arguments import LeftToGx

if TYPE_CHECKING:
    import numpy as np

    from plannr_nb.checks.cells import Cells, Column

__all__ = ["rows_of"]

# Names that stand for nothing else in an expression; with a space or a hyphen they are quoted there.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*")
_MOST = 100


def rows_of(condition: Any, cells: Cells) -> np.ndarray:
    """The rows that a condition leaves in.

    Raises
    ------
    LeftToGx
        It is written as text, or as something else whose meaning is for great_expectations to tell.
    """
    as_dict = condition.dict() if hasattr(condition, "dict") else condition
    if not isinstance(as_dict, Mapping):
        raise LeftToGx
    key = json.dumps(as_dict, sort_keys=True)
    if key not in cells.masks:
        cells.masks[key] = _mask(as_dict, cells)
    return cells.masks[key]


def _mask(condition: Mapping[str, Any], cells: Cells) -> np.ndarray:
    kind = condition.get("type")
    if kind not in ("and", "or"):
        return _simple(condition, cells)
    inner = condition.get("conditions")
    if set(condition) != {"type", "conditions"} or not isinstance(inner, list) or not 0 < len(inner) <= _MOST:
        raise LeftToGx
    masks = [_simple(item, cells) for item in inner]
    found = masks[0].copy()
    for mask in masks[1:]:
        found = found & mask if kind == "and" else found | mask
    return found


def _simple(condition: Any, cells: Cells) -> np.ndarray:
    if not isinstance(condition, Mapping):
        raise LeftToGx
    kind, names = condition.get("type"), set(condition)
    if kind == "nullity" and names == {"type", "column", "is_null"} and isinstance(condition["is_null"], bool):
        missing = _column(condition["column"], cells).missing
        return missing if condition["is_null"] else ~missing
    if kind == "comparison" and names == {"type", "column", "operator", "parameter"}:
        return _compared(_column(condition["column"], cells), str(condition["operator"]), condition["parameter"])
    raise LeftToGx


def _column(named: Any, cells: Cells) -> Column:
    if not isinstance(named, Mapping) or set(named) != {"name"}:
        raise LeftToGx
    name = named["name"]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or keyword.iskeyword(name) or name not in cells:
        raise LeftToGx
    return cells[name]


def _compared(column: Column, operator: str, parameter: Any) -> np.ndarray:
    if operator in ("==", "!="):
        # An expression that compares with a text asks whether the cell is among that one text.
        operator, parameter = {"==": "IN", "!=": "NOT_IN"}[operator], [parameter]
    if operator not in ("IN", "NOT_IN") or not column.is_text:
        raise LeftToGx
    if not isinstance(parameter, list) or not all(type(value) is str and _is_plain(value) for value in parameter):
        raise LeftToGx
    found = column.among(parameter)
    return found if operator == "IN" else ~found


def _is_plain(value: str) -> bool:
    """Whether it comes through the text of an expression as it is."""
    return value.isprintable() and "`" not in value
