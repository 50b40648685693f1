"""Which rows can fare otherwise under an expectation once some cells have been edited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from plannr_nb.checks import fast_lane, gx_lane
from plannr_nb.checks.cells import folded
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.lanes import named_in
from plannr_nb.checks.matching import is_portable
from plannr_nb.checks.outcome import Outcome

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Partners", "is_about_pairs", "is_about_rows", "reads"]

_SPACE = re.compile(r"(?<!\\)(?:\\\\)*\\[sS]")
_UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
_BY_ROW = frozenset(
    {
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_be_null",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_not_match_regex",
        "expect_column_values_to_match_regex_list",
        "expect_column_values_to_not_match_regex_list",
        "expect_column_value_lengths_to_be_between",
        "expect_column_value_lengths_to_equal",
        "expect_column_values_to_be_between",
        "expect_column_pair_values_to_be_equal",
        "expect_column_pair_values_a_to_be_greater_than_b",
        "expect_select_column_values_to_be_unique_within_record",
    }
)


def reads(item: Expectation, present: Iterable[str]) -> frozenset[str] | None:
    """The columns whose edit can change what it finds, or what is told of it; None where it may be any."""
    named = named_in([item], present)
    if not named or (item.type not in fast_lane.KNOWN and not gx_lane.reads_named_columns(item)):
        return None
    return frozenset({*named, item.field} - {None})


def is_about_rows(item: Expectation, before: Outcome) -> bool:
    """Whether it looks at each row by itself, so that rows that were not touched end as they did."""
    return item.type in _BY_ROW and _ran_whole(item, before) and all(map(_is_of_the_cell, _regexes(item)))


def is_about_pairs(item: Expectation, before: Outcome) -> bool:
    """Whether it compares a row with those that hold the same, and with no others."""
    return item.type in _UNIQUE and _ran_whole(item, before)


def _ran_whole(item: Expectation, before: Outcome) -> bool:
    """Whether the answers for some of the rows make up the answer for all."""
    return before.lane == fast_lane.LANE and before.positions is not None and item.kwargs.get("mostly", 1) == 1


def _regexes(item: Expectation) -> list[str]:
    one, several = item.kwargs.get("regex"), item.kwargs.get("regex_list") or ()
    return [*([one] if one is not None else []), *several]


def _is_of_the_cell(regex: str) -> bool:
    """Whether a cell matches or not whatever stands in the others, by which pandas may choose its engine."""
    if _SPACE.search(regex):
        return True  # pandas asks Python, which reads spaces as no engine does
    folds = regex.startswith("(?") and "i" in regex[: regex.find(")")]
    return is_portable(regex) and not (folds and "$" in regex)


class Partners:
    """Finds the rows that hold the same as others. What was made of a column is kept until that is edited."""

    def __init__(self) -> None:
        self._folded: dict[str, pd.Series] = {}

    def forget(self, columns: Iterable[str]) -> None:
        for name in columns:
            self._folded.pop(name, None)

    def of(self, rows: np.ndarray, item: Expectation, before: pd.DataFrame, after: pd.DataFrame) -> np.ndarray:
        """These rows, and all others that held what one of them held, or hold what one of them holds now."""
        import numpy as np
        import pandas as pd

        names = list(item.columns)
        keys = pd.concat([self._keys(item, seen[names].iloc[rows]) for seen in (before, after)]).drop_duplicates()
        found = np.ones(len(after), dtype=bool)
        for name in names:
            column = self._column(item, after, name)
            same = column.isin(keys[name].dropna()).to_numpy()
            found &= same | column.isna().to_numpy() if keys[name].isna().any() else same
        places = np.flatnonzero(found)
        held = pd.DataFrame({name: self._column(item, after, name).iloc[places] for name in names})
        same = pd.MultiIndex.from_frame(held).isin(pd.MultiIndex.from_frame(keys))
        return np.union1d(rows, places[same])

    def _keys(self, item: Expectation, rows: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({name: folded(rows[name]) if item.ignores_case else rows[name] for name in rows.columns})

    def _column(self, item: Expectation, frame: pd.DataFrame, name: str) -> pd.Series:
        if not item.ignores_case:
            return frame[name]
        if name not in self._folded:
            self._folded[name] = folded(frame[name])
        return self._folded[name]
