"""Run a suite on a frame, and say what it found as a problem table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from plannr_nb import catalogue, problems
from plannr_nb.catalogue.model import Mode, RecordType
from plannr_nb.checks import beyond_lane, lanes
from plannr_nb.checks.beyond import is_beyond
from plannr_nb.checks.cells import Cells, folded
from plannr_nb.checks.chosen import Rules, rules_across_files, rules_to_run
from plannr_nb.checks.expectation import META_KEY, Expectation
from plannr_nb.checks.findings import problems_of
from plannr_nb.checks.frames import as_pandas
from plannr_nb.checks.known_records import read_against
from plannr_nb.checks.outcome import Outcome
from plannr_nb.checks.result import SuiteResult
from plannr_nb.checks.suite import read_suite
from plannr_nb.errors import CheckError
from plannr_nb.problems import FoundBy, ProblemCode, Severity
from plannr_nb.records import as_records, field_columns

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    import polars as pl
    from great_expectations import ExpectationSuite

__all__ = ["UNKNOWN_FIELD", "Asked", "asked_of", "check", "outcomes_of", "run_suite"]

UNKNOWN_FIELD = ProblemCode(
    "unknown_field",
    Severity.WARNING,
    "no field of this record type, so the column cannot be sent; rename or drop it",
    FoundBy.CHECK,
)

_EXISTS = "expect_column_to_exist"


def check(
    records: pd.DataFrame | pl.DataFrame,
    record_type: str | RecordType,
    mode: Mode | str = Mode.STORE,
    suite: ExpectationSuite | str | PathLike[str] | Mapping[str, Any] | None = None,
    *,
    rules: Rules | None = None,
    against: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Everything that is wrong with the records before they are sent, as a problem table.

    Parameters
    ----------
    records
        A frame of records, of pandas, or of polars with the names of the index in a column ``record_id``. Those
        excluded are not looked at.
    mode
        ``store``, ``update`` or ``validate``.
    suite
        A suite to run instead of the one that `expectation_suite` makes, perhaps that one with a firm's own
        expectations added; or the path of its JSON file, or its JSON as a dict.
    rules
        The rules to run, instead of a suite: a table that `rules` gave and a person has edited, or the path of its
        Excel sheet or CSV file; one of `own_rule`, or an expectation of great_expectations, to run beside those of the
        catalogue; or a list of such.
    against
        What others than these records say: ``{"clients": clients}``, ``{"plans": plans}``, each a frame of records or
        a `PlannrClient`, whose lists are read. Then it is asked whether owners exist, whether a plan was opened before
        its owner was born, and whether a person is among the clients already.

    Returns
    -------
    DataFrame
        A problem table, found by ``check``, in the order of the suite and within an expectation in the order of the
        records. One row per failing cell, each with ``record_id``, ``source_row``, ``field`` and ``value``; one row
        without ``record_id`` for a complaint about a whole column, for a column that is no field of the record type
        (``unknown_field``, before all others), for a needed column that is not there, and for an expectation that could
        not run (``check_not_run``).

    Raises
    ------
    RecordsError
        The frame is no frame of records.
    CheckError
        It is no frame of pandas or polars; the suite or the rules cannot be read, or are for another record type; or
        both are given.
    UnknownRecordType, UnknownMode
        Plannr has no such record type or mode; the closest one is named.

    Examples
    --------
    >>> import pandas as pd
    >>> records = pd.DataFrame({"plan_uuid": ["A-1"], "amount": ["250.00"], "percentage": ["5"]})
    >>> check(records, "premiums", suite=None)[["field", "code", "severity", "value"]].to_dict("records")
    [{'field': 'plan_uuid', 'code': 'not_a_uuid', 'severity': 'error', 'value': 'A-1'},
     {'field': 'pensionable_salary', 'code': 'column_missing', 'severity': 'warning', 'value': nan},
     {'field': 'amount', 'code': 'amount_and_percentage', 'severity': 'error', 'value': '250.00'}]
    """
    asked = asked_of(records, record_type, mode, suite, rules=rules, against=against)
    found = problems_of(asked.sent, zip(asked.expectations, outcomes_of(asked.sent, asked.expectations), strict=True))
    return problems.merge([problems.stacked(asked.unknown_fields), found])


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which records.

    Attributes
    ----------
    records, sent
        All of them as `as_records` makes them, and those that are not excluded.
    expectations
        In the order of the suite.
    unknown_fields
        A problem for each column that is no field.
    about
        What is noted of the suite: ``record_type``, ``mode`` and ``made_on``.
    """

    records: pd.DataFrame
    sent: pd.DataFrame
    expectations: Sequence[Expectation]
    unknown_fields: Sequence[dict[str, Any]]
    about: Mapping[str, Any]


def asked_of(
    records: pd.DataFrame | pl.DataFrame,
    record_type: str | RecordType,
    mode: Mode | str,
    suite: ExpectationSuite | str | PathLike[str] | Mapping[str, Any] | None,
    *,
    rules: Rules | None = None,
    against: Mapping[str, Any] | None = None,
) -> Asked:
    """What `check` looks at, and what it asks."""
    known, asked = catalogue.load(record_type), Mode.named(mode)
    frame = as_pandas(records)
    about = {"record_type": known.name, "mode": str(asked), "made_on": date.today().isoformat()}
    others = read_against(against)
    if suite is None:
        expectations = rules_to_run(known, asked, rules, others)
    elif rules is not None:
        raise CheckError("suite= and rules= are both given; say which of the two to run")
    else:
        expectations, meta = read_suite(suite)
        expectations = [*expectations, *rules_across_files(known, asked, others)]
        _made_for(known, meta)
        about = {"record_type": known.name, "mode": str(asked), **_noted(meta)}
    named = as_records(frame)
    strangers = [_unknown_field(name, known) for name in field_columns(named) if name not in known]
    stays = named["excluded"].isna()
    sent = named if stays.all() else named[stays]
    return Asked(named, sent, expectations, strangers, about)


def run_suite(
    frame: pd.DataFrame | pl.DataFrame, suite: ExpectationSuite | str | PathLike[str] | Mapping[str, Any]
) -> SuiteResult:
    """Run any suite on any frame.

    Parameters
    ----------
    frame
        Records, a source, or any other frame of pandas with any index, or of polars with the names of the rows in a
        column ``record_id`` or ``source_row``. It is taken as it is: nothing is left out, and blank text counts as
        filled, as it does for great_expectations.

    Returns
    -------
    SuiteResult
        Failing rows carry the text of their index label as ``record_id``.

    Raises
    ------
    CheckError
        The frame is none of pandas or polars, a column name occurs twice, or the suite cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> suite = {"expectations": [{"type": "expect_column_values_to_be_unique", "kwargs": {"column": "policy"}}]}
    >>> result = run_suite(pd.DataFrame({"policy": ["A1", "B2", "A1"]}, index=["x", "y", "z"]), suite)
    >>> result.success, result.problems["record_id"].tolist()
    (False, ['x', 'z'])
    """
    seen = as_pandas(frame)
    expectations, meta = read_suite(suite)
    repeated = seen.columns[seen.columns.duplicated()].unique().tolist()
    if repeated:
        raise CheckError(f"columns occur more than once: {', '.join(map(str, repeated))}; rename or drop all but one")
    return SuiteResult.of(seen, expectations, outcomes_of(seen, expectations), about=_noted(meta))


def _unknown_field(name: str, known: RecordType) -> dict[str, Any]:
    # Closer than difflib's default, by which "surname" would be "status_name".
    close = get_close_matches(name, [item.name for item in known.importable], n=1, cutoff=0.7)
    hint = f'; did you mean "{close[0]}"?' if close else ""
    return {"field": name, **UNKNOWN_FIELD.said(message=f"{UNKNOWN_FIELD.message}{hint}")}


def _noted(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    noted = meta.get(META_KEY)
    return noted if isinstance(noted, Mapping) else {}


def _made_for(known: RecordType, meta: Mapping[str, Any]) -> None:
    other = _noted(meta).get("record_type")
    if other is not None and other != known.name:
        raise CheckError(
            f"the suite was made for {other} and the records are {known.name}; give the suite of {known.name}"
        )


def outcomes_of(frame: pd.DataFrame, expectations: Sequence[Expectation]) -> list[Outcome]:
    """How each expectation ends, in their order.

    Runs the rules of ours and the other expectations apart: only ours know that a column may be left out.

    A field that no column feeds is blank in every record. So a rule that asks for filled cells runs on a column made
    up of missing ones, and one about the form of cells has nothing to look at.
    """
    present = {str(name) for name in frame.columns}
    found: dict[int, Outcome] = {}
    groups: dict[str, list[int]] = {"ours": [], "ours, any case": [], "others": [], "beyond": []}
    for position, item in enumerate(expectations):
        absent = [name for name in item.columns if name not in present]
        if is_beyond(item):
            groups["beyond"].append(position)
        elif item.ours and absent and not item.asks_for_filled_cells:
            found[position] = Outcome.not_run(_no_column(absent), harmless=True)
        elif item.ours:
            groups["ours, any case" if item.ignores_case else "ours"].append(position)
        else:
            groups["others"].append(position)
    cells = Cells(frame)
    for name, group in groups.items():
        chosen = [expectations[position] for position in group]
        seen = cells if name == "others" else _with_blank_columns(cells, chosen)
        if name == "beyond":
            ran = [beyond_lane.run(seen.frame, item) for item in chosen]
        else:
            ran = lanes.run(_in_one_case(seen, chosen) if name == "ours, any case" else seen, chosen)
        found.update(zip(group, ran, strict=True))
    return [_told(expectations[position], found[position], present) for position in range(len(expectations))]


def _with_blank_columns(cells: Cells, rules: Sequence[Expectation]) -> Cells:
    named = {name for item in rules for name in (*item.columns, *item.condition_columns)}
    return cells.assign({name: _nothing(cells.frame) for name in sorted(named.difference(cells.frame.columns))})


def _in_one_case(cells: Cells, rules: Sequence[Expectation]) -> Cells:
    """The columns the rules look at, without any difference of capitals."""
    looked_at = dict.fromkeys(name for item in rules for name in item.columns)
    return cells.assign({name: folded(cells.frame[name]) for name in looked_at})


def _nothing(frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return pd.Series(None, index=frame.index, dtype="str")


def _told(item: Expectation, outcome: Outcome, present: set[str]) -> Outcome:
    """The same, saying in words where a column that is not there was the reason."""
    absent = [name for name in (*item.columns, *item.condition_columns) if name not in present]
    if outcome.success is None and absent and not outcome.harmless and item.type != _EXISTS and not is_beyond(item):
        return replace(outcome, error=_no_column(absent))
    return outcome


def _no_column(names: Sequence[str]) -> str:
    return "no column " + ", ".join(f'"{name}"' for name in names)
