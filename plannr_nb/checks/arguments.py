"""What an expectation was given, taken one by one and only in the forms that are read as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Arguments", "LeftToGx"]


class LeftToGx(Exception):  # noqa: N818  (no error: the other lane answers)
    """Something that the fast lane does not know, so great_expectations has to answer."""


class Arguments:
    """The arguments of one expectation.

    great_expectations coerces much (``"0.9"`` to a number), and whatever it would coerce is left to it.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._left = dict(given)

    def text(self, name: str) -> str:
        value = self._left.pop(name, None)
        if type(value) is not str or not value:
            raise LeftToGx
        return value

    def texts(self, name: str) -> list[str]:
        values = self.listed(name)
        if not values or not all(type(value) is str and value for value in values):
            raise LeftToGx
        return values

    def listed(self, name: str) -> list[Any]:
        values = self._left.pop(name, None)
        if not isinstance(values, (list, tuple)):
            raise LeftToGx
        return list(values)

    def share(self) -> float:
        """How many of the rows have to meet the expectation."""
        value = self._left.pop("mostly", 1)
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise LeftToGx
        return float(value)

    def flag(self, name: str) -> bool:
        value = self._left.pop(name, False)
        if type(value) is not bool:
            raise LeftToGx
        return value

    def choice(self, name: str, *choices: str) -> str:
        """The first choice where nothing is given."""
        value = self._left.pop(name, choices[0])
        if value not in choices:
            raise LeftToGx
        return str(value)

    def number(self, name: str, *types: type) -> Any:
        """A number of one of the types; None where it is not given."""
        value = self._left.pop(name, None)
        if value is not None and (type(value) not in types or value != value):
            raise LeftToGx
        return value

    def row_condition(self) -> Any:
        self.choice_or_none("condition_parser", "pandas")
        return self._left.pop("row_condition", None) or None

    def choice_or_none(self, name: str, *choices: str) -> None:
        if self._left.pop(name, None) not in (None, *choices):
            raise LeftToGx

    def nothing_else(self) -> None:
        if self._left:
            raise LeftToGx
