"""Catalogue -> expectation suite, the one source of rules; and back from a suite, its JSON or its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plannr_nb import catalogue
from plannr_nb.catalogue.model import Mode, RecordType
from plannr_nb.checks.expectation import META_KEY, Expectation
from plannr_nb.checks.field_rules import field_rules
from plannr_nb.checks.record_rules import record_rules
from plannr_nb.errors import CheckError

if TYPE_CHECKING:
    from os import PathLike

    from great_expectations import ExpectationSuite

    from plannr_nb.checks.chosen import Rules

__all__ = ["expectation_suite", "read_suite", "rules_of"]


def expectation_suite(
    record_type: str | RecordType,
    mode: Mode | str = Mode.STORE,
    *,
    today: date | None = None,
    rules: Rules | None = None,
) -> ExpectationSuite:
    """The rules for records of one type, as a suite that great_expectations and other tools can open.

    Each expectation carries in ``meta["plannr_nb"]`` its ``code``, ``severity``, ``message``, ``field``, ``certainty``
    (``documented``, ``confirmed``, ``inferred`` or ``our choice``) and ``source``, and the ``sensitivity`` of a field
    that holds personal data. A rule is an ``error`` only where Plannr documents it, or where data is or would be lost.

    Parameters
    ----------
    record_type
        A name or a loaded record type, with a firm's overlay perhaps.
    mode
        ``store``, ``update`` or ``validate``, which asks as ``store`` does but does not mind an id.
    today
        The day after which nobody can have been born; the day of the call where it is left out.
    rules
        As `check` takes them: an edited table of `rules` or its file, own rules, expectations. What great_expectations
        cannot say is left out and does not travel: conditions and functions of a firm's own, pairs with what else
        agrees (the suite only says that first name, last name and date of birth stand once), valuations that jump by a
        hundred, and what is asked with ``against=``. `check` runs all of them.

    Returns
    -------
    ExpectationSuite
        A new one. It can be extended with ``add_expectation``; where no data context is current, one in memory is made
        so for that.

    Raises
    ------
    UnknownRecordType, UnknownMode
        Plannr has no such record type or mode; the closest one is named.
    CheckError
        The rules cannot be read.

    Examples
    --------
    >>> suite = expectation_suite("premiums")
    >>> suite.name
    'plannr_nb premiums store'
    >>> sorted({item.meta["plannr_nb"]["code"] for item in suite.expectations if item.column == "plan_uuid"})
    ['not_a_uuid', 'required_blank']
    """
    from plannr_nb.checks.chosen import rules_for_suite
    from plannr_nb.checks.gx_lane import new_suite

    known, asked = catalogue.load(record_type), Mode.named(mode)
    meta = {META_KEY: {"record_type": known.name, "mode": str(asked), "made_on": (today or date.today()).isoformat()}}
    return new_suite(f"plannr_nb {known.name} {asked}", rules_for_suite(known, asked, rules, today), meta)


def rules_of(known: RecordType, mode: Mode, *, today: date | None = None) -> list[Expectation]:
    """The same rules as plain data, in the order of the suite. Does not import great_expectations."""
    return [*field_rules(known, mode, today or date.today()), *record_rules(known, mode)]


def read_suite(
    suite: ExpectationSuite | str | PathLike[str] | Mapping[str, Any],
) -> tuple[list[Expectation], dict[str, Any]]:
    """The expectations of a suite in their order, and what we noted about the suite.

    Parameters
    ----------
    suite
        A great_expectations ``ExpectationSuite``, its JSON as a dict, or the path of a file that holds it.

    Raises
    ------
    CheckError
        The file cannot be read, or what it holds is no suite.
    """
    if isinstance(suite, Mapping):
        return _from_json(suite, "the dict given")
    if isinstance(suite, str) or hasattr(suite, "__fspath__"):
        path = Path(suite)
        return _from_json(_json_of(path), path.name)
    if not hasattr(suite, "expectation_configurations"):
        raise CheckError(
            f"suite= is a {type(suite).__name__}; give an ExpectationSuite, the path of its JSON file, "
            "or its JSON as a dict"
        )
    return [_from_configuration(item) for item in suite.expectation_configurations], dict(suite.meta or {})


def _json_of(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckError(f"{path}: there is no such suite file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CheckError(f"{path}: the suite file cannot be read ({type(error).__name__})") from error
    except json.JSONDecodeError as error:
        raise CheckError(f"{path}: not a JSON file (line {error.lineno}); save the suite with to_json_dict()") from None


def _from_json(given: Any, where: str) -> tuple[list[Expectation], dict[str, Any]]:
    listed = given.get("expectations") if isinstance(given, Mapping) else None
    if not isinstance(listed, list):
        raise CheckError(f'{where} is no expectation suite: it has no list "expectations"')
    found = []
    for number, item in enumerate(listed, start=1):
        if not isinstance(item, Mapping) or not isinstance(item.get("type"), str):
            raise CheckError(f'{where}: expectation {number} has no "type", so it cannot be read')
        found.append(Expectation.from_json(item))
    return found, dict(given.get("meta") or {})


def _from_configuration(item: Any) -> Expectation:
    severity = getattr(item.severity, "value", item.severity)
    return Expectation(item.type, dict(item.kwargs), dict(item.meta or {}), str(severity), item.description)
