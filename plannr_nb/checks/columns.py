"""Columns of text as numbers, dates and truth values, and what is asked of them. What cannot be read is missing."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AS_KIND",
    "as_date",
    "as_number",
    "calculated",
    "compared",
    "matched",
    "read_one",
    "years_since",
]

_DAY_FIRST = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: .*)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_TRUTHS = {"true": True, "false": False}


def read_one(text: str, kind: str) -> Any:
    """One text as a number, as a truth value or as a date in the form 2024-12-31; None where it is none."""
    cell = text.strip()
    if kind == "date":
        return _iso(cell)
    if kind == "truth":
        return _TRUTHS.get(cell.casefold())
    if kind == "number":
        return float(cell) if _NUMBER.fullmatch(cell) else None
    return text


def as_number(cells: pd.Series) -> pd.Series:
    return _each(cells, lambda text: read_one(text, "number"), "Float64")


def as_date(cells: pd.Series) -> pd.Series:
    """Days of the calendar as text in the form 2024-12-31, which sorts as days do."""
    return _each(cells, _iso, "str")


def as_truth(cells: pd.Series) -> pd.Series:
    return _each(cells, lambda text: read_one(text, "truth"), "boolean")


def _as_text(cells: pd.Series) -> pd.Series:
    return cells.astype("str")


AS_KIND: dict[str, Callable[[Any], Any]] = {
    "number": as_number,
    "date": as_date,
    "truth": as_truth,
    "text": _as_text,
}


def compared(how: str, one: Any, other: Any, index: pd.Index) -> pd.Series:
    """A comparison, missing wherever one of the sides is."""
    import pandas as pd

    left, right = _column(one, index), _column(other, index)
    known = left.notna() & right.notna()
    found = pd.Series(getattr(operator, how)(left, right), index=index).fillna(False).astype("boolean")
    return found.where(known, pd.NA)


def calculated(how: str, one: Any, other: Any, index: pd.Index) -> pd.Series:
    import pandas as pd

    found = getattr(operator, how)(_column(one, index).astype("Float64"), _column(other, index).astype("Float64"))
    # A number divided by nothing is none.
    return found.mask(found.isin([float("inf"), float("-inf")]).fillna(False), pd.NA).mask(
        (found != found).fillna(True)
    )


def matched(cells: pd.Series, regex: re.Pattern[str]) -> pd.Series:
    return _each(cells, lambda text: regex.search(text) is not None, "boolean")


def years_since(days: pd.Series, today: date) -> pd.Series:
    """Whole years from each day to today."""
    now = today.isoformat()
    return _each(days, lambda day: float(int(now[:4]) - int(day[:4]) - (now[5:] < day[5:])), "Float64")


def _each(cells: pd.Series, read: Callable[[str], Any], dtype: str) -> pd.Series:
    """A function of the text, called once for each distinct one."""
    import pandas as pd

    codes, texts = pd.factorize(cells.astype("str"))
    found: Any = pd.Series([read(text) for text in texts.tolist()], dtype=dtype).array
    return pd.Series(found.take(codes, allow_fill=True), index=cells.index)


def _iso(text: str) -> str | None:
    cell = text.strip()
    if match := _DAY_FIRST.fullmatch(cell):
        year, month, day = match[3], match[2], match[1]
    elif match := _YEAR_FIRST.fullmatch(cell):
        year, month, day = match[1], match[2], match[3]
    else:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _column(value: Any, index: pd.Index) -> pd.Series:
    import pandas as pd

    if isinstance(value, pd.Series):
        return value
    dtype = {bool: "boolean", str: "str"}.get(type(value), "Float64")
    return pd.Series([value] * len(index), index=index, dtype=dtype)
