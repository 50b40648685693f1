"""One expectation as plain data, in great_expectations' own terms, so that a suite can be made and read without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from plannr_nb.catalogue.phrases import PLACEHOLDER_DATES, PLACEHOLDERS_AND_ZERO
from plannr_nb.problems import Severity

__all__ = [
    "GX_SEVERITIES",
    "META_KEY",
    "NO_DATES",
    "Expectation",
    "all_of",
    "among",
    "blank",
    "filled",
    "gx_severity",
    "names_in_condition",
    "rule",
    "said",
]

META_KEY = "plannr_nb"
NOT_NULL = "expect_column_values_to_not_be_null"
# The dates that stand for not known, as cells hold them. `strftime` writes the year 1 without its zeros.
NO_DATES = tuple(f"{day:%d/%m}/{day.year:04d}" for day in PLACEHOLDER_DATES)
# great_expectations has no "error"; its severest word is the one that counts as a failure.
_TO_GX: dict[str, str] = {Severity.ERROR: "critical", Severity.WARNING: "warning", Severity.INFO: "info"}
_FROM_GX = {name: Severity(severity) for severity, name in _TO_GX.items()}
GX_SEVERITIES = frozenset(_FROM_GX)
_LONG = 5


@dataclass(frozen=True, slots=True)
class Expectation:
    """An expectation of a suite.

    Attributes
    ----------
    type, kwargs
        As great_expectations names them: ``expect_column_values_to_not_be_null``, ``{"column": "last_name"}``.
    meta
        Under the key ``plannr_nb``, for a rule of ours: ``code, severity, message, field, certainty, source`` and, for
        a field that is not plain, ``sensitivity``. ``case: ignored`` says that capitals make no difference, which no
        expectation of great_expectations can be told. An expectation that a user added has none of it.
    """

    type: str
    kwargs: Mapping[str, Any]
    meta: Mapping[str, Any] = field(default_factory=dict)
    gx_severity: str = "critical"
    description: str | None = None

    @property
    def ours(self) -> Mapping[str, Any] | None:
        """What we noted about a rule of ours."""
        noted = self.meta.get(META_KEY)
        return noted if isinstance(noted, Mapping) and "code" in noted else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it looks at, without those that only decide which rows count."""
        one = [self.kwargs[key] for key in ("column", "column_A", "column_B") if self.kwargs.get(key) is not None]
        return tuple(map(str, [*one, *(self.kwargs.get("column_list") or ())]))

    @property
    def condition_columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names_in_condition(self.kwargs.get("row_condition"))))

    @property
    def asks_for_filled_cells(self) -> bool:
        return self.type == NOT_NULL

    @property
    def ignores_case(self) -> bool:
        return self.ours is not None and self.ours.get("case") == "ignored"

    @property
    def code(self) -> str:
        return str(self.ours["code"]) if self.ours else self.type

    @property
    def severity(self) -> Severity:
        """What great_expectations calls it counts, so that a user who softens a rule there is obeyed."""
        return _FROM_GX.get(self.gx_severity, Severity.ERROR)

    @property
    def field(self) -> str | None:
        if self.ours:
            return str(self.ours["field"]) or None
        return self.columns[0] if self.columns else None

    @property
    def message(self) -> str:
        return str(self.ours["message"]) if self.ours else self.description or self._in_words()

    @classmethod
    def from_json(cls, item: Mapping[str, Any]) -> Expectation:
        """From the ``expectations`` of a suite's JSON."""
        meta = item.get("meta") or {}
        noted = meta.get(META_KEY) or {}
        severity = item.get("severity") or _TO_GX.get(noted.get("severity", ""), "critical")
        return cls(str(item["type"]), item.get("kwargs") or {}, meta, str(severity), item.get("description"))

    def to_json(self) -> dict[str, Any]:
        """As it stands in the ``expectations`` of a suite's JSON."""
        return {
            "type": self.type,
            "kwargs": dict(self.kwargs),
            "meta": dict(self.meta),
            "severity": self.gx_severity,
            **({"description": self.description} if self.description else {}),
        }

    def _in_words(self) -> str:
        words = self.type.replace("_", " ")
        asked = [f"{name} {_in_short(value)}" for name, value in self.kwargs.items() if name != "batch_id"]
        return f"{words} ({'; '.join(asked)})" if asked else words


def rule(
    type: str,
    *,
    code: str,
    message: str,
    severity: Severity,
    field: str,
    certainty: str,
    source: str,
    sensitivity: str | None = None,
    ignore_case: bool = False,
    **kwargs: Any,
) -> Expectation:
    """A rule of ours. `kwargs` are the expectation's own."""
    noted = {
        "code": code,
        "severity": str(severity),
        "message": message,
        "field": field,
        "certainty": str(certainty),
        "source": source,
        **({"sensitivity": str(sensitivity)} if sensitivity else {}),
        **({"case": "ignored"} if ignore_case else {}),
    }
    return Expectation(type, kwargs, {META_KEY: noted}, _TO_GX[severity], message)


def gx_severity(severity: Severity) -> str:
    """What great_expectations calls a severity of ours."""
    return _TO_GX[severity]


def filled(column: str) -> dict[str, Any]:
    """The rows in which a column is filled, as great_expectations writes row conditions."""
    return {"type": "nullity", "column": {"name": column}, "is_null": False}


def blank(column: str) -> dict[str, Any]:
    return {"type": "nullity", "column": {"name": column}, "is_null": True}


def among(column: str, *values: str) -> dict[str, Any]:
    return {"type": "comparison", "column": {"name": column}, "operator": "IN", "parameter": list(values)}


def said(column: str, but: Iterable[str] = PLACEHOLDERS_AND_ZERO) -> dict[str, Any]:
    """The rows in which a column says something, and not that it is not known.

    The words to leave out are in small letters, so the rule has to be made with ``ignore_case``.
    """
    return {"type": "comparison", "column": {"name": column}, "operator": "NOT_IN", "parameter": sorted(but)}


def all_of(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "and", "conditions": list(conditions)}


def names_in_condition(condition: Any) -> Iterator[str]:
    """The columns a row condition names; none for a condition written as text, which only its engine can read."""
    as_dict = condition.dict() if hasattr(condition, "dict") else condition
    if not isinstance(as_dict, Mapping):
        return
    column = as_dict.get("column")
    if isinstance(column, Mapping):
        yield str(column["name"])
    for inner in as_dict.get("conditions") or ():
        yield from names_in_condition(inner)


def _in_short(value: Any) -> str:
    if isinstance(value, (list, tuple, set)) and len(value) > _LONG:
        return f"one of {len(value)} values"
    return str(value)
