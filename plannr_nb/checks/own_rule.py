"""A firm's own rules: an expectation of great_expectations, a condition, or a function of one record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from plannr_nb.catalogue.model import RecordType, Sensitivity
from plannr_nb.checks.beyond import BEYOND
from plannr_nb.checks.expectation import META_KEY, Expectation, rule
from plannr_nb.checks.expressions import parse
from plannr_nb.errors import CheckError, did_you_mean
from plannr_nb.problems import Severity

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation as GxExpectation

    Holds: TypeAlias = "str | Callable[[Mapping[str, str | None]], bool] | GxExpectation"

__all__ = ["OwnRule", "is_gx_expectation", "own_of_gx", "own_rule"]

OWN = "the firm's own"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the firm's own, made by `own_rule`; hand it to `check` as ``rules=``."""

    code: str
    message: str
    holds: Any
    field: str | None
    severity: Severity

    def __repr__(self) -> str:
        return f"OwnRule({self.code!r}, {str(self.severity)!r}, {self.message!r})"

    def for_records(self, known: RecordType) -> Expectation:
        """The rule for one record type.

        Raises
        ------
        CheckError
            It names a field that the record type does not have, or its condition cannot be understood.
        """
        try:
            return self._made(known)
        except CheckError as error:
            raise CheckError(f'rule "{self.code}": {error}') from None

    def _made(self, known: RecordType) -> Expectation:
        names = [item.name for item in known.importable]
        if self.field is not None and self.field not in names:
            raise CheckError(f'{known.name} have no field "{self.field}"; {did_you_mean(self.field, names)}')
        if isinstance(self.holds, str):
            condition = parse(self.holds, known)
            reads = list(dict.fromkeys([*([self.field] if self.field else []), *condition.fields]))
            return self._rule(known, "condition", reads, condition=condition)
        if is_gx_expectation(self.holds):
            return self._of_gx(known, names)
        return self._rule(known, "function", [], function=self.holds, fields=names)

    def _rule(self, known: RecordType, kind: str, reads: list[str], **kwargs: Any) -> Expectation:
        field = self.field or (reads[0] if reads else None)
        sensitivity = known[field].sensitivity if field else Sensitivity.PLAIN
        return rule(
            f"{BEYOND}{kind}",
            code=self.code,
            message=self.message,
            severity=self.severity,
            field=field or "",
            certainty=OWN,
            source=OWN,
            sensitivity=None if sensitivity is Sensitivity.PLAIN else sensitivity,
            column_list=reads,
            **kwargs,
        )

    def _of_gx(self, known: RecordType, names: list[str]) -> Expectation:
        given = own_of_gx(self.holds)
        field = self.field or (given.columns[0] if given.columns else "")
        made = rule(
            given.type,
            code=self.code,
            message=self.message,
            severity=self.severity,
            field=field,
            certainty=OWN,
            source=OWN,
        )
        strangers = [name for name in given.columns if name not in known]
        if strangers:
            raise CheckError(f'{known.name} have no field "{strangers[0]}"; {did_you_mean(strangers[0], names)}')
        return replace(made, kwargs=given.kwargs, meta={**given.meta, META_KEY: made.meta[META_KEY]})


def own_rule(
    code: str, message: str, holds: Holds, *, field: str | None = None, severity: Severity | str = Severity.WARNING
) -> OwnRule:
    """A rule of the firm's own, for ``check(records, "clients", rules=...)``.

    Parameters
    ----------
    code
        A short name in small letters, which stands in the problem table: ``review_overdue``.
    message
        What is wrong and what to do about it, in one sentence and without any cell's value.
    holds
        What is true of a good record:

        a text
            A condition over fields: ``"opened_at >= '01/01/1950'"``, ``"value > 0 or status == 'proposed'"``. It has
            ``and``, ``or``, ``not``, ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in [...]``, ``+ - * /``, numbers,
            texts in quotes, ``True``, ``False``, ``None``, ``today``, and the functions ``blank``, ``filled``,
            ``length``, ``lower``, ``matches``, ``contains``, ``starts_with`` and ``years_since``. Fields are compared
            as what they are: amounts as numbers, dates as days, and text as it stands, capitals included. A name with
            a space stands in backticks. What cannot be decided, since a cell is blank or not of its kind, is not
            broken: ask ``filled(value)`` for that.
        a function
            It is given one record as a dict, field to text, None where it is blank or no column feeds it, and says True
            or False.
        an expectation of great_expectations
            It then travels in a suite; the other two do not.
    field
        The field it is told of; left out, the first that the condition or expectation names.
    severity
        ``error`` keeps a record out of the file, ``warning`` and ``info`` do not.

    Raises
    ------
    CheckError
        Something is missing or of the wrong kind. Whether the fields exist is looked at when records are checked.

    Examples
    --------
    >>> import pandas as pd
    >>> import plannr_nb as pn
    >>> rule = own_rule("too_young", "under 18; has a guardian signed?", "years_since(date_of_birth) >= 18")
    >>> people = pd.DataFrame({"date_of_birth": [f"01/01/{pd.Timestamp.now().year - 5}"], "send_welcome_email": "false",
    ...                        "first_name": "Sam", "last_name": "Evans", "type": "individual"})
    >>> pn.check(people, "clients", rules=rule)[["field", "code", "severity"]].to_dict("records")
    [{'field': 'date_of_birth', 'code': 'too_young', 'severity': 'warning'}]
    """
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise CheckError("the code of a rule is a short name in small letters, digits and _, such as review_overdue")
    if not isinstance(message, str) or not message.strip():
        raise CheckError(f'rule "{code}" has no message; say what is wrong and what to do')
    try:
        asked = Severity(severity)
    except ValueError:
        raise CheckError(f'rule "{code}": no such severity; {did_you_mean(str(severity), Severity)}') from None
    if not isinstance(holds, str) and not is_gx_expectation(holds) and not callable(holds):
        raise CheckError(
            f'rule "{code}": holds= is a {type(holds).__name__}; give a condition as text, a function of one record, '
            "or an expectation of great_expectations"
        )
    return OwnRule(code, message.strip(), holds, field, asked)


def is_gx_expectation(given: Any) -> bool:
    """Whether it is an expectation of great_expectations, without importing that."""
    return hasattr(given, "configuration") and hasattr(given, "expectation_type")


def own_of_gx(given: Any) -> Expectation:
    """An expectation as it is, by the code and words that great_expectations gives it."""
    item = given.configuration
    severity = getattr(item.severity, "value", item.severity)
    return Expectation(item.type, dict(item.kwargs), dict(item.meta or {}), str(severity), item.description)
