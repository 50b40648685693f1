"""Which rules are run: those of the catalogue, as a person has edited them, and a user's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from plannr_nb.catalogue.model import Mode, RecordType
from plannr_nb.checks.beyond import beyond_rules, is_beyond, until_linked
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.own_rule import OwnRule, is_gx_expectation, own_of_gx
from plannr_nb.checks.suite import rules_of
from plannr_nb.errors import CheckError

if TYPE_CHECKING:
    from plannr_nb.checks.known_records import KnownRecords

__all__ = ["Rules", "by_key", "rules_across_files", "rules_for_suite", "rules_to_run"]

# A table of `rules`, its file, an own rule, an expectation of great_expectations, or a list of such.
Rules: TypeAlias = Any


def by_key(items: Iterable[Expectation]) -> dict[str, Expectation]:
    """Rules by a name that stays: field and code, and a number where a field has several of one code."""
    seen: Counter[str] = Counter()
    found = {}
    for item in items:
        key = f"{item.field}.{item.code}"
        seen[key] += 1
        found[key if seen[key] == 1 else f"{key}.{seen[key]}"] = item
    return found


def rules_to_run(
    known: RecordType, mode: Mode, rules: Rules | None, against: Mapping[str, KnownRecords]
) -> list[Expectation]:
    """The rules that `check` runs, in the order of the suite, with what they are checked against."""
    chosen = by_key(rules_of(known, mode))
    for key, item in list(chosen.items()):
        asked = until_linked(item, known)
        if asked is not None and asked.kwargs["against"] in against:
            chosen[key] = asked
    # One that says more than an expectation can stands in its place.
    chosen.update(by_key(beyond_rules(known, mode)))
    edited, own = _edited(chosen, known, rules)
    return [*_bound(edited.values(), against), *own]


def rules_across_files(known: RecordType, mode: Mode, against: Mapping[str, KnownRecords]) -> list[Expectation]:
    """Those that ask about other files or Plannr's account, which no suite can hold."""
    return _bound((item for item in beyond_rules(known, mode) if "against" in item.kwargs), against)


def rules_for_suite(known: RecordType, mode: Mode, rules: Rules | None, today: date | None) -> list[Expectation]:
    """Those that great_expectations has an expectation for."""
    edited, own = _edited(by_key(rules_of(known, mode, today=today)), known, rules)
    return [item for item in (*edited.values(), *own) if not is_beyond(item)]


def _bound(items: Iterable[Expectation], against: Mapping[str, KnownRecords]) -> list[Expectation]:
    bound = []
    for item in items:
        target = item.kwargs.get("against") if is_beyond(item) else None
        if target is None:
            bound.append(item)
        elif target in against:
            bound.append(replace(item, kwargs={**item.kwargs, "against": against[target]}))
    return bound


def _edited(
    chosen: Mapping[str, Expectation], known: RecordType, rules: Rules | None
) -> tuple[dict[str, Expectation], list[Expectation]]:
    """The rules after the edits of a table, and the user's own in the order given."""
    from plannr_nb.checks.rule_sheet import is_table, read_sheet

    edited = dict(chosen)
    own: list[Expectation] = []
    for given in _listed(rules):
        if isinstance(given, OwnRule):
            own.append(given.for_records(known))
        elif is_gx_expectation(given):
            own.append(own_of_gx(given))
        elif is_table(given):
            sheet = read_sheet(given, known)
            edited = {key: sheet.edited(key, item) for key, item in edited.items() if key not in sheet.off}
            own.extend(sheet.added)
        else:
            raise CheckError(
                f"rules= holds a {type(given).__name__}; give a table of rules or its file, an own_rule, or an "
                "expectation of great_expectations"
            )
    return edited, own


def _listed(rules: Rules | None) -> Sequence[Any]:
    if rules is None:
        return ()
    return rules if isinstance(rules, list | tuple) else (rules,)
