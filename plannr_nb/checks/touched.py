"""Which rows can fare otherwise under an expectation once some cells have been edited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from plannr_nb.checks import beyond_lane, fast_lane, gx_lane
from plannr_nb.checks.beyond import BEYOND, is_beyond
from plannr_nb.checks.cells import folded
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.lanes import named_in
from plannr_nb.checks.matching import is_portable
from plannr_nb.checks.outcome import Outcome

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["LANES", "Partners", "is_about_pairs", "is_about_rows", "reads"]

_SPACE = re.compile(r"(?<!\\)(?:\\\\)*\\[sS]")
LANES = (fast_lane.LANE, beyond_lane.LANE)
_UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
# Rules that compare records with others of the same name or plan, and with no others.
_COMPARED_BY = {f"{BEYOND}same_person": ("first_name", "last_name"), f"{BEYOND}jump": ("plan_uuid",)}
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
        *(f"{BEYOND}{kind}" for kind in ("known_person", "reference", "born_before", "condition", "function")),
    }
)


def reads(item: Expectation, present: Iterable[str]) -> frozenset[str] | None:
    """The columns whose edit can change what it finds, or what is told of it; None where it may be any."""
    if is_beyond(item):
        return frozenset(item.columns) or None
    named = named_in([item], present)
    if not named or (item.type not in fast_lane.KNOWN and not gx_lane.reads_named_columns(item)):
        return None
    return frozenset({*named, item.field} - {None})


def is_about_rows(item: Expectation, before: Outcome) -> bool:
    """Whether it looks at each row by itself, so that rows that were not touched end as they did."""
    return item.type in _BY_ROW and _ran_whole(item, before) and all(map(_is_of_the_cell, _regexes(item)))


def is_about_pairs(item: Expectation, before: Outcome) -> bool:
    """Whether it compares a row with those that hold the same, and with no others."""
    return (item.type in _UNIQUE or item.type in _COMPARED_BY) and _ran_whole(item, before)


def _ran_whole(item: Expectation, before: Outcome) -> bool:
    """Whether the answers for some of the rows make up the answer for all."""
    return before.lane in LANES and before.positions is not None and item.kwargs.get("mostly", 1) == 1


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
        self._alike: dict[tuple[str, str], pd.Series] = {}

    def forget(self, columns: Iterable[str]) -> None:
        edited = set(columns)
        self._alike = {key: cells for key, cells in self._alike.items() if key[1] not in edited}

    def of(self, rows: np.ndarray, item: Expectation, before: pd.DataFrame, after: pd.DataFrame) -> np.ndarray:
        """These rows, and all others that held what one of them held, or hold what one of them holds now."""
        import numpy as np
        import pandas as pd

        names = [name for name in _COMPARED_BY.get(item.type, item.columns) if name in after.columns]
        if not names:
            return rows
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

        return pd.DataFrame({name: _alike(item, rows[name]) for name in rows.columns})

    def _column(self, item: Expectation, frame: pd.DataFrame, name: str) -> pd.Series:
        how = "stripped" if item.type in _COMPARED_BY else "folded" if item.ignores_case else ""
        if not how:
            return frame[name]
        if (how, name) not in self._alike:
            self._alike[how, name] = _alike(item, frame[name])
        return self._alike[how, name]


def _alike(item: Expectation, cells: pd.Series) -> pd.Series:
    """The cells so that those which the expectation takes for the same are."""
    if item.type in _COMPARED_BY:
        return folded(cells).str.strip()
    return folded(cells) if item.ignores_case else cells
