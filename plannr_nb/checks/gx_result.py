"""What running a suite gave, as great_expectations itself would tell it, for Data Docs and its other tools."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from plannr_nb.checks import conditions, gx_lane
from plannr_nb.checks.arguments import LeftToGx
from plannr_nb.checks.beyond import is_beyond
from plannr_nb.checks.cells import Cells
from plannr_nb.checks.expectation import META_KEY, Expectation
from plannr_nb.checks.findings import problems_of
from plannr_nb.checks.outcome import Outcome
from plannr_nb.checks.page import shown_values

if TYPE_CHECKING:
    import numpy as np
    from great_expectations.core import ExpectationSuiteValidationResult

    from plannr_nb.checks.result import SuiteResult

__all__ = ["gx_result_of"]

_PARTIAL = 20
_NULLITY = ("expect_column_values_to_not_be_null", "expect_column_values_to_be_null")
_LEFT_OUT_IF_ANY = ("either_value_is_missing", "any_value_is_missing")
_NEVER_LEFT_OUT = ("neither", "never")


def gx_result_of(result: SuiteResult, *, reveal: bool = False) -> ExpectationSuiteValidationResult:
    """A validation result with one result per expectation that great_expectations knows and that had a column."""
    cells = Cells(result.frame)
    told, left_out = [], []
    for item, outcome in zip(result.expectations, result.outcomes, strict=True):
        if is_beyond(item) or outcome.harmless:
            left_out.append(f"{item.field}.{item.code}")
            continue
        noted = _noted(cells, item, outcome, reveal=reveal)
        told.append((item, bool(outcome.success), noted, None if outcome.success is not None else outcome.error))
    about = {**result.about, "left_out": left_out}
    name = " ".join(filter(None, ["plannr_nb", result.about.get("record_type"), result.about.get("mode")]))
    return gx_lane.new_validation_result(name, told, {META_KEY: about}, result.ran_at)


def _noted(cells: Cells, item: Expectation, outcome: Outcome, *, reveal: bool) -> dict[str, Any]:
    """The ``result`` of one expectation, with the keys and the arithmetic of great_expectations."""
    import pandas as pd

    if outcome.success is None:
        return {}
    if outcome.positions is None:
        observed = outcome.observed
        return {"observed_value": observed if pd.api.types.is_scalar(observed) else str(observed)}
    rows = _rows(cells, item.kwargs.get("row_condition"))
    elements, missing = int(rows.sum()), int((rows & _left_out(cells, item)).sum())
    found = len(outcome.positions)
    noted = {
        "element_count": elements,
        "unexpected_count": found,
        "unexpected_percent": _share(found, elements - missing),
    }
    if item.type not in _NULLITY:
        noted |= {
            "missing_count": missing,
            "missing_percent": _share(missing, elements),
            "unexpected_percent_total": _share(found, elements),
            "unexpected_percent_nonmissing": _share(found, elements - missing),
        }
    return noted | _failing(cells, item, outcome, reveal=reveal)


def _failing(cells: Cells, item: Expectation, outcome: Outcome, *, reveal: bool) -> dict[str, Any]:
    """Values and rows; a rule whose rows are not told one by one has neither."""
    column = item.field
    part = problems_of(cells.frame, [(item, Outcome(success=False, positions=outcome.positions))])
    if part["record_id"].isna().any() or column not in cells:
        return {"partial_unexpected_list": []}
    values = shown_values(part, item, reveal=reveal)
    named = [
        {str(column): value, "record_id": record_id} for value, record_id in zip(values, part["record_id"], strict=True)
    ]
    counted = Counter(values[:_PARTIAL])
    return {
        "partial_unexpected_list": values[:_PARTIAL],
        "partial_unexpected_counts": [{"value": value, "count": count} for value, count in counted.most_common()],
        "partial_unexpected_index_list": named[:_PARTIAL],
        "unexpected_index_column_names": ["record_id"],
        "unexpected_index_list": named,
        "unexpected_list": values,
    }


def _rows(cells: Cells, condition: Any) -> np.ndarray:
    """The rows that an expectation looks at, where it is known how to choose them; else all."""
    import numpy as np

    everything = np.ones(len(cells), dtype=bool)
    if not condition:
        return everything
    try:
        return conditions.rows_of(condition, _with_blank(cells, condition))
    except LeftToGx:
        pass
    if not isinstance(condition, str):
        return everything
    plain = cells.frame.reset_index(drop=True)
    return np.isin(np.arange(len(plain)), plain.query(condition, engine="python").index.to_numpy())


def _with_blank(cells: Cells, condition: Any) -> Cells:
    """With columns that are not there as blank ones, as the rules of ours take them."""
    import pandas as pd

    from plannr_nb.checks.expectation import names_in_condition

    absent = [name for name in names_in_condition(condition) if name not in cells]
    return cells.assign({name: pd.Series(None, index=cells.frame.index, dtype="str") for name in absent})


def _left_out(cells: Cells, item: Expectation) -> np.ndarray:
    """Rows that do not count since what they hold is missing."""
    import numpy as np

    names = [name for name in item.columns if name in cells]
    ignored = item.kwargs.get("ignore_row_if")
    if item.type in _NULLITY or not names or ignored in _NEVER_LEFT_OUT:
        return np.zeros(len(cells), dtype=bool)
    combine = np.logical_or if ignored in _LEFT_OUT_IF_ANY else np.logical_and
    return combine.reduce([cells[name].missing for name in names])


def _share(count: int, of: int) -> float:
    return count / of * 100 if of else 0.0
